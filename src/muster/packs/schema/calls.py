"""Whom an office calls, what for, how often, and what it says."""

from enum import StrEnum
from string import Formatter
from typing import Final, Self

from pydantic import Field, model_validator

from muster.packs.schema.base import Named, Text

CALL_FIELDS: Final = frozenset(
    {"unit", "caller", "step", "due_on", "days_late", "was_on", "day", "reason", "what"}
)
PASS_FIELDS: Final = frozenset({"units"})


class Occasion(StrEnum):
    """What a call list comes of."""

    LATE = "late"  # steps past their day
    WARNING = "warning"  # something is coming
    MOVED = "moved"  # a congress got another day
    RESTORED = "restored"  # it goes back to the day it had
    MUSTER = "muster"  # a force is called to its posts
    REPORT = "report"  # a fixed-day report is missing
    PARTNER = "partner"  # somebody outside has not replied


class CallPurpose(Named):
    """One kind of call list.

    words: what the caller says, with fields in braces. tries: calls to one person without an
    answer before the next one is called. passes_on: what is added for a unit that calls those
    below it; with it the list is a chain, without it the caller calls everybody.
    urges: a promised day becomes that of the step which the call is about.
    """

    occasion: Occasion
    words: Text
    tries: int = Field(ge=1, le=9)
    passes_on: Text | None = None
    urges: bool = False

    @model_validator(mode="after")
    def _fields_are_known(self) -> Self:
        _must_know(self.words, CALL_FIELDS)
        if self.passes_on is not None:
            _must_know(self.passes_on, PASS_FIELDS)
        return self


class Callee(Named):
    """Whom to call at a unit: who holds one of these positions there, as its register writes it.

    The first in the pack's order is called first, the next one is the deputy.
    """

    positions: tuple[str, ...] = Field(min_length=1)


def _must_know(text: Text, known: frozenset[str]) -> None:
    for said in (text.vi, text.en):
        fields = {name for _text, name, _spec, _conv in Formatter().parse(said) if name}
        if not fields <= known:
            raise ValueError(f"wanted: fields of {sorted(known)}; found {sorted(fields - known)}")
