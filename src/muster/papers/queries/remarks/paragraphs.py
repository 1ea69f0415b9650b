"""One paragraph on one desk: its text, and every remark beside it with who stands behind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Window
from django.db.models.functions import DenseRank

from muster.papers.models import (
    ParagraphDraft,
    Passage,
    Remark,
    RemarkCount,
    RoundDesk,
    Source,
)

PER_PAGE: Final = 50
NAMED: Final = 5
ORDER: Final = ("-units", "-members", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphPage:
    """A paragraph's page. passage: as the round's version says it, or the last that had it.

    is_gone: it does not stand in the round's version. before, after: the numbers of the
    paragraphs around it on which something lies.
    """

    number: int
    passage: Passage | None
    is_gone: bool
    count: RemarkCount
    remarks: Sequence[Remark]
    page: Page[Remark]
    names: Mapping[int, Sequence[str]]
    draft: ParagraphDraft | None
    before: int | None
    after: int | None

    @property
    def lines(self) -> list[tuple[Remark, Sequence[str]]]:
        """Each remark with the names of bodies behind it."""
        return [(one, self.names.get(one.pk, ())) for one in self.remarks]


def paragraph_page(desk: RoundDesk, number: int, *, page: str | int | None) -> ParagraphPage:
    """What lies on *desk* for one paragraph, the heaviest first.

    The same few queries for two hundred remarks and for twenty thousand: the count is a counter,
    the order an index, and the rest concerns the rows of one page.
    """
    count = RemarkCount.objects.filter(desk=desk, number=number).first() or RemarkCount(
        desk=desk, number=number
    )
    rows = Remark.objects.filter(desk=desk, number=number).order_by(*ORDER)
    rows = rows.select_related("season_unit", "account__person", "intake")
    shown = _Counted(rows, PER_PAGE, count.lying).get_page(page)
    remarks = list(shown)
    passage = _passage(desk, number)
    before, after = _around(desk, number, passage)
    return ParagraphPage(
        number=number,
        passage=passage,
        is_gone=passage is not None and passage.version_id != desk.round.version_id,
        count=count,
        remarks=remarks,
        page=shown,
        names=names_behind(remarks),
        draft=_draft(desk, number),
        before=before,
        after=after,
    )


class _Counted(Paginator[Remark]):
    """A paginator that is told how many rows there are."""

    def __init__(self, rows: QuerySet[Remark], per_page: int, known: int) -> None:
        super().__init__(rows, per_page)
        self.count = known


def _passage(desk: RoundDesk, number: int) -> Passage | None:
    """The text of a paragraph: in the round's version, or in the last version that had it."""
    rows = Passage.objects.filter(
        paragraph__document=desk.round.document_id,
        paragraph__number=number,
        version__number__lte=desk.round.version.number,
    )
    return rows.select_related("paragraph", "version").order_by("-version__number").first()


def _draft(desk: RoundDesk, number: int) -> ParagraphDraft | None:
    if not desk.is_owner:
        return None
    return ParagraphDraft.objects.filter(round=desk.round_id, paragraph__number=number).first()


def _around(desk: RoundDesk, number: int, passage: Passage | None) -> tuple[int | None, int | None]:
    """The nearest paragraphs before and after on which something lies; 0 comes first."""
    lying = RemarkCount.objects.filter(desk=desk, lying__gt=0)
    rows = Passage.objects.filter(
        version=desk.round.version_id, paragraph__number__in=lying.values("number")
    )
    at = passage.place if passage is not None else -1
    numbers = rows.values_list("paragraph__number", flat=True)
    before = numbers.filter(place__lt=at).order_by("-place").first() if number else None
    if before is None and number and lying.filter(number=0).exists():
        before = 0
    return before, numbers.filter(place__gt=at).order_by("place").first()


def names_behind(remarks: Sequence[Remark]) -> dict[int, list[str]]:
    """The first few bodies behind each remark, in the order of the tree: one query."""
    found: dict[int, list[str]] = defaultdict(list)
    merged = [one.pk for one in remarks if one.is_merged]
    rows = (
        Remark.objects.filter(outermost__in=merged)
        .exclude(source=Source.MERGED)
        .annotate(
            rank=Window(
                DenseRank(), partition_by=F("outermost"), order_by=F("season_unit__first").asc()
            )
        )
        .filter(rank__lte=NAMED)
        .values_list("outermost_id", "season_unit__name", "rank")
        .order_by("outermost_id", "rank")
    )
    for whole, name, _rank in rows if merged else ():
        if name not in found[whole]:
            found[whole].append(name)
    for one in remarks:
        if not one.is_merged:
            found[one.pk] = [one.season_unit.name]
    return dict(found)
