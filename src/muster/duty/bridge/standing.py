"""A standing roster as the engine's standing problem, its duties as rows, and what they break."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from muster.duty.bridge.problem import officer_key, resource_pk
from muster.duty.bridge.standing_bars import Bars, Why, bars_of, yesterdays
from muster.duty.models import StandingRequest, StandingRoster
from muster.duty.queries.standing_shifts import kind_of, pack_of, shifts_of_post
from muster.engines.roster.standing import (
    Cover,
    Employee,
    Request,
    Row,
    ShiftKind,
    StandingProblem,
)
from muster.engines.roster.standing.judge import Judge
from muster.packs.schema import StandingGroup, StandingShift

WEEK_D = 7
MONTH_W = 4  # the weeks for which the pack counts weekends and shifts of a kind
HEAVIER = 10  # what a hand decided, or a rule of single days, against the heaviest wish
Cells = Mapping[int, Mapping[int, str]]  # by officer and number of the day: the shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule that an officer's row breaks, in the engine's words, and why a day was barred."""

    officer_id: int
    words: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A problem with what its rows cannot say: days barred for some shifts only."""

    problem: StandingProblem
    bars: Bars
    run_before: Mapping[int, int]


def standing_of(roster: StandingRoster) -> Standing:
    """The rules of a roster: what the judge holds it against."""
    pack = pack_of(roster)
    members = list(roster.members.select_related("officer__person"))
    officers = [member.officer_id for member in members]
    shifts = shifts_of_post(roster, pack=pack)
    bars = bars_of(roster, officers, pack=pack)
    staff = tuple(
        _employee(roster, member.officer_id, pack.standing_groups[member.group], shifts, bars)
        for member in members
    )
    problem = StandingProblem(
        name=f"{roster.post.name} {roster.number}",
        days=roster.days,
        kinds=tuple(_kind(shift, shifts) for shift in shifts),
        staff=staff,
        requests=_requests(roster, shifts, set(officers)),
        cover=_cover(roster, {shift.key for shift in shifts}),
    )
    run_before = {who: one.run_days for who, one in yesterdays(roster, officers).items()}
    return Standing(problem=problem, bars=bars, run_before=run_before)


def problem_to_solve(roster: StandingRoster, *, near: StandingRoster | None) -> StandingProblem:
    """What a search is given; *near*: each day that differs from it weighs the pack's weight.

    What the engine has no rule for becomes a request heavier than all others: shifts that only
    part of a day's absence bars, and what a hand decided. A run of days that began before the
    roster ends by a day off as late as it may.
    """
    whole = standing_of(roster)
    problem, pack = whole.problem, pack_of(roster)
    weights = [one.weight for one in problem.requests] + [c.weight_under for c in problem.cover]
    heavy = HEAVIER * max([1, *weights])
    more = [*_barred_requests(roster, whole, heavy), *_locked_requests(roster, problem, heavy)]
    if near is not None:
        keep = kind_of(roster.post, pack=pack).keep_weight
        more += _near_requests(roster, problem, near, keep)
    staff = tuple(_ending_run(one, whole.run_before) for one in problem.staff)
    return replace(problem, staff=staff, requests=(*problem.requests, *more))


def rows_of(roster: StandingRoster, problem: StandingProblem) -> dict[str, Row]:
    """The duties of a roster as the engine's rows; a day without one is off."""
    held = cells_of(roster)
    return {
        one.id: tuple(held.get(_pk(one.id), {}).get(day) for day in range(problem.days))
        for one in problem.staff
    }


def cells_of(roster: StandingRoster) -> Cells:
    """By officer and number of the day in the roster, the shift that they hold."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for officer, day, shift in roster.duties.values_list("officer_id", "day", "shift"):
        found[officer][(day - roster.starts_on).days] = shift
    return found


def breaches_of(roster: StandingRoster) -> list[Breach]:
    """Every rule that the roster's duties break."""
    whole = standing_of(roster)
    judge, rows = Judge(whole.problem), rows_of(roster, whole.problem)
    found = []
    for employee in whole.problem.staff:
        row, who = rows[employee.id], _pk(employee.id)
        said = judge.broken_by(employee, row)
        found += [_breach(who, words.partition(": ")[2], roster, whole.bars) for words in said]
        found += _barred(who, row, roster, whole.bars, employee)
        found += _too_long_a_run(who, row, employee, whole.run_before.get(who, 0))
    return found


def _breach(who: int, words: str, roster: StandingRoster, bars: Bars) -> Breach:
    day = words.removeprefix("works on day off ")
    why = ""
    if day != words:
        reasons = bars.get((who, roster.starts_on + timedelta(days=int(day))), {})
        why = next(iter(reasons.values()), Why.ABSENT).value
    return Breach(officer_id=who, words=words, why=why)


def _barred(
    who: int, row: Row, roster: StandingRoster, bars: Bars, employee: Employee
) -> list[Breach]:
    """Shifts on days that are barred for these shifts only: the engine knows whole days."""
    found = []
    for n, shift in enumerate(row):
        why = bars.get((who, roster.dates[n]), {}).get(shift or "")
        if why is not None and n not in employee.days_off:
            found.append(Breach(officer_id=who, words=f"works on day off {n}", why=why.value))
    return found


