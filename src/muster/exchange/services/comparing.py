"""Each returned row against what its token names: left out, a copy, or what it changes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Max

from muster.exchange.faults import Fault
from muster.exchange.grids import GridReading
from muster.exchange.merging import Said
from muster.exchange.models import IssuedRow, ReturnedRow
from muster.exchange.returning import Line
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Column, Values
from muster.exchange.text import fold

CHUNK: Final = 500


@dataclass(slots=True)
class Sheets:
    """What is known of the issued rows that the tokens name, and what was found so far."""

    reading: GridReading
    issued: Mapping[str, IssuedRow]
    newest: Mapping[str, int]
    before: dict[int, dict[str, str]]
    remarks: list[Fault] = field(default_factory=list)

    def remark(self, code: str, line: Line, **params: Any) -> None:
        """Say something about a line."""
        name = self.reading.grid.name_of(line.row.values) or line.row.key or "—"
        said = {"file": line.file_name, "row": line.row.number, "name": name, **params}
        self.remarks.append(Fault(code=code, params=said, is_error=False))


def known(reading: GridReading, lines: Sequence[Line]) -> Sheets:
    """The issued rows that the tokens name, the newest issue of each key, what came back before."""
    tokens = sorted({line.token for line in lines if line.token})
    issued: dict[str, IssuedRow] = {}
    before: dict[int, dict[str, str]] = {}
    for start in range(0, len(tokens), CHUNK):
        part = tokens[start : start + CHUNK]
        rows = IssuedRow.objects.filter(token__in=part).select_related("issue")
        issued.update({row.token: row for row in rows})
        known = ReturnedRow.objects.filter(issued__token__in=part)
        for row_id, digest, name in known.values_list("issued_id", "digest", "file_name"):
            before.setdefault(row_id, {})[digest] = name
    of_grid = IssuedRow.objects.filter(
        issue__kind=reading.kind.key, issue__place=reading.kept["place"]
    )
    newest = dict(of_grid.order_by().values_list("key").annotate(Max("issue_id")))
    return Sheets(reading, issued, newest, before)


def said_in(sheets: Sheets, lines: Sequence[Line]) -> tuple[list[Said], list[Values]]:
    """The cells that each sound line changes, and the lines to be written down as returned."""
    changed = [(line, row) for line in lines if (row := _changed(sheets, line)) is not None]
    # The grid's own checks, which also lay a cell over what is here.
    sheets.reading.review({sheets.reading.grid.spec.key: [row for _line, row in changed]})
    said: list[Said] = []
    returned: list[Values] = []
    for line, row in changed:
        if row.has_error:
            text = " ".join(f"{_cell(row, fault)}{fault}" for fault in row.faults if fault.is_error)
            sheets.remark("return.fault", line, text=text)
            continue
        issued = sheets.issued[line.token]
        base = issued.values
        keys = sheets.reading.grid.spec.key_columns
        cells = {name: value for name, value in row.values.items() if name not in keys}
        said.append(
            Said(
                issued_id=issued.pk,
                key=issued.key,
                file_name=line.file_name,
                base=base,
                cells=cells,
            )
        )
        digest = _digest(line.row.values)
        returned.append({"issued_id": issued.pk, "digest": digest, "file": line.file_name})
    return said, returned


def _cell(row: ReadRow, fault: Fault) -> str:
    return f"{fault.cell}: " if fault.cell else ""


def _changed(sheets: Sheets, line: Line) -> ReadRow | None:
    """The cells of a line that are not as they were issued; None for a line that is left out."""
    issued = _issued(sheets, line)
    if issued is None or _is_copy(sheets, issued, line):
        return None
    grid = sheets.reading.grid
    values: Values = {grid.spec.key_columns[0]: issued.key}
    for column in grid.spec.columns:
        said = line.row.values.get(column.key)
        if column.key in grid.told or said in (None, "", []):
            continue
        if said != _read_back(column, issued.values.get(column.key)):
            values[column.key] = said
    return ReadRow(
        sheet=grid.spec.key,
        number=line.row.number,
        key=issued.key,
        values=values,
        faults=list(line.row.faults),
        letters=line.row.letters,
    )


def _read_back(column: Column, value: Any) -> Any:
    """A value as it would come back untouched."""
    shown = column.show(value)
    return column.parse(shown) if shown not in (None, "") else None


def _issued(sheets: Sheets, line: Line) -> IssuedRow | None:
    """What the token names, if it is a row of this grid and the line still is that row."""
    issued = sheets.issued.get(line.token)
    if issued is None:
        sheets.remark("return.unknown_key" if line.token else "return.no_key", line)
        return None
    kept = sheets.reading.kept
    if (issued.issue.kind, issued.issue.place) != (kept["kind"], kept["place"]):
        other, number = issued.issue.subject, issued.issue_id
        sheets.remark("return.foreign", line, other=other, number=number)
        return None
    names = {fold(name) for name in (issued.key, issued.name) if name}
    said = [line.row.key, sheets.reading.grid.name_of(line.row.values)]
    if any(fold(name) not in names for name in said if name):
        name = " · ".join(name for name in said if name)
        known = " · ".join(name for name in (issued.key, issued.name) if name)
        sheets.remark("return.other_row", line, issued=known, name=name)
        return None
    newer = sheets.newest.get(issued.key, issued.issue_id)
    if newer > issued.issue_id:
        sheets.remark("return.older", line, number=issued.issue_id, newer=newer)
    return issued


def _is_copy(sheets: Sheets, issued: IssuedRow, line: Line) -> bool:
    """Whether the same came back before or stands in another file here; remembers it if not."""
    before = sheets.before.setdefault(issued.pk, {})
    digest = _digest(line.row.values)
    if digest in before:
        sheets.remark("return.copy", line, other=before[digest])
        return True
    if before:
        sheets.remark("return.second", line, other=next(iter(before.values())))
    before[digest] = line.file_name
    return False


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(dict(values), sort_keys=True).encode()).hexdigest()
