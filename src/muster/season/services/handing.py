"""What of the season moves when an officer hands his work over: problems, findings, grants."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.season.models import Finding, Problem
from muster.season.registry.handing_over import Held, Side, handing_part
from muster.tree import services as tree
from muster.tree.errors import GrantTwice
from muster.tree.models import Grant
from muster.tree.names import search_key
from muster.tree.table import Role


def as_written(rows: QuerySet[Any], field: str, name: str) -> list[str]:
    """The spellings under which *name* stands in a field of names, blind to case and marks."""
    wanted = search_key(name)
    written = rows.order_by().values_list(field, flat=True).distinct()
    return [text for text in written if search_key(text) == wanted]


def _below(side: Side, path: str) -> Q:
    unit = side.unit
    span = (unit.first, unit.last)
    return Q((f"{path}__season", unit.season_id), (f"{path}__first__range", span))


class _Problems:
    key = "problems"
    label = _("Problems to solve")

    def held(self, giver: Side, *, today: date) -> Sequence[Held]:
        """Unsolved problems of which the giver is the owner."""
        rows = Problem.objects.filter(_below(giver, "congress__season_unit"), solved_at=None)
        mine = rows.filter(owner__in=as_written(rows, "owner", giver.name))
        return [
            Held(
                subject=f"problem:{row.pk}",
                title=row.what,
                detail=row.congress.season_unit.name,
                due_on=row.due_on,
                url=reverse("congress:one", args=[row.congress_id]),
            )
            for row in mine.select_related("congress__season_unit")
        ]

    def pass_on(
        self, held: Sequence[Held], taker: Side, *, actor: Actor, now: datetime, reason: str
    ) -> None:
        """Another owner for each problem, with an entry on its congress."""
        rows = Problem.objects.select_for_update(of=("self",)).filter(
            pk__in=[one.pk for one in held]
        )
        with recorded(actor, now=now) as record:
            for row in rows.select_related("congress__season_unit"):
                old, row.owner = row.owner, taker.name
                row.save(update_fields=["owner"])
                record(
                    "problem.handed_over",
                    f"congress:{row.congress_id}",
                    unit=row.congress.season_unit.unit_id,
                    season=row.congress.season_id,
                    audience=Audience.UNIT,
                    body={"problem": row.pk, "from": old, "to": row.owner, "reason": reason},
                )


class _Findings:
    key = "findings"
    label = _("Findings to cure")

    def held(self, giver: Side, *, today: date) -> Sequence[Held]:
        """Findings of visits that the giver has to cure."""
        rows = Finding.objects.filter(
            _below(giver, "inspection__congress__season_unit"), cured_at=None
        ).exclude(result=Finding.Result.OK)
        mine = rows.filter(owner__in=as_written(rows, "owner", giver.name))
        return [
            Held(
                subject=f"finding:{row.pk}",
                title=row.text or row.item,
                detail=row.inspection.congress.season_unit.name,
                due_on=row.due_on,
                url=reverse("congress:one", args=[row.inspection.congress_id]),
            )
            for row in mine.select_related("inspection__congress__season_unit")
        ]

    def pass_on(
        self, held: Sequence[Held], taker: Side, *, actor: Actor, now: datetime, reason: str
    ) -> None:
        """Another owner for each finding, with an entry on its congress."""
        rows = Finding.objects.select_for_update(of=("self",)).filter(
            pk__in=[one.pk for one in held]
        )
        with recorded(actor, now=now) as record:
            for row in rows.select_related("inspection__congress__season_unit"):
                congress = row.inspection.congress
                old, row.owner = row.owner, taker.name
                row.save(update_fields=["owner"])
                record(
                    "finding.handed_over",
                    f"congress:{congress.pk}",
                    unit=congress.season_unit.unit_id,
                    season=congress.season_id,
                    audience=Audience.UNIT,
                    body={"finding": row.pk, "from": old, "to": row.owner, "reason": reason},
                )


class _Grants:
    """Roles of the giver's account. An administrator's is given on the accounts page only."""

    key = "grants"
    label = _("Desks: roles in muster")

    def held(self, giver: Side, *, today: date) -> Sequence[Held]:
        """Grants in force on the unit and below it."""
        if giver.account_id is None:
            return []
        unit = giver.unit
        rows = Grant.objects.filter(
            Q(until=None) | Q(until__gte=today),
            Q(season=None) | Q(season=unit.season_id),
            account=giver.account_id,
            revoked_at=None,
            unit__season_units__season=unit.season_id,
            unit__season_units__first__range=(unit.first, unit.last),
        ).exclude(role=Role.ADMINISTRATOR)
        names = dict(
            rows.order_by().values_list("unit__season_units__unit", "unit__season_units__name")
        )
        return [
            Held(
                subject=f"grant:{row.pk}",
                title=Role(row.role).label,
                detail=names[row.unit_id],
                due_on=row.until,
            )
            for row in rows.order_by("role", "pk")
        ]

    def pass_on(
        self, held: Sequence[Held], taker: Side, *, actor: Actor, now: datetime, reason: str
    ) -> None:
        """The same role for the taker until the same day, and the giver's ends now."""
        assert taker.account_id is not None
        for row in Grant.objects.filter(pk__in=[one.pk for one in held]):
            tree.revoke(actor, grant_id=row.pk, reason=reason, now=now)
            self._give(row, taker.account_id, actor=actor, now=now, reason=reason)

    @staticmethod
    def _give(row: Grant, account_id: int, *, actor: Actor, now: datetime, reason: str) -> None:
        try:
            tree.give(
                actor,
                account_id=account_id,
                role=Role(row.role),
                unit_id=row.unit_id,
                season_id=row.season_id,
                since=row.since,
                until=row.until,
                reason=reason,
                now=now,
            )
        except GrantTwice:
            return  # the taker holds that desk already


handing_part(_Grants())
handing_part(_Problems())
handing_part(_Findings())
