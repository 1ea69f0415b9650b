"""What a sheet of a workbook looks like: its name, its columns, what tells its rows apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from muster.exchange.cells import Parse, text

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. label: its head, in the reader's language by ``str()``; it is found in any.

    also: more labels that it is found by. unlocks: what filling it in makes possible.
    keeps: an empty cell leaves the value as it is.
    show: the plain value as a cell of the exported workbook, and as people read it.
    """

    key: str
    label: Any
    parse: Parse = text
    required: bool = False
    keeps: bool = False
    also: Sequence[Any] = ()
    unlocks: Any = ""
    show: Callable[[Any], Any] = lambda value: value

    def written(self, value: Any) -> str:
        """A plain value in the reader's words; a dash for nothing."""
        shown = self.show(value)
        if isinstance(shown, datetime):
            return f"{shown:%d/%m/%Y %H:%M}"
        if isinstance(shown, date):
            return f"{shown:%d/%m/%Y}"
        return "—" if shown in (None, "") else str(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSpec:
    """A sheet. key_columns: those whose values together name a row.

    required: the workbook makes no sense without it. about: one sentence for its reader.
    """

    key: str
    label: Any
    columns: Sequence[Column]
    key_columns: Sequence[str]
    required: bool = False
    about: Any = ""
    by_key: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})

    def key_of(self, values: Mapping[str, Any]) -> str:
        """The natural key of a row."""
        return " · ".join(str(values.get(name) or "") for name in self.key_columns)
