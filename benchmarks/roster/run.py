"""The roster engine beside its peers on the same generated provinces, in the same time.

usage: python benchmarks/roster/run.py [--rows rows.jsonl] [--methods muster,greedy,cp-sat,highs]
           [--seeds 1,2] [--timefold PYTHON] [PEOPLExPOSTS[:TIGHT][@SECONDS] ...]

Each row is written as it comes and is not measured again; the table is printed at the end. Every
roster is valued by the engine's plain judge; ours, with both bounds, by the published checker. Of
a peer's roster the part that is legal is kept. Timefold runs in an environment of its own.
"""

import argparse
import importlib
import json
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from peers import timefold_tables
from peers.full_model import full_model, too_large

from muster.engines.roster import Problem
from muster.engines.roster.files.reading import problem_from_json, problem_to_json
from muster.engines.roster.files.writing import solution_to_json
from muster.engines.roster.instance import Instance
from muster.engines.roster.rules import Judge
from muster.engines.roster.searching.search import Search, prices
from muster.engines.roster.solving import peak_mb, solve, warm_up

BENCH = (Path(__file__).resolve().parents[2] / "../shared/bench/roster").resolve()
ROWS = Path(__file__).with_name("rows.jsonl")
USUAL = ["300x600@20", "300x600:3.0@20", "1000x2500@60", "1000x2500:3.0@60"]
USUAL += ["5000x20000@120", "5000x20000:3.0@120"]
METHODS = ("muster", "greedy", "cp-sat", "highs")
HEAD = "| problem | seed | seconds | method | uncovered | gap | cost | gap | peak MB |"


@dataclass(frozen=True)
class Row:
    """One method on one problem; the gaps are those that the checker found, None for a peer."""

    problem: str
    seed: int
    seconds: float
    method: str
    note: str = ""
    uncovered: float = 0.0
    cost: float = 0.0
    gap_uncovered: float | None = None
    gap_cost: float | None = None
    peak_mb: float = 0.0

    def cells(self) -> str:
        who = f"| {self.problem} | {self.seed} | {self.seconds:g} | {self.method} |"
        if self.note:
            return f"{who} {self.note} | | | | |"
        cells = [
            f"{self.uncovered:g}",
            share(self.gap_uncovered),
            f"{self.cost:,.0f}",
            share(self.gap_cost),
            f"{self.peak_mb:.0f}",
        ]
        return f"{who} {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=USUAL)
    parser.add_argument("--rows", type=Path, default=ROWS)
    parser.add_argument("--methods", default=",".join(METHODS))
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--timefold", default="", help="a Python that has the package timefold")
    args = parser.parse_args()
    warm_up()
    methods = args.methods.split(",") + ["timefold"] * bool(args.timefold)
    rows = read(args.rows)
    for size in args.sizes:
        problem, _, seconds = size.partition("@")
        for seed in map(int, args.seeds.split(",")):
            for method in methods:
                key = (problem, seed, float(seconds or 20), method)
                if key not in rows:
                    rows[key] = measured(key, args.timefold)
                    with args.rows.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(asdict(rows[key])) + "\n")
                print(rows[key].cells(), flush=True)
    print("\n".join(table(rows)))


def share(gap: float | None) -> str:
    return f"{gap:.2%}" if gap is not None else ""


def read(path: Path) -> dict[Any, Row]:
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [Row(**json.loads(line)) for line in lines]
    return {(row.problem, row.seed, row.seconds, row.method): row for row in rows}


def table(rows: dict[Any, Row]) -> list[str]:
    lines = [HEAD, "|---|---|---|---|---|---|---|---|---|"]
    return lines + [rows[key].cells() for key in sorted(rows)]


def measured(key: tuple[str, int, float, str], timefold: str) -> Row:
    """One row, measured in a process of its own."""
    problem, seed, seconds, method = key
    about = {"problem": problem, "seed": seed, "seconds": seconds, "method": method}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        found = alone.submit(one, made(problem, seed), seconds, method, timefold).result()
    return Row(**about, **found)


@cache
def made(size: str, seed: int) -> Any:
    counts, _, tight = size.partition(":")
    people, posts = counts.split("x")
    maker = [sys.executable, str(BENCH / "make_province.py"), "--seed", str(seed)]
    maker += ["--people", people, "--posts", posts, "--tight", tight or "1.0"]
    return json.loads(subprocess.run(maker, capture_output=True, check=True).stdout)


def one(data: Any, seconds: float, method: str, timefold: str) -> dict[str, Any]:
    """The figures of one run, without its name."""
    problem = problem_from_json(data)
    if method == "muster":
        return ours(problem, seconds)
    instance = Instance(problem)
    if method == "greedy":
        return valued(instance, [])
    if note := too_large(instance):
        return {"note": note}
    began = time.monotonic()
    model = full_model(instance)
    if method == "timefold":
        clashing: dict[int, set[int]] = defaultdict(set)
        for (a, _), (b, _) in model.clashes:
            clashing[a].add(b)
            clashing[b].add(a)
        pairs = timefold_tables.solved(instance, clashing, seconds, timefold)
        if pairs is None:
            return {"note": f"not read in {timefold_tables.START_S} s"}
        return valued(instance, pairs)
    solver = importlib.import_module(f"peers.{method.replace('-', '_')}")  # each its own memory
    pairs = solver.solved(model, max(1.0, seconds - (time.monotonic() - began)))
    return valued(instance, pairs) if pairs is not None else {"note": "nothing found"}


def ours(problem: Problem, seconds: float) -> dict[str, Any]:
    solution = solve(problem, seconds=seconds, workers=2, seed=1)
    sys.path.insert(0, str(BENCH))
    check = importlib.import_module("check_roster").check
    found = check(problem_to_json(problem), solution_to_json(solution))
    assert not found["hard"], found
    assert not found["claims"], found
    return {
        "uncovered": found["uncovered"],
        "cost": found["cost"],
        "gap_uncovered": found["gap"]["uncovered"],
        "gap_cost": found["gap"]["cost"],
        "peak_mb": solution.peak_mb,
    }


def valued(instance: Instance, pairs: list[tuple[int, int]]) -> dict[str, Any]:
    """What is legal of *pairs*, valued truly; no pairs: what the greedy start makes."""
    search = Search(instance, seed=1, priced=prices(instance), start=pairs)
    while not (pairs or search.started):
        search.start()
    score = Judge(instance.problem).score(search.best())
    assert not score.broken, score.broken[:3]
    value = score.value
    return {"uncovered": value.uncovered, "cost": value.cost, "peak_mb": round(peak_mb())}


if __name__ == "__main__":
    main()
