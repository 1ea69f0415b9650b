"""Four months in rolling windows beside the whole season at once, with the same iterations.

usage: python benchmarks/roster/season.py [--size 200x3200] [--days 112] [--seed 1]
       [--iterations 10000] [--tight 1.0]

The season comes from `../shared/bench/roster/make_province.py`; its limit on the hours in all, made
for two weeks, holds in each window, and is lifted for the method that knows no windows. Every
roster is judged over the whole season by the plain judge. Iterations are for each window; the
whole season gets as many in all.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from muster.engines.roster import Pair, Problem
from muster.engines.roster.files.reading import problem_from_json
from muster.engines.roster.large.carrying import Hours, Rolling, Season, hours_lifted
from muster.engines.roster.large.windows import judge_season, plan_season, windows_of
from muster.engines.roster.solving import solve, warm_up

BENCH = (Path(__file__).resolve().parents[2] / "../shared/bench/roster").resolve()
Method = Callable[[Problem, int], tuple[tuple[Pair, ...], float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="200x3200")
    parser.add_argument("--days", type=int, default=112)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tight", default="1.0")
    parser.add_argument("--iterations", type=int, default=10_000)
    args = parser.parse_args()
    warm_up()
    problem = made(args)
    print("| method | legal by | uncovered | bound | cost | spread of load | seconds |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for how in (looking, blind, at_once):
        began = time.monotonic()
        pairs, bound = how(problem, args.iterations)
        seconds = time.monotonic() - began
        rolling = Rolling(hours=Hours.WINDOW)
        judged = hours_lifted(problem) if how is at_once else problem
        score = judge_season(judged, pairs, Rolling() if how is at_once else rolling)
        assert not score.broken, score.broken[:3]
        loads = [s.worked_min / 60 for s in Season(problem, rolling).shares(pairs)]
        print(
            f"| {how.__doc__} | {'week, rest, days' if how is at_once else 'every rule'} | "
            f"{score.value.uncovered:g} | {bound:g} | {score.value.cost:,.0f} | "
            f"{statistics.mean(loads):.0f} ± {statistics.stdev(loads):.0f} h | {seconds:.0f} |",
            flush=True,
        )


def made(args: argparse.Namespace) -> Problem:
    people, posts = args.size.split("x")
    maker = [sys.executable, str(BENCH / "make_province.py"), "--seed", str(args.seed)]
    maker += ["--people", people, "--posts", posts, "--days", str(args.days)]
    maker += ["--tight", args.tight]
    data = json.loads(subprocess.run(maker, capture_output=True, check=True).stdout)
    load_min = sum(p["count"] * (p["end"] - p["start"]) for p in data["posts"])
    fair_min = round(1.15 * load_min / int(people))
    problem = problem_from_json(data)
    return replace(problem, people=tuple(replace(p, fair_min=fair_min) for p in problem.people))


def looking(problem: Problem, iterations: int) -> tuple[tuple[Pair, ...], float]:
    """windows of two weeks, a week of look-ahead"""
    plan = plan_season(problem, rolling=Rolling(hours=Hours.WINDOW), iterations=iterations)
    return plan.assignments, plan.bound.uncovered


def blind(problem: Problem, iterations: int) -> tuple[tuple[Pair, ...], float]:
    """windows of two weeks, no look-ahead"""
    rolling = Rolling(hours=Hours.WINDOW, look_ahead_days=0)
    plan = plan_season(problem, rolling=rolling, iterations=iterations)
    return plan.assignments, plan.bound.uncovered


def at_once(problem: Problem, iterations: int) -> tuple[tuple[Pair, ...], float]:
    """the whole season at once, no limit on two weeks"""
    windows = len(windows_of(problem))
    solution = solve(hours_lifted(problem), iterations=iterations * windows)
    return solution.assignments, solution.bound.uncovered


if __name__ == "__main__":
    main()
