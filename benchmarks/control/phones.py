"""Phones that replay their queues through a network that cuts, doubles and reorders.

usage: python benchmarks/control/phones.py [--phones 500] [--entries 200] [--rooms 25] [--batch 20]
       [--dir DIR]

A real server, a proxy in front of it, and phones that send batches of their queues until each
entry has its number. Of each request the proxy loses some before the server, loses the answer of
some behind it, sends some twice, and lets copies of some arrive later, behind newer ones. In the
end the record is held against what the phones made and were told: nothing lost, nothing double,
the same number each time; and every room must be what its entries say.
"""

import argparse
import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

ROOT = Path(__file__).resolve().parents[2]
KEY = secrets.token_urlsafe(64)
SEED = 1
# The clock of the rooms, as tests/make_control.py opens them.
NOW = "2030-08-22T09:42:17+07:00"
WORDS = ("đủ quân số, bình thường", "lối thoát thông", "xe đưa đón đã đến", "cửa kẹt, đã sửa")
FAULTS = {"lost": 0.08, "cut": 0.08, "twice": 0.08, "late": 0.08}
# So many phones have a request under way at a time: as many as one server should be asked for.
AT_ONCE = 4
LONGEST_LATE_S = 2.0


def set_up(data: Path) -> None:
    os.environ["MUSTER_DATA"] = str(data)
    os.environ["MUSTER_SECRET_KEY"] = KEY
    os.environ["DJANGO_SETTINGS_MODULE"] = "muster.site.settings"
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    import django

    django.setup()
    from django.core.management import call_command

    for database in ("default", "queue"):
        call_command("migrate", database=database, verbosity=0)


@dataclass
class Phone:
    """A signed-in phone: its account, cookies, shift, and what it made and was told."""

    account: int
    cookie: str
    csrf: str
    shift: int
    entries: dict[str, dict[str, Any]]
    told: dict[str, set[int]] = field(default_factory=dict)

    @property
    def open(self) -> list[dict[str, Any]]:
        return [entry for key, entry in self.entries.items() if key not in self.told]


def make_phones(phones: int, entries: int, rooms: int) -> list[Phone]:
    """Events with a plan and an open room, officers on their first posts, and their queues."""
    from django.test import Client
    from tests import make_control as make
    from tests import make_duty

    from muster.control import services
    from muster.duty.models import Assignment, Roster, Shift
    from muster.tree.models import Account

    random, world, made = Random(SEED), make_duty.world(), []
    names = [f"{make_duty.NAMES[n % len(make_duty.NAMES)]} {n}" for n in range(phones)]
    officers = make_duty.officers(world, names=names)
    roster = make_duty.draft(world)
    for number in range(rooms):
        event = make_duty.event(world)
        make_duty.plan(event)
        services.open_room(event, actor=make.TAM, now=make.NOW - timedelta(hours=2))
        shifts = list(Shift.objects.filter(post__plan__event=event, of_vehicles=False))
        for place, officer in enumerate(officers[number::rooms]):
            shift = shifts[place % len(shifts)]
            Assignment.objects.create(roster=roster, shift=shift, officer=officer)
            account = Account.objects.create_user(f"phone{officer.pk}", person=officer.person)
            client = Client()
            client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
            made.append(
                Phone(
                    account=account.pk,
                    cookie=client.cookies["sessionid"].value,
                    csrf=secrets.token_hex(16),
                    shift=shift.pk,
                    entries=queue(entries, shift.pk, random),
                )
            )
    # the roster is not under test: it is put into force as it is
    Roster.objects.filter(pk=roster.pk).update(state=Roster.State.PUBLISHED, published_at=make.NOW)
    return made


def queue(entries: int, shift: int, random: Random) -> dict[str, dict[str, Any]]:
    """Coming, reports of some hours, leaving: a queue as a lost network leaves it."""
    start, made = datetime.now(UTC) - timedelta(hours=6), {}
    for place in range(entries):
        act = "check_in" if place == 0 else "check_out" if place == entries - 1 else "report"
        key = str(uuid4())
        made[key] = {
            "uuid": key,
            "act": act,
            "at": (start + timedelta(minutes=place)).isoformat(),
            "shift": shift,
            "text": random.choice(WORDS) if act == "report" else "",
        }
    return made


