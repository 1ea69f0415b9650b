"""The whole example season of Tỉnh Sông Tiền, from a seed."""

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from fiction import force, words
from fiction.days import give_days
from fiction.force import ZONE
from fiction.model import Person, Season, SideEvent, Unit, Venue
from fiction.progress import progress_of
from fiction.province import Shape, tree
from muster.packs import Pack

CLOCK = "2030-08-16T09:42:00+07:00"


def make(seed: int, pack: Pack, shape: Shape, *, people: int, cars: int) -> Season:
    """The season of that shape; the same seed gives the same season."""
    rng = Random(seed)
    units = tree(rng, shape)
    give_days(rng, units, pack)
    holding = [unit for unit in units if unit.opens_on is not None]
    officers = force.officers(rng, units, many=people)
    vehicles = force.vehicles(rng, units, many=cars)
    venues = [_venue(rng, unit) for unit in holding]
    office = _office(rng, units)
    secretaries = [_secretary(rng, unit) for unit in holding]
    return Season(
        settings=_settings(units[0], pack),
        units=units,
        persons=[*office, *secretaries, *(officer.person for officer in officers)],
        accounts=_accounts(office, holding, units[0]),
        venue_of={unit.code: f"HT-{unit.code}" for unit in holding},
        progress={unit.code: progress_of(rng, unit, pack) for unit in holding},
        venues=venues,
        officers=officers,
        vehicles=vehicles,
        absences=force.absences(rng, officers, vehicles),
        side_events=_side_events(units),
    )


def _settings(root: Unit, pack: Pack) -> list[tuple[str, str | date]]:
    return [
        ("Mã đợt", "song-tien-2030"),
        ("Tên đợt", "Đại hội các cấp, nhiệm kỳ 2030–2035"),
        ("Bộ quy định", pack.key),
        ("Phiên bản bộ quy định", pack.version),
        ("Đơn vị gốc", root.code),
        ("Chốt cây ngày", date(2030, 1, 1)),
        ("Từ ngày", date(2030, 5, 1)),
        ("Đến ngày", date(2030, 8, 31)),
        ("Đồng hồ trình diễn", CLOCK),
        *_deadlines(pack),
    ]


def _deadlines(pack: Pack) -> list[tuple[str, str | date]]:
    """The season's own deadlines: every congress held by the end of August, reported by 12/9."""
    days = {
        "cell": (date(2030, 8, 10), date(2030, 8, 20), date(2030, 9, 6)),
        "grassroots": (date(2030, 8, 26), date(2030, 9, 6), date(2030, 9, 27)),
        "above_grassroots": (date(2030, 8, 31), date(2030, 9, 12), date(2030, 10, 4)),
    }
    words = ("tổ chức", "báo cáo", "chuẩn y")
    return [
        (f"Hạn {word}: {pack.tiers[tier].name.vi}", day)
        for tier, three in days.items()
        for word, day in zip(words, three, strict=True)
    ]


def _venue(rng: Random, unit: Unit) -> Venue:
    people = unit.delegates
    room = "Hội trường lớn" if people > 145 else "Hội trường" if people > 49 else "Phòng họp"
    return Venue(
        code=f"HT-{unit.code}",
        name=f"{room} {unit.short}",
        kind="hall" if people > 49 else "room",
        address=unit.address,
        unit=unit,
        at=(round(unit.at[0] + 0.0004, 5), round(unit.at[1] - 0.0003, 5)),
        room=room,
        capacity=10 * math.ceil(people * rng.uniform(1.05, 1.6) / 10),
        stated_by=f"Văn phòng {unit.short}",
        contact=words.person(rng),
        phone=unit.phone,
    )


def _secretary(rng: Random, unit: Unit) -> Person:
    return Person(
        number=f"BT-{unit.code}",
        name=words.person(rng),
        unit=unit,
        position="Bí thư",
        phone=unit.phone,
    )


def _office(rng: Random, units: Sequence[Unit]) -> list[Person]:
    named = {
        "Lê Thu": "Tổ giúp việc đại hội",
        "Phạm Hữu Toàn": "Tổ thẩm định 2",
        "Đinh Trọng Nghĩa": "Trưởng ban chỉ đạo",
        "Võ Thành Phước": "Phòng Tham mưu, kế hoạch lực lượng",
        "Lý Kim Ngân": "Chỉ huy bảo vệ",
        "Hồ Minh Triết": "Kiểm tra, giám sát",
    }
    people = [*named.items(), *((words.person(rng), "Chuyên viên") for _ in range(14))]
    return [
        Person(
            number=f"VP-{number:03d}",
            name=name,
            unit=units[0],
            position=position,
            phone=words.phone(900_000_100 + number),
        )
        for number, (name, position) in enumerate(people, start=1)
    ]


def _accounts(
    office: Sequence[Person], holding: Sequence[Unit], root: Unit
) -> list[tuple[str, str, str, str]]:
    """Sign-in name, person, role, unit. Nobody gets a password from a workbook."""
    roles = ("office", "appraiser", "head", "planner", "commander", "auditor")
    names = ("le.thu", "huu.toan", "trong.nghia", "thanh.phuoc", "kim.ngan", "minh.triet")
    rows = [
        (name, person.number, role, root.code)
        for name, person, role in zip(names, office, roles, strict=False)
    ]
    first = [unit for unit in holding if unit.tier == "above_grassroots"][:6]
    return rows + [
        (f"bt.{unit.code.lower()}", f"BT-{unit.code}", "secretary", unit.code) for unit in first
    ]


def _side_events(units: Sequence[Unit]) -> list[SideEvent]:
    """A send-off, celebrations, and the rehearsal before each of the next great congresses."""
    last = max((unit.opens_on for unit in units if unit.opens_on), default=date(2030, 8, 30))
    great = [
        u for u in units if u.opens_on and u.delegates >= 200 and u.opens_on >= date(2030, 8, 17)
    ]
    root = units[0]
    hall = f"HT-{great[0].code}" if great else ""
    events = [
        _event(
            "LXQ-1",
            "send_off",
            "Lễ xuất quân bảo vệ đại hội",
            root,
            hall,
            "2030-08-17 07:00",
            2,
            600,
        ),
        _event(
            "LCM-1",
            "celebration",
            "Lễ chào mừng đại hội các cấp",
            root,
            hall,
            "2030-08-24 19:00",
            3,
            2500,
        ),
        _event(
            "LCM-2",
            "celebration",
            "Giao lưu văn nghệ chào mừng",
            root,
            hall,
            f"{last} 19:30",
            2,
            1800,
        ),
    ]
    for number, unit in enumerate(great[:12], start=1):
        eve = (unit.opens_on or last) - timedelta(days=1)
        name = f"Tổng duyệt {unit.name}"
        events.append(
            _event(
                f"TD-{number}", "rehearsal", name, unit, f"HT-{unit.code}", f"{eve} 14:00", 3, 80
            )
        )
    return events


def _event(
    key: str, kind: str, name: str, unit: Unit, venue: str, begins: str, hours: int, people: int
) -> SideEvent:
    starts_at = datetime.fromisoformat(begins).replace(tzinfo=ZONE)
    return SideEvent(
        key=key,
        kind=kind,
        name=name,
        unit=unit,
        venue=venue,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours),
        people=people,
        risk="normal",
    )
