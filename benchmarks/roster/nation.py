"""A nation on a local Dask cluster, undisturbed and with a worker killed midway.

usage: python benchmarks/roster/nation.py [--provinces 34] [--size 1000x2500] [--tight 1.0]
       [--iterations 1000] [--no-lending]

Provinces come from seeds 1, 2, ... of `../shared/bench/roster/make_province.py`, moved apart by a
degree each. Two worker processes; the second run loses one of them when a third of the provinces
are done. Both runs must give the same rosters, loans and bound. Every roster is valued by the
published checker. Needs requirements/dask.txt.
"""

import argparse
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import distributed

from muster.engines.roster import Problem
from muster.engines.roster.files.reading import problem_from_json, problem_to_json
from muster.engines.roster.files.writing import solution_to_json
from muster.engines.roster.large.lending import Lending
from muster.engines.roster.large.nation import Nation, NationProgress, solve_nation
from muster.engines.roster.large.pools import cluster
from muster.engines.roster.solving import warm_up

BENCH = (Path(__file__).resolve().parents[2] / "../shared/bench/roster").resolve()
ACROSS = 6  # provinces side by side


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--provinces", type=int, default=34)
    parser.add_argument("--size", default="1000x2500")
    parser.add_argument("--tight", default="1.0")
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--no-lending", action="store_true")
    args = parser.parse_args()
    warm_up()
    problems = {f"N{k:02}": made(k, args.size, args.tight) for k in range(args.provinces)}
    print("| run | provinces | workers lost | uncovered | bound | lent | seconds | peak MB |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    rows = [Run(problems, args, kill=False).row(), Run(problems, args, kill=True).row()]
    same = rows[0] == rows[1]
    print(f"\nsame rosters, loans and bound: {'yes' if same else 'NO'}", flush=True)
    check(rows[0])
    sys.exit(0 if same else 1)


def made(k: int, size: str, tight: str) -> Problem:
    people, posts = size.split("x")
    maker = [sys.executable, str(BENCH / "make_province.py"), "--seed", str(k + 1)]
    maker += ["--people", people, "--posts", posts, "--tight", tight]
    data = json.loads(subprocess.run(maker, capture_output=True, check=True).stdout)
    problem = problem_from_json(data)
    north, east = divmod(k, ACROSS)
    places = tuple(
        replace(p, lat_deg=p.lat_deg + north, lon_deg=p.lon_deg + east) for p in problem.places
    )
    return replace(problem, places=places)


class Run:
    """One run on a cluster of its own."""

    def __init__(self, problems: dict[str, Problem], args: Any, *, kill: bool) -> None:
        self.problems, self.args, self.kill = problems, args, kill
        self.lost = 0

    def row(self) -> Nation:
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as here:
            self.workers = [worker.pid for worker in here.workers.values()]
            began = time.monotonic()
            nation = solve_nation(
                self.problems,
                executor=cluster(here.scheduler_address),
                iterations=self.args.iterations,
                seed=1,
                lending=None if self.args.no_lending else Lending(),
                progress=self.tell,
            )
            seconds = time.monotonic() - began
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(
            f"| {'a worker killed' if self.kill else 'undisturbed'} | {len(nation.rosters)} | "
            f"{self.lost} | {nation.value.uncovered:g} | {nation.bound.uncovered:g} | "
            f"{len(nation.loans)} | {seconds:.0f} | {peak_mb:.0f} |",
            flush=True,
        )
        return nation

    def tell(self, now: NationProgress) -> None:
        print(f"  {now.done}/{now.of} {now.province}", file=sys.stderr, flush=True)
        if self.kill and not self.lost and 3 * now.done >= now.of:
            os.kill(self.workers[0], signal.SIGKILL)
            self.lost += 1


def check(nation: Nation) -> None:
    """Every roster by the published checker, without its proofs."""
    sys.path.insert(0, str(BENCH))
    judge = importlib.import_module("check_roster").check
    uncovered = 0.0
    for name, roster in nation.rosters.items():
        case = problem_to_json(nation.problems[name])
        found = judge(case, solution_to_json(roster), prove=False)
        assert not found["hard"], (name, found)
        uncovered += found["uncovered"]
    print(f"by the published checker: {len(nation.rosters)} legal rosters, uncovered {uncovered:g}")


if __name__ == "__main__":
    main()
