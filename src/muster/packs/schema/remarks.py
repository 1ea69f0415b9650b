"""Remarks on a draft: what they want, and how long each level needs to put them together."""

from typing import Annotated

from pydantic import Field

from muster.engines.schedule import Count
from muster.packs.schema.base import Named, Ref, Sourced


class RemarkKind(Named):
    """What a remark wants. agrees: it says nothing against the text, so it needs no words.

    proposes: it brings the words that it wants to see in the text.
    """

    agrees: bool = False
    proposes: bool = False


class RemarkLevel(Sourced):
    """How many days a body of these tiers has to put together what comes from below.

    Counted back from the day by which the body itself passes on [days].
    """

    tiers: tuple[Annotated[str, Ref("tiers")], ...] = Field(min_length=1)
    days: int = Field(ge=0)
    count: Count = Count.WORKING


class Remarks(Sourced):
    """How remarks come in. scan: the kind of file that the scan of a paper must be.

    turning: words that turn what is said round. Two remarks that are alike but for one of them are
    suggested for merging with a warning.
    """

    scan: Annotated[str, Ref("evidence")]
    turning: tuple[Annotated[str, Field(min_length=1)], ...] = ()
