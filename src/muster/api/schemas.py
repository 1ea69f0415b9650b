"""The shapes that devices send and get, as openapi.json tells them."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from muster.control.services import MOST_ENTRIES, MOST_LETTERS, Entered, Place
from muster.control.services.phones.entered import Act


class PlaceIn(Schema):
    """Where the phone is: degrees of WGS 84, and the radius of doubt in metres."""

    model_config = ConfigDict(extra="forbid")

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    accuracy_m: float = Field(ge=0, le=1_000_000)

    def place(self) -> Place:
        """As the services want it: 5 places behind the point, about a metre."""
        return Place(
            lat=f"{self.lat:.5f}", lon=f"{self.lon:.5f}", accuracy_m=round(self.accuracy_m)
        )


class EntryIn(Schema):
    """One entry of a phone's queue. A retry sends it unchanged, under the same uuid."""

    model_config = ConfigDict(extra="forbid")

    uuid: UUID
    act: Act
    at: AwareDatetime
    shift: int = Field(ge=1, le=2**53 - 1)
    kind: str = Field("", max_length=40)
    text: str = Field("", max_length=MOST_LETTERS)
    place: PlaceIn | None = None
    message: UUID | None = None

    def entered(self) -> Entered:
        """As the services want it."""
        return Entered(
            uuid=self.uuid,
            act=self.act,
            at=self.at,
            shift=self.shift,
            kind=self.kind,
            text=self.text,
            place=self.place.place() if self.place else None,
            message=self.message,
        )


class EntriesIn(Schema):
    """Some entries, in the order in which they were made; sent_at by the phone's clock."""

    model_config = ConfigDict(extra="forbid")

    sent_at: AwareDatetime
    entries: Annotated[list[EntryIn], Field(min_length=1, max_length=MOST_ENTRIES)]


class AnswerOut(Schema):
    """What became of one entry: recorded under a number, waiting, or refused with a reason."""

    uuid: UUID
    fate: str
    number: int | None = None
    code: str = ""
    message: str = ""
    made: list[str] = []


class AnswersOut(Schema):
    """One answer for each entry. skew_s: how far the phone's clock is ahead of ours."""

    now: AwareDatetime
    skew_s: int
    answers: list[AnswerOut]


class PictureOut(Schema):
    """The number under which a picture is recorded."""

    uuid: UUID
    number: int


class DayOut(Schema):
    """The duty of these hours. kept may stay on the phone until keep_until, shown may not.

    csrf: for the header X-CSRFToken of what is sent. session: changes with each sign-in.
    """

    now: AwareDatetime
    account: int
    name: str
    session: str
    csrf: str
    keep_until: AwareDatetime
    kept: dict[str, Any]
    shown: dict[str, Any]
    rules: dict[str, Any]
