"""One entry of a phone's queue, and the clocks that it went through."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from muster.ledger.canonical import digest

LONGEST_WAIT: Final = timedelta(days=2)


class Act(StrEnum):
    """What an officer does with the phone."""

    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    REPORT = "report"
    ACKNOWLEDGE = "acknowledge"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the phone says that it was [degrees WGS 84, m]; texts, as the record wants them."""

    lat: str
    lon: str
    accuracy_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """An entry as the phone made it. Never changed after that: a retry sends the same again.

    uuid: made by the phone. at: by the phone's clock. shift: the id of the duty that it belongs
    to; 0 from a device of a post, whose token says where it belongs. kind: key of the pack, of a
    report. message: what is acknowledged.
    """

    uuid: UUID
    act: Act
    at: datetime
    shift: int = 0
    kind: str = ""
    text: str = ""
    place: Place | None = None
    message: UUID | None = None

    @property
    def digest(self) -> str:
        """What two copies of one entry have in common, whenever each is sent."""
        return digest(asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One try to send. sent_at: by the phone's clock; skew: how far it is ahead of the true time.

    Only the time that passed between an entry and its sending is believed, so that a clock that
    goes wrong does no harm; how wrong it is stands beside the entry.
    """

    sent_at: datetime
    skew: timedelta = timedelta(0)

    def happened_at(self, entered: Entered, *, now: datetime) -> datetime:
        """When it happened by our clock: never later than now, at most two days ago."""
        age = self.sent_at - entered.at
        return now - min(max(age, timedelta(0)), LONGEST_WAIT)

    def said(self, entered: Entered, *, off_s: int) -> dict[str, Any]:
        """What the record keeps of the phone's clock; no more than off_s off is no skew."""
        skew = max(self.skew, self.skew + (entered.at - self.sent_at))
        skew_s = round(skew.total_seconds())
        return {
            "at": entered.at,
            "digest": entered.digest,
            "sent_at": self.sent_at,
            "skew_s": skew_s if abs(skew_s) > off_s else 0,
        }
