"""What can be wrong with a cell, a row or a sheet: a code, its data, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

TEXTS: Final[dict[str, Any]] = {
    "as_said": _("%(text)s"),
    "cell.missing": _("“%(head)s” is missing."),
    "cell.not_a_number": _("“%(text)s” is not a number."),
    "cell.not_whole": _("“%(text)s” is not a whole number."),
    "cell.not_a_day": _("“%(text)s” is not a date; write 16/8/2030."),
    "cell.not_a_moment": _("“%(text)s” is not a date with a time; write 16/8/2030 07:30."),
    "cell.not_yes_or_no": _("“%(text)s” is neither yes nor no."),
    "cell.unknown_choice": _("“%(text)s” is not known. Known: %(known)s."),
    "cell.nearest_choice": _("“%(text)s” is not known; did you mean “%(nearest)s”?"),
    "cell.out_of_range": _("%(text)s is not between %(low)s and %(high)s."),
    "cell.too_long": _("The text has %(length)d characters; at most %(limit)d fit."),
    "row.twice": _("“%(key)s” stands in row %(row)d already."),
    "sheet.unknown": _("The sheet “%(name)s” is not known and was not read."),
    "sheet.nearest": _("The sheet “%(name)s” was not read; did you mean “%(nearest)s”?"),
    "sheet.no_head": _("No row of column names was found; wanted: %(wanted)s."),
    "column.unknown": _("The column “%(name)s” is not known and was not read."),
    "column.nearest": _("The column “%(name)s” was not read; did you mean “%(nearest)s”?"),
    "column.missing": _("The column “%(name)s” is missing."),
    "column.twice": _("The column “%(name)s” stands twice; the second one was not read."),
}


def say(texts: Mapping[str, Any]) -> None:
    """Add the sentences of faults that a kind of workbook finds by itself."""
    TEXTS.update(texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong. cell: "D17", or empty for a whole row or sheet.

    is_error: the row cannot be applied; else it is a remark and the row can.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    cell: str = ""
    is_error: bool = True

    def __str__(self) -> str:
        return str(TEXTS[self.code]) % self.params

    def as_json(self) -> dict[str, Any]:
        """As it is stored beside its row."""
        return {
            "code": self.code,
            "params": dict(self.params),
            "cell": self.cell,
            "is_error": self.is_error,
        }


def from_json(stored: Mapping[str, Any]) -> Fault:
    """The fault that :meth:`Fault.as_json` stored."""
    return Fault(
        code=stored["code"],
        params=stored["params"],
        cell=stored["cell"],
        is_error=stored["is_error"],
    )


class BadCell(Exception):  # caught where the cell's place is known, never shown
    """A cell does not say what its column wants."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def column_letters(index: int) -> str:
    """The letters of a column, counted from 0: A, B ... Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
