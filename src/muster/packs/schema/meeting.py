"""What an office lays down about its meetings: kinds, how often, what they usually deal with."""

from typing import Annotated

from pydantic import Field

from muster.packs.schema.base import Named, Ref, Text


class MeetingKind(Named):
    """A kind of meeting, briefing or training session.

    every_days: one follows the other after so many days, and opens on the last one's conclusions.
    instruction: as what its conclusions become tasks. minutes: the kind of paper of its minutes.
    agenda: its usual items, in order.
    """

    every_days: int | None = Field(default=None, ge=1, le=366)
    instruction: Annotated[str, Ref("instruction_kinds")]
    minutes: Annotated[str, Ref("paper_kinds")]
    agenda: tuple[Text, ...] = ()
