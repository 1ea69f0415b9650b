"""The plain judge: what a roster breaks, and what a certificate proves; no compiled code."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from muster.engines.roster.fewest.problem import MILLE, Certificate, Person, Problem, Task


def broken(problem: Problem, holder: Mapping[str, str]) -> Iterator[str]:
    """Each rule that a roster (task id to person id) breaks, in words; unheld tasks break none."""
    people = {p.id: p for p in problem.people}
    tasks = {t.id: t for t in problem.tasks}
    held: dict[str, list[Task]] = defaultdict(list)
    for task, person in holder.items():
        if task not in tasks or person not in people:
            yield f"{task},{person}: unknown"
        elif task not in people[person].may_hold:
            yield f"{task},{person}: may not hold it"
        else:
            held[person].append(tasks[task])
    for person, mine in held.items():
        mine.sort(key=lambda t: (t.start_min, t.end_min))
        for a, b in pairwise(mine):
            if b.start_min < a.end_min:
                yield f"{person}: {a.id} overlaps {b.id}"


def proven(problem: Problem, certificate: Certificate) -> int:
    """The number of people that *certificate* proves to be needed; ValueError if it is none."""
    ids = {t.id for t in problem.tasks}
    for task, mille in certificate.mille.items():
        if task not in ids or not isinstance(mille, int) or mille < 0:
            raise ValueError(f"{task}: a whole price of at least 0 for a task is wanted")
    by_end = sorted(
        (t for t in problem.tasks if certificate.mille.get(t.id, 0)), key=lambda t: t.end_min
    )
    total = sum(certificate.mille.values())
    for person in problem.people:
        total -= max(0, _greatest_worth(by_end, person, certificate.mille) - MILLE)
    return -(-max(0, total) // MILLE)


def _greatest_worth(by_end: list[Task], person: Person, mille: Mapping[str, int]) -> int:
    """The greatest worth of tasks, none of which overlap, that *person* may hold."""
    ends, worth = [0], [0]
    for task in by_end:
        if task.id not in person.may_hold:
            continue
        before = worth[bisect_right(ends, task.start_min, lo=1) - 1]
        ends.append(task.end_min)
        worth.append(max(worth[-1], before + mille[task.id]))
    return worth[-1]
