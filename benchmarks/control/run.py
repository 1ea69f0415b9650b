"""Rebuilding control rooms from the record: equal to the live tables, and how fast.

usage: python benchmarks/control/run.py [--entries 20000] [--rooms 4] [--dir DIR]

Every row is made by the services that the page calls, several acts in one commit so that the disk
does not set the pace. Then the record alone must give the same tables: held against them, and made
again after all of them were emptied. Beside it stands plain iteration of the same entries, in the
same run: the rows fetched and thrown away, and fetched with their bodies read as JSON.
"""

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEY = "b-9xQ2vLw7Zr4Kp8Ym3Nc6Hb1Gf5Ds0Ja-only-for-benches-XyZ"
ACTS_A_COMMIT = 100
SEED = 1


def set_up(data: Path) -> None:
    os.environ["MUSTER_DATA"] = str(data)
    os.environ.setdefault("MUSTER_SECRET_KEY", KEY)
    os.environ["DJANGO_SETTINGS_MODULE"] = "muster.site.settings"
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    # a commit of a hundred acts is meant to be long
    logging.getLogger("muster.ledger").setLevel(logging.ERROR)


def typed_lines(random: Random) -> Iterator[str]:
    """What a room hears: mostly routine reports, now and then something that goes on."""
    for number in range(1, 5):
        yield f"@{number} vt"
    incidents = 0
    while True:
        team, chance = random.randint(1, 4), random.random()
        if chance < 0.7:
            yield f"@{team} dk"
        elif chance < 0.85:
            yield f"@{team} ghế cản lối đi số {random.randint(1, 9)} đã dọn, có ảnh"
        elif chance < 0.9:
            yield f"@{team} kl"
        elif chance < 0.93:
            incidents += 1
            yield f"@{team} /yt đại biểu choáng, hàng ghế {random.randint(1, 30)}"
            yield f"@{team} nl #{incidents}"
            yield f"@{team} /den #{incidents}"
            yield f"@{team} vt"
            yield f"#{incidents} /kt đã chuyển viện"
        else:
            yield f"@{team} /viec kiểm tra lối {random.randint(1, 9)} +10"


def fill(entries: int, rooms: int) -> float:
    """Acts through the services until the record holds so many entries; acts per second."""
    from tests import make_control as make
    from tests import make_duty

    from muster.control import services
    from muster.control.services import Typed
    from muster.ledger.models import Entry
    from muster.ledger.services import recorded

    world = make_duty.world()
    events = [make_duty.event(world) for _ in range(rooms)]
    for event in events:
        make_duty.plan(event)
    opened = [services.open_room(event, actor=make.TAM, now=make.NOW) for event in events]
    lines = [typed_lines(Random(SEED + place)) for place in range(rooms)]
    acts, now, started = 0, make.NOW, time.perf_counter()
    while Entry.objects.count() < entries:
        with recorded(make.TAM, now=now):
            for _ in range(ACTS_A_COMMIT):
                now += timedelta(seconds=2)
                room = acts % rooms
                typed = Typed(text=next(lines[room]))
                services.write_line(opened[room].pk, actor=make.TAM, now=now, typed=typed)
                acts += 1
    return acts / (time.perf_counter() - started)


def timed(work: Callable[[], int]) -> tuple[int, float]:
    """What *work* counted, and the seconds that it took."""
    started = time.perf_counter()
    count = work()
    return count, time.perf_counter() - started


def iterate() -> int:
    """Plain iteration: every column that a projection needs, thrown away."""
    from muster.control.bridge.rebuilding import FIELDS, entries_of, rooms_recorded

    count = 0
    for room in rooms_recorded():
        for _ in entries_of(room).values_list(*FIELDS).iterator(2000):
            count += 1
    return count


def iterate_reading() -> int:
    """The same with every body read as JSON."""
    from muster.control.bridge.rebuilding import FIELDS, entries_of, rooms_recorded

    count, text = 0, FIELDS.index("text")
    for room in rooms_recorded():
        for values in entries_of(room).values_list(*FIELDS).iterator(2000):
            json.loads(values[text])
            count += 1
    return count


def fold() -> int:
    """The rows out of the record, in memory."""
    from muster.control.bridge.merging import standing_now
    from muster.control.bridge.rebuilding import entries_of, rooms_recorded, rows_recorded

    standing = standing_now()
    folded = (rows_recorded(room, entries_of(room), standing)[0] for room in rooms_recorded())
    return sum(len(rows) for kinds in folded for rows in kinds.values())


def check() -> int:
    """The tables held against the record; the rows that differ."""
    from muster.control.services import rebuild

    return rebuild(is_trial=True).rows


def make_again() -> int:
    """All tables emptied and made again from the record."""
    from django.db import transaction
    from tests.control.test_rebuild import lose

    from muster.control.services import rebuild

    with transaction.atomic():  # what points at a lost row is checked when all are back
        lose()
        return rebuild().rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--rooms", type=int, default=4)
    parser.add_argument("--dir", default=None)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=said.dir) as home:
        set_up(Path(home))
        report(said.entries, said.rooms)


def report(entries: int, rooms: int) -> None:
    acts_per_s = fill(entries, rooms)
    from tests.control.test_rebuild import dump

    live = dump()
    count, plain_s = timed(iterate)
    found: dict[str, Any] = {"entries": count, "rooms": rooms, "live_acts_per_s": acts_per_s}
    found["rows"], fold_s = timed(fold)
    differing, check_s = timed(check)
    _, reading_s = timed(iterate_reading)
    made, again_s = timed(make_again)
    found |= {"differing_rows": differing, "rows_made_again": made}
    found["equal"] = differing == 0 and dump() == live
    for name, spent_s in (
        *(("plain iteration", plain_s), ("with JSON read", reading_s), ("fold", fold_s)),
        *(("check", check_s), ("made again", again_s)),
    ):
        found[name] = f"{count / spent_s:,.0f} entries/s, {plain_s / spent_s:.2f} of plain"
    print(json.dumps(found, indent=1))
    sys.exit(0 if found["equal"] else 1)


if __name__ == "__main__":
    main()
