"""CP-SAT on the full model, with two workers."""

from collections.abc import Iterable
from typing import Any

from ortools.sat.python import cp_model

from peers.full_model import FullModel, Hours

SCALE = 100  # CP-SAT wants whole numbers


def solved(model: FullModel, seconds: float) -> list[tuple[int, int]] | None:
    """The pairs of the best roster found in *seconds*; None if none was found."""
    cp = cp_model.CpModel()
    take = {pair: cp.new_bool_var(f"{pair}") for pair in model.gain}
    for a, b in model.clashes:
        cp.add_at_most_one(take[a], take[b])
    for j, pairs in model.by_post.items():
        cp.add(sum(take[pair] for pair in pairs) <= model.count[j])
    gains = [int(SCALE * gain) * take[pair] for pair, gain in model.gain.items()]
    over = [
        int(SCALE * model.per_overload_min) * _overload(cp, take, p, hours, model.days)
        for p, hours in model.hours.items()
    ]
    cp.maximize(sum(gains) - sum(over))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [pair for pair, x in take.items() if solver.boolean_value(x)]


def _overload(cp: Any, take: Any, p: int, hours: Hours, days: int) -> Any:
    """The person's minutes above the fair share; the limits on hours and days are added."""

    def worked(posts: Iterable[int]) -> Any:
        return sum(hours.minutes[j] * take[j, p] for j in posts)

    cp.add(worked(hours.minutes) <= hours.cap)
    for posts, cap in hours.weeks:
        cp.add(worked(posts) <= cap)
    over = cp.new_int_var(0, hours.cap, f"over{p}")
    cp.add(over >= worked(hours.minutes) - hours.fair)
    day = [cp.new_bool_var(f"day{p},{d}") for d in range(days)]
    for d, posts in hours.days.items():
        for j in posts:
            cp.add_implication(take[j, p], day[d])
    for d in range(days - hours.run_cap):
        cp.add(sum(day[d : d + hours.run_cap + 1]) <= hours.run_cap)
    return over
