"""``muster roster solve --format curtois``: files of the public family in, JSON out."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.engines.roster.formats import Order
from muster.engines.roster.problem import ProblemError
from muster.engines.roster.standing.judge import Judge
from muster.engines.roster.standing.problem import StandingRoster
from muster.engines.roster.standing.reading import read_problem

if TYPE_CHECKING:
    from muster.engines.roster.standing.solving import Progress

SOLVED, FINDINGS = 0, 3


def solve(order: Order) -> int:
    """Solve a file until the budget is used or somebody interrupts, and write the best roster."""
    problem = read_problem(order.problem)
    # numba and HiGHS load in a second, which a refused file need not pay
    from muster.engines.roster.standing import solving

    def tell(now: "Progress") -> None:
        penalty = "none" if now.penalty is None else now.penalty
        order.say(f"t={now.seconds:.1f}s penalty={penalty} bound={now.bound}")

    found = solving.solve(
        problem,
        seconds=order.seconds,
        iterations=order.iterations,
        workers=order.workers,
        seed=order.seed,
        progress=tell,
        should_stop=order.should_stop,
    )
    text = json.dumps(roster_to_json(found), ensure_ascii=False)
    order.solution.write_text(text + "\n", encoding="utf-8")
    order.say(f"penalty: {found.penalty}, at best {found.bound} (gap {found.gap:.2%})")
    return SOLVED


def check(order: Order) -> int:
    """Hold a solution against every rule; prints what it is worth and what it breaks."""
    problem = read_problem(order.problem)
    claimed = _read(order.solution)
    judge = Judge(problem)
    rows = claimed["assignments"]
    found = judge.broken(rows)
    penalty = None if found else judge.penalty(rows)
    for key in ("penalty", "bound"):
        found += _wrong(key, claimed.get(key), penalty)
    print(json.dumps({"penalty": penalty, "findings": found}, ensure_ascii=False))
    return FINDINGS if found else SOLVED


def _wrong(key: str, claimed: Any, penalty: int | None) -> list[str]:
    if claimed is None or penalty is None:
        return []
    if not isinstance(claimed, int | float) or isinstance(claimed, bool):
        return [f"{key}: is no number"]
    wrong = claimed != penalty if key == "penalty" else claimed > penalty
    return [f"{key}: claims {claimed:g}, the penalty is {penalty}"] if wrong else []


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as err:
        raise ProblemError([f"{path.name}: is no JSON in UTF-8: {err}"]) from err
    rows = found.get("assignments") if isinstance(found, dict) else None
    if not isinstance(rows, dict) or not all(isinstance(row, list) for row in rows.values()):
        raise ProblemError(["assignments: an object of rows by employee is wanted"])
    cells = (x for row in rows.values() for x in row)
    if any(x is not None and not isinstance(x, str) for x in cells):
        raise ProblemError(["assignments: a row holds kinds of shifts and null"])
    rows = {name: [x or None for x in row] for name, row in rows.items()}
    return {**found, "assignments": rows}


def roster_to_json(roster: StandingRoster) -> dict[str, Any]:
    """The roster as the file that ``check`` reads."""
    return {
        "format": "muster-standing-roster/1",
        "assignments": {name: list(row) for name, row in roster.rows.items()},
        "penalty": roster.penalty,
        "bound": roster.bound,
        "prices": [[day, kind, price] for (day, kind), price in roster.prices.items()],
        "limit_prices": [[who, kind, price] for (who, kind), price in roster.limit_prices.items()],
        "gap": roster.gap,
        "seconds": roster.seconds,
        "seed": roster.seed,
        "workers": roster.workers,
        "iterations": roster.iterations,
    }
