"""A standing problem as arrays for the compiled code; kind 0 is a day off."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from muster.engines.roster.standing.problem import Cover, Request, Row, StandingProblem

I8 = NDArray[np.int8]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

# columns of ``limit``
MOST_MIN, LEAST_MIN, MOST_RUN, LEAST_RUN, LEAST_OFF, MOST_WEEKENDS = range(6)


class Tables(NamedTuple):
    """What never changes; e: employee, d: day, k: kind (0: day off), n: how many.

    banned[k, after].  length_min[k].  limit[e, column].  most_of[e, k].  able[e, d, k].
    wish[e, d, k]: weight of wishes unmet by it.  cover[d, k, n]: weight of n people there.
    weekend[d]: number of its weekend or -1.  opens[d]: it is the first day of that weekend.
    unit_min: the shortest shift.
    """

    banned: Bool
    length_min: I64
    limit: I64
    most_of: I64
    able: Bool
    wish: I64
    cover: I64
    weekend: I64
    opens: Bool
    unit_min: int


def tables(problem: StandingProblem) -> Tables:
    """The problem as arrays."""
    kind = {k.id: at for at, k in enumerate(problem.kinds, 1)}
    banned = np.zeros((len(kind) + 1, len(kind) + 1), np.bool_)
    for k in problem.kinds:
        for after in k.not_before:
            banned[kind[k.id], kind[after]] = True
    length_min = np.array([0, *(k.length_min for k in problem.kinds)], np.int64)
    most_of, able = _ability(problem, kind)
    weekend, opens = _weekends(problem)
    size = (len(problem.staff), problem.days, len(kind) + 1)
    who = {e.id: at for at, e in enumerate(problem.staff)}
    return Tables(
        banned=banned,
        length_min=length_min,
        limit=_limits(problem),
        most_of=most_of,
        able=able,
        wish=_wishes(problem.requests, size, who, kind),
        cover=_cover(problem.cover, size, kind),
        weekend=weekend,
        opens=opens,
        unit_min=int(length_min[1:].min()),
    )


def _limits(problem: StandingProblem) -> I64:
    """Limits of runs beyond the horizon are as good as the horizon, and keep tables small."""
    days = problem.days
    return np.array(
        [
            (
                e.max_total_min,
                e.min_total_min,
                min(days, e.max_shifts_in_a_row),
                min(days, e.min_shifts_in_a_row),
                min(days, max(1, e.min_days_off_in_a_row)),
                e.max_weekends,
            )
            for e in problem.staff
        ],
        np.int64,
    )


def _ability(problem: StandingProblem, kind: dict[str, int]) -> tuple[I64, Bool]:
    most_of = np.full((len(problem.staff), len(kind) + 1), problem.days, np.int64)
    able = np.ones((len(problem.staff), problem.days, len(kind) + 1), np.bool_)
    for e, employee in enumerate(problem.staff):
        for name, most in employee.max_of_kind.items():
            most_of[e, kind[name]] = min(most, problem.days)
            able[e, :, kind[name]] = most > 0
        able[e, sorted(employee.days_off), 1:] = False
    return most_of, able


def _weekends(problem: StandingProblem) -> tuple[I64, Bool]:
    weekend = np.full(problem.days, -1, np.int64)
    opens = np.zeros(problem.days, np.bool_)
    for w, days in enumerate(problem.weekends()):
        weekend[list(days)] = w
        opens[days[0]] = True
    return weekend, opens


def _wishes(
    requests: Iterable[Request],
    size: tuple[int, int, int],
    who: dict[str, int],
    kind: dict[str, int],
) -> I64:
    wish = np.zeros(size, np.int64)
    for r in requests:
        e, k = who[r.employee], kind[r.kind]
        if r.wanted:
            wish[e, r.day] += r.weight
            wish[e, r.day, k] -= r.weight
        else:
            wish[e, r.day, k] += r.weight
    return wish


def _cover(rows: Iterable[Cover], size: tuple[int, int, int], kind: dict[str, int]) -> I64:
    staff, days, kinds = size
    n = np.arange(staff + 1)
    cover = np.zeros((days, kinds, staff + 1), np.int64)
    for c in rows:
        under = c.weight_under * np.maximum(0, c.need - n)
        cover[c.day, kind[c.kind]] += under + c.weight_over * np.maximum(0, n - c.need)
    return cover


def rows_of(problem: StandingProblem, numbers: I8) -> dict[str, Row]:
    """The rows of numbers as rows of kinds."""
    names = (None, *(k.id for k in problem.kinds))
    return {
        e.id: tuple(names[k] for k in row)
        for e, row in zip(problem.staff, numbers.tolist(), strict=True)
    }
