"""What became of one version's text in another: row by row, counted, and a page at a time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from muster.engines.texts import (
    Comparison,
    Known,
    Row,
    RowKind,
    RunKind,
    TooLarge,
    compare_versions,
)
from muster.papers.errors.documents import VersionsTooLarge
from muster.papers.models import Document, Passage, Version

ROWS_A_PAGE: Final = 200
MOVED, RENUMBERED = "moved", "renumbered"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A row as it is shown. place: among all rows, from 0.

    change: counted from 1 over all pages, None where nothing changed.
    """

    row: Row
    old: Sequence[Passage]
    new: Sequence[Passage]
    place: int
    change: int | None

    @property
    def is_renumbered(self) -> bool:
        """Whether the text is the same, and the number before it is not."""
        return self.row.kind is RowKind.SAME and self.old[0].label != self.new[0].label


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Rows without a change between two that have one. place: of the first of them.

    heading: under which the next change stands, None where the change before says it.
    """

    count: int
    place: int
    heading: Passage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencePage:
    """Some rows in their order, and how many pages of them there are. page: from 1."""

    lines: Sequence[ShownRow | Gap]
    page: int
    pages: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Two versions of a document compared. before, after: their passages in order."""

    old: Version
    new: Version
    before: Sequence[Passage]
    after: Sequence[Passage]
    found: Comparison
    rows: Sequence[ShownRow]

    @property
    def changes(self) -> Sequence[ShownRow]:
        """The rows in which something changed."""
        return [one for one in self.rows if one.change is not None]

    @property
    def counts(self) -> Counter[str]:
        """How many rows of each kind; what moved is counted as moved as well."""
        counts = Counter(one.row.kind.value for one in self.rows)
        counts[MOVED] = sum(one.row.is_moved for one in self.rows)
        counts[RENUMBERED] = sum(one.is_renumbered and one.change is None for one in self.rows)
        return counts

    @property
    def deleted_words(self) -> int:
        """How many words went."""
        return self.found.words[RunKind.DELETED]

    @property
    def inserted_words(self) -> int:
        """How many words came."""
        return self.found.words[RunKind.INSERTED]

    def changed_page(self, page: int) -> DifferencePage:
        """What changed, with what lies between told by its number; beyond the end the last."""
        changes = self.changes
        page, pages, start = _bounds(len(changes), page)
        shown = changes[start : start + ROWS_A_PAGE]
        since = changes[start - 1].place + 1 if start else 0
        lines = list(self._with_gaps(shown, since))
        if page == pages:
            end = shown[-1].place + 1 if shown else 0
            lines += self._gap(end, len(self.rows), None)
        last = start + len(shown)
        return DifferencePage(
            lines=lines, page=page, pages=pages, first=min(start + 1, last), last=last
        )

    def whole_page(self, page: int) -> DifferencePage:
        """Everything in its order; beyond the end the last page."""
        page, pages, start = _bounds(len(self.rows), page)
        shown = self.rows[start : start + ROWS_A_PAGE]
        numbers = [one.change for one in shown if one.change is not None]
        return DifferencePage(
            lines=shown,
            page=page,
            pages=pages,
            first=min(numbers, default=0),
            last=max(numbers, default=0),
        )

    def _with_gaps(self, shown: Sequence[ShownRow], since: int) -> Iterator[ShownRow | Gap]:
        for one in shown:
            yield from self._gap(since, one.place, self._heading(since, one))
            yield one
            since = one.place + 1

    def _gap(self, start: int, end: int, heading: Passage | None) -> Iterator[Gap]:
        count = sum(one.row.kind is RowKind.SAME for one in self.rows[start:end])
        if count:
            yield Gap(count=count, place=start, heading=heading)

    def _heading(self, since: int, before: ShownRow) -> Passage | None:
        """The last heading in the gap before a change, which stands under it."""
        passed = reversed(self.rows[since : before.place])
        return next((new for one in passed for new in one.new if new.kind == "heading"), None)


def page_of(place: int) -> int:
    """On which page of the whole text a row stands."""
    return place // ROWS_A_PAGE + 1


def readable_versions(document: Document) -> list[Version]:
    """The versions of a document that have a text to compare, the newest first."""
    readable = Version.objects.filter(
        document=document, has_text=True, number__gt=document.taken_out_upto
    )
    return list(readable.order_by("-number"))


def differences(old: Version, new: Version) -> Differences:
    """Compare two versions of one document: two queries. Raises VersionsTooLarge."""
    before, after = (
        list(Passage.objects.filter(version=one).select_related("paragraph").order_by("place"))
        for one in (old, new)
    )
    try:
        found = compare_versions(_known(before), _known(after))
    except TooLarge as fault:
        what = _("paragraphs") if fault.data["what"] == "paragraphs" else _("letters")
        raise VersionsTooLarge(**{**fault.data, "what": what}) from None
    return Differences(
        old=old,
        new=new,
        before=before,
        after=after,
        found=found,
        rows=list(_shown(found, before, after)),
    )


def _known(passages: Sequence[Passage]) -> list[Known]:
    return [Known(id=one.paragraph_id, text=one.text, kind=one.kind) for one in passages]


def _shown(
    found: Comparison, before: Sequence[Passage], after: Sequence[Passage]
) -> Iterator[ShownRow]:
    number = 0
    for place, row in enumerate(found.rows):
        changed = row.kind not in {RowKind.SAME, RowKind.MOVED_AWAY} or row.is_moved
        number += changed
        yield ShownRow(
            row=row,
            old=[before[a] for a in row.old],
            new=[after[b] for b in row.new],
            place=place,
            change=number if changed else None,
        )


def _bounds(rows: int, page: int) -> tuple[int, int, int]:
    """The page that there is, how many there are, and at which row it begins."""
    pages = max(1, -(-rows // ROWS_A_PAGE))
    page = min(max(1, page), pages)
    return page, pages, (page - 1) * ROWS_A_PAGE