class Proxy:
    """Between phones and server; each request meets a fate drawn from FAULTS."""

    def __init__(self, port: int, random: Random) -> None:
        self.port, self.random, self.fates = port, random, Counter[str]()
        self.late: set[asyncio.Task[None]] = set()

    def fate(self) -> str:
        drawn = self.random.random()
        for name, share in FAULTS.items():
            if drawn < share:
                return name
            drawn -= share
        return "whole"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await whole(reader)
            fate = self.fate()
            self.fates[fate] += 1
            if fate == "late":
                self.later(request)
            if fate in ("lost", "late"):
                return
            answer = await self.forward(request)
            if fate == "twice":
                answer = await self.forward(request)
            if fate != "cut":
                writer.write(answer)
                await writer.drain()
        finally:
            writer.close()

    def later(self, request: bytes) -> None:
        async def send() -> None:
            await asyncio.sleep(self.random.random() * LONGEST_LATE_S)
            await self.forward(request)

        task = asyncio.ensure_future(send())
        self.late.add(task)
        task.add_done_callback(self.late.discard)

    async def forward(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()


async def whole(reader: asyncio.StreamReader) -> bytes:
    """One request with its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.startswith(b"Content-Length")
    )
    return head + await reader.readexactly(length)


async def send(phone: Phone, batch: list[dict[str, Any]], port: int) -> None:
    """One request through the proxy; an answer that does not come is another try later."""
    body = json.dumps({"sent_at": datetime.now(UTC).isoformat(), "entries": batch}).encode()
    head = (
        f"POST /api/phone/entries HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
        f"Cookie: sessionid={phone.cookie}; csrftoken={phone.csrf}\r\nX-CSRFToken: {phone.csrf}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.encode() + body)
        await writer.drain()
        answer = await reader.read()
    finally:
        writer.close()
    status, _, said = answer.partition(b"\r\n\r\n")
    if not answer or status.startswith(b"HTTP/1.1 503"):
        return
    if not status.startswith(b"HTTP/1.1 200"):
        raise SystemExit(answer[:2000].decode())
    for one in json.loads(said)["answers"]:
        if one["fate"] != "recorded":
            raise SystemExit(f"not recorded: {one}")
        phone.told.setdefault(one["uuid"], set()).add(one["number"])


async def replay(
    phone: Phone, port: int, random: Random, gate: asyncio.Semaphore, batch_most: int
) -> int:
    """Send until every entry has a number; in any order, with some that have one already."""
    tries = 0
    while left := phone.open:
        batch = left[:batch_most]
        known = [phone.entries[key] for key in list(phone.told)[-3:]]
        batch = [*batch, *known]
        random.shuffle(batch)
        async with gate:
            await send(phone, batch, port)
        tries += 1
    return tries


async def replay_all(phones: list[Phone], port: int, batch: int) -> tuple[Counter[str], int]:
    random = Random(SEED)
    proxy = Proxy(port, random)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, limit=2**20)
    front = server.sockets[0].getsockname()[1]
    gate = asyncio.Semaphore(AT_ONCE)
    tries = sum(await asyncio.gather(*(replay(one, front, random, gate, batch) for one in phones)))
    while proxy.late:
        await asyncio.gather(*proxy.late)
    server.close()
    return proxy.fates, tries


def started(port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "muster.cli", "serve", "--port", str(port)],
        env={**os.environ, "MUSTER_NOW": NOW, "PYTHONPATH": str(ROOT / "src")},
    )
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    raise SystemExit("the server did not come")


def judged(phones: list[Phone]) -> dict[str, Any]:
    """The record against what the phones made and were told."""
    from muster.control import services
    from muster.control.models import Line
    from muster.ledger.models import Entry

    made = {UUID(key): phone for phone in phones for key in phone.entries}
    accounts = [phone.account for phone in phones]
    lines = list(Line.objects.filter(account__in=accounts).values_list("pk", flat=True))
    numbers = dict(Entry.objects.filter(kind="control.line").values_list("uuid", "counter"))
    return {
        "lost": len(set(made) - set(lines)),
        "double": len(lines) - len(set(lines)) + len(set(lines) - set(made)),
        "told otherwise": sum(
            phone.told[str(key)] != {numbers.get(key)} for key, phone in made.items()
        ),
        "rows not as recorded": services.rebuild(is_trial=True).rows,
        "entries of the record": Entry.objects.count(),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--phones", type=int, default=500)
    parser.add_argument("--entries", type=int, default=200)
    parser.add_argument("--rooms", type=int, default=25)
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--dir", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.dir) as data:
        set_up(Path(data))
        phones = make_phones(given.phones, given.entries, given.rooms)
        port = free_port()
        server = started(port)
        try:
            begun = time.perf_counter()
            fates, tries = asyncio.run(replay_all(phones, port, given.batch))
            spent_s = time.perf_counter() - begun
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)
        found = judged(phones)
    total = given.phones * given.entries
    print(
        f"{given.phones} phones x {given.entries} entries in {given.rooms} rooms: {total} entries"
    )
    print(f"{tries} requests through the proxy: " + ", ".join(f"{n} {k}" for k, n in fates.items()))
    print(
        f"{spent_s:.0f} s, {total / spent_s:.0f} entries a second on a machine shared with others"
    )
    for name, value in found.items():
        print(f"{name}: {value}")
    wrong = found["lost"] + found["double"] + found["told otherwise"]
    return 1 if wrong or found["rows not as recorded"] else 0


if __name__ == "__main__":
    sys.exit(main())
