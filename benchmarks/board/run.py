"""The season board at 700 and at 52,000 congresses: number of queries and time.

usage: python benchmarks/board/run.py [--sizes 700 52000] [--rounds 25] [--dir DIR]

Each size gets a fresh SQLite file with a province of groups and units, congresses over four
months with a realistic spread of progress, planned through the season's own services. Then the
questions of the board page are asked turn by turn, and the medians compared.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
GROUPS = 12
GROUP = "one group: "
FIRST = date(2030, 5, 1)
TODAY = date(2030, 8, 10)
NOW = datetime(2030, 8, 10, 2, 0, tzinfo=UTC)


def build(size: int) -> None:
    """A season of *size* congresses, three months in."""
    from muster.ledger.actor import command
    from muster.packs import load
    from muster.season import services
    from muster.season.models import SeasonUnit, Snapshot
    from muster.season.services import CongressRow, ProgressRow
    from muster.tree.models import ParentEdge, Unit, UnitVersion

    actor, pack = command("benchmark"), load("vn-party-2025")
    tiers = sorted(pack.tiers.values(), key=lambda tier: tier.level)
    units = Unit.objects.bulk_create(
        Unit(founded_on=date(2000, 1, 1)) for _ in range(size + GROUPS)
    )
    tier_of = [tiers[-1].key] + [tiers[-2].key] * (GROUPS - 1) + [tiers[2].key] * size
    UnitVersion.objects.bulk_create(
        (
            UnitVersion(
                unit=unit,
                code=f"U{n:06}",
                name=f"Unit {n}",
                tier=tier_of[n],
                valid_from=date(2000, 1, 1),
                sort_key=f"{n:06}",
                search_key=f"unit {n}",
            )
            for n, unit in enumerate(units)
        ),
        batch_size=500,
    )
    parents = [units[0]] * (GROUPS - 1) + [units[1 + n % (GROUPS - 1)] for n in range(size)]
    ParentEdge.objects.bulk_create(
        (
            ParentEdge(
                child=child,
                parent=parent,
                kind=pack.season_edge.key,
                valid_from=date(2000, 1, 1),
            )
            for child, parent in zip(units[1:], parents, strict=True)
        ),
        batch_size=500,
    )
    season = services.open_season(
        actor=actor,
        now=NOW,
        key="bench",
        name="Benchmark",
        pack=pack.key,
        root=units[0],
        tree_on=date(2030, 1, 1),
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    chance = random.Random(7)
    rows = [
        CongressRow(
            season_unit_id=pk, starts_on=FIRST + timedelta(days=int(120 * chance.random() ** 0.8))
        )
        for pk in SeasonUnit.objects.filter(season=season, depth=2).values_list("pk", flat=True)
    ]
    for part in range(0, len(rows), 2000):
        services.plan_congresses(season, actor=actor, now=NOW, rows=rows[part : part + 2000])
    progress(season, actor, chance, ProgressRow)
    for root in SeasonUnit.objects.filter(season=season, parent=None):
        for days in range(1, 100):
            day = TODAY - timedelta(days=days)
            Snapshot.objects.create(
                season_unit=root,
                taken_on=day,
                taken_at=NOW,
                total=size,
                finished=max(0, size - 5 * days),
                held=0,
                reported=0,
                ratified=0,
                late=3,
            )


def progress(season: object, actor: object, chance: random.Random, row: type) -> None:
    """What was due is accepted, but for three congresses in a hundred."""
    from muster.season import services
    from muster.season.models import Congress, Step

    ids = list(Congress.objects.filter(season=season).order_by("pk").values_list("pk", flat=True))
    for part in range(0, len(ids), 1000):
        steps = Step.objects.filter(congress__in=ids[part : part + 1000], due_on__lt=TODAY)
        stuck = set(chance.sample(ids, max(1, len(ids) // 33)))
        rows = []
        for step in steps.order_by("congress_id", "position"):
            if step.congress_id in stuck and step.due_on > TODAY - timedelta(days=9):
                continue
            rows.append(
                row(
                    congress_id=step.congress_id,
                    step=step.key,
                    state="accepted",
                    done_on=step.due_on,
                )
            )
        services.import_progress(season, actor=actor, now=NOW, rows=rows)


def questions(unit: object) -> dict[str, Callable[[], object]]:
    from muster.season import queries

    return {
        "board": lambda: queries.board(unit, today=TODAY),
        "late, first 10": lambda: queries.missing(unit, today=TODAY, kind="late", limit=10),
        "matrix, 60 rows": lambda: queries.matrix(unit, today=TODAY),
        "next 14 days": lambda: queries.upcoming(unit, today=TODAY),
        "since yesterday": lambda: queries.changes(unit, today=TODAY),
        "lines": lambda: queries.progress_lines(unit, today=TODAY),
        "forecast": lambda: queries.forecast(unit, today=TODAY),
    }


def serve(size: int) -> None:
    """Build the season unless it is there, then answer "queries" and "turn" lines with JSON."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from muster.season.models import SeasonUnit

    call_command("migrate", verbosity=0)
    if not SeasonUnit.objects.exists():
        build(size)
    root = SeasonUnit.objects.select_related("season").get(parent=None)
    group = SeasonUnit.objects.select_related("season").filter(depth=1).first()
    asked = {
        **questions(root),
        **{f"{GROUP}{name}": ask for name, ask in questions(group).items()},
    }
    print("ready", flush=True)
    for line in sys.stdin:
        found = {}
        for name, ask in asked.items():
            if line.strip() == "queries":
                with CaptureQueriesContext(connection) as queries:
                    ask()
                found[name] = len(queries)
            else:
                started = time.perf_counter()
                ask()
                found[name] = time.perf_counter() - started
        print(json.dumps(found), flush=True)


