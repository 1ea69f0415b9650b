"""Order sheets: what a post's people and a single officer are told, ready to print.

Everything here is flat text and lists of flat rows: the same words go to the page, the Word
file, the phone and the calendar.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from muster.duty.models import Assignment, Officer, Post, Roster, Shift
from muster.duty.queries.naming import day_name, full_name, hours, post_name, vehicle_name
from muster.duty.queries.windows import shifts_of
from muster.office.queries import state_of
from muster.packs import Pack, load
from muster.season.models import Event, SeasonUnit
from muster.shell.formats import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Mate:
    """Somebody on the same shift, and how to reach them."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One shift on a sheet. be_there: the hour to report, before the shift starts."""

    shift_id: int
    starts_at: datetime
    ends_at: datetime
    day: str
    hours: str
    be_there: str
    people: Sequence[Mate]
    vehicles: Sequence[str]
    missing: int

    @property
    def is_shared(self) -> bool:
        """Whether more than one stands there."""
        return len(self.people) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The orders of one post: for everybody on it, or for one officer alone."""

    roster: Roster
    post: str
    ring: str
    event: str
    venue: str
    address: str
    orders: Sequence[str]
    watches: Sequence[Watch]
    is_signed: bool

    @property
    def is_draft(self) -> bool:
        """Whether nobody may act on it yet: the roster is not in force, or the plan not signed."""
        return not self.is_signed or self.roster.published_at is None

    @property
    def version(self) -> str:
        """Which roster this sheet follows: its number and the day it came into force."""
        said = version_of(self.roster)
        if self.is_signed:
            return said
        return _("%(roster)s; draft: the plan is not signed") % {"roster": said}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSheet:
    """Everything one officer is told by a roster."""

    roster: Roster
    name: str
    unit_id: int
    duties: Sequence[Sheet]

    @property
    def is_draft(self) -> bool:
        """Whether one of the duties is a draft still."""
        return any(sheet.is_draft for sheet in self.duties)

    @property
    def version(self) -> str:
        """Which roster this sheet follows."""
        drafts = (sheet.version for sheet in self.duties if not sheet.is_signed)
        return next(drafts, version_of(self.roster))


def version_of(roster: Roster) -> str:
    """Which roster and since when, or that it is only a draft."""
    if roster.published_at is None:
        return _("Roster %(number)s, draft: not in force") % {"number": roster.number}
    day = day_name(roster.published_at)
    return _("Roster %(number)s, published %(day)s") % {"number": roster.number, "day": day}


def signed_plans(plan_ids: Iterable[int]) -> frozenset[int]:
    """Those of the plans that are signed as they stand now, or need no signature."""
    return frozenset(pk for pk in set(plan_ids) if state_of(f"plan:{pk}").is_signed)


def event_sheets(roster: Roster, event: Event) -> list[Sheet]:
    """The sheets of every post of an event that has shifts in the days of a roster."""
    posts = (
        Post.objects.filter(plan__event=event, shifts__in=shifts_of(roster))
        .distinct()
        .select_related("plan__event__venue")
        .order_by("number")
    )
    signed = signed_plans(post.plan_id for post in posts)
    return [_post_sheet(roster, post, is_signed=post.plan_id in signed) for post in posts]


def post_sheet(roster: Roster, post: Post) -> Sheet:
    """The sheet of a post with everybody who stands on it."""
    return _post_sheet(roster, post, is_signed=bool(signed_plans([post.plan_id])))


def _post_sheet(roster: Roster, post: Post, *, is_signed: bool) -> Sheet:
    pack = _pack(roster)
    shifts = list(
        post.shifts.filter(starts_at__gte=roster.starts_at, starts_at__lt=roster.ends_at)
        .filter(withdrawn_at__isnull=True)
        .order_by("starts_at", "of_vehicles")
    )
    watches = _watches(roster, shifts, pack=pack)
    return _sheet(roster, post, watches, pack=pack, is_signed=is_signed)


def person_sheet(roster: Roster, officer: Officer, *, since: datetime | None = None) -> PersonSheet:
    """The sheet of an officer: one part for each post, in the order of time.

    since: leaves out what ended before.
    """
    pack = _pack(roster)
    rows = Assignment.objects.filter(roster=roster, officer=officer)
    if since is not None:
        rows = rows.filter(shift__ends_at__gt=since)
    mine = [
        row.shift
        for row in rows.select_related("shift__post__plan__event__venue").order_by(
            "shift__starts_at"
        )
    ]
    by_post: dict[int, list[Shift]] = defaultdict(list)
    for shift in mine:
        by_post[shift.post_id].append(shift)
    watches = {watch.shift_id: watch for watch in _watches(roster, mine, pack=pack)}
    signed = signed_plans(shift.post.plan_id for shift in mine)
    return PersonSheet(
        roster=roster,
        name=full_name(officer.person, pack=pack),
        unit_id=officer.unit_id,
        duties=[
            _sheet(
                roster,
                held[0].post,
                [watches[s.pk] for s in held if s.pk in watches],
                pack=pack,
                is_signed=held[0].post.plan_id in signed,
            )
            for held in by_post.values()
        ],
    )


def _watches(roster: Roster, shifts: Sequence[Shift], *, pack: Pack) -> list[Watch]:
    """Shifts with their people; a vehicle's shift adds its vehicles to that of its people."""
    crews = {(s.post_id, s.starts_at) for s in shifts}
    beside = Shift.objects.filter(
        post__in={post for post, _start in crews}, starts_at__in={at for _post, at in crews}
    )
    people: dict[tuple[int, datetime], list[Mate]] = defaultdict(list)
    vehicles: dict[tuple[int, datetime], list[str]] = defaultdict(list)
    rows = Assignment.objects.filter(roster=roster, shift__in=beside).select_related(
        "shift", "officer__person", "vehicle"
    )
    for row in rows.order_by("-officer__person__rank_level", "officer__person__sort_key"):
        key = (row.shift.post_id, row.shift.starts_at)
        if row.officer is not None:
            person = row.officer.person
            people[key].append(Mate(name=full_name(person, pack=pack), phone=person.phone))
        elif row.vehicle is not None:
            vehicles[key].append(vehicle_name(row.vehicle))
    return [
        _watch(
            shift,
            people[shift.post_id, shift.starts_at],
            vehicles[shift.post_id, shift.starts_at],
            pack=pack,
        )
        for shift in shifts
        if not shift.of_vehicles
    ]


