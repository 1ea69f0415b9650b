"""The rounds of an appraisal: what was concluded, what became of each point."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.packs import ConclusionKind
from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    ConclusionPoint,
    DossierPaper,
    PointAnswer,
    PointCheck,
    PointResult,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.queries.appraisals.sheets import pack_for, paper_name
from muster.tree.models import Account
from muster.tree.scope import scope


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundLine:
    """One round. kind: what was concluded; None while nothing is in force."""

    row: AppraisalRound
    kind: ConclusionKind | None


def rounds_of(row: Appraisal) -> list[RoundLine]:
    """The rounds of an appraisal in order: one query. For those beside the team."""
    kinds = pack_for(row.dossier).appraisal.conclusions
    return [
        RoundLine(row=one, kind=kinds[one.conclusion] if one.concluded_at else None)
        for one in row.rounds.order_by("number")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointState:
    """A point with what the unit answered and what was found of it.

    newer: the document as it came with the answer, None before; is_same: its version is the one
    that the point was made on.
    """

    point: ConclusionPoint
    document: str
    answer: PointAnswer | None
    check: PointCheck | None
    newer: DossierPaper | None

    @property
    def is_same(self) -> bool:
        """Whether the document did not change with the answer."""
        before = self.point.paper
        if before is None or self.newer is None:
            return False
        return before.version_id is not None and before.version_id == self.newer.version_id


def point_states(account: Account, row: Appraisal, number: int) -> list[PointState]:
    """The points of a round as *account* may see them: six queries."""
    pack = pack_for(row.dossier)
    points = list(
        scope(account, ConclusionPoint)
        .filter(round__appraisal=row, round__number=number)
        .select_related("paper__document", "paper__version", "paragraph", "carried")
        .order_by("number")
    )
    answers = {
        one.point_id: one
        for one in scope(account, PointAnswer).filter(point__in=points).select_related("paragraph")
    }
    checks = {one.point_id: one for one in scope(account, PointCheck).filter(point__in=points)}
    newer = _newer(row, number)
    return [
        PointState(
            point=one,
            document=paper_name(one.paper, pack),
            answer=answers.get(one.pk),
            check=checks.get(one.pk),
            newer=newer.get(one.paper.kind) if one.paper is not None else None,
        )
        for one in points
    ]


def _newer(row: Appraisal, number: int) -> dict[str, DossierPaper]:
    if row.round_number <= number:
        return {}
    return {one.kind: one for one in papers_in_round(row, number + 1)}


def hidden_points(row: Appraisal, number: int, shown: Sequence[PointState]) -> int:
    """How many points of a round its reader may not see."""
    return ConclusionPoint.objects.filter(round__appraisal=row, round__number=number).count() - len(
        shown
    )


def unsettled_points(
    account: Account, row: Appraisal, current: AppraisalRound
) -> list[ConclusionPoint]:
    """Points of the round before that were not fully handled and are not taken over yet."""
    taken = current.points.filter(carried__isnull=False).values("carried")
    return list(
        scope(account, ConclusionPoint)
        .filter(round__appraisal=row, round__number=current.number - 1)
        .exclude(check_of__result=PointResult.HANDLED)
        .exclude(pk__in=taken)
        .select_related("paper", "paragraph", "check_of")
        .order_by("number")
    )


def newest_versions(row: Appraisal) -> dict[int, int]:
    """The number of the newest version of each document before an appraisal, by document."""
    documents = [
        one.document for one in papers_in_round(row, row.round_number) if one.document is not None
    ]
    return {one.pk: one.latest for one in documents}
