"""Lists: every list page sorts, filters, pages and leaves as Excel through one class.

A list costs two queries (count and page) whatever its length. Sorting a name means sorting its
stored ``sort_key``; filtering means looking for each typed word, folded, in ``search_key``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, reduce
from operator import and_, attrgetter, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import force_str
from django.utils.text import slugify

from muster.shell import formats
from muster.shell.text import fold
from muster.shell.xlsx import Sheet, sheet_response

PER_PAGE = (25, 50, 100, 200)
PLAIN = (bool, int, float, Decimal, str)
NUMERIC = frozenset({"number", "decimal", "share"})
Rows = QuerySet[Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list.

    key: its name in the address, and the path of its value ("unit.name") if *value* is not given.
    sort: field that the database orders by ("" means it cannot be sorted).
    kind: text, number, decimal, share, day, moment, or cell where rows hold values of different
    kinds; says how the value is written and aligned.
    cell: a template for the cell (gets row and value); Excel always gets the bare value.
    """

    key: str
    label: Any
    sort: str = ""
    kind: str = "text"
    value: Callable[[Any], Any] | None = None
    link: Callable[[Any], str | None] | None = None
    cell: str = ""
    width: int = 18

    def of(self, row: Any) -> Any:
        """The bare value of this column in *row*."""
        return _at(row, self.key) if self.value is None else self.value(row)

    def written(self, row: Any) -> str:
        """The value as a reader sees it."""
        value = self.of(row)
        if value is None:
            return ""
        return str(WRITERS.get(self.kind, force_str)(value))

    @property
    def is_numeric(self) -> bool:
        """Whether the column stands to the right."""
        return self.kind in NUMERIC


