"""Calls of a moving: everybody whose congress moves is told, and told again if it is undone."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.office.bridge import rules_of
from muster.office.models import Call, CallList, CallState
from muster.office.queries.calls import chain_figures
from muster.office.services.call_closing import close_call_list
from muster.office.services.call_lists import CallTarget, open_call_list
from muster.packs import Occasion
from muster.season.models import Moving
from muster.season.registry.moving import (
    Act,
    Kept,
    Moves,
    NewDays,
    Touched,
    Trace,
    moving_part,
)
from muster.season.services.hand import day


class _Calls:
    key = "calls"
    label = gettext_lazy("Who must be told")
    place = 90

    def preview(self, moves: Moves) -> Sequence[Touched]:
        """A call to each unit whose congress moves."""
        return [
            Touched(
                subject=f"new-call:{row.congress.season_unit_id}",
                congress_id=row.congress.pk,
                what=row.congress.season_unit.name,
                becomes=_("is called"),
            )
            for row in _told_rows(moves)
        ]

    def apply(self, act: Act) -> tuple[int, Kept]:
        """Open the call list, in a chain where the pack says so; with each unit's days."""
        rows = _told_rows(act.moves)
        if not rows:
            return 0, {"list": None}
        made = {row.congress_id: row for row in act.moving.congresses.all()}
        row = open_call_list(
            act.moves.unit,
            actor=act.actor,
            now=act.now,
            purpose=rules_of(act.moves.unit).calls_for(Occasion.MOVED)[0].key,
            targets=[
                CallTarget(
                    season_unit=one.congress.season_unit,
                    congress=one.congress,
                    says={
                        "was_on": day(made[one.congress.pk].old_starts_on),
                        "day": day(one.starts_on),
                    },
                )
                for one in rows
            ],
            subject=f"{act.moving.area}: {act.reason}",
            says={"reason": act.reason},
            origin=f"moving:{act.moving.pk}",
        )
        return len(rows), {"list": row.pk}

    def changed_since(self, act: Act, kept: Kept) -> Sequence[str]:
        """Nothing: who was told is told again."""
        return ()

    def undo(self, act: Act, kept: Kept) -> None:
        """Close the list; whoever was told by it stands on a new one, that the old day holds."""
        if kept["list"] is None:
            return
        row = CallList.objects.select_related("season_unit__season").get(pk=kept["list"])
        origin = f"moving:{act.moving.pk}"
        told = Call.objects.filter(
            call_list__origin=origin,
            state__in=(CallState.TOLD, CallState.CONFIRMED),
            season_unit__isnull=False,
        ).select_related("season_unit__season", "congress")
        targets = [_told_again(call, act) for call in told]
        if row.closed_at is None:
            close_call_list(row, actor=act.actor, now=act.now, reason=act.reason[:300])
        if targets:
            open_call_list(
                act.moves.unit,
                actor=act.actor,
                now=act.now,
                purpose=rules_of(act.moves.unit).calls_for(Occasion.RESTORED)[0].key,
                targets=targets,
                subject=f"{act.moving.area}: {act.reason}",
                says={"reason": act.reason},
                origin=f"{origin}:undone",
            )

    def traces(self, moving: Moving, kept: Kept) -> Sequence[Trace]:
        """The call lists with how many are told."""
        origin = f"moving:{moving.pk}"
        rows = CallList.objects.filter(
            origin__in=(origin, f"{origin}:undone"), above=None
        ).select_related("season_unit")
        return [_trace(row) for row in rows.order_by("pk")]


def _told_rows(moves: Moves) -> list[NewDays]:
    """The congresses of others; nobody rings himself."""
    return [row for row in moves.rows if row.congress.season_unit_id != moves.unit.pk]


def _told_again(call: Call, act: Act) -> CallTarget:
    if call.congress is None:
        return CallTarget(season_unit=call.season_unit, only_passes_on=True)
    made = act.moving.congresses.get(congress=call.congress)
    return CallTarget(
        season_unit=call.season_unit,
        congress=call.congress,
        says={"was_on": day(made.new_starts_on), "day": day(made.old_starts_on)},
    )


def _trace(row: CallList) -> Trace:
    figures = chain_figures(row)
    note = _("%(told)s of %(total)s told, %(confirmed)s confirmed") % {
        "told": figures.told,
        "total": figures.total,
        "confirmed": figures.confirmed,
    }
    return Trace(row.subject, reverse("office:call-list", args=[row.pk]), note)


moving_part(_Calls())
