"""One desk: the paragraphs of the text with what lies on them, and who below has not answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from muster.papers.models import (
    DeskState,
    ParagraphDraft,
    Passage,
    RemarkCount,
    RoundDesk,
)
from muster.tree.models import Grant
from muster.tree.table import Role

PER_PAGE: Final = 100
DECIDED: Final = F("accepted") + F("partly") + F("refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph beside what lies on it. passage: None for the text as a whole."""

    number: int
    passage: Passage | None
    count: RemarkCount | None
    has_draft: bool = False

    @property
    def lying(self) -> int:
        """How many remarks lie on it."""
        return self.count.lying if self.count else 0

    @property
    def undecided(self) -> int:
        """How many of them nobody has decided."""
        return self.count.lying - self.count.decided if self.count else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """The paragraphs of one page of a desk. whole: remarks on the text as a whole.

    gone: paragraphs with remarks that do not stand in this version any more.
    """

    whole: Line
    lines: Sequence[Line]
    gone: Sequence[Line]
    page: Page[Passage]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFigures:
    """How much lies on a desk and how far it is decided."""

    lying: int
    leaves: int
    accepted: int
    partly: int
    refused: int

    @property
    def decided(self) -> int:
        """How many are decided."""
        return self.accepted + self.partly + self.refused

    @property
    def undecided(self) -> int:
        """How many are not."""
        return self.lying - self.decided


def desk_figures(desk: RoundDesk) -> DeskFigures:
    """The sums of a desk's counters: one query over its paragraphs."""
    names = ("lying", "leaves", "accepted", "partly", "refused")
    rows = list(RemarkCount.objects.filter(desk=desk).values_list(*names))
    sums = [sum(column) for column in zip(*rows, strict=True)] or [0] * len(names)
    return DeskFigures(**dict(zip(names, sums, strict=True)))


def desk_page(desk: RoundDesk, *, choice: str, page: str | int | None) -> DeskPage:
    """The paragraphs of a desk in the order of the text.

    choice: "all", "undecided", or those on which something lies. Five queries, however long the
    text and however many the remarks.
    """
    lying = RemarkCount.objects.filter(desk=desk, lying__gt=0)
    if choice == "undecided":
        lying = lying.filter(lying__gt=DECIDED)
    rows = Passage.objects.filter(version=desk.round.version_id).select_related("paragraph")
    if choice != "all":
        rows = rows.filter(paragraph__number__in=lying.values("number"))
    shown = Paginator(rows.order_by("place"), PER_PAGE).get_page(page)
    passages = list(shown)
    shown_here = Q(number__in=[0, *(one.paragraph.number for one in passages)])
    on_desk = RemarkCount.objects.filter(desk=desk, lying__gt=0)
    counts = {one.number: one for one in on_desk.filter(shown_here | ~Q(number__in=_in(desk)))}
    drafted = _drafted(desk)
    lines = [
        Line(
            number=one.paragraph.number,
            passage=one,
            count=counts.pop(one.paragraph.number, None),
            has_draft=one.paragraph.number in drafted,
        )
        for one in passages
    ]
    whole = Line(number=0, passage=None, count=counts.pop(0, None))
    gone = [Line(number=n, passage=None, count=count) for n, count in sorted(counts.items())]
    return DeskPage(whole=whole, lines=lines, gone=gone, page=shown)


def _in(desk: RoundDesk) -> QuerySet[Passage, int]:
    """The numbers of the paragraphs that stand in the round's version."""
    rows = Passage.objects.filter(version=desk.round.version_id)
    return rows.values_list("paragraph__number", flat=True)


def _drafted(desk: RoundDesk) -> set[int]:
    if not desk.is_owner:
        return set()
    rows = ParagraphDraft.objects.filter(round=desk.round_id)
    return set(rows.values_list("paragraph__number", flat=True))


# ---- who has not answered

BEHIND: Final = Q(state=DeskState.WAITING) | Q(lying__gt=0)


def below(desk: RoundDesk) -> QuerySet[RoundDesk]:
    """All desks below one, each with whom to ring: the secretary's account by today's grants."""
    whom = (
        Grant.objects.filter(
            unit=OuterRef("season_unit__unit"), role=Role.SECRETARY, revoked_at=None
        )
        .exclude(account__person=None)
        .order_by("-pk")
    )
    rows = RoundDesk.objects.filter(
        round=desk.round_id, first__gt=desk.first, first__lte=desk.last
    ).annotate(
        person=Subquery(whom.values("account__person__name")[:1]),
        person_phone=Subquery(whom.values("account__person__phone")[:1]),
    )
    return rows.select_related("season_unit", "above__season_unit").order_by("first")


def choose_below(rows: QuerySet[RoundDesk], choice: str) -> QuerySet[RoundDesk]:
    """Those who still owe something, those who said that they have none, or all."""
    match choice:
        case "all":
            return rows
        case "nil":
            return rows.filter(state=DeskState.NIL)
        case "passed":
            return rows.filter(state=DeskState.PASSED, lying=0)
        case _:
            return rows.filter(BEHIND)
