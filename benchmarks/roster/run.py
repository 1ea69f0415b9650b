"""The roster engine beside its peers on the same generated provinces, in the same time.

usage: python benchmarks/roster/run.py [--seconds 20] [--out table.md] PEOPLExPOSTS[:TIGHT] ...

Peers: the engine's own greedy start alone, and CP-SAT on the full model (one boolean for each
possible pair, posts priced as round trips, then valued truly). Every roster is valued by the
engine's plain judge; every bound by the published proof checker. Rows are printed as they come.
"""

import argparse
import importlib
import json
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ortools.sat.python import cp_model

from muster.engines.roster import Pair, Problem
from muster.engines.roster.instance import (
    BREAK,
    CAP,
    COUNT,
    DAY,
    END,
    FAIR,
    HOME,
    PLACE,
    REST,
    RUN_CAP,
    SPAN,
    START,
    WEEK,
    WEEK_CAP,
    Instance,
)
from muster.engines.roster.reading import problem_from_json, problem_to_json
from muster.engines.roster.rules import Judge
from muster.engines.roster.search import Search, prices
from muster.engines.roster.solving import solve, warm_up
from muster.engines.roster.writing import solution_to_json

BENCH = (Path(__file__).resolve().parents[2] / "../shared/bench/roster").resolve()
MAX_PAIRS = 100_000  # beyond, CP-SAT's full model takes longer to build than the run may last


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    warm_up()
    rows = [
        "| problem | method | uncovered | gap | cost | gap | seconds | peak MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for size in args.sizes:
        data = made(size, args.seed)
        for method in (greedy, full_cp_sat, ours):
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                cells = alone.submit(method, data, args.seconds).result()
            rows.append(f"| {size} | {method.__doc__} | {cells} |")
            print("\n".join(rows[-3 if len(rows) == 3 else -1 :]), flush=True)
    if args.out:
        args.out.write_text("\n".join(rows) + "\n", encoding="utf-8")


def made(size: str, seed: int) -> Any:
    counts, _, tight = size.partition(":")
    people, posts = counts.split("x")
    maker = [sys.executable, str(BENCH / "make_province.py"), "--seed", str(seed)]
    maker += ["--people", people, "--posts", posts, "--tight", tight or "1.0"]
    return json.loads(subprocess.run(maker, capture_output=True, check=True).stdout)


def valued(problem: Problem, pairs: list[Pair], began: float) -> str:
    score = Judge(problem).score(pairs)
    assert not score.broken, score.broken[:3]
    seconds = time.monotonic() - began
    return f"{score.value.uncovered:g} | - | {score.value.cost:,.0f} | - | {seconds:.1f} | -"


def greedy(data: Any, seconds: float) -> str:
    """greedy alone"""
    problem = problem_from_json(data)
    began = time.monotonic()
    instance = Instance(problem)
    search = Search(instance, seed=1, priced=prices(instance))
    while not search.started:
        search.start()
    return valued(problem, search.best(), began)


def ours(data: Any, seconds: float) -> str:
    """muster, 2 workers"""
    problem = problem_from_json(data)
    solution = solve(problem, seconds=seconds, workers=2, seed=1)
    sys.path.insert(0, str(BENCH))
    check = importlib.import_module("check_roster").check
    found = check(problem_to_json(problem), solution_to_json(solution))
    assert not found["hard"], found
    assert not found["claims"], found
    gap = found["gap"]
    return (
        f"{found['uncovered']:g} | {gap['uncovered']:.2%} | {found['cost']:,.0f} | "
        f"{gap['cost']:.2%} | {solution.seconds:.1f} | {solution.peak_mb:.0f}"
    )


def full_cp_sat(data: Any, seconds: float) -> str:
    """CP-SAT, full model, 2 workers"""
    problem = problem_from_json(data)
    began = time.monotonic()
    instance = Instance(problem)
    if len(instance.able) > MAX_PAIRS:
        return f"not built: {len(instance.able):,} booleans | - | - | - | - | -"
    model = cp_model.CpModel()
    pair: dict[tuple[int, int], Any] = {}
    cost: list[Any] = []
    for p in range(len(instance.people)):
        add_person(model, instance, p, pair, cost)
    by_post = defaultdict(list)
    for (j, _), x in pair.items():
        by_post[j].append(x)
    for j, xs in by_post.items():
        model.add(sum(xs) <= int(instance.post[j, COUNT]))
    weights = [int(1_000_000 * instance.weight[j]) * x for (j, _), x in pair.items()]
    model.minimize(sum(cost) - sum(weights))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = max(1.0, seconds - (time.monotonic() - began))
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return "nothing found | - | - | - | - | -"
    pairs = [
        (instance.posts[j].id, instance.people[p].id)
        for (j, p), x in pair.items()
        if solver.boolean_value(x)
    ]
    return valued(problem, pairs, began)


def add_person(
    model: Any, instance: Instance, p: int, pair: dict[tuple[int, int], Any], cost: list[Any]
) -> None:
    who, costs = instance.who[p], instance.problem.costs
    row = instance.held[instance.held_ptr[p] : instance.held_ptr[p + 1]].tolist()
    mine = {j: model.new_bool_var(f"{j},{p}") for j in row}
    pair.update({(j, p): x for j, x in mine.items()})
    length = {j: int(instance.post[j, END] - instance.post[j, START]) for j in row}
    for k, a in enumerate(row):
        way_km = 2 * instance.km[who[HOME], instance.post[a, PLACE]]
        cost.append(int(100 * costs.per_km * way_km) * mine[a])
        for b in row[k + 1 :]:
            if instance.post[b, START] >= instance.post[a, END] + who[REST]:
                break
            if clash(instance, who, a, b):
                model.add_at_most_one(mine[a], mine[b])
    worked = sum(length[j] * mine[j] for j in row)
    model.add(worked <= int(who[CAP]))
    over = model.new_int_var(0, int(who[CAP]), f"over{p}")
    model.add(over >= worked - int(who[FAIR]))
    cost.append(int(100 * costs.per_overload_h / 60) * over)
    for week in range(instance.weeks):
        posts = [j for j in row if instance.post[j, WEEK] == week]
        model.add(sum(length[j] * mine[j] for j in posts) <= int(who[WEEK_CAP]))
    days = [model.new_bool_var(f"day{p},{d}") for d in range(instance.days)]
    for j in row:
        model.add_implication(mine[j], days[int(instance.post[j, DAY])])
    run = int(who[RUN_CAP])
    for d in range(instance.days - run):
        model.add(sum(days[d : d + run + 1]) <= run)


def clash(instance: Instance, who: Any, a: int, b: int) -> bool:
    """Whether the model lets nobody hold both; a gap that a third post could bridge clashes."""
    gap = instance.post[b, START] - instance.post[a, END]
    travel = instance.travel_min[instance.post[a, PLACE], instance.post[b, PLACE]]
    too_long = instance.post[b, END] - instance.post[a, START] > who[SPAN]
    return bool(gap < travel or who[BREAK] < gap < who[REST] or (gap <= who[BREAK] and too_long))


if __name__ == "__main__":
    main()