def _watch(shift: Shift, people: Sequence[Mate], vehicles: Sequence[str], *, pack: Pack) -> Watch:
    early = shift.starts_at - timedelta(minutes=pack.duty.report_before_min)
    return Watch(
        shift_id=shift.pk,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        day=day_name(shift.starts_at),
        hours=hours(shift.starts_at, shift.ends_at),
        be_there=clock(early),
        people=people,
        vehicles=vehicles,
        missing=max(0, shift.head_count - len(people)),
    )


def _sheet(
    roster: Roster, post: Post, watches: Iterable[Watch], *, pack: Pack, is_signed: bool
) -> Sheet:
    event = post.plan.event
    venue = event.venue
    return Sheet(
        roster=roster,
        post=post_name(post),
        ring=str(pack.rings[post.ring].name) if post.ring in pack.rings else post.ring,
        event=event.name,
        venue=venue.name if venue is not None else "",
        address=venue.address if venue is not None else "",
        orders=list(post.orders),
        watches=list(watches),
        is_signed=is_signed,
    )


def _pack(roster: Roster) -> Pack:
    return load(roster.season.pack, roster.season.pack_version)


def root_of(roster: Roster) -> SeasonUnit:
    """The unit in whose name orders are written: the one at the head of the season."""
    rows = SeasonUnit.objects.select_related("season", "parent")
    return rows.get(season=roster.season_id, unit=roster.season.root_id)
