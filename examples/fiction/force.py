"""Officers with skills, ranks and homes; vehicles; who is not at hand."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from random import Random

from fiction import words
from fiction.model import Absence, Officer, Person, Point, Unit, Vehicle

ZONE = timezone(timedelta(hours=7))
MORNING = datetime(2030, 8, 16, 7, 0, tzinfo=ZONE)
DAY = timedelta(days=1)

# Skills of a department's people, by a word in its name.
TRADES: dict[str, tuple[tuple[str, ...], ...]] = {
    "giao thông": (("traffic",), ("traffic", "driver"), ("traffic", "water_traffic")),
    "PCCC": (("fire",), ("fire", "driver"), ("fire", "medical")),
    "cơ động": (("guard",), ("guard", "search"), ("guard", "driver")),
    "bảo vệ": (("guard", "search"), ("guard",), ("guard", "command")),
    "Bệnh xá": (("medical",), ("medical", "driver"), ("medical",)),
    "Hậu cần": (("driver",), ("power",), ("driver", "power")),
    "Kỹ thuật": (("power", "signals"), ("signals",), ("search", "power")),
    "Tham mưu": (("command", "signals"), ("guard", "command"), ("signals",)),
}
OTHER_TRADES = (("guard",), ("guard", "command"), ("guard", "traffic"))
COMMUNE_TRADES = (
    ("guard", "command"),
    *((("guard", "traffic"),) * 3),
    ("guard", "driver"),
    ("guard", "fire"),
    ("guard", "search"),
    ("guard", "medical"),
    ("guard", "power"),
    *((("guard",),) * 5),
)
RANKS = (
    *("private",) * 10,
    *("corporal",) * 6,
    *("sergeant",) * 14,
    *("staff_sergeant",) * 10,
    *("second_lieutenant",) * 10,
    *("lieutenant",) * 16,
    *("senior_lieutenant",) * 14,
    *("captain",) * 12,
    *("major",) * 6,
    *("lieutenant_colonel",) * 2,
)
LEADERS = ("captain", "major", "major", "lieutenant_colonel")
CHIEFS = ("lieutenant_colonel", "senior_colonel", "colonel")
VEHICLES = {
    "fire_engine": ("Xe chữa cháy", 0.12),
    "ambulance": ("Xe cứu thương", 0.1),
    "patrol_car": ("Xe ô tô tuần tra", 0.37),
    "motorcycle": ("Mô tô", 0.28),
    "boat": ("Xuồng máy", 0.07),
    "bus": ("Xe chở quân", 0.06),
}


def officers(rng: Random, units: Sequence[Unit], *, many: int) -> list[Officer]:
    """*many* people: most at the communes' police, the rest in departments and branch guards."""
    communes = [unit for unit in units if unit.name.startswith("Chi bộ Công an")]
    departments = [unit for unit in units if unit.code.startswith("ST-16-") and unit.children]
    departments = departments or [unit for unit in units if unit.code == "ST-CA"]
    guards = [u for u in units if u.code in ("ST-13", "ST-14", "ST-15")]
    places = [unit for unit in communes for _ in range(len(COMMUNE_TRADES))][:many]
    places += [unit for unit in guards for _ in range(50)]
    missing = many - len(places)
    places += [departments[n % len(departments)] for n in range(missing)]
    seen: dict[str, int] = {}
    found = []
    for number, unit in enumerate(places, start=1):
        nth = seen[unit.code] = seen.get(unit.code, 0) + 1
        found.append(_officer(rng, unit, number=number, nth=nth))
    return found


def _officer(rng: Random, unit: Unit, *, number: int, nth: int) -> Officer:
    skills = _skills(unit, nth)
    person = Person(
        number=f"CA-{number:05d}",
        name=words.person(rng),
        unit=unit,
        rank=_rank(rng, unit, skills, nth),
        position="Chỉ huy" if "command" in skills else "Cán bộ",
        phone=words.phone(900_001_000 + number),
    )
    return Officer(
        person=person, skills=skills, home=f"Nơi ở {unit.short}", at=_near(rng, unit.at, 0.03)
    )


def _skills(unit: Unit, nth: int) -> tuple[str, ...]:
    if unit.name.startswith("Chi bộ Công an"):
        return COMMUNE_TRADES[(nth - 1) % len(COMMUNE_TRADES)]
    if unit.code == "ST-CA":
        every = [trade for trades in TRADES.values() for trade in trades]
        return every[(nth - 1) % len(every)]
    for word, trades in TRADES.items():
        if word in unit.name:
            return trades[(nth - 1) % len(trades)]
    return OTHER_TRADES[(nth - 1) % len(OTHER_TRADES)]


def _rank(rng: Random, unit: Unit, skills: tuple[str, ...], nth: int) -> str:
    if "command" in skills:
        return rng.choice(CHIEFS if nth == 1 else LEADERS)
    if unit.kind != "police" or (nth > 11 and unit.name.startswith("Chi bộ Công an")):
        return "militia"
    return rng.choice(RANKS)


def _near(rng: Random, at: Point, spread: float) -> Point:
    return (
        round(at[0] + rng.uniform(-spread, spread), 5),
        round(at[1] + rng.uniform(-spread, spread), 5),
    )


def vehicles(rng: Random, units: Sequence[Unit], *, many: int) -> list[Vehicle]:
    """*many* vehicles; every commune's police has a motorcycle before anybody has two."""
    communes = [unit for unit in units if unit.name.startswith("Chi bộ Công an")]
    offices = [u for u in units if u.code.startswith("ST-16-") and u.children] or [
        unit for unit in units if unit.code == "ST-CA"
    ]
    found: list[Vehicle] = []
    for kind, (name, share) in VEHICLES.items():
        keepers = communes if kind in ("motorcycle", "patrol_car") else communes[::3] + offices
        for number in range(1, round(many * share) + 1):
            unit = keepers[number % len(keepers)]
            found.append(
                Vehicle(
                    code=f"{kind.upper()[:2]}-{number:03d}",
                    name=f"{name} {number:03d}",
                    kind=kind,
                    unit=unit,
                    home=f"Trụ sở {unit.short}",
                    at=_near(rng, unit.at, 0.002),
                )
            )
    return found


def absences(
    rng: Random, people: Sequence[Officer], cars: Sequence[Vehicle], *, share: float = 0.05
) -> list[Absence]:
    """Leave, illness, training; vehicles under repair: around the demonstration's day."""
    found = []
    for officer in rng.sample(list(people), round(len(people) * share)):
        starts_at = MORNING + DAY * rng.randint(-4, 12)
        kind = rng.choice(("leave", "leave", "sick", "training", "mission", "standby"))
        found.append(_away(officer.person.number, kind, starts_at, rng.randint(1, 7)))
    for car in rng.sample(list(cars), round(len(cars) * share)):
        starts_at = MORNING + DAY * rng.randint(-6, 8)
        found.append(_away(car.code, "repair", starts_at, rng.randint(2, 10)))
    return found


def _away(who: str, kind: str, starts_at: datetime, days: int) -> Absence:
    return Absence(who=who, kind=kind, starts_at=starts_at, ends_at=starts_at + DAY * days)
