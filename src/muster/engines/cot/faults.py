"""What a stream, a datagram or an event can be refused for."""

from enum import StrEnum


class Fault(StrEnum):
    """Why something that came in was not taken; the value is what counters are named by."""

    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    NOT_EVENT = "not_event"
    MISSING = "missing"
    BAD_TIME = "bad_time"
    BAD_NUMBER = "bad_number"
    OUT_OF_RANGE = "out_of_range"


class Refused(ValueError):
    """Bytes that are no event. fault: the reason; what: the part, at most a few words."""

    def __init__(self, fault: Fault, what: str = "") -> None:
        super().__init__(f"{fault}: {what}" if what else str(fault))
        self.fault = fault
        self.what = what
