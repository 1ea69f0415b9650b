"""How far every congress is on the morning of the demonstration's day."""

from datetime import date, timedelta
from random import Random

from fiction.days import LAST_DONE, TODAY, WANTED, due_days
from fiction.model import Unit
from muster.engines.schedule import Schedule
from muster.packs import Pack, Step

DAY = timedelta(days=1)
Cells = dict[str, str | date]
YESTERDAY = TODAY - DAY


def progress_of(rng: Random, unit: Unit, pack: Pack) -> Cells:
    """The cells of one row: a date is an acceptance, a text says what else is so."""
    opens_on = unit.opens_on
    if opens_on is None:
        return {}
    steps = pack.procedure_for(unit.tier).steps_for(contents=pack.default_agenda.contents)
    schedule = due_days(pack, unit.tier, opens_on)
    late = WANTED.get(unit.name)
    cells: Cells = {}
    for step in steps:
        if late is not None and step.key == late.step:
            cells[step.key] = late.cell
        elif all(isinstance(cells.get(key, TODAY), date) for key in _waits_for(step, schedule)):
            cell = _cell(rng, step, opens_on=opens_on, due_on=schedule[step.key].due_on)
            if cell is not None:
                cells[step.key] = cell
        else:
            cells[step.key] = ""
    return {key: cell for key, cell in cells.items() if cell}


def _waits_for(step: Step, schedule: Schedule) -> list[str]:
    return [key for key in step.depends_on if key in schedule.steps]


def _cell(rng: Random, step: Step, *, opens_on: date, due_on: date) -> str | date | None:
    if step.milestone is None:
        return _preparation(rng, step, due_on)
    if opens_on >= TODAY:
        return ""
    return {"held": _held, "reported": _reported, "ratified": _ratified}[step.milestone.value](
        rng, opens_on, due_on
    )


def _held(rng: Random, opens_on: date, due_on: date) -> str | date:
    return opens_on


def _reported(rng: Random, opens_on: date, due_on: date) -> str | date:
    """Congresses of the last days have not all reported; the others are in time."""
    if opens_on > LAST_DONE:
        return f"đã gửi {YESTERDAY:%d/%m/%Y}" if rng.random() < 0.4 and opens_on < YESTERDAY else ""
    return min(opens_on + DAY * rng.randint(1, 6), due_on, YESTERDAY)


def _ratified(rng: Random, opens_on: date, due_on: date) -> str | date:
    done_on = min(opens_on + DAY * rng.randint(9, 20), due_on)
    return done_on if done_on < TODAY else ""


def _preparation(rng: Random, step: Step, due_on: date) -> str | date:
    if due_on <= TODAY:
        return min(due_on - DAY * rng.randint(0, 4), YESTERDAY)
    if (due_on - TODAY).days > 6 or rng.random() > 0.55:
        return ""
    if step.done_by.value == "unit" and rng.random() < 0.5:
        word = "đã kiểm tra" if step.checked_by and rng.random() < 0.4 else "đã gửi"
        return f"{word} {YESTERDAY - DAY * rng.randint(0, 2):%d/%m/%Y}"
    return YESTERDAY - DAY * rng.randint(0, 1)
