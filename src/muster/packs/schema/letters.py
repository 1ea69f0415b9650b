"""Letters that an office writes again and again: what they are called and what they say."""

from string import Formatter
from typing import Final, Self

from pydantic import model_validator

from muster.packs.schema.base import Named, Text
from muster.packs.schema.calls import Occasion

LETTER_FIELDS: Final = frozenset({"unit", "sender", "count", "day"})


class LetterKind(Named):
    """One kind of letter to a unit, with a table of lines between its opening and its closing.

    abstract, opening, closing: with {unit}, {sender}, {count} (of lines) and {day} in braces.
    """

    occasion: Occasion
    abstract: Text
    opening: Text
    closing: Text

    @model_validator(mode="after")
    def _fields_are_known(self) -> Self:
        for text in (self.abstract, self.opening, self.closing):
            for said in (text.vi, text.en):
                named = {name for _text, name, _spec, _conv in Formatter().parse(said) if name}
                if not named <= LETTER_FIELDS:
                    raise ValueError(f"wanted: {sorted(LETTER_FIELDS)}; found {sorted(named)}")
        return self
