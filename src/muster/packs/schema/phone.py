"""The phone of an officer on post: what it may send, what it may keep, and for how long."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from muster.packs.schema.base import Ref, Sourced


class PhonePart(StrEnum):
    """What a phone is told. Each part bears a grade; the pack says up to which one it is kept."""

    DUTY = "duty"
    ORDERS = "orders"
    PEOPLE = "people"
    CARDS = "cards"
    SKETCH = "sketch"
    MESSAGES = "messages"


class PhoneRules(Sourced):
    """What a phone on post does.

    check_in, check_out, acknowledgement: the kinds of those lines. reports: the kinds that an
    officer may choose, the usual one first. emergency: the kind of the emergency button; its
    incident stands above all others. command_channel: what is called when no network is there.
    grades: that of each part. keeps: the highest grade that stays on a phone without network;
    what stands above is shown and not kept. keep_h: hours for which the kept part is readable.
    picture_max_mb [MB] and picture_max_megapixels: what comes in at most; picture_side_px: the
    longer side that is kept [px]. clock_off_s: a clock further off than this is said [s].
    """

    check_in: Annotated[str, Ref("line_kinds")]
    check_out: Annotated[str, Ref("line_kinds")]
    acknowledgement: Annotated[str, Ref("line_kinds")]
    reports: Annotated[tuple[str, ...], Ref("line_kinds")] = Field(min_length=1)
    emergency: Annotated[str, Ref("line_kinds")]
    command_channel: Annotated[str, Ref("radio_channels")]
    grades: Annotated[Mapping[PhonePart, str], Field(min_length=1)]
    keeps: Annotated[str, Ref("grades")]
    keep_h: int = Field(ge=1, le=72)
    picture_max_mb: int = Field(ge=1, le=20)
    picture_max_megapixels: int = Field(ge=1, le=100)
    picture_side_px: int = Field(ge=320, le=4000)
    clock_off_s: int = Field(ge=5, le=3600)
