"""One position in one form, whatever program sent it: degrees, metres, metres a second, UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fault(StrEnum):
    """Why a request holds no position; the value is what counters are named by."""

    MALFORMED = "malformed"
    NO_DEVICE = "no_device"
    NO_PLACE = "no_place"
    NO_TIME = "no_time"
    BAD_NUMBER = "bad_number"
    OUT_OF_RANGE = "out_of_range"
    NOT_VALID = "not_valid"


class Refused(ValueError):
    """What came in is no position. what: the part, in a word."""

    def __init__(self, fault: Fault, what: str = "") -> None:
        super().__init__(f"{fault}: {what}" if what else str(fault))
        self.fault = fault
        self.what = what


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Where a device was. name: by which it calls itself: the secret of its enrolment.

    at: aware, UTC. accuracy_m: radius of the error. course_deg: from north, clockwise.
    battery: a share from 0 to 1. None: the device did not say.
    """

    name: str
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_m_s: float | None = None
    course_deg: float | None = None
    altitude_m: float | None = None
    battery: float | None = None
