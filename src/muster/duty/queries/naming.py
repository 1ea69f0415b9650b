"""How persons, posts and hours are called: one place for every page, paper and feed.

A person is shown with rank and full name. Where there is no room for that, with the short
name, and with the unit where two of those shown share it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from muster.duty.models import Officer, Post, Shift, Vehicle
from muster.packs import Pack
from muster.shell import formats
from muster.tree.models import Person

DASH = "–"
NIGHT_FROM_H, NIGHT_TO_H = 18, 6
NO_BREAK = "\N{NO-BREAK SPACE}"


def rank_of(person: Person, *, pack: Pack) -> str:
    """The rank as it stands before a name; empty where the register or the pack has none."""
    if not person.rank or person.rank not in pack.ranks:
        return ""
    return str(pack.ranks[person.rank].label)


def full_name(person: Person, *, pack: Pack) -> str:
    """Rank and full name."""
    return f"{rank_of(person, pack=pack)} {person.name}".strip()


class ShortNames:
    """Short names that are different for each of the officers shown together.

    The given name; with the unit where two share it; the full name where that is not enough;
    with the number where even that is the same. unit_names: short names of units by id.
    """

    def __init__(self, officers: Iterable[Officer], *, unit_names: dict[int, str]) -> None:
        every = {officer.pk: officer for officer in officers}.values()
        self._names: dict[int, str] = {}
        ladder = (
            lambda one: given_name(one.person.name),
            lambda one: f"{given_name(one.person.name)} ({unit_names.get(one.unit_id, '')})",
            lambda one: one.person.name,
            lambda one: f"{one.person.name} ({unit_names.get(one.unit_id, '')})",
            lambda one: f"{one.person.name} {one.person.number}",
        )
        left: Sequence[Officer] = list(every)
        for name_of in ladder:
            left = self._settle(left, {one.pk: name_of(one) for one in left})

    def _settle(self, left: Sequence[Officer], names: dict[int, str]) -> Sequence[Officer]:
        shared = Counter(names.values())
        taken = set(self._names.values())
        for one in left:
            name = names[one.pk]
            if shared[name] == 1 and name not in taken:
                self._names[one.pk] = name
        return [one for one in left if one.pk not in self._names]

    def __getitem__(self, officer_id: int) -> str:
        return self._names[officer_id]


def given_name(name: str) -> str:
    """The last word of a name: what people are called by where the family name stands first."""
    return name.rsplit(maxsplit=1)[-1] if name.split() else name


def vehicle_name(vehicle: Vehicle) -> str:
    """The vehicle's own name with its code, which stands on its side."""
    return vehicle.name if vehicle.code in vehicle.name else f"{vehicle.name} {vehicle.code}"


def post_name(post: Post) -> str:
    """Number and name of a post."""
    return f"{post.number}{NO_BREAK}{post.name}"


def hours(starts_at: datetime, ends_at: datetime, *, zone: ZoneInfo | None = None) -> str:
    """From when to when, in local time: "07:00 – 12:00", on a page, a paper and a phone."""
    start, end = timezone.localtime(starts_at, zone), timezone.localtime(ends_at, zone)
    return f"{start:%H:%M}{NO_BREAK}{DASH}{NO_BREAK}{end:%H:%M}"


def day_name(moment: datetime, *, zone: ZoneInfo | None = None) -> str:
    """Weekday and day in the reader's language: "T5 22/8"."""
    local = timezone.localtime(moment, zone)
    return f"{formats.weekday(local)}{NO_BREAK}{formats.day(local)}"


def shift_name(shift: Shift) -> str:
    """Post, day and hours of a shift: needs ``post`` selected."""
    return f"{post_name(shift.post)}, {day_and_hours(shift.starts_at, shift.ends_at)}"


def day_and_hours(starts_at: datetime, ends_at: datetime) -> str:
    """Day and hours together."""
    return f"{day_name(starts_at)}, {hours(starts_at, ends_at)}"


def is_night(starts_at: datetime) -> bool:
    """Whether a shift starts in the evening or before dawn and lasts through dark hours."""
    start = timezone.localtime(starts_at)
    return start.hour >= NIGHT_FROM_H or start.hour < NIGHT_TO_H - 2
