"""Standing rosters: the public instances of Curtois and Qu beside the best published values.

usage: python benchmarks/roster/standing.py [--seconds 60 600] [--seeds 1 2] [--workers 2]
       [--rows rows.csv] [--table standing.md] [--again] [INSTANCE ...]

Each instance runs in a process of its own for every number of seconds and every seed; its roster
and bound are valued by the published checker. A row is written as soon as it is there, and rows
that are there already are kept, so that a long table may be filled over several days. Excess is
over the best value that anybody published for an hour's run; the gap is to our own proven bound.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

BENCH = (Path(__file__).resolve().parents[2] / "../shared/bench/roster").resolve()
COLUMNS = (
    *("instance", "seconds", "workers", "seed"),
    *("value", "published", "bound", "used_s", "peak_mb", "hard"),
)
ABOVE = """# Standing rosters beside the published values

`python benchmarks/roster/standing.py` fills this table row by row and resumes. Every value was
found legal and recomputed by the published checker. *Excess* is over the best value published
for an hour's run, below 0 is better than that; *gap* is to our own proven bound.

"""

BELOW = "## What bounds the figures\n"

Row = dict[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="*", default=sorted(published(), key=number))
    parser.add_argument("--seconds", type=int, nargs="+", default=[60])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rows", type=Path, default=Path(__file__).with_name("standing.csv"))
    parser.add_argument("--table", type=Path, default=Path(__file__).with_name("standing.md"))
    parser.add_argument("--again", action="store_true", help="run what has a row already")
    args = parser.parse_args()
    for seconds, seed, name in product(args.seconds, args.seeds, args.instances):
        key = (name, str(seconds), str(args.workers), str(seed))
        if args.again or key not in {key_of(row) for row in rows(args.rows)}:
            row = run(name, seconds=seconds, workers=args.workers, seed=seed)
            append(args.rows, row)
            print(line(row), flush=True)
        args.table.write_text(ABOVE + table(rows(args.rows)) + below(args.table), encoding="utf-8")


def below(path: Path) -> str:
    """What people wrote under the table, which a new one leaves as it is."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    _, found, rest = text.partition(BELOW)
    return f"\n{found}{rest}" if found else ""


def number(name: str) -> int:
    return int(name.removeprefix("Instance"))


def published() -> dict[str, str]:
    with (BENCH / "best_known.csv").open(encoding="utf-8") as file:
        found = (row for row in csv.DictReader(file) if row["set"] == "curtois")
        return {row["instance"]: row["best_published_in_60min"] for row in found}


def run(name: str, *, seconds: int, workers: int, seed: int) -> Row:
    """Solve one instance and let the checker value it."""
    case = BENCH / "curtois" / f"{name}.txt"
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "roster.json"
        budget = ["--seconds", str(seconds), "--workers", str(workers)]
        budget += ["--seed", str(seed)]
        words = ["solve", "--format", "curtois", str(case), "-o", str(answer), *budget]
        code = (
            "import sys; from muster.engines.roster.cli import main; sys.exit(main(sys.argv[1:]))"
        )
        subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True)
        peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        checker = [sys.executable, str(BENCH / "check_curtois.py"), str(case), str(answer)]
        judged = json.loads(subprocess.run(checker, capture_output=True, check=False).stdout)
        used_s = json.loads(answer.read_text(encoding="utf-8"))["seconds"]
    return {
        "instance": name,
        "seconds": str(seconds),
        "workers": str(workers),
        "seed": str(seed),
        "value": str(judged["penalty"]),
        "published": published()[name],
        "bound": str(judged["bound"]),
        "used_s": f"{used_s:.1f}",
        "peak_mb": str(peak_kb // 1024),
        "hard": str(judged["hard"]),
    }


def key_of(row: Row) -> tuple[str, str, str, str]:
    return row["instance"], row["seconds"], row["workers"], row["seed"]


def rows(file: Path) -> list[Row]:
    """The rows so far; the last one of each key."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as lines:
        found = {key_of(row): row for row in csv.DictReader(lines)}
    return sorted(found.values(), key=order)


def order(row: Row) -> tuple[int, int, int]:
    return int(row["seconds"]), number(row["instance"]), int(row["seed"])


def append(file: Path, row: Row) -> None:
    fresh = not file.exists()
    with file.open("a", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, COLUMNS)
        if fresh:
            writer.writeheader()
        writer.writerow(row)


def excess(row: Row) -> float | None:
    return int(row["value"]) / int(row["published"]) - 1 if row["published"] else None


def line(row: Row) -> str:
    over = excess(row)
    value, bound = int(row["value"]), int(row["bound"])
    cells = (
        row["instance"].removeprefix("Instance"),
        row["seconds"],
        row["workers"],
        row["seed"],
        f"{value:,}" + ("" if row["hard"] == "0" else " (illegal)"),
        f"{int(row['published']):,}" if row["published"] else "-",
        "-" if over is None else f"{over:+.1%}",
        f"{bound:,}",
        f"{(value - bound) / max(1, value):.1%}",
        row["used_s"],
        row["peak_mb"],
    )
    return "| " + " | ".join(cells) + " |"


def table(found: list[Row]) -> str:
    head = (
        "| instance | allowed s | workers | seed | value | published | excess | bound | gap "
        "| used s | peak MB of a process |"
    )
    lines = [head, "|---" * 11 + "|", *(line(row) for row in found)]
    for seconds in sorted({row["seconds"] for row in found}, key=int):
        over = [x for row in found if row["seconds"] == seconds and (x := excess(row)) is not None]
        if over:
            mean = sum(max(0.0, x) for x in over) / len(over)
            words = f"mean of max(0, excess) {mean:.2%}, the largest {max(over):.2%}"
            lines.append(f"\nAt {seconds} s, {len(over)} runs: {words}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
