"""Builders of the duty capability: a small province with one season, an event, a force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Final

from muster.duty import services
from muster.duty.models import Officer, Plan, Roster, Vehicle
from muster.duty.services import OfficerRow, VehicleRow
from muster.ledger.actor import Actor
from muster.packs import Pack, load
from muster.season.models import Event, Season, SeasonUnit
from muster.tree.actors import actor_for
from muster.tree.models import Account, Grant, Person, Unit, UnitVersion
from muster.tree.names import search_key, sort_key
from muster.tree.table import Role
from muster.venues.models import Venue

ACTOR: Final = Actor(name="Trần Quân", via="command")
NOW: Final = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
FIRST_ON: Final = date(2030, 8, 19)
HALL: Final = (10.35, 106.36)
NAMES: Final = (
    *("Nguyễn Văn Lộc", "Trần Thị Mận", "Lê Minh Châu", "Phạm Gia Khánh", "Võ Quốc Bình"),
    *("Đặng Thu Yến", "Huỳnh Công Phú", "Bùi Tấn Sang", "Ngô Thành Hưng", "Lý Đức Lợi"),
)
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A root with two branches, each with a commune; every congress belongs to a commune."""

    season: Season
    root: SeasonUnit
    east: SeasonUnit
    west: SeasonUnit
    commune: SeasonUnit
    pack: Pack


def world() -> World:
    """The season of a fictitious province, 1 to 31 August 2030."""
    root = unit("Tỉnh Sông Tiền", "P")
    season = Season.objects.create(
        key=f"s{next(_numbers)}",
        name="Mùa đại hội 2030",
        pack="vn-party-2025",
        pack_version="1",
        root=root,
        edge_kind=load("vn-party-2025").season_edge.key,
        tree_on=date(2030, 5, 1),
        starts_on=date(2030, 8, 1),
        ends_on=date(2030, 8, 31),
    )
    top = _season_unit(season, root, 1, 5, None, None)
    east = _season_unit(season, unit("Huyện Đông", "E"), 2, 3, top, None)
    commune = _season_unit(season, unit("Xã Vàm Cát Đông", "E1"), 3, 3, east, east)
    west = _season_unit(season, unit("Huyện Tây", "W"), 4, 4, top, None)
    return World(
        season=season, root=top, east=east, west=west, commune=commune, pack=load("vn-party-2025")
    )


def unit(name: str, code: str) -> Unit:
    """A unit with one open version."""
    made = Unit.objects.create(founded_on=date(2000, 1, 1))
    UnitVersion.objects.create(
        unit=made,
        code=f"{code}-{next(_numbers)}",
        name=name,
        short_name=name.partition(" ")[2],
        tier=next(iter(load("vn-party-2025").tiers)),
        valid_from=date(2000, 1, 1),
        sort_key=sort_key(name, given_first=False),
        search_key=search_key(name),
    )
    return made


def _season_unit(
    season: Season,
    unit: Unit,
    first: int,
    last: int,
    parent: SeasonUnit | None,
    group: SeasonUnit | None,
) -> SeasonUnit:
    version = unit.versions.get()
    row = SeasonUnit.objects.create(
        season=season,
        unit=unit,
        parent=parent,
        group=group,
        first=first,
        last=last,
        depth=0 if parent is None else parent.depth + 1,
        code=version.code,
        name=version.name,
        short_name=version.short_name,
        tier=version.tier,
        joined_on=season.tree_on,
        sort_key=version.sort_key,
        search_key=version.search_key,
    )
    if parent is not None and group is None:
        row.group = row
        row.save()
    return row


def venue(world: World, *, at: tuple[float, float] | None = HALL) -> Venue:
    """A hall of the commune."""
    name = "Hội trường TTVH"
    return Venue.objects.create(
        code=f"v{next(_numbers)}",
        name=name,
        unit=world.commune.unit,
        lat=at[0] if at else None,
        lon=at[1] if at else None,
        sort_key=sort_key(name, given_first=False),
        search_key=search_key(name),
    )


