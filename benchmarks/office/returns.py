"""500 returned sheets in one go, against reading the same files with python-calamine alone.

usage: python benchmarks/office/returns.py [--units 500] [--runs 3]

On SQLite in a temporary directory, or on the PostgreSQL of MUSTER_DATABASE_URL:

    python tests/postgres.py python benchmarks/office/returns.py

Every unit sends its sheet back with three cells filled in. Every twentieth was changed here since,
every twenty-fifth comes twice with another value, every fiftieth comes as a plain copy.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from run import create_database, set_up

TWICE, SINCE, COPY = 25, 20, 50
FILLED = ("plan", "drafts", "comments")
FIRST = date(2030, 6, 1)


def season(units: int) -> tuple[Any, Any]:
    """A district with so many base units and their congresses, and a clerk of its office."""
    from tests import make_season as make

    from muster.season.models import SeasonUnit
    from muster.season.services import CongressRow, open_season, plan_congresses
    from muster.tree.table import Role

    top = make.found("Tỉnh Sông Tiền", tier="province")
    east = make.found("Huyện Đông", tier="above_grassroots", parent=top)
    for number in range(units):
        make.found(f"Chi bộ Ấp {number}", tier="grassroots", parent=east)
    opened = open_season(
        actor=make.ACTOR,
        now=make.NOW,
        key="returns",
        name="Đại hội",
        pack=make.PACK,
        root=top,
        tree_on=make.TREE_ON,
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
        deadlines={"grassroots": {"held": date(2030, 8, 31), "reported": date(2030, 9, 10)}},
    )
    rows = SeasonUnit.objects.filter(season=opened)
    days = [
        CongressRow(season_unit_id=unit.pk, starts_on=date(2030, 8, 22))
        for unit in rows.filter(depth=2)
    ]
    plan_congresses(opened, actor=make.ACTOR, now=make.NOW, rows=days)
    district = rows.get(depth=1)
    return district, make.account(rows.get(depth=0), Role.OFFICE)


def filled(content: list[list[Any]], columns: dict[str, int], day: str) -> list[list[Any]]:
    heads, row = content
    row = list(row)
    for name in FILLED:
        row[columns[name]] = day
    return [heads, row]


def returned(folder: Path, district: Any, account: Any) -> list[Any]:
    """Hand the sheets out, fill them in as people do, and gather what comes back."""
    from tests import make_season as make

    from muster.exchange.grids import grid_kind
    from muster.exchange.models import IssuedRow
    from muster.exchange.returning import HIDDEN_HEAD, File
    from muster.exchange.services import issue_sheets
    from muster.exchange.writing import OutSheet, write
    from muster.season.models import Step

    kind = grid_kind("steps")
    assert kind is not None
    grid = kind.open(account.pk, str(district.pk))
    issue_sheets(kind, grid, place=str(district.pk), actor=make.ACTOR, now=make.NOW)
    heads = [*(str(column.label) for column in grid.spec.columns), HIDDEN_HEAD]
    columns = {column.key.partition(":")[2]: at for at, column in enumerate(grid.spec.columns)}
    files = []

    def save(row: Any, name: str, day: str) -> None:
        cells = [row.values.get(column.key) for column in grid.spec.columns]
        sheet = filled([heads, [*cells, row.token]], columns, day)
        path = folder / name
        write(path, [OutSheet(title="Cập nhật", heads=sheet[0], rows=sheet[1:])])
        files.append(File(path, name))

    for number, row in enumerate(IssuedRow.objects.all()):
        save(row, f"{row.key}.xlsx", "1/6/2030")
        if number % COPY == 1:
            save(row, f"{row.key}-copy.xlsx", "1/6/2030")
        if number % TWICE == 2:
            save(row, f"{row.key}-2.xlsx", "2/6/2030")
        if number % SINCE == 3:
            make.hand_in(Step.objects.get(congress__season_unit__code=row.key, key="plan"))
    return files


def timed(act: Callable[[], Any]) -> tuple[float, int, Any]:
    """Seconds, queries, and what it gave."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        started = time.perf_counter()
        result = act()
        spent_s = time.perf_counter() - started
    return spent_s, len(queries), result


def read_alone(files: list[Any]) -> int:
    """What any reader has to do: open each file and take its cells."""
    from python_calamine import load_workbook

    cells = 0
    for file in files:
        with load_workbook(file.path) as book:
            for name in book.sheet_names:
                cells += sum(len(row) for row in book.get_sheet_by_name(name).to_python())
    return cells


def measure(units: int, runs: int) -> dict[str, Any]:
    from django.core.management import call_command

    create_database()
    call_command("migrate", verbosity=0)
    from tests import make_season as make

    import muster.site.urls  # noqa: F401  # registers the grids
    from muster.exchange import services
    from muster.exchange.models import Conflict
    from muster.season.services import counters_equal

    district, account = season(units)
    params = {"kind": "steps", "place": str(district.pk), "account_id": account.pk}
    with tempfile.TemporaryDirectory() as folder:
        files = returned(Path(folder), district, account)
        alone = min(timed(lambda: read_alone(files))[0] for _ in range(runs))
        act = {"actor": make.ACTOR, "now": make.NOW}

        def stage() -> Any:
            return services.stage_returned(files, params=params, **act)

        for _ in range(runs - 1):
            services.drop(stage().pk)
        stage_s, stage_queries, staged = timed(stage)
        apply_s, apply_queries, _done = timed(lambda: services.apply(staged.pk, **act))
        again = stage()
    codes = [fault["code"] for row in staged.rows.all() for fault in row.faults]
    return {
        "files": len(files),
        "rows taken": staged.counts["sheets"]["steps"].get("changed", 0),
        "conflicts": Conflict.objects.count(),
        "copies": codes.count("return.copy"),
        "calamine alone s": alone,
        "preview s": stage_s,
        "queries": stage_queries,
        "apply s": apply_s,
        "queries to apply": apply_queries,
        "ratio": (stage_s + apply_s) / alone,
        "changed by sending all again": again.counts["sheets"]["steps"].get("changed", 0),
        "counters equal": counters_equal(district.season),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        set_up(data)
        os.environ["MUSTER_NOW"] = "2030-06-03T09:00:00+07:00"
        from django.conf import settings
        from tests import make_season as make

        settings.MUSTER_NOW = make.NOW
        found = measure(said.units, said.runs)
    for name, value in found.items():
        print(f"| {name} | {value:,.2f} |" if isinstance(value, float) else f"| {name} | {value} |")
    twice, since = (len(range(first, said.units, step)) for first, step in ((2, TWICE), (3, SINCE)))
    is_whole = found["conflicts"] == len(FILLED) * 2 * twice + since
    is_quiet = found["changed by sending all again"] == 0 and found["counters equal"]
    return 0 if is_whole and is_quiet else 1


if __name__ == "__main__":
    sys.exit(main())
