"""Rounds as a list, and the desks of a round that an account works at."""

from django.db.models import F, FilteredRelation, Q, QuerySet

from muster.papers.models import Document, Round, RoundDesk, RoundState
from muster.papers.rules import Can
from muster.season.queries import season_in_focus
from muster.tree.models import Account
from muster.tree.reach import reach_of
from muster.tree.scope import scope

CHOICES = {
    "": Q(),
    "open": Q(state=RoundState.OPEN),
    "closed": Q(state=RoundState.CLOSED),
    "consolidated": Q(state=RoundState.CONSOLIDATED),
}
ABOUT_DESK = ("season_unit__season", "round__document__season_unit__season", "round__version")


def rounds_of(account: Account, choice: str = "") -> QuerySet[Round]:
    """The rounds of the season in focus in scope, each with the figures of its owner's desk."""
    rows = scope(account, Round).filter(document__season_unit__season=season_in_focus())
    rows = rows.filter(CHOICES.get(choice, Q())).annotate(
        top=FilteredRelation("desks", condition=Q(desks__above__isnull=True))
    )
    return rows.annotate(
        bodies=F("top__bodies"),
        answered=F("top__answered"),
        written=F("top__written"),
        lying=F("top__lying"),
    ).select_related("document__season_unit__season", "version")


def rounds_on(document: Document) -> QuerySet[Round]:
    """The rounds of a document that its reader sees, the newest first."""
    return Round.objects.filter(document=document).order_by("-number")


def desks_of(account: Account, opened: Round) -> QuerySet[RoundDesk]:
    """The desks of a round in scope, in the order of the tree."""
    rows = scope(account, RoundDesk).filter(round=opened).select_related(*ABOUT_DESK)
    return rows.order_by("first")


def working_desk(account: Account, opened: Round) -> RoundDesk | None:
    """The highest desk that an account may enter at or gather on; None: it only looks."""
    reach = reach_of(account)
    may = reach.by(Can.GATHER).season_units() | reach.by(Can.ENTER_REMARKS).season_units()
    rows = RoundDesk.objects.filter(may, round=opened).select_related(*ABOUT_DESK)
    return rows.order_by("first").first()


def own_desk(account: Account, opened: Round) -> RoundDesk | None:
    """The desk of the body to which the account's person belongs, if it is asked."""
    if account.person is None:
        return None
    rows = RoundDesk.objects.filter(round=opened, season_unit__unit=account.person.unit_id)
    return rows.select_related(*ABOUT_DESK).first()


def own_rounds(account: Account) -> QuerySet[RoundDesk]:
    """The open rounds in which the account's person may remark, as the desks of its body."""
    if account.person is None:
        return RoundDesk.objects.none()
    rows = RoundDesk.objects.filter(
        season_unit__unit=account.person.unit_id,
        round__state=RoundState.OPEN,
        round__document__is_limited=False,
    )
    return rows.select_related(*ABOUT_DESK).order_by("due_on")
