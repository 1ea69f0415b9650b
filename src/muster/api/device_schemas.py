"""The shapes that programs with a device token send and get, as openapi.json tells them."""

from typing import Annotated, Any, Final, Literal

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from muster.api.schemas import PlaceIn
from muster.control.services import MOST_LETTERS
from muster.season.registry.positions import Reported

# A quarter of an hour in steps of nine seconds; together they fit into what the door lets in.
MOST_POSITIONS: Final = 100


class ActIn(Schema):
    """Something that was done at the post. at: by the device's clock; a retry sends the same."""

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime
    place: PlaceIn | None = None


class ReportIn(ActIn):
    """A line for the log of the room. kind: one of rules.reports; empty: the usual one."""

    text: str = Field(min_length=1, max_length=MOST_LETTERS)
    kind: str = Field("", max_length=40)


class PresenceIn(ActIn):
    """in: the post is manned; out: everybody has left it."""

    state: Literal["in", "out"]
    text: str = Field("", max_length=MOST_LETTERS)


class HelpIn(ActIn):
    """A call for help. The next ones of a post belong to the incident that the first opened."""

    text: str = Field("", max_length=MOST_LETTERS)


class PositionIn(Schema):
    """Where the device was: degrees of WGS 84, metres, metres a second, degrees from north.

    at: by the clock that the answers tell. What cannot be is left out or refused, one by one.
    """

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_m_s: float | None = None
    course_deg: float | None = None

    def reported(self) -> Reported:
        """As whoever keeps positions wants it."""
        return Reported(**self.model_dump())


class PositionsIn(Schema):
    """One position, or those that waited."""

    model_config = ConfigDict(extra="forbid")

    positions: Annotated[list[PositionIn], Field(min_length=1, max_length=MOST_POSITIONS)]


class FateOut(Schema):
    """What became of one position. word: taken, skewed, or why it is not kept."""

    word: str
    is_kept: bool


class FatesOut(Schema):
    """A fate for each position, in the order in which they came. now: the clock of the server."""

    now: AwareDatetime
    fates: list[FateOut]


class ReceiptOut(Schema):
    """The number under which an act is recorded: the same for each retry."""

    key: str
    number: int


class TokenOut(Schema):
    """What a token is for. now: the clock of the server, against which the device sets its own."""

    now: AwareDatetime
    name: str
    event: str
    unit: str
    post: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    scopes: list[str]
    per_min: int


class PostDayOut(Schema):
    """The shifts of the post in these hours, by the rosters in force.

    Of duty, orders, cards and sketch what the pack lets devices keep. rules: names and limits.
    """

    now: AwareDatetime
    duty: list[dict[str, Any]] = []
    orders: dict[str, list[str]] = {}
    cards: list[dict[str, Any]] = []
    sketch: Any = None
    rules: dict[str, Any]


class MessagesOut(Schema):
    """The newest messages to the post, from whom, when, and who acknowledged them."""

    now: AwareDatetime
    messages: list[dict[str, Any]]
