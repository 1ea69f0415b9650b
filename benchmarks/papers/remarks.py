"""20,000 remarks of 700 units on a draft of 1,200 paragraphs: a page asks what it asks with 200.

usage: python benchmarks/papers/remarks.py [--sizes 200 20000] [--units 700] [--rounds 7]

On SQLite in a temporary directory, or on the PostgreSQL of MUSTER_DATABASE_URL. The remarks are
entered, merged and passed on through the services: each commune enters a lot, its district merges
what looks alike and passes all on. Pages are asked for through Django's client, signed in as the
province's office; the counters are rebuilt and must be equal.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEY = "b-9xQ2vLw7Zr4Kp8Ym3Nc6Hb1Gf5Ds0Ja-only-for-benches-XyZ"
DISTRICTS = 20
PARAGRAPHS = 1_200
HOT = 600  # one paragraph that everybody speaks of


def set_up(data: str) -> None:
    os.environ["MUSTER_DATA"] = data
    os.environ.setdefault("MUSTER_SECRET_KEY", KEY)
    os.environ["DJANGO_SETTINGS_MODULE"] = "muster.site.settings"
    os.environ.setdefault("DJANGO_ALLOWED_HOSTS", "testserver")
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django
    from django.test.utils import setup_test_environment

    django.setup()
    setup_test_environment()


def province(units: int, key: str) -> Any:
    """A province with districts and communes, and a round on its draft."""
    from tests import make_papers
    from tests import make_remarks as mr
    from tests import make_season as make

    from muster.season.models import SeasonUnit
    from muster.season.services import open_season

    top = make.found(f"Tỉnh Đo {key}", tier="province")
    districts = [
        make.found(f"Huyện {key} {n}", tier="above_grassroots", parent=top)
        for n in range(DISTRICTS)
    ]
    for n in range(units - DISTRICTS - 1):
        make.found(f"Xã {key} {n}", tier="grassroots", parent=districts[n % DISTRICTS])
    season = open_season(
        actor=make.ACTOR,
        now=make.NOW,
        key=f"bench-{key}",
        name="Đo",
        pack=make.PACK,
        root=top,
        tree_on=make.TREE_ON,
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    bodies = list(SeasonUnit.objects.select_related("season").filter(season=season))
    text = "\n".join(
        f"Đoạn {n} của dự thảo nói về chỉ tiêu thứ {n}, với số liệu và giải pháp cụ thể."
        for n in range(1, PARAGRAPHS + 1)
    )
    version = make_papers.version(make_papers.document(bodies[0]), text)
    started = time.perf_counter()
    opened = mr.open_round(version, bodies)
    return bodies[0], opened, time.perf_counter() - started


def drafts(lot: int, unit: int) -> list[Any]:
    """What one commune says: some on the hot paragraph, the others all over the text."""
    from tests import make_remarks as mr

    from muster.papers.services.remarks import RemarkDraft

    return [
        RemarkDraft(
            kind=mr.KIND,
            text=f"Đề nghị bổ sung số liệu {(unit * 31 + n) % 97} và giải pháp cho nội dung này",
            number=HOT if n % 7 == 0 else 1 + (unit * 37 + n * 101) % PARAGRAPHS,
            spoke=1 + n % 3,
            members=3 + (unit + n) % 40,
        )
        for n in range(lot)
    ]


def fill(opened: Any, count: int) -> tuple[float, float]:
    """Enter *count* remarks at the communes and bring them up; seconds for both."""
    from tests import make_remarks as mr
    from tests import make_season as make

    from muster.papers.models import Remark, RoundDesk, Source
    from muster.papers.services import remarks as services
    from muster.papers.services.remarks import IntakeDraft, RemarkDraft

    leaves = list(RoundDesk.objects.filter(round=opened, depth=2).order_by("pk"))
    lots = [count // len(leaves) + (n < count % len(leaves)) for n in range(len(leaves))]
    started = time.perf_counter()
    for n, (desk, lot) in enumerate(zip(leaves, lots, strict=True)):
        if lot:
            services.enter_remarks(
                desk,
                actor=make.ACTOR,
                now=make.NOW,
                intake=IntakeDraft(source=Source.SHEET),
                remarks=drafts(lot, n),
            )
            mr.pass_on(desk)
    entered_s = time.perf_counter() - started
    started = time.perf_counter()
    for district in RoundDesk.objects.filter(round=opened, depth=1).order_by("pk"):
        hot = list(
            Remark.objects.filter(desk=district, number=HOT).values_list("pk", flat=True)[:20]
        )
        if len(hot) > 1:
            services.merge(
                district,
                actor=make.ACTOR,
                now=make.NOW,
                parts=hot,
                draft=RemarkDraft(kind=mr.KIND, text="Đề nghị bổ sung số liệu"),
            )
        district.refresh_from_db()
        if district.lying:
            mr.pass_on(district)
    return entered_s, time.perf_counter() - started


def median_ms(act: Callable[[], object], rounds: int) -> float:
    """The median of *rounds* runs, after one that does not count."""
    act()
    spent = []
    for _round in range(rounds):
        started = time.perf_counter()
        act()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent) * 1000


def pages(owner: Any) -> dict[str, str]:
    from django.urls import reverse

    return {
        "a paragraph's page": reverse("papers:desk-paragraph", args=[owner.pk, HOT]),
        "paragraphs of the desk": reverse("papers:round-desk", args=[owner.pk]),
        "the whole text of it": reverse("papers:round-desk", args=[owner.pk]) + "?kind=all",
        "remarks as written": reverse("papers:desk-written", args=[owner.pk]),
        "remarks and answers": reverse("papers:synthesis", args=[owner.round_id]),
        "who is missing": reverse("papers:desk-missing", args=[owner.pk]),
        "the round": reverse("papers:round", args=[owner.round_id]),
    }


def measure(count: int, units: int, rounds: int) -> dict[str, Any]:
    from django.test import Client
    from tests import make_remarks as mr
    from tests import make_season as make

    from muster.papers.models import Remark
    from muster.papers.services import remarks as services
    from muster.papers.services.remarks.counting import counters_equal
    from muster.tree.table import Role

    top, opened, opened_s = province(units, str(count))
    entered_s, passed_s = fill(opened, count)
    owner = mr.desk(opened, top)
    client = Client()
    client.force_login(
        make.account(top, Role.OFFICE), backend="django.contrib.auth.backends.ModelBackend"
    )
    found: dict[str, Any] = {
        "remarks": Remark.objects.filter(round=opened).exclude(source="merged").count(),
        "on the owner's desk": owner.lying,
        "on the hot paragraph": Remark.objects.filter(desk=owner, number=HOT).count(),
        "opened_s": opened_s,
        "entered_s": entered_s,
        "passed_s": passed_s,
        "pages": {},
    }
    for name, address in pages(owner).items():
        answer = client.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        queries = make.count_queries(lambda address=address: client.get(address))
        spent = median_ms(lambda address=address: client.get(address), rounds)
        found["pages"][name] = (queries, spent)
    started = time.perf_counter()
    found["equal"] = counters_equal(opened)
    found["proof_s"] = time.perf_counter() - started
    (one,) = mr.enter(owner, "Ý kiến sau cùng", number=HOT)
    services.hold(opened, actor=make.ACTOR, now=make.NOW)
    started = time.perf_counter()
    mr.decide(owner, one)
    found["decide_ms"] = 1000 * (time.perf_counter() - started)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 20_000])
    parser.add_argument("--units", type=int, default=700)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as data:
        set_up(data)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        found = {size: measure(size, asked.units, asked.rounds) for size in asked.sizes}
    return report(found, asked.units)


def report(found: dict[int, dict[str, Any]], units: int) -> int:
    print(f"{units} units, {PARAGRAPHS} paragraphs")
    for name in ("remarks", "on the owner's desk", "on the hot paragraph"):
        print(f"{name:28}", *(f"{one[name]:>16,}" for one in found.values()))
    for name in ("opened_s", "entered_s", "passed_s", "proof_s", "decide_ms"):
        print(f"{name:28}", *(f"{one[name]:>16.2f}" for one in found.values()))
    more = []
    for name in next(iter(found.values()))["pages"]:
        cells = [one["pages"][name] for one in found.values()]
        counts = [queries for queries, _ms in cells]
        more += [name] if max(counts) > counts[0] else []
        print(f"{name:28}", *(f"{queries:>4} queries {ms:>4.0f} ms" for queries, ms in cells))
    equal = all(one["equal"] for one in found.values())
    print(f"pages that ask more at a larger size: {', '.join(more) or 'none'}")
    print(f"counters equal a rebuild: {equal}")
    return 0 if equal and not more else 1


if __name__ == "__main__":
    sys.exit(main())
