"""Publicity: press lists with their passes, and press releases."""

from dataclasses import dataclass
from typing import Final

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.office.models import Approval, ApprovalState, PressRelease, PressTeam
from muster.office.models.press import STANDING
from muster.season.bridge import pack_of
from muster.season.models import Event
from muster.season.queries import season_in_focus
from muster.tree.models import Account
from muster.tree.scope import scope

PRESS_WORDS: Final = {
    "press.listed": gettext_lazy("press list changed"),
    "press.handed_out": gettext_lazy("passes handed out"),
    "press.returned": gettext_lazy("passes came back"),
    "press.withdrawn": gettext_lazy("struck out"),
}
RELEASE_WORDS: Final = {
    "release.written": pgettext_lazy("release", "written"),
    "release.changed": pgettext_lazy("release", "changed"),
}


def press_of(account: Account) -> QuerySet[PressTeam]:
    """The press lists of the season in scope."""
    rows = scope(account, PressTeam).filter(event__season=season_in_focus())
    return rows.select_related("event__season", "event__season_unit")


@dataclass(frozen=True, slots=True)
class PressFigures:
    """What stands above a press list."""

    organisations: int
    passes: int
    handed_out: int
    outside: int


def press_figures(rows: QuerySet[PressTeam]) -> PressFigures:
    """How many organisations and passes, how many handed out, how many not back: one query."""
    out = STANDING & Q(handed_on__isnull=False)
    found = rows.order_by().aggregate(
        organisations=Count("organisation", filter=STANDING, distinct=True),
        asked=Coalesce(Sum("passes", filter=STANDING), 0),
        handed_out=Coalesce(Sum("passes", filter=out), 0),
        outside=Coalesce(Sum(F("passes") - F("returned"), filter=out), 0),
    )
    return PressFigures(passes=found.pop("asked"), **found)


def zone_name(team: PressTeam) -> str:
    """The zone as the pack calls it."""
    return str(pack_of(team.event.season).press_zones[team.zone].label)


def pass_numbers(row: PressTeam) -> str:
    """The numbers of an organisation's passes."""
    if row.first_pass is None:
        return ""
    return f"{row.first_pass:03}–{row.last_pass:03}" if row.passes > 1 else f"{row.first_pass:03}"


def press_events(account: Account) -> QuerySet[Event]:
    """Events to which the press comes, with how many passes."""
    rows = scope(account, Event).filter(season=season_in_focus(), press_teams__isnull=False)
    standing = Q(press_teams__withdrawn_at__isnull=True)
    return rows.annotate(
        press_passes=Coalesce(Sum("press_teams__passes", filter=standing), 0)
    ).order_by("starts_at")


def releases_of(account: Account) -> QuerySet[PressRelease]:
    """The press releases of the season in scope with the state of their newest version."""
    rows = scope(account, PressRelease).filter(season_unit__season=season_in_focus())
    subject = Concat(Value("release:"), Cast(OuterRef("pk"), CharField()))
    newest = Approval.objects.filter(subject=subject).order_by("-number")
    return rows.select_related("season_unit__season", "event").annotate(
        approval_state=Coalesce(Subquery(newest.values("state")[:1]), Value("")),
        paper_symbol=Coalesce(Subquery(newest.values("paper_symbol")[:1]), Value("")),
    )


def release_state(release: PressRelease) -> str:
    """Where a release stands, in words. Needs ``approval_state``."""
    state = getattr(release, "approval_state", "")
    return str(ApprovalState(state).label) if state else str(pgettext_lazy("approval", "draft"))
