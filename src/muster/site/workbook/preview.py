"""The preview page: one sentence, counts by sheet, and the rows with old values beside new."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from muster.exchange.book import Reading
from muster.exchange.faults import from_json
from muster.exchange.models import Import, ImportRow
from muster.exchange.queries import ERRORS_FIRST, faulty_rows
from muster.exchange.services import KEPT, RETURNED
from muster.exchange.sheets import SheetSpec
from muster.shell.tables import Column, Table
from muster.shell.xlsx import Sheet
from muster.site.workbook.showing import lines_of

Verdict = ImportRow.Verdict
# Worst first: what keeps the import from being applied, then what it would change.
ORDER: Final = (Verdict.ERROR, Verdict.CHANGED, Verdict.NEW, Verdict.WARNING, Verdict.SAME)
REMARKED: Final = "remarked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One number of the table of counts, and the address that shows its rows."""

    number: int
    verdict: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One sheet: how many rows of each verdict."""

    key: str
    label: str
    counts: list[Count]


class Preview:
    """Everything that the page shows of one import.

    names: what rows are called, by key, where the key alone says little.
    """

    def __init__(
        self,
        staged: Import,
        request: HttpRequest,
        reading: Reading,
        *,
        names: Mapping[str, str] | None = None,
    ) -> None:
        self.staged = staged
        self._request = request
        self._reading = reading
        self._names = names or {}
        self.sheet = request.GET.get("sheet", "")
        self.verdict = request.GET.get("verdict", "")

    @cached_property
    def totals(self) -> dict[str, int]:
        """Rows of each verdict over all sheets."""
        found = dict.fromkeys(map(str, Verdict.values), 0)
        for counts in (*self._counts.values(), self.staged.counts.get("remarks", {})):
            for verdict, number in counts.items():
                if verdict in found:
                    found[verdict] += number
        return found

    @property
    def _counts(self) -> Mapping[str, Mapping[str, int]]:
        counts: Mapping[str, Mapping[str, int]] = self.staged.counts.get("sheets", {})
        return counts

    @property
    def errors(self) -> int:
        """Rows that keep it from being applied."""
        return self.totals[Verdict.ERROR]

    @property
    def changes(self) -> int:
        """Rows that it would write."""
        return self.totals[Verdict.NEW] + self.totals[Verdict.CHANGED]

    @property
    def remarks(self) -> int:
        """Rows with a remark that does not keep it from being applied."""
        of_rows = sum(counts.get("warnings", 0) for counts in self._counts.values())
        return of_rows + self.totals[Verdict.WARNING]

    @property
    def can_be_applied(self) -> bool:
        """Whether the button is there."""
        has_some = bool(self.changes or self.staged.counts[KEPT].get(RETURNED))
        return self.staged.state == Import.State.PREVIEW and not self.errors and has_some

    @property
    def verdicts(self) -> list[str]:
        """The heads of the table of counts."""
        return [str(verdict.label) for verdict in ORDER]

    @property
    def sheets(self) -> Iterator[SheetLine]:
        """The sheets that the file has, in the order of the workbook."""
        for spec in self._reading.specs:
            counts = self._counts.get(spec.key)
            if counts is not None:
                yield SheetLine(
                    key=spec.key,
                    label=str(spec.label),
                    counts=[self._count(spec.key, counts, str(verdict)) for verdict in ORDER],
                )

    def _count(self, sheet: str, counts: Mapping[str, int], verdict: str) -> Count:
        url = "?" + urlencode({"sheet": sheet, "verdict": verdict})
        return Count(number=counts.get(verdict, 0), verdict=verdict, url=url)

    @property
    def rows(self) -> QuerySet[ImportRow]:
        """The rows asked for: of a sheet, of a verdict, or with a remark."""
        rows = self.staged.rows.all()
        if self.sheet:
            rows = rows.filter(sheet=self.sheet)
        if self.verdict in Verdict.values:
            return rows.filter(verdict=self.verdict)
        if self.verdict == REMARKED:
            return rows.exclude(faults=[])
        return rows.exclude(verdict=Verdict.SAME).order_by(ERRORS_FIRST, "pk")

    @cached_property
    def table(self) -> Table:
        """The rows as a list that sorts and leaves as Excel."""
        return Table(
            self._request,
            self.rows,
            self._columns(),
            title=_("Rows"),
            name="preview",
            empty=_("No row of this kind."),
        )

    def _columns(self) -> tuple[Column, ...]:
        sheet = Column("sheet", _("Sheet"), sort="sheet", value=lambda row: self._label(row.sheet))
        return (
            *([sheet] if len(self._reading.specs) > 1 else ()),
            Column("row_number", _("Row"), sort="row_number", kind="number"),
            Column("key", _("What"), sort="key", value=self._name, width=40),
            Column("verdict", _("Verdict"), sort="verdict", value=_verdict),
            Column("values", _("What changes"), value=self._change),
            Column("faults", _("Remark"), value=lambda row: "; ".join(said_of(row))),
        )

    def _name(self, row: ImportRow) -> str:
        return self._names.get(row.key) or name_of(row, self._reading)

    def _label(self, sheet: str) -> str:
        spec = spec_of(self._reading, sheet)
        return str(spec.label) if spec else "—"

    def _change(self, row: ImportRow) -> str:
        spec = spec_of(self._reading, row.sheet)
        if row.verdict != Verdict.CHANGED or spec is None:
            return ""
        changes = lines_of(row, spec)
        return "; ".join(f"{one.head}: {one.old} → {one.new}" for one in changes)


def _verdict(row: ImportRow) -> str:
    return row.get_verdict_display()


def said_of(row: ImportRow) -> list[str]:
    """What is to be said about a row, each with its cell."""
    faults = [from_json(stored) for stored in row.faults]
    return [f"{fault.cell}: {fault}" if fault.cell else str(fault) for fault in faults]


def spec_of(reading: Reading, sheet: str) -> SheetSpec | None:
    """The sheet of that key, if it is one of the kind's."""
    return next((one for one in reading.specs if one.key == sheet), None)


def name_of(row: ImportRow, reading: Reading) -> str:
    """The row's key as people read it: a setting by its words, a code as it is."""
    spec = spec_of(reading, row.sheet)
    if spec is None or len(spec.key_columns) != 1:
        return row.key
    return spec.by_key[spec.key_columns[0]].written(row.key)


def remarks(staged: Import, reading: Reading) -> Sheet:
    """Everything that is wrong, as a sheet to work through."""
    rows = [
        (*_place_of(row, reading), said) for row in faulty_rows(staged) for said in said_of(row)
    ]
    heads = [str(_("Sheet")), str(_("Row")), str(_("What")), str(_("Remark"))]
    return Sheet(title=str(_("Remarks")), heads=heads, rows=rows, widths=(18, 8, 30, 80))


def _place_of(row: ImportRow, reading: Reading) -> tuple[Any, ...]:
    """Sheet, row and key as people name them."""
    spec = spec_of(reading, row.sheet)
    return (str(spec.label) if spec else "", row.row_number, name_of(row, reading))
