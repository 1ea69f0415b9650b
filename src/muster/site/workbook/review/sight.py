"""The file over what is there: how things would be if the rows were applied."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from muster.exchange.cells import nearest
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import SheetSpec, Values
from muster.exchange.text import fold
from muster.site.workbook.current.register import Register
from muster.tree.clock import today


class Sight:
    """Rows by sheet, and merged views of file and register that several checks share.

    The merged views are read after the checks that add rows have run.
    """

    def __init__(
        self,
        rows: dict[str, list[ReadRow]],
        register: Register,
        specs: Sequence[SheetSpec],
        *,
        file_name: str,
    ) -> None:
        self.rows = rows
        self.register = register
        self.specs = {spec.key: spec for spec in specs}
        self.file_name = file_name
        self.today = today()
        self.settings: dict[str, Any] = {}

    @property
    def pack(self) -> Any:
        """The rules."""
        return self.register.pack

    def of(self, sheet: str) -> list[ReadRow]:
        """The rows of a sheet, none if the file has not got it."""
        return self.rows.get(sheet, [])

    def sound(self, sheet: str) -> Iterator[ReadRow]:
        """The rows of a sheet that have no error so far."""
        return (row for row in self.of(sheet) if not row.has_error)

    def merged(self, sheet: str) -> dict[str, Values]:
        """What is there, with the file's sound rows laid over it, by natural key."""
        found = {key: dict(row) for key, row in self.register.current(self.specs[sheet]).items()}
        for row in self.sound(sheet):
            found[row.key] = found.get(row.key, {}) | row.values
        return found

    @cached_property
    def units(self) -> dict[str, Values]:
        """Every unit by code."""
        return self.merged("units")

    @cached_property
    def unit_names(self) -> Mapping[str, str]:
        """Folded name and short name to code; a name of two units names neither."""
        found: dict[str, str] = {}
        doubtful = set()
        for code, unit in self.units.items():
            for name in {fold(str(unit.get(key) or "")) for key in ("name", "short_name")} - {""}:
                if found.setdefault(name, code) != code:
                    doubtful.add(name)
        return {name: code for name, code in found.items() if name not in doubtful}

    def settle_unit(
        self, row: ReadRow, column: str = "unit", *, may_be_empty: bool = False
    ) -> bool:
        """See that *column* names a unit, by code or by its name; put its code in the row."""
        said = str(row.values.get(column) or "")
        if not said:
            return may_be_empty
        if said in self.units:
            return True
        code = self.unit_names.get(fold(said))
        if code is not None:
            row.values[column] = code
            row.key = self.specs[row.sheet].key_of(row.values)
            return True
        near = nearest(said, [*self.unit_names, *map(fold, self.units)])
        if near is None:
            row.blame("unit.unknown", column=column, code=said)
        else:
            shown = self.unit_names.get(near, near.upper())
            row.blame("unit.nearest", column=column, code=said, nearest=shown)
        return False

    @cached_property
    def days(self) -> tuple[date, date] | None:
        """First and last day of the season."""
        first, last = self.settings.get("starts_on"), self.settings.get("ends_on")
        if not (first and last):
            return None
        return date.fromisoformat(first), date.fromisoformat(last)

    @cached_property
    def persons(self) -> dict[str, Values]:
        """Every person by number."""
        return self.merged("persons")

    @cached_property
    def venues(self) -> dict[str, Values]:
        """Every venue by code."""
        return self.merged("venues")

    @cached_property
    def vehicles(self) -> dict[str, Values]:
        """Every vehicle by code."""
        return self.merged("vehicles")

    @cached_property
    def congresses(self) -> dict[str, Values]:
        """Every congress by its unit's code."""
        return self.merged("congresses")

    def above(self, code: str) -> Iterator[str]:
        """The codes of the units above, nearest first; ends where a circle would begin."""
        seen = {code}
        at = str(self.units.get(code, {}).get("parent") or "")
        while at and at not in seen:
            yield at
            seen.add(at)
            at = str(self.units.get(at, {}).get("parent") or "")
