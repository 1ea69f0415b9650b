"""What a planner would try, as changes of the engine in its JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from muster.duty.bridge.problem import OF_PERSON, OF_VEHICLE, Ground, post_of, shift_id
from muster.duty.models import Officer, OpenPlace, Roster, Shift, Vehicle
from muster.duty.queries.account import account_of
from muster.engines.roster import Kind
from muster.engines.roster.change_forms import change_to_json
from muster.engines.roster.changes import (
    AddPeople,
    AddPost,
    AskLess,
    Change,
    DropPost,
    OpenAll,
    SetRule,
)
from muster.packs import load

DAYS = "max_days_in_a_row"
HOUR_MIN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Everything that one form can ask for; what is empty is not asked.

    ways: (open place, number of its way). value: hours, or days for days in a row. Units are
    keys of branches. heads: people at *shift* instead of those it asks for; drop: a shift less;
    add: one more like that shift.
    """

    ways: Sequence[tuple[int, int]] = ()
    rule: str = ""
    value: float | None = None
    lender: int | None = None
    borrower: int | None = None
    people: int = 0
    people_skill: str = ""
    people_unit: int | None = None
    vehicles: int = 0
    vehicle_kind: str = ""
    drop: int | None = None
    add: int | None = None
    shift: int | None = None
    heads: int | None = None


def changes_of(roster: Roster, wish: Wish) -> list[dict[str, Any]]:
    """The wish as changes, ready for a trial."""
    changes: list[Change] = []
    if wish.rule and wish.value is not None:
        unit = 1 if wish.rule == DAYS else HOUR_MIN
        changes.append(SetRule(rule=wish.rule, value=round(wish.value * unit)))
    if wish.lender and wish.borrower and wish.lender != wish.borrower:
        changes.append(OpenAll(from_unit=str(wish.lender), to_unit=str(wish.borrower)))
    if wish.people and wish.people_skill:
        changes.append(_people(roster, wish))
    if wish.vehicles and wish.vehicle_kind:
        changes.append(_vehicles(roster, wish))
    changes += _posts(roster, wish)
    return [*_ways(roster, wish), *(change_to_json(change) for change in changes)]


def _ways(roster: Roster, wish: Wish) -> list[dict[str, Any]]:
    places = OpenPlace.objects.filter(roster=roster).in_bulk([pk for pk, _n in wish.ways])
    found = []
    for pk, number in wish.ways:
        account = account_of(places[pk].opening) if pk in places else None
        if account is not None and number < len(account.ways):
            found += [dict(change) for change in account.ways[number].changes]
    return found


def _people(roster: Roster, wish: Wish) -> AddPeople:
    pack = load(roster.season.pack, roster.season.pack_version)
    unit = wish.people_unit or roster.season.root_id
    homes = Officer.objects.filter(is_available=True, person__is_active=True)
    near = homes.filter(unit=unit)
    return AddPeople(
        number=wish.people,
        place=_home(list((near if near.exists() else homes).values_list("home_lat", "home_lon"))),
        skills=(OF_PERSON, wish.people_skill),
        unit=str(unit),
        rank=max(rank.level for rank in pack.ranks.values()),
    )


def _vehicles(roster: Roster, wish: Wish) -> AddPeople:
    pack = load(roster.season.pack, roster.season.pack_version)
    homes = Vehicle.objects.filter(is_available=True).values_list("home_lat", "home_lon")
    every = list(homes) or list(Officer.objects.values_list("home_lat", "home_lon"))
    skills = pack.vehicle_kinds[wish.vehicle_kind].skills
    return AddPeople(
        number=wish.vehicles,
        place=_home(every),
        skills=tuple(f"{OF_VEHICLE}{skill}" for skill in skills),
        unit=str(roster.season.root_id),
        kind=Kind.VEHICLE,
    )


def _home(homes: Sequence[tuple[float, float]]) -> str:
    """The engine's place where most of them begin their way."""
    ((lat, lon), _n) = Counter(homes).most_common(1)[0]
    return f"home{lat:.5f},{lon:.5f}"


def _posts(roster: Roster, wish: Wish) -> list[Change]:
    asked = [pk for pk in (wish.drop, wish.add, wish.shift) if pk]
    rows = Shift.objects.select_related("post__plan__event__venue").in_bulk(asked)
    found: list[Change] = []
    if wish.drop in rows:
        found.append(DropPost(post=shift_id(rows[wish.drop])))
    if wish.add in rows:
        post = post_of(rows[wish.add], roster.starts_at, Ground())
        found.append(AddPost(post=replace(post, id=f"+:{wish.add}", crew=None)))
    if wish.shift in rows and wish.heads:
        found.append(AskLess(post=shift_id(rows[wish.shift]), count=wish.heads))
    return found
