"""Working and calendar days."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

DAY = timedelta(days=1)


class Count(StrEnum):
    """Which days are counted."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Which days are worked.

    weekend: ISO weekdays that are free, Monday 1; not all seven.
    holidays: free dates. work_on: dates that are worked although they would be free.
    """

    weekend: frozenset[int] = frozenset({6, 7})
    holidays: frozenset[date] = frozenset()
    work_on: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(range(1, 8)):
            raise ValueError("The weekend is some of the ISO weekdays 1 to 7, not all of them.")

    def is_working(self, day: date) -> bool:
        """Whether work goes on that day."""
        if day in self.work_on:
            return True
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def counts(self, day: date, count: Count) -> bool:
        """Whether the day is one of those counted."""
        return count is Count.CALENDAR or self.is_working(day)

    def shift(self, day: date, days: int, *, count: Count = Count.WORKING) -> date:
        """The day that lies *days* counted days after (negative: before) *day*.

        0 is the day itself, worked or not; 1 is the next working day. Undone by the opposite
        shift if *day* itself is worked.
        """
        if count is Count.CALENDAR or days == 0:
            return day + days * DAY
        return self._shift_working(day, days)

    def between(self, first: date, last: date, *, count: Count = Count.WORKING) -> int:
        """Counted days after *first* up to and with *last*; negative if *last* comes first.

        For worked days the inverse of :meth:`shift`.
        """
        if count is Count.CALENDAR:
            return (last - first).days
        if last < first:
            return -self._worked(last, first - DAY)
        return self._worked(first + DAY, last)

    def on_or_before(self, day: date, *, count: Count = Count.WORKING) -> date:
        """The day itself if it counts, else the last one before it that does."""
        return day if self.counts(day, count) else self.shift(day, -1, count=count)

    def on_or_after(self, day: date, *, count: Count = Count.WORKING) -> date:
        """The day itself if it counts, else the first one after it that does."""
        return day if self.counts(day, count) else self.shift(day, 1, count=count)

    def _shift_working(self, day: date, days: int) -> date:
        """Walk year by year through sorted lists of worked days: long shifts stay cheap."""
        year, forward = day.year, days > 0
        worked = _worked_days(self, year)
        at = (
            bisect_right(worked, day.toordinal())
            if forward
            else bisect_left(worked, day.toordinal())
        )
        at += days - 1 if forward else days
        while at >= len(worked):
            at -= len(worked)
            year += 1
            worked = _worked_days(self, year)
        while at < 0:
            year -= 1
            worked = _worked_days(self, year)
            at += len(worked)
        return date.fromordinal(worked[at])

    def _worked(self, first: date, last: date) -> int:
        """Worked days from *first* to *last*, both included."""
        total = 0
        for year in range(first.year, last.year + 1):
            worked = _worked_days(self, year)
            low = bisect_left(worked, first.toordinal())
            total += max(0, bisect_right(worked, last.toordinal()) - low)
        return total


@lru_cache(maxsize=256)
def _worked_days(calendar: Calendar, year: int) -> tuple[int, ...]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return tuple(n for n in range(first, last + 1) if calendar.is_working(date.fromordinal(n)))
