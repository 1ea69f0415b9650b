"""The rows of a matched sheet with typed values, and what is wrong with each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from muster.exchange.faults import BadCell, Fault
from muster.exchange.matching import Found
from muster.exchange.reading import Row
from muster.exchange.sheets import Column, Values


@dataclass(slots=True, kw_only=True)
class ReadRow:
    """One row: its number in the file, its natural key, plain values of the columns it has."""

    sheet: str
    number: int
    key: str
    values: Values
    faults: list[Fault] = field(default_factory=list)
    letters: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_error(self) -> bool:
        """Whether it cannot be applied."""
        return any(fault.is_error for fault in self.faults)

    def blame(
        self, code: str, /, *, column: str = "", is_error: bool = True, **params: object
    ) -> None:
        """Note a fault, at the cell of *column* if one is named."""
        letters = self.letters.get(column, "")
        cell = f"{letters}{self.number}" if letters else ""
        self.faults.append(Fault(code=code, params=params, cell=cell, is_error=is_error))


def rows_of(sheet: Found) -> Iterator[ReadRow]:
    """Every row below the head that says anything."""
    letters = sheet.letters
    seen: dict[str, int] = {}
    for number, cells in enumerate(sheet.raw.rows[sheet.head_row :], start=sheet.head_row + 1):
        if all(cell is None for cell in cells):
            continue
        row = ReadRow(sheet=sheet.spec.key, number=number, key="", values={}, letters=letters)
        _fill(row, cells, sheet.columns)
        row.key = sheet.spec.key_of(row.values)
        if row.key and row.key in seen and not row.has_error:
            row.blame("row.twice", column=sheet.spec.key_columns[0], key=row.key, row=seen[row.key])
        seen.setdefault(row.key, number)
        yield row


def _fill(row: ReadRow, cells: Row, columns: Mapping[int, Column]) -> None:
    for at, column in columns.items():
        cell = cells[at] if at < len(cells) else None
        if column.keeps and cell is None:
            continue
        try:
            row.values[column.key] = column.parse(cell)
        except BadCell as bad:
            row.blame(bad.code, column=column.key, **bad.params)
            continue
        if column.required and row.values[column.key] in (None, ""):
            row.blame("cell.missing", column=column.key, head=str(column.label))
