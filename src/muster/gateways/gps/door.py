"""Who may send positions, when and how many: the judgement on each, and what is counted.

Without sockets and without a clock of its own. Devices are known by the digest of their secret;
the table of enrolments is handed in anew every few seconds.
"""

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from muster.gateways.gps.fix import Fault, Fix
from muster.gateways.listening.buckets import Bucket

FUTURE: Final = timedelta(minutes=5)
SKEWED: Final = timedelta(minutes=1)
FIXES_PER_S: Final = 2.0
FIXES_AT_ONCE: Final = 120.0
STRANGE_PER_S: Final = 0.2
STRANGE_AT_ONCE: Final = 20.0
MOST_SOURCES: Final = 5_000


class Verdict(StrEnum):
    """What became of one position."""

    TAKEN = "taken"
    SKEWED = "skewed"  # taken; its clock is ahead by more than a minute
    UNKNOWN = "unknown_device"
    OUT_OF_DUTY = "out_of_duty"
    FROM_FUTURE = "from_future"
    FLOODED = "flooded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A device and when it may speak: from starts_at until before ends_at."""

    pk: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict; device: whose it is, None if nobody's. ahead: of its clock, None if unsaid."""

    verdict: Verdict
    device: int | None = None
    ahead: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the position is to be kept."""
        return self.verdict in (Verdict.TAKEN, Verdict.SKEWED)


class Door:
    """Judges positions one by one. timer_s: monotonic seconds, given with each."""

    def __init__(self) -> None:
        self.devices: Mapping[str, Enrolled] = {}
        self.counts: Counter[Verdict | Fault] = Counter()
        self.by_device: Counter[tuple[int, Verdict | Fault]] = Counter()
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def judge(self, fix: Fix, *, source: str, now: datetime, timer_s: float) -> Judged:
        """Whether a position is taken. source: the address that it came from."""
        return self._counted(self._judged(fix, source, now, timer_s))

    def judge_of(self, device: Enrolled, fix: Fix, *, now: datetime, timer_s: float) -> Judged:
        """Whether a position is taken of a device that showed already which one it is."""
        return self._counted(replace(self._of_device(device, fix, now, timer_s), device=device.pk))

    def refuse(self, fault: Fault, *, source: str, timer_s: float) -> bool:
        """Count what was no position; False: the source sends too much of it."""
        self.counts[fault] += 1
        return self._strange(source, timer_s)

    def refuse_of(self, device: Enrolled, fault: Fault) -> None:
        """Count what was no position of a device that showed already which one it is."""
        self.counts[fault] += 1
        self.by_device[device.pk, fault] += 1

    def _counted(self, judged: Judged) -> Judged:
        self.counts[judged.verdict] += 1
        if judged.device is not None:
            self.by_device[judged.device, judged.verdict] += 1
        return judged

    def _judged(self, fix: Fix, source: str, now: datetime, timer_s: float) -> Judged:
        device = self.devices.get(digest(fix.name))
        if device is None:
            known = self._strange(source, timer_s)
            return Judged(verdict=Verdict.UNKNOWN if known else Verdict.FLOODED)
        return replace(self._of_device(device, fix, now, timer_s), device=device.pk)

    def _of_device(self, device: Enrolled, fix: Fix, now: datetime, timer_s: float) -> Judged:
        bucket = self._bucket(f"device {device.pk}", FIXES_PER_S, FIXES_AT_ONCE, timer_s)
        if not bucket.take(1, now_s=timer_s):
            return Judged(verdict=Verdict.FLOODED)
        # Both the hour of the message and that of the place: a queue that comes late is of then.
        if not device.starts_at <= now < device.ends_at:
            return Judged(verdict=Verdict.OUT_OF_DUTY)
        ahead = fix.at - now
        if ahead > FUTURE:
            return Judged(verdict=Verdict.FROM_FUTURE, ahead=ahead)
        if not device.starts_at <= fix.at < device.ends_at + FUTURE:
            return Judged(verdict=Verdict.OUT_OF_DUTY)
        return Judged(verdict=Verdict.SKEWED if ahead > SKEWED else Verdict.TAKEN, ahead=ahead)

    def _strange(self, source: str, timer_s: float) -> bool:
        bucket = self._bucket(f"from {source}", STRANGE_PER_S, STRANGE_AT_ONCE, timer_s)
        return bucket.take(1, now_s=timer_s)

    def _bucket(self, name: str, rate: float, burst: float, timer_s: float) -> Bucket:
        if name not in self._buckets:
            if len(self._buckets) >= MOST_SOURCES:
                self._buckets.popitem(last=False)
            self._buckets[name] = Bucket(rate, burst, timer_s)
        self._buckets.move_to_end(name)
        return self._buckets[name]


def digest(name: str) -> str:
    """What is kept of a device's secret."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
