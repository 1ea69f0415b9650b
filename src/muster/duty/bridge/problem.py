"""A roster's window as a problem of the engine: minutes from its start, ids of our rows.

A post of the engine is one of our shifts, ``post:shift``; people are ``o`` and vehicles ``v``
with their key. Posts within a kilometre of the venue share its place: walking to the next gate
is no travel.
"""

import contextlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from muster.duty.bridge.history import Around, duties_around, history_of, worked_before
from muster.duty.models import Absence, Assignment, Officer, Roster, Shift, Vehicle
from muster.duty.queries.windows import roster_in_force, shifts_of
from muster.engines.roster import (
    Costs,
    Kind,
    OwnRules,
    Pair,
    Person,
    Place,
    Post,
    Problem,
    ProblemError,
    Rules,
    Travel,
)
from muster.engines.roster.change_forms import change_from_json
from muster.engines.roster.changes import applied
from muster.engines.roster.rules import Judge
from muster.packs import Pack, load
from muster.season.models import SeasonUnit

MINUTE = timedelta(minutes=1)
DAY_MIN = 1440
NEAR_DEGREES = 0.009  # about a kilometre
OF_PERSON, OF_VEHICLE = "person", "vehicle:"


def shift_id(shift: Shift) -> str:
    """The engine's id of a shift."""
    return f"{shift.post_id}:{shift.pk}"


def officer_key(officer_id: int) -> str:
    """The engine's id of an officer."""
    return f"o{officer_id}"


def vehicle_key(vehicle_id: int) -> str:
    """The engine's id of a vehicle."""
    return f"v{vehicle_id}"


def shift_pk(post_id: str) -> int:
    """Our key in the engine's id of a post."""
    return int(post_id.rpartition(":")[2])


def resource_pk(person_id: str) -> tuple[int | None, int | None]:
    """Our keys (officer, vehicle) in the engine's id of a person; one of them is None."""
    pk = int(person_id[1:])
    return (pk, None) if person_id.startswith("o") else (None, pk)


@dataclass(slots=True)
class Ground:
    """The places of a problem, each once."""

    places: dict[str, Place] = field(default_factory=dict)

    def at(self, name: str, lat: float, lon: float) -> str:
        """The id of a place, noted at the first call."""
        self.places.setdefault(name, Place(id=name, lat_deg=lat, lon_deg=lon))
        return name

    def home(self, lat: float, lon: float) -> str:
        """The place of a home; equal coordinates are one place."""
        return self.at(f"home{lat:.5f},{lon:.5f}", lat, lon)