WRITERS: dict[str, Callable[[Any], str]] = {
    "number": formats.whole,
    "decimal": formats.decimal,
    "share": formats.share,
    "day": formats.day_year,
    "moment": formats.short_moment,
    "cell": formats.cell,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column's head: where a click leads and how it is sorted now ("", ascending, descending)."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a shown row."""

    column: Column
    value: Any
    text: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One shown row and its cells."""

    row: Any
    cells: list[Cell]


class Table:
    """One list of one request.

    order: the column, or ``-column``, by which it is sorted unless the reader chose another.
    search: fields that hold folded text. prefix: tells two lists of one page apart.
    extra: template with more filters (GET fields) for the line of tools.
    """

    def __init__(  # noqa: PLR0913  a list page says everything about its list in one call
        self,
        request: HttpRequest,
        rows: Rows,
        columns: Sequence[Column],
        *,
        title: Any,
        name: str,
        order: str = "",
        search: Sequence[str] = (),
        prefix: str = "",
        extra: str = "",
        empty: Any = "",
    ) -> None:
        self.request, self.columns = request, tuple(columns)
        self.title, self.name, self.prefix, self.extra, self.empty = (
            title,
            name,
            prefix,
            extra,
            empty,
        )
        self.search = tuple(search)
        self.query = self._param("q").strip()[:200]
        self.order = self._known_order(self._param("sort")) or order
        self._rows = rows

    # ---- what was asked

    def _param(self, key: str) -> str:
        return self.request.GET.get(self.prefix + key, "")

    def _number(self, key: str, default: int) -> int:
        text = self._param(key)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else default

    def _known_order(self, order: str) -> str:
        known = {column.key for column in self.columns if column.sort}
        return order if order.removeprefix("-") in known else ""

    @property
    def wants_sheet(self) -> bool:
        """Whether the reader asked for the workbook."""
        return self._param("format") == "xlsx"

    def url(self, **changes: Any) -> str:
        """This page's address with some of its parameters changed; None removes one."""
        query = self.request.GET.copy()
        for key, value in changes.items():
            query.pop(self.prefix + key, None)
            if value is not None:
                query[self.prefix + key] = str(value)
        return f"?{query.urlencode()}"

    # ---- which rows

    @cached_property
    def rows(self) -> Rows:
        """All rows that match, in order."""
        if isinstance(self._rows, QuerySet):
            return self._ordered(self._matching(self._rows))
        return self._sorted([row for row in self._rows if self._matches(row)])

    def _matching(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        words = fold(self.query).split()
        if not (words and self.search):
            return rows
        found = (reduce(or_, (Q((f"{f}__contains", word)) for f in self.search)) for word in words)
        return rows.filter(reduce(and_, found))

    def _ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        column = self._sorting
        if column is None:
            return rows if rows.ordered else rows.order_by("pk")
        sign = "-" if self.order.startswith("-") else ""
        return rows.order_by(sign + column.sort, "pk")

    def _matches(self, row: Any) -> bool:
        text = fold(" ".join(force_str(_at(row, field)) for field in self.search))
        return all(word in text for word in fold(self.query).split())

    def _sorted(self, rows: list[Any]) -> list[Any]:
        column = self._sorting
        if column is None:
            return rows
        path = column.sort.replace("__", ".")
        full = [row for row in rows if _at(row, path) is not None]
        none = [row for row in rows if _at(row, path) is None]
        full.sort(key=lambda row: _at(row, path), reverse=self.order.startswith("-"))
        return full + none

    @property
    def _sorting(self) -> Column | None:
        key = self.order.removeprefix("-")
        return next((column for column in self.columns if column.key == key), None)

    @cached_property
    def total(self) -> int:
        """How many rows match."""
        return self.rows.count() if isinstance(self.rows, QuerySet) else len(self.rows)

    # ---- which page

    @cached_property
    def per_page(self) -> int:
        """Rows on a page: one of the offered sizes."""
        asked = self._number("per", 100)
        return asked if asked in PER_PAGE else 100

    @cached_property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @cached_property
    def page(self) -> int:
        """The page shown; a number beyond the end shows the last."""
        return min(max(1, self._number("page", 1)), self.pages)

    @cached_property
    def lines(self) -> list[Line]:
        """The shown rows with their cells."""
        first = (self.page - 1) * self.per_page
        return [self._line(row) for row in self.rows[first : first + self.per_page]]

    def _line(self, row: Any) -> Line:
        return Line(
            row=row,
            cells=[
                Cell(
                    column=column,
                    value=column.of(row),
                    text=column.written(row),
                    url=column.link(row) if column.link else None,
                )
                for column in self.columns
            ],
        )

    @property
    def heads(self) -> Iterator[Head]:
        """The heads, each with the address that sorts by it."""
        for column in self.columns:
            is_it = self.order.removeprefix("-") == column.key
            down = is_it and not self.order.startswith("-")
            yield Head(
                column=column,
                url=self.url(sort=f"-{column.key}" if down else column.key, page=None),
                sorted=("ascending" if down else "descending") if is_it else "",
            )

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parameters that the filter's form must send along."""
        dropped = {self.prefix + key for key in ("q", "page", "format")}
        return [
            (key, value)
            for key, values in self.request.GET.lists()
            for value in values
            if key not in dropped
        ]

    @property
    def previous_url(self) -> str:
        """The page before, or nothing."""
        return self.url(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, or nothing."""
        return self.url(page=self.page + 1) if self.page < self.pages else ""

    @property
    def clear_url(self) -> str:
        """The same list without the filter."""
        return self.url(q=None, page=None)

    @property
    def sheet_url(self) -> str:
        """The address of the workbook with the same filter and order."""
        return self.url(format="xlsx", page=None)

    # ---- what is sent back

    def sheet(self) -> HttpResponse:
        """All matching rows, not only the shown page, as a workbook."""
        sheet = Sheet(
            title=force_str(self.title),
            heads=[force_str(column.label) for column in self.columns],
            rows=([_bare(column.of(row)) for column in self.columns] for row in self._stream()),
            widths=[column.width for column in self.columns],
        )
        return sheet_response([sheet], filename=f"{slugify(self.name) or 'list'}.xlsx")

    def _stream(self) -> Iterable[Any]:
        if isinstance(self.rows, QuerySet):
            return self.rows.iterator(chunk_size=2000)
        return self.rows

    def respond(self, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
        """The page with this list as ``table``, or the workbook if that was asked for."""
        if self.wants_sheet:
            return self.sheet()
        return render(self.request, template, {"table": self} | (context or {}))


def _at(row: Any, path: str) -> Any:
    """The value at a dotted path of attributes or keys; a missing link on the way is None."""
    for step in path.split("."):
        if row is None:
            return None
        row = row.get(step) if isinstance(row, dict) else attrgetter(step)(row)
    return row


def _bare(value: Any) -> Any:
    """Lazy translations and objects become text; numbers, days and times stay what they are."""
    is_plain = value is None or isinstance(value, PLAIN) or hasattr(value, "year")
    return value if is_plain else force_str(value)
