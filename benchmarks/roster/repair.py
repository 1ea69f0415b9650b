"""Mending a published roster after people have gone, beside solving it anew.

usage: python benchmarks/roster/repair.py [--size 5000x20000] [--seconds 120] [--seeds 1,2]
       [--gone 0.01] [--share 0.05]

By the commands that a user has: `muster roster solve` makes the roster that is published, so many
of the people are taken away, `muster roster repair` gets a share of the solve's time. Both
rosters are valued by the published checker, which does not count a pair whose person is gone as
a change: that one was forced. A changed pair is one more, or one less, than what was left.
"""

import argparse
import importlib
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

BENCH = (Path(__file__).resolve().parents[2] / "../shared/bench/roster").resolve()
HEAD = (
    "| problem | seed | gone | forced | solve s | repair s | of it | uncovered before | after "
    "| changed | of forced |"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="5000x20000")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--gone", type=float, default=0.01)
    parser.add_argument("--share", type=float, default=0.05)
    said = parser.parse_args()
    print(f"{HEAD}\n|{'---|' * 11}", flush=True)
    for seed in map(int, said.seeds.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            print(row(said, seed, Path(folder)), flush=True)


def row(said: argparse.Namespace, seed: int, folder: Path) -> str:
    """One problem solved, published, thinned out and mended."""
    problem = made(said.size, seed)
    first, solve_s = run("solve", problem, said.seconds, folder)
    before = valued(problem, first)
    people = [one["id"] for one in problem["people"]]
    gone = set(random.Random(seed).sample(people, round(len(people) * said.gone)))
    left = [one for one in problem["people"] if one["id"] not in gone]
    thinner = problem | {"people": left, "published": first["assignments"]}
    mended, repair_s = run("repair", thinner, said.seconds * said.share, folder)
    after = valued(thinner, mended)
    forced = sum(person in gone for _, person in first["assignments"])
    cells = (
        *(said.size, seed, len(gone), forced),
        *(f"{solve_s:.1f}", f"{repair_s:.1f}", f"{repair_s / solve_s:.1%}"),
        *(f"{before['uncovered']:g}", f"{after['uncovered']:g}"),
        *(after["changes"], f"{after['changes'] / max(forced, 1):.2f}"),
    )
    return f"| {' | '.join(map(str, cells))} |"


def made(size: str, seed: int) -> dict[str, Any]:
    people, posts = size.split("x")
    maker = [sys.executable, str(BENCH / "make_province.py"), "--seed", str(seed)]
    maker += ["--people", people, "--posts", posts]
    found: dict[str, Any] = json.loads(
        subprocess.run(maker, capture_output=True, check=True).stdout
    )
    return found


def run(
    verb: str, problem: dict[str, Any], seconds: float, folder: Path
) -> tuple[dict[str, Any], float]:
    """The solution of one command, and how long the whole process took."""
    given, wanted = folder / f"{verb}.json", folder / f"{verb}.out.json"
    given.write_text(json.dumps(problem), encoding="utf-8")
    command = [sys.executable, "-m", "muster.cli", "roster", verb, str(given), "-o", str(wanted)]
    command += ["--seconds", str(seconds), "--workers", "2", "--seed", "1"]
    began = time.monotonic()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    took_s = time.monotonic() - began
    return json.loads(wanted.read_text(encoding="utf-8")), took_s


def valued(problem: dict[str, Any], solution: dict[str, Any]) -> dict[str, Any]:
    """What the published checker says; a roster that breaks a rule ends the run."""
    sys.path.insert(0, str(BENCH))
    found: dict[str, Any] = importlib.import_module("check_roster").check(problem, solution)
    assert not found["hard"], found["hard"][:3]
    return found


if __name__ == "__main__":
    main()
