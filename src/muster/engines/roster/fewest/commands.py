"""``muster roster solve|check FILE --format smptsp``."""

import json
from typing import Any

from muster.engines.roster.fewest.certify import broken, proven
from muster.engines.roster.fewest.problem import Certificate, Problem
from muster.engines.roster.fewest.reading import read_smptsp
from muster.engines.roster.fewest.writing import holders_from_json, solution_to_json
from muster.engines.roster.files.reading import read_json
from muster.engines.roster.formats import Order
from muster.engines.roster.problem import ProblemError

DONE, FINDINGS = 0, 3


def solve(order: Order) -> int:
    """Write the roster with the fewest people found; tasks that nobody holds are told."""
    problem = read_smptsp(order.problem)
    # numba and numpy load in half a second, which a refused file need not pay
    from muster.engines.roster.fewest.solving import Progress
    from muster.engines.roster.fewest.solving import solve as search

    def tell(now: Progress) -> None:
        order.say(
            f"t={now.seconds:.1f}s people={now.people} bound={now.bound} unheld={now.unheld} "
            f"iterations={now.iterations}"
        )

    solution = search(
        problem,
        seconds=order.seconds,
        iterations=order.iterations,
        workers=order.workers,
        seed=order.seed,
        progress=tell,
        should_stop=order.should_stop,
    )
    text = json.dumps(solution_to_json(problem, solution), ensure_ascii=False)
    order.solution.write_text(text + "\n", encoding="utf-8")
    order.say(
        f"people: {solution.people}, at least {solution.bound} (by: {solution.bound_method.value})"
    )
    order.say(f"unheld tasks: {len(solution.unheld)}")
    return DONE


def check(order: Order) -> int:
    """Print what a written roster breaks, and whether its bound is proven."""
    problem = read_smptsp(order.problem)
    data = read_json(order.solution)
    holder = holders_from_json(problem, data)
    found = list(broken(problem, holder))
    found += [f"task {t.id}: is held by nobody" for t in problem.tasks if t.id not in holder]
    bound = data.get("bound", 0)
    people = len(set(holder.values()))
    if bound > (proved := _proved(problem, data)):
        found.append(f"bound: claims {bound}, {proved} is proven")
    order.say(json.dumps({"people": people, "bound": bound, "findings": found}))
    return FINDINGS if found else DONE


def _proved(problem: Problem, data: dict[str, Any]) -> int:
    try:
        return proven(problem, Certificate(mille=data["certificate"]["mille"]))
    except (KeyError, TypeError):
        return 0
    except ValueError as err:
        raise ProblemError([f"certificate.mille: {err}"]) from err
