"""Adding up 700 reports, and who is missing, beside a plain Python sum of the same rows.

usage: python benchmarks/office/reports.py [--units 700] [--rounds 9]

On SQLite in a temporary directory, or on the PostgreSQL of MUSTER_DATABASE_URL. The reports are
sent through the service. One run measures all: the plain sum reads the same rows and adds the same
fields in a loop; the roll-up is what a page of the level above asks for, sentences, incidents,
sources and what muster knows included.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEY = "b-9xQ2vLw7Zr4Kp8Ym3Nc6Hb1Gf5Ds0Ja-only-for-benches-XyZ"
DUE = date(2030, 6, 6)


def set_up(data: str) -> None:
    os.environ["MUSTER_DATA"] = data
    os.environ.setdefault("MUSTER_SECRET_KEY", KEY)
    os.environ["DJANGO_SETTINGS_MODULE"] = "muster.site.settings"
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django

    django.setup()


def province(units: int) -> Any:
    """One body above grassroots with so many units directly below, and their weekly reports."""
    from django.core.management import call_command
    from tests import make_reports as reports
    from tests import make_season as make

    from muster.office import services
    from muster.office.queries.owing import Owed, reporters
    from muster.season.models import SeasonUnit
    from muster.season.services import open_season

    call_command("migrate", verbosity=0)
    top = make.found("Tỉnh Đo", tier="above_grassroots")
    for number in range(units):
        make.found(f"Xã {number}", tier="grassroots", parent=top)
    season = open_season(
        actor=make.ACTOR,
        now=make.NOW,
        key="bench",
        name="Đo",
        pack=make.PACK,
        root=top,
        tree_on=make.TREE_ON,
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    above = SeasonUnit.objects.select_related("season").get(season=season, depth=0)
    reports.order_all(above)
    below = SeasonUnit.objects.filter(season=season, depth=1).first()
    form = reports.form(below)
    rows = []
    for number, unit in enumerate(reporters(above, form, DUE).select_related("season")):
        owed = Owed(unit, form, DUE)
        words = {"done_text": f"Kết quả của đơn vị {number}"}
        values = {**reports.numbers(owed, number % 17), **words}
        rows.append((owed, services.ReportDraft(values=values)))
    started = time.perf_counter()
    services.send_many(above, rows, actor=make.ACTOR, now=make.NOW)
    return above, form, time.perf_counter() - started


def plain_sum(above: Any, form: Any) -> dict[str, int]:
    """The same rows, added by hand."""
    from muster.office.models import Report
    from muster.packs import FieldKind

    numbers = [key for key, one in form.fields.items() if one.kind is FieldKind.NUMBER]
    rows = Report.objects.filter(receiver=above, form=form.key, due_on=DUE, issue__gt=0)
    totals = dict.fromkeys(numbers, 0)
    for sent in rows.values_list("sent", flat=True):
        for key in numbers:
            totals[key] += sent[key]
    return totals


def median_ms(act: Callable[[], object], rounds: int) -> float:
    """The median of *rounds* runs, after one that does not count."""
    act()
    spent = []
    for _round in range(rounds):
        started = time.perf_counter()
        act()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent) * 1000


def measure(units: int, rounds: int) -> dict[str, Any]:
    from django.db import connection
    from tests import make_reports as reports
    from tests import make_season as make

    from muster.office.queries.filled import filled_for
    from muster.office.queries.owing import Owed, missing
    from muster.office.queries.report_pages import overview

    above, form, sent_s = province(units)
    owed = Owed(above, reports.form(above), DUE)
    later = reports.at(DUE, 10) + timedelta(hours=1)
    plain = plain_sum(above, form)
    found = {key: one.value for key, one in filled_for(owed, now=later).items()}
    summed = [key for key, one in owed.form.fields.items() if one.by and one.by.value == "sum"]
    assert [found[key] for key in summed] == [plain[key] for key in summed]
    plain_ms = median_ms(lambda: plain_sum(above, form), rounds)
    acts = {
        "roll-up": lambda: filled_for(owed, now=later),
        "who is missing": lambda: missing(above, form, DUE, now=later),
        "overview": lambda: overview(Owed(above, form, DUE), now=later),
    }
    return {
        "database": connection.vendor,
        "units": units,
        "plain_ms": plain_ms,
        "sent_ratio": sent_s * 1000 / plain_ms,
        "acts": {
            name: (median_ms(act, rounds) / plain_ms, make.count_queries(act))
            for name, act in acts.items()
        },
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=700)
    parser.add_argument("--rounds", type=int, default=9)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        set_up(data)
        found = measure(said.units, said.rounds)
    print(f"{found['database']}, {found['units']} reports, plain sum {found['plain_ms']:.1f} ms")
    print("| act | times the plain sum | queries |\n|---|---:|---:|")
    print(f"| sending all of them in one act | {found['sent_ratio']:.0f} | |")
    for name, (ratio, queries) in found["acts"].items():
        print(f"| {name} | {ratio:.1f} | {queries} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