class Season:
    """One season in a process of its own, asked turn by turn."""

    def __init__(self, size: int, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        env = {
            **os.environ,
            "MUSTER_DATA": str(folder),
            "MUSTER_SECRET_KEY": "benchmark-9xQ2vLw7Zr4Kp8Ym3Nc6Hb1Gf5Ds0Ja-only-for-this",
            "DJANGO_SETTINGS_MODULE": "muster.site.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        env.pop("MUSTER_DATABASE_URL", None)
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--one", str(size)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.strip() == "ready":
                return
        raise SystemExit("the season could not be built")

    def ask(self, what: str) -> dict[str, float]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        answer: dict[str, float] = json.loads(self.process.stdout.readline())
        return answer

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs=2, default=(700, 52_000))
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--dir", type=Path, help="keep the databases here")
    parser.add_argument("--one", type=int)
    asked = parser.parse_args()
    if asked.one:
        serve(asked.one)
        return
    with tempfile.TemporaryDirectory(prefix="board-") as name:
        folder = asked.dir or Path(name)
        seasons = [Season(size, folder / str(size)) for size in asked.sizes]
        for season in seasons:
            season.wait()
        report(seasons, asked.sizes, asked.rounds)
        for season in seasons:
            season.end()


def report(seasons: list[Season], sizes: list[int], rounds: int) -> None:
    queries = [season.ask("queries") for season in seasons]
    turns = [[season.ask("turn") for season in seasons] for _ in range(rounds)]
    print(f"| question | queries | {sizes[0]:,} | {sizes[1]:,} | ratio |")
    print("|---|---:|---:|---:|---:|")
    for is_group in (False, True):
        names = [name for name in queries[0] if name.startswith(GROUP) == is_group]
        for name in names:
            line(name, [name], queries, turns)
        line(f"**{GROUP if is_group else ''}whole page**", names, queries, turns)


def line(title: str, names: list[str], queries: list[dict], turns: list[list[dict]]) -> None:
    counts = [sum(found[name] for name in names) for found in queries]
    spent = [[sum(found[name] for name in names) for found in turn] for turn in turns]
    small, large = (median(turn[i] for turn in spent) for i in (0, 1))
    ratio = median(turn[1] / turn[0] for turn in spent)
    shown = str(counts[0]) if counts[0] == counts[1] else f"{counts[0]} / {counts[1]}"
    print(f"| {title} | {shown} | {1000 * small:.1f} ms | {1000 * large:.1f} ms | {ratio:.2f} |")


if __name__ == "__main__":
    main()
