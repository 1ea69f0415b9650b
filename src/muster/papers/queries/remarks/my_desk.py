"""What an account's own desk says about remarks: what waits, what may be said, the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Coalesce, RowNumber

from muster.papers.models import Decision, Remark, Round, RoundDesk, RoundState
from muster.papers.queries.remarks.rounds import ABOUT_DESK, own_rounds
from muster.papers.rules import Can
from muster.tree.models import Account
from muster.tree.reach import reach_of

SHOWN: Final = 12
TOLD_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredRound:
    """A round that is over, with what became of the account's own remarks in it."""

    opened: Round
    accepted: int
    partly: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MyRemarks:
    """What stands on the desk.

    work: the highest desk of each running round at which the account gathers, where something is
    owed. say: where its person may remark himself. answered: rounds that ended lately.
    """

    work: Sequence[RoundDesk]
    say: Sequence[RoundDesk]
    answered: Sequence[AnsweredRound]

    def __bool__(self) -> bool:
        return bool(self.work or self.say or self.answered)


def my_remarks(account: Account, *, now: datetime) -> MyRemarks:
    """Three queries and one for the rounds of the answers."""
    return MyRemarks(
        work=_work(account),
        say=list(own_rounds(account)[:SHOWN]),
        answered=_answered(account, since=now - TOLD_FOR),
    )


def _work(account: Account) -> list[RoundDesk]:
    gathers = reach_of(account).by(Can.GATHER)
    if gathers.is_empty:
        return []
    rows = (
        RoundDesk.objects.filter(gathers.season_units())
        .filter(round__state__in=(RoundState.OPEN, RoundState.CLOSED))
        .annotate(
            rank=Window(RowNumber(), partition_by=F("round"), order_by=F("first").asc()),
        )
        .filter(rank=1)
    )
    found = rows.select_related(*ABOUT_DESK).order_by("due_on", "pk")[:SHOWN]
    return [desk for desk in found if desk.is_owner or desk.is_behind]


def _answered(account: Account, *, since: datetime) -> list[AnsweredRound]:
    """A remark's answer is that of the outermost remark that holds it."""
    decided = Coalesce("outermost__decision", "decision")
    counts = (
        Remark.objects.filter(account=account)
        .annotate(answer=decided, over=Coalesce("outermost__desk__round", "desk__round"))
        .filter(Q(answer__in=Decision.values))
        .order_by()
        .values_list("over", "answer")
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for over, answer, n in counts:
        found.setdefault(over, {})[answer] = n
    rounds = Round.objects.filter(pk__in=list(found), consolidated_at__gte=since)
    return [
        AnsweredRound(
            opened=opened,
            accepted=found[opened.pk].get(Decision.ACCEPTED, 0),
            partly=found[opened.pk].get(Decision.PARTLY, 0),
            refused=found[opened.pk].get(Decision.REFUSED, 0),
        )
        for opened in rounds.select_related("document").order_by("-consolidated_at")[:SHOWN]
    ]
