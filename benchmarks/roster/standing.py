"""Standing rosters: the public instances of Curtois and Qu beside the best published values.

usage: python benchmarks/roster/standing.py [--seconds 60] [--workers 2] [--rows rows.csv]
       [--table table.md] [--again] INSTANCE ...

Each instance runs in a process of its own; its roster and bound are valued by the published
checker. A row is written as soon as it is there, and rows that are there already are kept, so
that a long table may be filled over several days. Excess is over the best value that anybody
published for an hour's run; the gap is to our own proven bound.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

BENCH = (Path(__file__).resolve().parents[2] / "../shared/bench/roster").resolve()
COLUMNS = ("instance", "seconds", "workers", "value", "published", "bound", "used_s", "hard")

Row = dict[str, str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="*", default=sorted(published(), key=number))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rows", type=Path, default=Path("standing.csv"))
    parser.add_argument("--table", type=Path)
    parser.add_argument("--again", action="store_true", help="run what has a row already")
    args = parser.parse_args()
    for name in args.instances:
        key = (name, str(args.seconds), str(args.workers))
        if args.again or key not in {key_of(row) for row in rows(args.rows)}:
            row = run(name, seconds=args.seconds, workers=args.workers)
            append(args.rows, row)
            print(line(row), flush=True)
    if args.table is not None:
        args.table.write_text(table(rows(args.rows)), encoding="utf-8")


def number(name: str) -> int:
    return int(name.removeprefix("Instance"))


def published() -> dict[str, str]:
    with (BENCH / "best_known.csv").open(encoding="utf-8") as file:
        found = (row for row in csv.DictReader(file) if row["set"] == "curtois")
        return {row["instance"]: row["best_published_in_60min"] for row in found}


def run(name: str, *, seconds: int, workers: int) -> Row:
    """Solve one instance and let the checker value it."""
    case = BENCH / "curtois" / f"{name}.txt"
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "roster.json"
        budget = ["--seconds", str(seconds), "--workers", str(workers)]
        words = ["solve", "--format", "curtois", str(case), "-o", str(answer), *budget]
        code = (
            "import sys; from muster.engines.roster.cli import main; sys.exit(main(sys.argv[1:]))"
        )
        subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True)
        checker = [sys.executable, str(BENCH / "check_curtois.py"), str(case), str(answer)]
        judged = json.loads(subprocess.run(checker, capture_output=True, check=False).stdout)
        used_s = json.loads(answer.read_text(encoding="utf-8"))["seconds"]
    return {
        "instance": name,
        "seconds": str(seconds),
        "workers": str(workers),
        "value": str(judged["penalty"]),
        "published": published()[name],
        "bound": str(judged["bound"]),
        "used_s": f"{used_s:.0f}",
        "hard": str(judged["hard"]),
    }


def key_of(row: Row) -> tuple[str, str, str]:
    return row["instance"], row["seconds"], row["workers"]


def rows(file: Path) -> list[Row]:
    """The rows so far; the last one of each key."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as lines:
        found = {key_of(row): row for row in csv.DictReader(lines)}
    return sorted(found.values(), key=lambda r: (int(r["seconds"]), number(r["instance"])))


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
        f"{value:,}" + ("" if row["hard"] == "0" else " (illegal)"),
        f"{int(row['published']):,}" if row["published"] else "-",
        "-" if over is None else f"{over:+.1%}",
        f"{bound:,}",
        f"{(value - bound) / max(1, value):.1%}",
        row["used_s"],
    )
    return "| " + " | ".join(cells) + " |"


def table(found: list[Row]) -> str:
    head = "| instance | allowed s | workers | value | published | excess | bound | gap | used s |"
    lines = [head, "|---" * 9 + "|", *(line(row) for row in found)]
    for seconds in sorted({row["seconds"] for row in found}, key=int):
        over = [x for row in found if row["seconds"] == seconds and (x := excess(row)) is not None]
        mean = sum(max(0.0, x) for x in over) / max(1, len(over))
        lines.append(f"\nMean of max(0, excess) over {len(over)} at {seconds} s: {mean:.2%}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
