"""Times of events: ISO 8601 with a zone, to the millisecond, in UTC."""

from datetime import UTC, datetime, timedelta
from typing import Final

from muster.engines.cot.faults import Fault, Refused

SHORTEST: Final = len("2030-08-16T09:42Z")
LONGEST: Final = 40
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def read_time(text: str, *, what: str) -> datetime:
    """A time in UTC, cut to milliseconds. Raises Refused(BAD_TIME), also without a zone."""
    # Days of a month only: no client writes the weeks that ISO 8601 has too.
    if not SHORTEST <= len(text) <= LONGEST or (text[4], text[7], text[10]) != ("-", "-", "T"):
        raise Refused(Fault.BAD_TIME, what)
    try:
        said = datetime.fromisoformat(text)
        if said.tzinfo is None:
            raise Refused(Fault.BAD_TIME, what)
        found = said.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(Fault.BAD_TIME, what) from None
    return found.replace(microsecond=found.microsecond // 1000 * 1000)


def from_epoch_ms(count: int, *, what: str) -> datetime:
    """A time in UTC from milliseconds since 1970. Raises Refused(BAD_TIME)."""
    try:
        return EPOCH + timedelta(milliseconds=count)
    except OverflowError:
        raise Refused(Fault.BAD_TIME, what) from None


def written_time(at: datetime) -> str:
    """``2030-08-16T02:42:00.000Z``, the form that every client reads. at: aware."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