def _too_long_a_run(who: int, row: Row, employee: Employee, before: int) -> list[Breach]:
    first_off = next((n for n, shift in enumerate(row) if shift is None), len(row))
    most = employee.max_shifts_in_a_row
    if not before or not first_off or before + first_off <= most or first_off > most:
        return []
    words = f"{before + first_off} shifts in a row from day {-before}, at most {most}"
    return [Breach(officer_id=who, words=words)]


def _kind(shift: StandingShift, shifts: Sequence[StandingShift]) -> ShiftKind:
    known = {one.key for one in shifts}
    return ShiftKind(
        id=shift.key,
        length_min=shift.length_min,
        not_before=frozenset(shift.not_before) & known,
    )


def _employee(
    roster: StandingRoster,
    officer_id: int,
    group: StandingGroup,
    shifts: Sequence[StandingShift],
    bars: Bars,
) -> Employee:
    """The group's limits over the roster's weeks; days that are all barred ask for less."""
    days, known = roster.days, {shift.key for shift in shifts}
    off = frozenset(
        n for n, day in enumerate(roster.dates) if known <= bars.get((officer_id, day), {}).keys()
    )
    return Employee(
        id=officer_key(officer_id),
        min_total_min=group.min_minutes_week * (days - len(off)) // WEEK_D,
        max_total_min=group.max_minutes_week * days // WEEK_D,
        min_shifts_in_a_row=group.min_shifts_in_a_row,
        max_shifts_in_a_row=group.max_shifts_in_a_row,
        min_days_off_in_a_row=group.min_days_off_in_a_row,
        max_weekends=_in_weeks(group.max_weekends, days),
        max_of_kind={
            key: _in_weeks(most, days) for key, most in group.max_of_shift.items() if key in known
        },
        days_off=off,
    )


def _in_weeks(of_month: int, days: int) -> int:
    """A limit of four weeks over so many days, rounded up."""
    return -(-of_month * days // (MONTH_W * WEEK_D))


def _ending_run(one: Employee, before: Mapping[int, int]) -> Employee:
    run = before.get(_pk(one.id), 0)
    if not run:
        return one
    return replace(one, days_off=one.days_off | {max(0, one.max_shifts_in_a_row - run)})


def _requests(
    roster: StandingRoster, shifts: Sequence[StandingShift], officers: set[int]
) -> tuple[Request, ...]:
    """Requests of the staff; a day off is asked for by not wanting any of its shifts."""
    found = []
    for row in roster.requests.all():
        if row.officer_id in officers and roster.starts_on <= row.day < roster.ends_on:
            found += _asked(row, roster, shifts)
    return tuple(found)


def _asked(
    row: StandingRequest, roster: StandingRoster, shifts: Sequence[StandingShift]
) -> list[Request]:
    return [
        Request(
            employee=officer_key(row.officer_id),
            day=(row.day - roster.starts_on).days,
            kind=shift.key,
            weight=row.weight,
            wanted=row.is_wanted,
        )
        for shift in shifts
        if row.shift in ("", shift.key)
    ]


def _cover(roster: StandingRoster, known: set[str]) -> tuple[Cover, ...]:
    return tuple(
        Cover(
            day=(row.day - roster.starts_on).days,
            kind=row.shift,
            need=row.need,
            weight_under=row.weight_under,
            weight_over=row.weight_over,
        )
        for row in roster.needs.all()
        if row.shift in known
    )


def _barred_requests(roster: StandingRoster, whole: Standing, heavy: int) -> list[Request]:
    off = {one.id: one.days_off for one in whole.problem.staff}
    found = []
    for (officer_id, day), barred in whole.bars.items():
        who, n = officer_key(officer_id), (day - roster.starts_on).days
        if n not in off[who]:
            found += [_off(who, n, shift, heavy) for shift in sorted(barred)]
    return found


def _locked_requests(roster: StandingRoster, problem: StandingProblem, heavy: int) -> list[Request]:
    staff = {one.id for one in problem.staff}
    rows = roster.duties.filter(is_locked=True).values_list("officer_id", "day", "shift")
    return [
        _on(officer_key(officer), (day - roster.starts_on).days, shift, heavy)
        for officer, day, shift in rows
        if officer_key(officer) in staff
    ]


def _near_requests(
    roster: StandingRoster, problem: StandingProblem, near: StandingRoster, weight: int
) -> list[Request]:
    """Each day of those who serve in both as it is in *near*: the shift, or off."""
    held = cells_of(near)
    served = set(near.members.values_list("officer_id", flat=True))
    shift_d = (near.starts_on - roster.starts_on).days
    found = []
    for one in problem.staff:
        if _pk(one.id) not in served:
            continue
        row = held.get(_pk(one.id), {})
        for n in range(problem.days):
            shift = row.get(n - shift_d)
            if shift is not None:
                found.append(_on(one.id, n, shift, weight))
            else:
                found += [_off(one.id, n, kind.id, weight) for kind in problem.kinds]
    return found


def _on(who: str, day: int, shift: str, weight: int) -> Request:
    return Request(employee=who, day=day, kind=shift, weight=weight, wanted=True)


def _off(who: str, day: int, shift: str, weight: int) -> Request:
    return Request(employee=who, day=day, kind=shift, weight=weight, wanted=False)


def _pk(who: str) -> int:
    return resource_pk(who)[0] or 0
