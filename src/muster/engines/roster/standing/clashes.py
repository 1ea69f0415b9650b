"""Why nobody could work as an employee's rules say: a smallest set of rules that clash."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf

import numpy as np

from muster.engines.roster.standing.paths import best_row, room_for, way_of
from muster.engines.roster.standing.problem import Employee, StandingProblem
from muster.engines.roster.standing.tables import tables


def possible(problem: StandingProblem, employee: Employee) -> bool:
    """Whether any row keeps the employee's rules."""
    t = tables(replace(problem, staff=(employee,), requests=(), cover=()))
    way = way_of(t, 0, exact=True)
    room = room_for([way], problem.days, len(problem.kinds))
    row = np.zeros(problem.days, np.int8)
    price = t.wish[0].astype(np.float64)
    return best_row(way.shape, room, t.weekend, t.opens, t.able[0], price, row) < inf


def clash(problem: StandingProblem, employee: Employee) -> list[str]:
    """Rules that no row keeps together, while any row keeps all but one; [] if there is a row."""
    if possible(problem, employee):
        return []
    kept = []
    for words, without in list(_rules(problem, employee)):
        lighter = without(employee)
        if possible(problem, lighter):
            kept.append(words)
        else:
            employee = lighter
    return kept


def _rules(
    problem: StandingProblem, e: Employee
) -> Iterator[tuple[str, Callable[[Employee], Employee]]]:
    """Each rule in words, and how the employee would be without it."""
    days = problem.days
    longest = max(k.length_min for k in problem.kinds)
    yield f"days off: {len(e.days_off)}", lambda x: replace(x, days_off=frozenset())
    for kind, most in sorted(e.max_of_kind.items()):
        yield f"at most {most} shifts of kind {kind}", _without_limit(kind)
    yield f"at most {e.max_weekends} weekends", lambda x: replace(x, max_weekends=days)
    words = f"at most {e.max_shifts_in_a_row} shifts in a row"
    yield words, lambda x: replace(x, max_shifts_in_a_row=days)
    words = f"at least {e.min_shifts_in_a_row} shifts in a row"
    yield words, lambda x: replace(x, min_shifts_in_a_row=1)
    words = f"at least {e.min_days_off_in_a_row} days off in a row"
    yield words, lambda x: replace(x, min_days_off_in_a_row=1)
    words = f"at most {e.max_total_min} minutes"
    yield words, lambda x: replace(x, max_total_min=days * longest)
    yield f"at least {e.min_total_min} minutes", lambda x: replace(x, min_total_min=0)


def _without_limit(kind: str) -> Callable[[Employee], Employee]:
    def without(e: Employee) -> Employee:
        return replace(e, max_of_kind={k: n for k, n in e.max_of_kind.items() if k != kind})

    return without