def problem_of(roster: Roster, *, only: Iterable[str] | None = None) -> Problem:
    """The whole window, or only the resources of these engine ids (to judge one person).

    Locked places are fixed as far as they are legal; the roster in force over the same days is
    what changes are counted against. The roster's easings hold.
    """
    pack = load(roster.season.pack, roster.season.pack_version)
    wanted = None if only is None else set(only)
    ground = Ground()
    shifts = list(shifts_of(roster).select_related("post__plan__event__venue"))
    posts = tuple(post_of(shift, roster.starts_at, ground) for shift in shifts)
    rest = timedelta(minutes=pack.duty.min_rest_min)
    makers = _Makers(
        roster=roster, pack=pack, ground=ground, around=duties_around(roster, rest=rest)
    )
    people = makers.officers(shifts, wanted) + makers.vehicles(wanted)
    ids = {person.id for person in people}
    in_force = roster_in_force(roster)
    problem = Problem(
        name=f"{roster.season.key} {roster.number}",
        start=roster.starts_at.isoformat(),
        days=-(-((roster.ends_at - roster.starts_at) // MINUTE) // DAY_MIN),
        travel=Travel(speed_kmh=pack.duty.speed_kmh, detour=pack.duty.detour),
        rules=rules_of(pack),
        costs=Costs(
            per_km=pack.duty.cost_km,
            per_overload_h=pack.duty.cost_overload_hour,
            per_change=pack.duty.cost_change,
        ),
        places=tuple(ground.places.values()),
        people=tuple(people),
        posts=posts,
        published=None if in_force is None else pairs_of(in_force, ids=ids),
    )
    return _with_fixed(eased(problem, roster.easings), pairs_of(roster, ids=ids, locked=True))


def eased(problem: Problem, easings: Iterable[Mapping[str, Any]]) -> Problem:
    """The problem with what the roster was allowed; one about somebody who is gone is nothing."""
    for easing in easings:
        with contextlib.suppress(ProblemError):
            problem = applied(problem, [change_from_json(easing)])
    return problem


def rules_of(pack: Pack) -> Rules:
    """The pack's duty rules in the engine's words."""
    return Rules(
        min_rest_min=pack.duty.min_rest_min,
        max_break_min=pack.duty.max_break_min,
        max_span_min=pack.duty.max_span_min,
        max_total_min=pack.duty.max_minutes,
        max_week_min=pack.duty.max_minutes_week,
        max_days_in_a_row=pack.duty.max_consecutive_days,
    )


def pairs_of(
    roster: Roster, *, ids: set[str] | None = None, locked: bool = False
) -> tuple[Pair, ...]:
    """The roster's assignments as pairs of engine ids, in a stable order."""
    rows = Assignment.objects.filter(roster=roster)
    if locked:
        rows = rows.filter(is_locked=True)
    values = rows.order_by("shift_id", "officer_id", "vehicle_id").values_list(
        "shift__post_id", "shift_id", "officer_id", "vehicle_id"
    )
    pairs = (
        (f"{post}:{shift}", officer_key(officer) if officer else vehicle_key(vehicle))
        for post, shift, officer, vehicle in values
    )
    return tuple(pair for pair in pairs if ids is None or pair[1] in ids)


def _with_fixed(problem: Problem, locked: Sequence[Pair]) -> Problem:
    """Keep the locks that are legal together; one that an absence broke later cannot bind."""
    judge = Judge(problem)
    held: dict[str, list[Post]] = defaultdict(list)
    kept: list[Pair] = []
    for post_id, person_id in locked:
        if post_id not in judge.posts:
            continue
        post = judge.posts[post_id]
        trial = [*held[person_id], post]
        if not any(judge.broken_by(judge.people[person_id], trial)):
            held[person_id] = trial
            kept.append((post_id, person_id))
    return replace(problem, fixed=tuple(kept))


def post_of(shift: Shift, begins_at: datetime, ground: Ground) -> Post:
    """A shift as the engine's post; its place is noted on the ground."""
    return Post(
        id=shift_id(shift),
        place=_place(shift, ground),
        start_min=(shift.starts_at - begins_at) // MINUTE,
        end_min=(shift.ends_at - begins_at) // MINUTE,
        count=shift.head_count,
        weight=float(shift.weight),
        skills=_skills(shift.skills, of_vehicles=shift.of_vehicles),
        min_rank=0 if shift.of_vehicles else shift.min_rank,
        units=tuple(str(unit) for unit in shift.own_units) or None,
        max_km=shift.max_km,
        crew=shift.crew or None,
    )


def _skills(skills: Iterable[str], *, of_vehicles: bool) -> tuple[str, ...]:
    """People's and vehicles' skills are kept apart, and no vehicle stands on a person's post."""
    if of_vehicles:
        return tuple(f"{OF_VEHICLE}{skill}" for skill in skills)
    return (OF_PERSON, *skills)


def _place(shift: Shift, ground: Ground) -> str:
    post, venue = shift.post, shift.post.plan.event.venue
    if venue is None or venue.lat is None or venue.lon is None:
        lat, lon = post.lat or 0.0, post.lon or 0.0
        return ground.at(f"post{post.pk}", lat, lon)
    if post.lat is not None and post.lon is not None:
        east = (post.lon - venue.lon) * math.cos(math.radians(venue.lat))
        if math.hypot(east, post.lat - venue.lat) > NEAR_DEGREES:
            return ground.at(f"post{post.pk}", post.lat, post.lon)
    return ground.at(f"venue{venue.pk}", venue.lat, venue.lon)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Makers:
    """Officers and vehicles as the engine's people."""

    roster: Roster
    pack: Pack
    ground: Ground
    around: dict[str, Around]

    def officers(self, shifts: Sequence[Shift], wanted: set[str] | None) -> list[Person]:
        rows = Officer.objects.filter(is_available=True, person__is_active=True)
        if wanted is not None:
            rows = rows.filter(pk__in=[resource_pk(who)[0] or 0 for who in wanted])
        branches, away = branch_of_units(self.roster), self._away("officer_id")
        officers = list(rows.select_related("person").order_by("pk"))
        fair = fair_shares(
            shifts, [officer.pk for officer in officers], before=worked_before(self.roster)
        )
        return [
            self._person(
                officer_key(officer.pk),
                officer,
                unit=str(branches.get(officer.unit_id, officer.unit_id)),
                skills=(OF_PERSON, *officer.skills),
                rank=officer.person.rank_level,
                fair_min=fair[officer.pk],
                away=away.get(officer.pk, []),
            )
            for officer in officers
        ]

    def vehicles(self, wanted: set[str] | None) -> list[Person]:
        rows = Vehicle.objects.filter(is_available=True)
        if wanted is not None:
            rows = rows.filter(pk__in=[resource_pk(who)[1] or 0 for who in wanted])
        branches, away = branch_of_units(self.roster), self._away("vehicle_id")
        return [
            self._person(
                vehicle_key(vehicle.pk),
                vehicle,
                unit=str(branches.get(vehicle.unit_id, vehicle.unit_id)),
                skills=vehicle_skills(vehicle, pack=self.pack),
                rank=0,
                fair_min=self._minutes_of_window(),
                away=away.get(vehicle.pk, []),
            )
            for vehicle in rows.order_by("pk")
        ]

    def _person(
        self,
        key: str,
        row: Officer | Vehicle,
        *,
        unit: str,
        skills: tuple[str, ...],
        rank: int,
        fair_min: int,
        away: list[tuple[datetime, datetime]],
    ) -> Person:
        around = self.around.get(key, Around())
        home = self.ground.home(row.home_lat, row.home_lon)
        last = around.before[-1].place if around.before else home
        is_vehicle = isinstance(row, Vehicle)
        return Person(
            id=key,
            unit=unit,
            home=home,
            skills=skills,
            rank=rank,
            fair_min=fair_min,
            unavailable_min=tuple(sorted(self._span(s, e) for s, e in (*away, *around.blocking))),
            kind=Kind.VEHICLE if is_vehicle else None,
            own_rules=self._tireless() if is_vehicle else None,
            history=history_of(
                around.before,
                begins_at=self.roster.starts_at,
                max_break=timedelta(minutes=0 if is_vehicle else self.pack.duty.max_break_min),
                place=last if last in self.ground.places else home,
            ),
        )

    def _span(self, starts_at: datetime, ends_at: datetime) -> tuple[int, int]:
        begins_at = self.roster.starts_at
        start_min = (starts_at - begins_at) // MINUTE
        return start_min, max(start_min + 1, -((begins_at - ends_at) // MINUTE))

    def _tireless(self) -> OwnRules:
        """A vehicle needs no rest: it is held by its hours and its way alone."""
        whole = self._minutes_of_window() + 30 * DAY_MIN
        return OwnRules(
            min_rest_min=1,
            max_break_min=0,
            max_span_min=whole,
            max_total_min=whole,
            max_week_min=whole,
            max_days_in_a_row=whole,
        )

    def _minutes_of_window(self) -> int:
        return (self.roster.ends_at - self.roster.starts_at) // MINUTE

    def _away(self, name: str) -> dict[int, list[tuple[datetime, datetime]]]:
        found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        rows = Absence.objects.filter(
            ends_at__gt=self.roster.starts_at,
            starts_at__lt=self.roster.ends_at + timedelta(days=2),
            **{f"{name}__isnull": False},
        )
        for who, starts_at, ends_at in rows.values_list(name, "starts_at", "ends_at"):
            found[who].append((starts_at, ends_at))
        return found


def vehicle_skills(vehicle: Vehicle, *, pack: Pack) -> tuple[str, ...]:
    """What a vehicle can do, by its kinds."""
    skills = {skill for kind in vehicle.types for skill in pack.vehicle_kinds[kind].skills}
    return tuple(f"{OF_VEHICLE}{skill}" for skill in sorted(skills))


def branch_of_units(roster: Roster) -> dict[int, int]:
    """By unit id, the unit directly below the season's root that it belongs to."""
    rows = SeasonUnit.objects.filter(season_id=roster.season_id)
    return {
        unit_id: group_id or unit_id
        for unit_id, group_id in rows.values_list("unit_id", "group__unit_id")
    }


def fair_shares(
    shifts: Sequence[Shift], officers: Sequence[int], *, before: Mapping[int, int]
) -> dict[int, int]:
    """By officer id, minutes that are fair in this window: the season's share, less what was.

    All who serve should have the same over the season so far and this window. Nobody's share is
    less than the longest shift, but for those who are beyond the season's share already: 0.
    """
    spans = [
        ((shift.ends_at - shift.starts_at) // MINUTE, shift.head_count)
        for shift in shifts
        if not shift.of_vehicles
    ]
    if not spans or not officers:
        return dict.fromkeys(officers, 0)
    past = sum(before.get(officer, 0) for officer in officers)
    total = past + sum(minutes * heads for minutes, heads in spans)
    share, longest = -(-total // len(officers)), max(minutes for minutes, _heads in spans)
    left = {officer: share - before.get(officer, 0) for officer in officers}
    return {officer: max(rest, longest) if rest > 0 else 0 for officer, rest in left.items()}
