"""One cell of the Progress sheet: a day, or a word with a day, a promise and a remark.

"16/8/2030" means accepted on that day. Else: state [day][; promised day][: remark], for example
"returned 13/8/2030; promised 17/8/2030: the report lacks a part". The plain value is
"state|day|promised|remark", so that a cell and a step are compared as texts.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import pgettext_lazy

from muster.exchange.cells import Choices, day, find_day, nearest, text
from muster.exchange.faults import BadCell
from muster.exchange.reading import Cell
from muster.exchange.text import fold
from muster.season.models import StepState
from muster.site.workbook.words import of_labels

BAR: Final = "|"
# States whose remark is the reason that they ask for.
EXPLAINED: Final = (StepState.RETURNED.value, StepState.WAIVED.value)
WORDS: Final = (
    (StepState.OPEN.value, pgettext_lazy("cell", "in hand")),
    (StepState.SUBMITTED.value, pgettext_lazy("cell", "handed in")),
    (StepState.CHECKED.value, pgettext_lazy("cell", "checked")),
    (StepState.ACCEPTED.value, pgettext_lazy("cell", "accepted")),
    (StepState.RETURNED.value, pgettext_lazy("cell", "returned")),
    (StepState.WAIVED.value, pgettext_lazy("cell", "waived")),
)
PROMISED: Final = "promised"
PROMISE: Final = pgettext_lazy("cell", "promised")
# What people also write for accepted, without a day.
TICKS: Final = frozenset(("x", "v", "✓", "100%"))


@dataclass(frozen=True, slots=True)
class StepCell:
    """What a cell says; days are ISO text or empty."""

    state: str
    done_on: str = ""
    promised_on: str = ""
    note: str = ""

    def plain(self) -> str:
        """As it is stored and compared."""
        return BAR.join((self.state, self.done_on, self.promised_on, self.note))

    @classmethod
    def of(cls, plain: str) -> "StepCell":
        """From the plain value."""
        return cls(*plain.split(BAR, 3))


def parse_step(cell: Cell) -> str | None:
    """The plain value of a cell. Raises BadCell."""
    if cell is None:
        return None
    if isinstance(cell, (date, datetime, float)) and not isinstance(cell, bool):
        return StepCell(StepState.ACCEPTED.value, day(cell) or "").plain()
    words = text(cell).replace(BAR, "/")
    if fold(words) in TICKS or cell is True:
        return StepCell(StepState.ACCEPTED.value).plain()
    head, _colon, note = words.partition(":")
    said, _semicolon, promise = head.partition(";")
    state, done_on = _state_and_day(said, words)
    return StepCell(state, done_on, _promised(promise, words), note.strip()).plain()


def _state_and_day(said: str, words: str) -> tuple[str, str]:
    found = find_day(said)
    done_on, name = found or ("", said)
    if not name.strip():
        return StepState.ACCEPTED.value, done_on
    state = _names().by_name.get(fold(name))
    if state is None:
        raise _unknown(name.strip(), words)
    return state, done_on


def _unknown(name: str, words: str) -> BadCell:
    names = _names()
    near = nearest(name, names.by_name)
    if near is not None:
        nearest_word = names.shown[names.by_name[near]]
        return BadCell("cell.nearest_choice", text=words, nearest=nearest_word)
    known = ", ".join(names.shown.values())
    return BadCell("cell.unknown_choice", text=words, known=known)


def _promised(said: str, words: str) -> str:
    if not said.strip():
        return ""
    found = find_day(said)
    if found is None:
        raise BadCell("cell.not_a_day", text=words)
    return found[0]


_CHOICES: dict[str, Choices] = {}


def _names() -> Choices:
    """The words of the states, in the reader's language; made once for each."""
    return _CHOICES.setdefault(str(PROMISE), of_labels(WORDS))


def show_step(plain: Any) -> Any:
    """The cell: a true date for a plain acceptance, words for everything else."""
    if not plain:
        return None
    cell = StepCell.of(plain)
    if cell.state == StepState.ACCEPTED and cell.done_on and not cell.note:
        return date.fromisoformat(cell.done_on)
    words = _names().shown[cell.state]
    if cell.done_on:
        words += f" {_local(cell.done_on)}"
    if cell.promised_on:
        words += f"; {PROMISE} {_local(cell.promised_on)}"
    return f"{words}: {cell.note}" if cell.note else words


def _local(day_text: str) -> str:
    return f"{date.fromisoformat(day_text):%d/%m/%Y}"
