"""The day of every congress, children before parents, and the eight that are late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from fiction.model import Unit
from muster.engines.schedule import Schedule, plan
from muster.packs import Pack
from muster.packs.timing import calendar_of, engine_steps

TODAY = date(2030, 8, 16)
FIRST = date(2030, 5, 4)
LAST = date(2030, 8, 31)
LAST_DONE = date(2030, 8, 9)
UPCOMING_ABOVE = 60
UPCOMING_BELOW = 25
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A unit that is late with a step. cell: what its Progress sheet says."""

    unit: str
    step: str
    days: int
    cell: str


LATE = (
    Late(
        unit="Đảng bộ xã Thạnh Lợi",
        step="personnel",
        days=23,
        cell="đang làm; cam kết 17/08/2030: Hội nghị nhân sự lần 2 chưa đủ 2/3 số người",
    ),
    Late(
        unit="Đảng bộ xã Gò Đông Tây",
        step="appraisal",
        days=4,
        cell="đang làm; cam kết 18/08/2030: Chưa có kết luận thẩm định (hồ sơ bổ sung 11/8)",
    ),
    Late(
        unit="Đảng bộ xã Rạch Sen",
        step="appraisal",
        days=2,
        cell="trả lại 13/08/2030; cam kết 17/08/2030: Báo cáo chính trị thiếu phần kiểm điểm",
    ),
    Late(
        unit="Đảng bộ xã Vàm Cát Đông",
        step="revision",
        days=1,
        cell="đang làm; cam kết 18/08/2030: Chưa báo cáo tiếp thu, giải trình 3 / 14 điểm",
    ),
    Late(
        unit="Đảng bộ xã Kênh Bảy Thượng",
        step="protection_plan",
        days=7,
        cell="đang làm; cam kết 17/08/2030: Đổi hội trường; cửa phụ chưa kiểm tra đạt",
    ),
    Late(
        unit="Chi bộ Trường THPT Tân Mỹ B",
        step="report",
        days=3,
        cell="đang làm; cam kết 16/08/2030: Biên bản kiểm phiếu thiếu 1 chữ ký",
    ),
    Late(
        unit="Đảng bộ Bệnh viện Gò Đông",
        step="report",
        days=2,
        cell="đang làm; cam kết 16/08/2030: Người lập báo cáo nghỉ ốm; đã cử người thay",
    ),
    Late(
        unit="Đảng bộ Công ty CP Gạo Sông Tiền",
        step="report",
        days=1,
        cell="đang làm: Chưa trả lời 2 lần đôn đốc",
    ),
)
WANTED = {late.unit: late for late in LATE}


_SCHEDULES: dict[tuple[str, str, date], Schedule] = {}


def due_days(pack: Pack, tier: str, opens_on: date) -> Schedule:
    """The deadlines of a one-day congress of that tier; worked out once for each day."""
    key = (pack.digest, tier, opens_on)
    if key not in _SCHEDULES:
        calendar = calendar_of(pack, first=date(2029, 1, 1), last=date(2031, 12, 31))
        steps = pack.procedure_for(tier).steps_for(contents=pack.default_agenda.contents)
        anchors = {"opens": opens_on, "closes": opens_on}
        _SCHEDULES[key] = plan(engine_steps(steps), anchors=anchors, calendar=calendar)
    return _SCHEDULES[key]


def give_days(rng: Random, units: Sequence[Unit], pack: Pack) -> None:
    """Set ``opens_on`` of every unit that holds a congress."""
    holding = [unit for unit in units if unit.delegates]
    for unit in holding:
        if late := WANTED.get(unit.name):
            unit.opens_on = _day_for(late, unit.tier, pack)
    _above(rng, [unit for unit in holding if unit.tier == "above_grassroots"])
    _grassroots(rng, [unit for unit in holding if unit.tier == "grassroots"])
    for unit in holding:
        if unit.opens_on is None:
            unit.opens_on = _between(rng, FIRST, _latest(unit, gap=4))


def _day_for(late: Late, tier: str, pack: Pack) -> date:
    """The congress day that makes the step late by (nearly) the wanted number of days."""
    days = [TODAY + DAY * n for n in range(-13, 15) if (TODAY + DAY * n).isoweekday() < 6]
    if late.step == "report":
        days = [day for day in days if day < TODAY - DAY * 2]
    else:
        days = [day for day in days if day > TODAY]
    wanted = TODAY - late.days * DAY

    def miss(day: date) -> tuple[int, date]:
        due = due_days(pack, tier, day)[late.step].due_on
        return (abs((due - wanted).days) + 100 * (due >= TODAY), day)

    return min(days, key=miss)


def _above(rng: Random, above: list[Unit]) -> None:
    """Bodies above grassroots come last: most are still to hold theirs."""
    waiting = [unit for unit in above if unit.opens_on is None]
    for unit in waiting:
        if any(below.name in WANTED for below in _all_below(unit)):
            unit.opens_on = date(2030, 8, 27)
    waiting = [unit for unit in waiting if unit.opens_on is None]
    rng.shuffle(waiting)
    upcoming = sum(unit.opens_on is not None and unit.opens_on > LAST_DONE for unit in above)
    share = round(len(above) * UPCOMING_ABOVE / 88) - upcoming
    for unit in waiting[:share]:
        unit.opens_on = _between(rng, TODAY - 3 * DAY, LAST - DAY)
    for unit in waiting[share:]:
        unit.opens_on = _between(rng, date(2030, 7, 22), LAST_DONE)


def _grassroots(rng: Random, bodies: list[Unit]) -> None:
    waiting = [unit for unit in bodies if unit.opens_on is None]
    for unit in waiting:
        if any(below.name in WANTED for below in unit.children):
            unit.opens_on = date(2030, 8, 20)
    late = sum(unit.opens_on is not None and unit.opens_on > LAST_DONE for unit in bodies)
    can_wait = [u for u in waiting if u.opens_on is None and _latest(u, gap=2) > TODAY + DAY * 4]
    rng.shuffle(can_wait)
    for unit in can_wait[: round(len(bodies) * UPCOMING_BELOW / 384) - late]:
        unit.opens_on = _between(rng, TODAY - 3 * DAY, _latest(unit, gap=2, hard=False))
    for unit in waiting:
        if unit.opens_on is None:
            unit.opens_on = _between(rng, date(2030, 5, 25), _latest(unit, gap=6))


def _latest(unit: Unit, *, gap: int, hard: bool = True) -> date:
    """The last day that leaves *gap* days before the parent's congress (and is over by now)."""
    parent = unit.parent.opens_on if unit.parent is not None else None
    last = (parent or LAST) - gap * DAY
    return min(last, LAST_DONE) if hard and gap > 2 else last


def _all_below(unit: Unit) -> list[Unit]:
    return [each for child in unit.children for each in (child, *_all_below(child))]


def _between(rng: Random, first: date, last: date) -> date:
    """A day from Monday to Saturday."""
    span = (last - first).days
    day = first + DAY * rng.randint(0, max(span, 0))
    return day if day.isoweekday() < 7 else day - DAY