def event(
    world: World,
    *,
    day: date = date(2030, 8, 22),
    size: str = "small",
    risk: str = "normal",
    at: tuple[float, float] | None = HALL,
    season_unit: SeasonUnit | None = None,
    days: int = 1,
) -> Event:
    """A congress from 07:30 to 11:30 local time (00:30 to 04:30 UTC)."""
    starts_at = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
    return Event.objects.create(
        season=world.season,
        season_unit=season_unit or world.commune,
        key=f"e{next(_numbers)}",
        kind=world.pack.congress_event.key,
        name="Đại hội xã Vàm Cát Đông",
        venue=venue(world, at=at),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(days=days - 1, hours=4),
        expected_people=120,
        size=size,
        risk=risk,
    )


def person(
    name: str, *, unit: Unit, rank: str = "captain", number: str | None = None, level: int = 8
) -> Person:
    """A person of the register."""
    return Person.objects.create(
        number=number or f"n{next(_numbers)}",
        name=name,
        rank=rank,
        rank_level=level,
        unit=unit,
        sort_key=sort_key(name),
        search_key=search_key(name),
    )


def officers(
    world: World,
    *,
    names: Sequence[str] = NAMES,
    skills: Sequence[str] = ("guard", "traffic"),
    home: tuple[float, float] = HALL,
    branch: SeasonUnit | None = None,
) -> list[Officer]:
    """Officers of the eastern branch with homes near the hall."""
    unit = (branch or world.east).unit
    persons = [person(name, unit=unit) for name in names]
    rows = [
        OfficerRow(
            person_number=one.number, skills=tuple(skills), home_lat=home[0], home_lon=home[1]
        )
        for one in persons
    ]
    services.import_officers(ACTOR, rows=rows, pack=world.pack, now=NOW)
    return list(
        Officer.objects.filter(person__in=persons).select_related("person").order_by("person_id")
    )


def vehicle(world: World, *, types: tuple[str, ...] = ("fire_engine",)) -> Vehicle:
    """A vehicle of the eastern branch."""
    code = f"63A-{next(_numbers):05}"
    row = VehicleRow(
        code=code,
        name="Xe chữa cháy",
        unit_code=world.east.code,
        types=types,
        home_lat=HALL[0],
        home_lon=HALL[1],
    )
    services.import_vehicles(ACTOR, rows=[row], pack=world.pack, now=NOW)
    return Vehicle.objects.get(code=code)


def plan(event: Event) -> Plan:
    """The event's plan from the pack's template."""
    return services.make_plan(ACTOR, event=event, now=NOW)


def draft(world: World, *, first_on: date = FIRST_ON, days: int = 7) -> Roster:
    """An empty draft."""
    return services.draft_roster(ACTOR, season=world.season, first_on=first_on, days=days, now=NOW)


def chief(season: Season) -> Actor:
    """The author of what the season's commander does."""
    name, root = "Lê Kim Ngân", SeasonUnit.objects.get(season=season, unit=season.root_id)
    found = Account.objects.filter(person__name=name, grants__unit=root.unit_id).first()
    if found is None:
        found = account(Role.COMMANDER, on=root, person=person(name, unit=root.unit))
    return actor_for(found, via="page")


def published(roster: Roster) -> Roster:
    """A draft signed by the season's commander and put into force."""
    return services.sign_and_publish(
        chief(roster.season), roster_id=roster.pk, version=roster.version, now=NOW
    )


def account(*roles: Role, on: SeasonUnit, person: Person | None = None) -> Account:
    """An account with roles on a unit and everything below it."""
    made = Account.objects.create_user(f"u{next(_numbers)}", password="x" * 12, person=person)
    for role in roles:
        Grant.objects.create(account=made, role=role, unit=on.unit, since=date(2020, 1, 1))
    return made
