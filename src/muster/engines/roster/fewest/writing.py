"""The answer as JSON, and back: what the family's checker wants, and what proves the bound."""

from typing import Any

from muster.engines.roster.fewest.problem import Problem, Solution
from muster.engines.roster.problem import ProblemError

FORMAT = "muster-fewest-solution/1"


def solution_to_json(problem: Problem, solution: Solution) -> dict[str, Any]:
    """*assignments* has for each task the number of its person, null if it is unheld."""
    number = {p.id: k for k, p in enumerate(problem.people)}
    holders = (solution.holder.get(t.id) for t in problem.tasks)
    return {
        "format": FORMAT,
        "assignments": [None if who is None else number[who] for who in holders],
        "people": solution.people,
        "unheld": list(solution.unheld),
        "bound": solution.bound,
        "bound_method": solution.bound_method.value,
        "certificate": {"mille": dict(solution.certificate.mille)},
        "seconds": solution.seconds,
        "best_at_s": solution.best_at_s,
        "seed": solution.seed,
        "iterations": solution.iterations,
    }


def holders_from_json(problem: Problem, data: Any) -> dict[str, str]:
    """Who holds which task in a written answer. Raises ProblemError with every fault."""
    numbers = data.get("assignments") if isinstance(data, dict) else None
    if not isinstance(numbers, list) or len(numbers) != len(problem.tasks):
        raise ProblemError([f"assignments: a list of {len(problem.tasks)} people is wanted"])
    if not _is_count(data.get("bound", 0)):
        raise ProblemError(["bound: a whole number of people is wanted"])
    holder, faults, people = {}, [], len(problem.people)
    for k, (task, number) in enumerate(zip(problem.tasks, numbers, strict=True)):
        if _is_count(number) and number < people:
            holder[task.id] = problem.people[number].id
        elif number is not None:
            faults.append(f"assignments[{k}]: no person from 0 to {people - 1}")
    if faults:
        raise ProblemError(faults)
    return holder


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
