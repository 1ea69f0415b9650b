"""From an event to the posts its plan begins with, and to the shifts of a post."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from muster.packs.errors import RuleUnknown
from muster.packs.schema import Pack, Placement, PlanTemplate, PostKind, ShiftPattern, Text

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDraft:
    """A post as the template proposes it. at_m: metres east and north of the venue."""

    number: int
    kind: PostKind
    name: Text
    heads: int
    at_m: tuple[int, int]
    shifts: tuple[ShiftPattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A shift, ``[starts_at, ends_at)``, in UTC."""

    starts_at: datetime
    ends_at: datetime
    night: bool = False


def posts_of(pack: Pack, *, event: str, size: str, risk: str) -> list[PostDraft]:
    """The posts of an event of that kind, size and risk, numbered from 1 without a hole.

    Raises RuleUnknown where the pack has no plan for it.
    """
    level = pack.risks[risk].level
    standing = [
        placement
        for placement in _template(pack, event, size).posts
        if placement.from_risk is None or pack.risks[placement.from_risk].level <= level
    ]
    return [_draft(pack, place, n, risk) for n, place in enumerate(standing, start=1)]


def spans(
    pattern: ShiftPattern, *, opens_at: datetime, closes_at: datetime, pack: Pack
) -> list[Span]:
    """The shifts of a post over an event, none longer than the pattern allows.

    opens_at, closes_at: aware; the first day begins and the last one ends with them, days
    between keep the hours of the pack.
    """
    if closes_at <= opens_at:
        raise ValueError("An event must end after it begins.")
    zone = ZoneInfo(pack.time_zone)
    whole = _day_spans if pattern.kind == "day" else _clock_spans
    found = whole(pattern, opens_at.astimezone(zone), closes_at.astimezone(zone), pack)
    return [part for start, end in found for part in _split(pattern, start, end)]


def _template(pack: Pack, event: str, size: str) -> PlanTemplate:
    kind, wanted = pack.events[event].key, pack.sizes[size].key
    for plan in pack.plans.values():
        if plan.event == kind and wanted in plan.sizes:
            return plan
    raise RuleUnknown(f"{event}, {size}", table="plan templates", known=pack.plans)


def _draft(pack: Pack, placement: Placement, number: int, risk: str) -> PostDraft:
    kind = pack.posts[placement.post]
    return PostDraft(
        number=number,
        kind=kind,
        name=placement.name or kind.name,
        heads=placement.heads + placement.extra.get(risk, 0),
        at_m=placement.at_m,
        shifts=tuple(pack.shift_patterns[key] for key in placement.shifts or kind.shifts),
    )


Local = tuple[datetime, datetime]


def _day_spans(
    pattern: ShiftPattern, opens_at: datetime, closes_at: datetime, pack: Pack
) -> Iterator[Local]:
    before, after = timedelta(minutes=pattern.before_min), timedelta(minutes=pattern.after_min)
    first, last = opens_at.date(), closes_at.date()
    for day in _days(first, last):
        opens = opens_at if day == first else _at(day, pack.hours.opens, opens_at)
        closes = closes_at if day == last else _at(day, pack.hours.closes, opens_at)
        if opens < closes:
            yield opens - before, closes + after


def _clock_spans(
    pattern: ShiftPattern, opens_at: datetime, closes_at: datetime, pack: Pack
) -> Iterator[Local]:
    starts, ends = pattern.starts or time.min, pattern.ends or time.min
    first = opens_at.date() + pattern.first_day * DAY
    for day in _days(first, closes_at.date() + pattern.last_day * DAY):
        until = day if ends > starts else day + DAY
        yield _at(day, starts, opens_at), _at(until, ends, opens_at)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def _at(day: date, hour: time, like: datetime) -> datetime:
    return datetime.combine(day, hour, tzinfo=like.tzinfo)


def _split(pattern: ShiftPattern, start: datetime, end: datetime) -> Iterator[Span]:
    """Equal parts on whole minutes; computed in UTC so that a change of clocks adds nothing."""
    begin, minutes = (
        start.astimezone(UTC),
        int((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() // 60),
    )
    parts = -(-minutes // pattern.split_min)
    marks = [begin + timedelta(minutes=minutes * n // parts) for n in range(parts + 1)]
    for left, right in pairwise(marks):
        yield Span(starts_at=left, ends_at=right, night=pattern.night)
