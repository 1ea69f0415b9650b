"""The fewest people for all tasks, on the published SMPTSP instances.

usage: python benchmarks/roster/fewest.py [--seconds 60] [--workers 2] [--seeds 1 2] [INSTANCE ...]

Each instance is solved by ``muster roster solve --format smptsp`` in a process of its own and
judged by the published checker. Each row is written as it comes and is not measured again; the
table is written beside this file after every row.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

BENCH = (Path(__file__).resolve().parents[2] / "../shared/bench/roster").resolve()
ROWS = Path(__file__).with_name("fewest.jsonl")
TABLE = Path(__file__).with_name("fewest.md")
SETS = {"smptsp": BENCH / "smptsp", "smptsp_hard": BENCH / "smptsp/hard"}

ABOVE = """# The fewest people for all tasks (SMPTSP)

`python benchmarks/roster/fewest.py`, one process for each instance, rows as they came. *Published*
is the best roster found within an hour in the literature, *best at* the second in which ours
stood, *bound* our own proven one. Every roster is held against the published checker.

"""
HEAD = """\
| instance | people | bound | published | best at s | allowed s | used s | workers | seed \
| proven by | checker |
|---|---|---|---|---|---|---|---|---|---|---|
"""
BELOW = """
What bounds the open rows: the linear relaxation with one column for each schedule of each person
equals the peak (tasks that overlap at one minute) on hard instances 1, 3, 5 and 7, so neither
prices nor columns prove more, and a constraint solver left "40 people for the first" undecided
after a minute. One person fewer leaves one to five tasks unheld. Exact sub-models of ten people
took 1.2 s each there and found nothing that the search had not.
"""


@dataclass(frozen=True)
class Row:
    """One run on one instance."""

    instance: str
    seed: int
    limit_s: float
    workers: int
    people: int
    bound: int
    published: int
    best_at_s: float
    seconds: float
    bound_method: str
    legal: bool

    @property
    def key(self) -> tuple[str, int, float, int]:
        return (self.instance, self.seed, self.limit_s, self.workers)

    def cells(self) -> str:
        proven = self.bound_method if self.people == self.bound else "open"
        return (
            f"| {self.instance} | {self.people} | {self.bound} | {self.published} | "
            f"{self.best_at_s:.1f} | {self.limit_s:.0f} | {self.seconds:.1f} | {self.workers} | "
            f"{self.seed} | {proven} | "
            f"{'legal' if self.legal else 'BROKEN'} |\n"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="*")
    parser.add_argument("--seconds", type=float, nargs="+", default=[60.0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    args = parser.parse_args()
    rows = {row.key: row for row in read()}
    every = product(args.seconds, args.seeds, wanted(args.instances))
    for seconds, seed, (folder, name, published) in every:
        if (name, seed, seconds, args.workers) not in rows:
            case = folder / f"{name}.dat"
            row = measured(
                case, seconds=seconds, seed=seed, workers=args.workers, published=published
            )
            rows[row.key] = row
            with ROWS.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(row)) + "\n")
            print(row.cells(), end="", flush=True)
        TABLE.write_text(ABOVE + HEAD + "".join(r.cells() for r in rows.values()) + BELOW, "utf-8")


def read() -> list[Row]:
    if not ROWS.exists():
        return []
    return [Row(**json.loads(line)) for line in ROWS.read_text("utf-8").splitlines()]


def wanted(names: list[str]) -> list[tuple[Path, str, int]]:
    """Folder, instance and published value of all instances, or of those that are named."""
    with (BENCH / "best_known.csv").open(encoding="utf-8") as file:
        known = [row for row in csv.DictReader(file) if row["set"] in SETS]
    return [
        (SETS[row["set"]], row["instance"], int(row["best_published_in_60min"]))
        for row in known
        if not names or any(row["instance"].startswith(name) for name in names)
    ]


def measured(file: Path, *, seconds: float, seed: int, workers: int, published: int) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        budget = ["--seconds", str(seconds), "--workers", str(workers), "--seed", str(seed)]
        verb = ["roster", "solve", str(file), "--format", "smptsp", "-o", str(answer)]
        muster = [sys.executable, "-m", "muster.cli", *verb, *budget]
        subprocess.run(muster, check=True, stderr=subprocess.DEVNULL)
        data: dict[str, Any] = json.loads(answer.read_text("utf-8"))
        checker = [sys.executable, str(BENCH / "check_smptsp.py"), str(file), str(answer)]
        found = subprocess.run(checker, capture_output=True, check=False)
    return Row(
        instance=file.stem,
        seed=seed,
        limit_s=seconds,
        workers=workers,
        people=data["people"],
        bound=data["bound"],
        published=published,
        best_at_s=data["best_at_s"],
        seconds=data["seconds"],
        bound_method=data["bound_method"],
        legal=found.returncode == 0 and json.loads(found.stdout)["workers"] == data["people"],
    )


if __name__ == "__main__":
    main()
