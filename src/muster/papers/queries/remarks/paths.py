"""The path of one remark: what it went into, who passed it on, the decision, the new text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from muster.papers.models import (
    Passage,
    Remark,
    RemarkAct,
    Round,
    RoundState,
)
from muster.tree.models import Account
from muster.tree.scope import scope

DEEPEST: Final = 30
ABOUT: Final = (
    "round__document__season_unit__season",
    "round__version",
    "season_unit__season",
    "desk__season_unit",
    "desk__round__document__season_unit",
    "desk__round__version",
    "desk__round__result",
    "account__person",
    "intake",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One remark on the way up, and what happened to it in its order."""

    remark: Remark
    acts: Sequence[RemarkAct]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A remark from where it was written to what came of it.

    stations: the remark itself, then each merged one that holds it, the outermost last.
    answered: the owner's round is consolidated, so that the decision may be read below.
    before, after: what the paragraph said and says; after is None where nothing came yet or the
    paragraph went.
    """

    stations: Sequence[Station]
    decided_in: Round
    is_answered: bool
    before: Passage | None
    after: Passage | None

    @property
    def remark(self) -> Remark:
        """Where the path begins."""
        return self.stations[0].remark

    @property
    def outermost(self) -> Remark:
        """Where it has come to."""
        return self.stations[-1].remark


def path_of(remark: Remark) -> Path:
    """The path of a remark: as many queries as wholes hold it, and four."""
    line = [remark]
    while line[-1].whole_id is not None and len(line) < DEEPEST:
        line.append(Remark.objects.select_related(*ABOUT).get(pk=line[-1].whole_id))
    acts: dict[int, list[RemarkAct]] = {one.pk: [] for one in line}
    rows = RemarkAct.objects.filter(remark__in=list(acts)).select_related(
        "from_desk__season_unit", "to_desk__season_unit"
    )
    for act in rows.order_by("pk"):
        acts[act.remark_id].append(act)
    last = line[-1]
    opened = last.desk.round if last.desk is not None else last.round
    before, after = _texts(opened, last.number)
    return Path(
        stations=[Station(remark=one, acts=acts[one.pk]) for one in line],
        decided_in=opened,
        is_answered=opened.state == RoundState.CONSOLIDATED,
        before=before,
        after=after,
    )


def _texts(opened: Round, number: int) -> tuple[Passage | None, Passage | None]:
    if number == 0:
        return None, None
    rows = {
        passage.version_id: passage
        for passage in Passage.objects.filter(
            version__in=[pk for pk in (opened.version_id, opened.result_id) if pk is not None],
            paragraph__number=number,
        ).select_related("version")
    }
    return rows.get(opened.version_id), rows.get(opened.result_id or 0)


def visible_remarks(account: Account) -> QuerySet[Remark]:
    """The remarks in scope with all that a path needs of them."""
    return scope(account, Remark).select_related(*ABOUT)


def parts_of(whole: Remark) -> QuerySet[Remark]:
    """What a merged remark holds directly, the heaviest first."""
    rows = Remark.objects.filter(whole=whole).select_related("season_unit", "account__person")
    return rows.order_by("-units", "-members", "pk")


def own_remarks(account: Account) -> QuerySet[Remark]:
    """What an account wrote for itself, across documents: shown to itself alone."""
    rows = Remark.objects.filter(account=account).select_related(
        *ABOUT, "outermost__desk__round", "outermost__desk__season_unit"
    )
    return rows.order_by("-pk")


def answer_to(remark: Remark) -> Remark | None:
    """The remark that bears the answer, once its author may read it: the round is consolidated."""
    last = remark.outermost or remark
    if last.desk is None or last.desk.round.state != RoundState.CONSOLIDATED or not last.decision:
        return None
    return last
