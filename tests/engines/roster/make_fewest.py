"""Builders of small problems of the fewest people, and their answer by trying everything."""

import random
from itertools import combinations

from muster.engines.roster.fewest import Person, Problem, Task


def problem(times: list[tuple[int, int]], *, may: list[str]) -> Problem:
    """Tasks a, b, c, ... at the given times; each person P0, P1, ... may hold the letters."""
    names = "abcdefghijklmnopqrstuvwxyz"
    return Problem(
        name="test",
        tasks=tuple(
            Task(id=names[k], start_min=start, end_min=end) for k, (start, end) in enumerate(times)
        ),
        people=tuple(Person(id=f"P{k}", may_hold=frozenset(mine)) for k, mine in enumerate(may)),
    )


def drawn(seed: int, *, tasks: int, people: int) -> Problem:
    """A random small problem."""
    rng = random.Random(seed)
    times = []
    for _ in range(tasks):
        start = rng.randint(0, 12)
        times.append((start, start + rng.randint(1, 6)))
    names = "abcdefghijklmnopqrstuvwxyz"[:tasks]
    return problem(
        times, may=["".join(c for c in names if rng.random() < 0.6) for _ in range(people)]
    )


def fewest_by_trying(problem: Problem) -> int | None:
    """The fewest people that do, by trying every set of them; None if all are too few."""
    for count in range(len(problem.people) + 1):
        if any(_do(problem, chosen) for chosen in combinations(problem.people, count)):
            return count
    return None


def _do(problem: Problem, people: tuple[Person, ...]) -> bool:
    tasks = sorted(problem.tasks, key=lambda t: t.start_min)
    free_at = {p.id: -1 for p in people}

    def rest_held(k: int) -> bool:
        if k == len(tasks):
            return True
        task = tasks[k]
        for person in people:
            was = free_at[person.id]
            if task.id in person.may_hold and was <= task.start_min:
                free_at[person.id] = task.end_min
                if rest_held(k + 1):
                    return True
                free_at[person.id] = was
        return False

    return rest_held(0)
