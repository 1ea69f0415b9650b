"""What a moving of congresses is decided and told with: papers and their words."""

from enum import StrEnum
from string import Formatter
from typing import Annotated, Final, Self

from pydantic import model_validator

from muster.packs.schema.base import Named, Ref, Text

MOVING_FIELDS: Final = frozenset({"unit", "area", "count", "reason", "to"})


class PaperFor(StrEnum):
    """For what one paper is made each."""

    ACT = "act"  # one for the whole moving
    GROUP = "group"  # one for each group with a moved congress
    CONGRESS = "congress"  # one for each congress


class MovingPaper(Named):
    """One paper that a moving makes. kind: of the pack; abstract, body: words with fields."""

    kind: Annotated[str, Ref("paper_kinds")]
    made_for: PaperFor
    abstract: Text
    body: Text

    @model_validator(mode="after")
    def _fields_are_known(self) -> Self:
        for text in (self.abstract, self.body):
            for said in (text.vi, text.en):
                fields = {name for _text, name, _spec, _conv in Formatter().parse(said) if name}
                if not fields <= MOVING_FIELDS:
                    raise ValueError(f"wanted: fields of {sorted(MOVING_FIELDS)}; found {fields}")
        return self
