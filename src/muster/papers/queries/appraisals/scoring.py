"""A member's own sheet, and what all sheets say once they may be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from muster.packs import Criterion, Rubric
from muster.papers.marks import mean, missing_in, share_of, spread
from muster.papers.models import (
    Appraisal,
    Assignment,
    Document,
    DossierPaper,
    Score,
    ScoreSheet,
    SheetRemark,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.queries.appraisals.sheets import pack_for
from muster.tree.models import Account
from muster.tree.scope import scope


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPaper:
    """A document before an appraiser. values, words: by criterion, what he gave and why.

    shown: he may open the document. remarks: his own, in order.
    """

    paper: DossierPaper
    name: str
    rubric: Rubric
    shown: bool
    values: Mapping[str, int | None]
    words: Mapping[str, str]
    remarks: Sequence[SheetRemark]

    @property
    def missing(self) -> int:
        """How many criteria have no value yet."""
        return len(missing_in(self.rubric, self.values))

    @property
    def share(self) -> float | None:
        """The share of what could be reached, None while a criterion has no value."""
        return drawn(share_of(self.rubric, self.values))


def scored_papers(account: Account, assignment: Assignment) -> list[ScoredPaper]:
    """The documents of a sheet with what stands in it as far as *account* sees: four queries."""
    row = assignment.appraisal
    pack = pack_for(row.dossier)
    papers = papers_in_round(row, 1)
    keys = [one.document_id for one in papers if one.document_id is not None]
    seen = set(scope(account, Document).filter(pk__in=keys).values_list("pk", flat=True))
    scores = list(scope(account, Score).filter(sheet__assignment=assignment))
    remarks = list(
        scope(account, SheetRemark)
        .filter(sheet__assignment=assignment)
        .select_related("paragraph")
        .order_by("number")
    )
    return [
        ScoredPaper(
            paper=one,
            name=str(pack.documents[one.kind].name),
            rubric=pack.appraisal.rubric_for(one.kind),
            shown=one.document_id in seen,
            values={each.criterion: each.value for each in scores if each.paper_id == one.pk},
            words={each.criterion: each.remark for each in scores if each.paper_id == one.pk},
            remarks=[each for each in remarks if each.paper_id == one.pk],
        )
        for one in papers
    ]


def drawn(share: Fraction | None) -> float | None:
    """An exact share as pages draw it."""
    return None if share is None else float(share)


# ---- all sheets beside each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What one member gave for one criterion, with his words."""

    value: int | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLine:
    """One criterion with what each member gave, in the order of the columns."""

    criterion: Criterion
    given: Sequence[Given]

    @property
    def differs(self) -> bool:
        """Whether the members do not agree."""
        return len({one.value for one in self.given if one.value is not None}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSpread:
    """One document: each member's share of what could be reached, their mean and their spread.

    exact: the shares before they are drawn.
    """

    paper: DossierPaper
    name: str
    exact: Sequence[Fraction | None]
    lines: Sequence[CriterionLine]

    @property
    def shares(self) -> list[float | None]:
        """The members' shares, in the order of the columns."""
        return [drawn(one) for one in self.exact]

    @property
    def mean(self) -> float | None:
        """The mean of the shares."""
        return drawn(mean(self.exact))

    @property
    def spread(self) -> float | None:
        """How far the highest share is from the lowest."""
        return drawn(spread(self.exact))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One member's sheet in words: what he recommends, apart from what is decided."""

    sheet: ScoreSheet
    name: str
    recommendation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What the members' sheets say, as far as their reader may see them."""

    members: Sequence[Said]
    papers: Sequence[PaperSpread]

    @property
    def widest(self) -> PaperSpread | None:
        """The document on which the members are furthest apart."""
        known = [one for one in self.papers if one.spread]
        return max(known, key=lambda one: one.spread or 0, default=None)


def spread_of(account: Account, row: Appraisal) -> Spread:
    """The sheets that were handed in and that *account* may see: four queries, however many."""
    pack = pack_for(row.dossier)
    sheets = list(
        scope(account, ScoreSheet)
        .filter(
            assignment__appraisal=row,
            assignment__ended_at__isnull=True,
            assignment__submitted_at__isnull=False,
        )
        .select_related("assignment__person")
        .order_by("assignment__person__sort_key")
    )
    held: dict[tuple[int, int], dict[str, Score]] = {}
    for score in scope(account, Score).filter(sheet__in=sheets):
        held.setdefault((score.paper_id, score.sheet_id), {})[score.criterion] = score
    conclusions = pack.appraisal.conclusions
    return Spread(
        members=[
            Said(
                sheet=one,
                name=one.assignment.person.name,
                recommendation=str(conclusions[one.recommendation].name)
                if one.recommendation
                else "",
            )
            for one in sheets
        ],
        papers=[
            _paper_spread(
                paper,
                str(pack.documents[paper.kind].name),
                pack.appraisal.rubric_for(paper.kind),
                [held.get((paper.pk, one.pk), {}) for one in sheets],
            )
            for paper in papers_in_round(row, 1)
        ],
    )


def _paper_spread(
    paper: DossierPaper, name: str, rubric: Rubric, given: Sequence[Mapping[str, Score]]
) -> PaperSpread:
    return PaperSpread(
        paper=paper,
        name=name,
        exact=[share_of(rubric, {key: score.value for key, score in one.items()}) for one in given],
        lines=[
            CriterionLine(criterion=criterion, given=[_given(one, criterion.key) for one in given])
            for criterion in rubric.criteria()
        ],
    )


def _given(one: Mapping[str, Score], key: str) -> Given:
    score = one.get(key)
    return Given(
        value=score.value if score is not None else None,
        words=score.remark if score is not None else "",
    )


def remarks_on(account: Account, row: Appraisal) -> list[SheetRemark]:
    """The members' remarks of handed-in sheets that *account* may see, document by document."""
    rows = scope(account, SheetRemark).filter(
        sheet__assignment__appraisal=row,
        sheet__assignment__ended_at__isnull=True,
        sheet__assignment__submitted_at__isnull=False,
    )
    return list(
        rows.select_related("paper__document", "paragraph", "sheet__assignment__person").order_by(
            "paper__place", "paragraph__number", "pk"
        )
    )
