"""An association of branches in its season of annual general meetings, in English."""

from datetime import date, datetime, timedelta
from random import Random

from fiction.book import Sheet
from muster.packs import Pack

CLOCK = "2026-04-13T09:30:00+01:00"
TODAY = date(2026, 4, 13)
REGIONS = ("North", "East", "South", "West")
TOWNS = (
    *("Alderby", "Brackwell", "Caldmouth", "Dunsford", "Elmstead", "Fernleigh"),
    *("Garsdale", "Harbury", "Inglewick", "Kettleby", "Langmere", "Marlow Cross"),
    *("Netherton", "Oakhampton", "Penfold", "Quarrydon", "Ravensby", "Saltmarsh"),
    *("Thornbury", "Upwell", "Vinehall", "Westering", "Yarmley", "Ashcombe"),
)
FIRST_NAMES = ("Anna", "Ben", "Clare", "David", "Ella", "Frank", "Grace", "Hugh", "Ivy", "Jack")
LAST_NAMES = ("Archer", "Baker", "Cooper", "Dyer", "Fletcher", "Mason", "Potter", "Sawyer", "Tyler")
DAY = timedelta(days=1)


def sheets(seed: int, pack: Pack) -> list[Sheet]:
    """Settings, units, congresses, progress, venues, persons, force: and nothing more."""
    rng = Random(seed)
    branches = {f"B{n:02d}": town for n, town in enumerate(TOWNS, start=1)}
    days = {code: date(2026, 3, 2) + DAY * rng.randrange(0, 59) for code in branches}
    people = [
        (f"S{n:03d}", f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}") for n in range(1, 61)
    ]
    return [
        Sheet(
            name="Settings",
            heads=("Setting", "Value"),
            rows=[
                ("Season key", "agm-2026"),
                ("Season name", "Annual general meetings 2026"),
                ("Rule pack", pack.key),
                ("Rule pack version", pack.version),
                ("Root unit", "HQ"),
                ("Tree as of", date(2026, 1, 1)),
                ("First day", date(2026, 1, 5)),
                ("Last day", date(2026, 6, 30)),
                ("Demonstration clock", CLOCK),
            ],
        ),
        _units(branches),
        Sheet(
            name="Persons",
            heads=("Number", "Full name", "Rank", "Unit", "Telephone"),
            rows=[
                (
                    number,
                    name,
                    str(list(pack.ranks.values())[n % 6 == 0].name.en),
                    f"B{n % 24 + 1:02d}",
                    f"01632 960{n:03d}",
                )
                for n, (number, name) in enumerate(people)
            ],
        ),
        Sheet(
            name="Congresses",
            heads=("Unit", "Congress day", "People expected", "Venue"),
            rows=[
                *((code, days[code], rng.randrange(20, 75), f"V-{code}") for code in branches),
                ("HQ", date(2026, 6, 13), 220, "V-HQ"),
            ],
        ),
        _progress(rng, days, pack),
        Sheet(
            name="Venues",
            heads=("Venue code", "Venue name", "Kind", "Unit", "Latitude", "Longitude", "Capacity"),
            rows=[
                *(
                    _venue(rng, code, f"{town} Village Hall", "Village hall", 90)
                    for code, town in branches.items()
                ),
                _venue(rng, "HQ", "Assembly Rooms", "Hall", 300),
            ],
        ),
        Sheet(
            name="Force",
            heads=("Number", "Skills", "Starting place", "Latitude", "Longitude"),
            rows=[
                (number, _skills(n, pack), "Home", *_point(rng))
                for n, (number, _) in enumerate(people)
            ],
        ),
        Sheet(
            name="Side events",
            heads=("Event code", "Kind", "Event name", "Unit", "Venue", "Starts", "Ends", "Risk"),
            rows=[
                (
                    "FAIR",
                    str(next(k for k in pack.events.values() if not k.congress).name.en),
                    "Summer fair",
                    "HQ",
                    "V-HQ",
                    datetime(2026, 6, 14, 11, 0),  # noqa: DTZ001  # local, as a workbook has it
                    datetime(2026, 6, 14, 16, 0),  # noqa: DTZ001
                    str(next(iter(pack.risks.values())).name.en),
                )
            ],
        ),
    ]


def _units(branches: dict[str, str]) -> Sheet:
    rows: list[tuple[str, str, str, str, str | None]] = [
        ("HQ", "Friends of the Waterways", "Association", "Association", None)
    ]
    rows += [
        (f"R{n}", f"{name} Region", "Region", "Branch", "HQ") for n, name in enumerate(REGIONS)
    ]
    rows += [
        (code, f"{town} Branch", "Branch", "Branch", f"R{n % 4}")
        for n, (code, town) in enumerate(branches.items())
    ]
    return Sheet(
        name="Units", heads=("Unit code", "Unit name", "Kind", "Tier", "Parent"), rows=rows
    )


def _progress(rng: Random, days: dict[str, date], pack: Pack) -> Sheet:
    procedure = pack.procedure_for(next(iter(pack.tiers)))
    steps = procedure.steps_for(contents=pack.default_agenda.contents)
    rows = []
    for code, day in days.items():
        cells: list[str | date | None] = [code]
        for step in steps:
            due = day + DAY * step.offset_days
            done = due - DAY * (1 + rng.randrange(0, 4)) if step.milestone is None else due
            cells.append(done if done < TODAY - DAY else None)
        rows.append(cells)
    rows[3][1] = "open; promised 20/04/2026: The auditor has been ill"
    heads = ("Unit", *(str((step.short or step.name).en) for step in steps))
    return Sheet(name="Progress", heads=heads, rows=rows)


def _point(rng: Random) -> tuple[float, float]:
    return round(52.6 + rng.uniform(-0.4, 0.4), 5), round(-1.1 + rng.uniform(-0.5, 0.5), 5)


def _venue(rng: Random, code: str, name: str, kind: str, capacity: int) -> tuple[str | float, ...]:
    return (f"V-{code}", name, kind, code, *_point(rng), capacity)


def _skills(number: int, pack: Pack) -> str:
    skills = [skill for skill in pack.skills.values() if not skill.of_vehicle]
    return str(skills[0].name.en if number % 4 else skills[number // 4 % len(skills)].name.en)
