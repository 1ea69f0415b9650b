"""A room under load: acknowledged lines over HTTP beside raw durable inserts, while many listen.

usage: python benchmarks/control/live.py [--clients 1000] [--seconds 10] [--writers 4]
           [--flush-ms MS] [--dir DIR]

One server as it is run, its database in a temporary directory. Turn by turn in one run: raw
inserts, one durable commit each, into a table on the same disk; lines typed into one room by
writers that wait for each receipt, with nobody listening; the same while the clients listen, of
which a third is cut at a time and comes back with the last number that it has. At the end every
client must have heard every line that was recorded since it came, once and in order.

--flush-ms: each flush of the disk waits so long, for raw inserts and server alike (slow_flush.c;
needs a C compiler): a laptop's disk on a machine whose own says "done" at once.
"""

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parent))
from run import ROOT, set_up

WINDOWS_AN_ACCOUNT = 10
CUTS = 3
CSRF = "b" * 32
READY_WITHIN_S = 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make(accounts: int) -> tuple[str, list[str]]:
    """An open room, and the sessions of so many commanders who may read it."""
    from tests import make_control, make_duty
    from tests.live.listening import signed_in

    from muster.tree.table import Role

    day = make_control.day()
    people = [make_duty.account(Role.COMMANDER, on=day.world.root) for _ in range(accounts)]
    return str(day.room.pk), [signed_in(account) for account in people]


def raw_rate(folder: Path, seconds: float) -> float:
    """Durable single-row commits per second: WAL, synchronous=FULL, one prepared statement."""
    import sqlite3

    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, text TEXT, at TEXT)"
    )
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        connection.execute("INSERT INTO line (text, at) VALUES (?, ?)", ("x" * 300, "2030-08-22"))
        count += 1
    rate = count / (time.perf_counter() - started)
    connection.close()
    return rate


class Writer(threading.Thread):
    """Types one line after the other and waits for each receipt."""

    def __init__(self, port: int, room: str, session: str, until_s: float) -> None:
        super().__init__()
        self._port, self._room, self._session, self._until_s = port, room, session, until_s
        self.spent_s: list[float] = []
        self.faults = 0

    def run(self) -> None:
        connection = http.client.HTTPConnection("localhost", self._port)
        headers = {
            "Cookie": f"sessionid={self._session}; csrftoken={CSRF}",
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        while time.perf_counter() < self._until_s:
            said = {"csrfmiddlewaretoken": CSRF, "text": "@1 dk", "uuid": str(uuid4())}
            started = time.perf_counter()
            connection.request("POST", f"/control/{self._room}/lines", urlencode(said), headers)
            answer = connection.getresponse()
            answer.read()
            self.spent_s.append(time.perf_counter() - started)
            self.faults += answer.status != 200
        connection.close()


def write(port: int, room: str, sessions: Sequence[str], seconds: float) -> dict[str, Any]:
    """What the writers got in so many seconds: receipts per second and how long each took."""
    started = time.perf_counter()
    crew = [Writer(port, room, session, started + seconds) for session in sessions]
    for writer in crew:
        writer.start()
    for writer in crew:
        writer.join()
    spent = sorted(one for writer in crew for one in writer.spent_s)
    rate = len(spent) / (time.perf_counter() - started)
    return {
        "lines_per_s": round(rate, 1),
        "p50_ms": round(1000 * spent[len(spent) // 2], 1),
        "p99_ms": round(1000 * spent[int(len(spent) * 0.99)], 1),
        "refused": sum(writer.faults for writer in crew),
    }


class Client:
    """One listener: the numbers that it was told, and when it is cut next."""

    def __init__(self, port: int, session: str) -> None:
        self._port, self._session = port, session
        self.last: int | None = None
        self.numbers: list[int] = []
        self.came = asyncio.Event()
        self.cuts = 0
        self.reloads = 0
        self._writer: asyncio.StreamWriter | None = None

    def cut(self) -> None:
        """Drop the connection without a word."""
        if self._writer is not None:
            self._writer.transport.abort()
            self.cuts += 1

    async def stay(self) -> None:
        """Listen, and come back whenever the line breaks."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await self._listen()
            await asyncio.sleep(random.uniform(0.1, 1.0))

    async def _listen(self) -> None:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**22)
        last = f"Last-Event-ID: {self.last}\r\n" if self.last is not None else ""
        self._writer.write(
            f"GET /live/feed HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
            f"Cookie: sessionid={self._session}\r\n{last}\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise ConnectionError(head.decode())
        rest = b""
        while size := int(await reader.readline() or b"0", 16):
            piece = await reader.readexactly(size + 2)
            *events, rest = (rest + piece[:-2]).split(b"\n\n")
            for event in events:
                self._hear(event)

    def _hear(self, event: bytes) -> None:
        is_named = event.startswith(b"event: ")
        self.reloads += event.startswith(b"event: reload")
        at = event.find(b"id: ")
        if at >= 0:
            self.last = int(event[at + 4 : event.index(b"\n", at)])
            if not is_named:
                self.numbers.append(self.last)
            self.came.set()


def listen(port: int, sessions: list[str], count: int, seconds: float, pipe: Any) -> None:
    """A process full of clients: says when all are there, cuts them, gives what they heard."""
    pipe.send(asyncio.run(_listen(port, sessions, count, seconds, pipe)))


async def _listen(
    port: int, sessions: list[str], count: int, seconds: float, pipe: Any
) -> list[tuple[list[int], int, int, int | None]]:
    clients = [Client(port, sessions[place % len(sessions)]) for place in range(count)]
    tasks = []
    for place, client in enumerate(clients):
        tasks.append(asyncio.create_task(client.stay()))
        if place % 20 == 19:
            await asyncio.sleep(0.2)
    for client in clients:
        await client.came.wait()
    pipe.send("all there")
    await asyncio.to_thread(pipe.recv)
    starts = [client.last for client in clients]
    for _ in range(CUTS):
        await asyncio.sleep(seconds / (CUTS + 1))
        for client in random.sample(clients, max(1, count // 3)):
            client.cut()
    end = await asyncio.to_thread(pipe.recv)
    deadline = time.monotonic() + READY_WITHIN_S
    # not one event but those of all clients
    while any((client.last or 0) < end for client in clients) and time.monotonic() < deadline:  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    return [
        (client.numbers, client.cuts, client.reloads, start)
        for client, start in zip(clients, starts, strict=True)
    ]


def judge(
    heard: Sequence[tuple[list[int], int, int, int | None]], recorded: Sequence[int]
) -> dict[str, int]:
    """Entries that a client missed, or was told twice or out of order, over all clients."""
    missing = wrong = 0
    for numbers, _, _, start in heard:
        due = [number for number in recorded if number > (start or 0)]
        told = [number for number in numbers if number > (start or 0)]
        missing += len(set(due) - set(told))
        wrong += len(told) - len(set(told)) + (told != sorted(told))
    return {
        "missing": missing,
        "double_or_disordered": wrong,
        "cuts": sum(one[1] for one in heard),
        "reloads": sum(one[2] for one in heard),
    }


def with_slow_flush(milliseconds: float) -> None:
    """Begin again with every flush of the disk made to wait, here and in all that is started."""
    library = Path(tempfile.gettempdir()) / "muster-slow-flush.so"
    source = Path(__file__).with_name("slow_flush.c")
    command = ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True)
    env = {**os.environ, "LD_PRELOAD": str(library), "FLUSH_MS": str(milliseconds)}
    os.execve(sys.executable, [sys.executable, *sys.argv], env)  # the same program


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--flush-ms", type=float, default=0)
    parser.add_argument("--dir", default=None)
    said = parser.parse_args()
    if said.flush_ms and "FLUSH_MS" not in os.environ:
        with_slow_flush(said.flush_ms)
    with tempfile.TemporaryDirectory(dir=said.dir) as home:
        set_up(Path(home))
        port = free_port()
        room, sessions = make(max(said.writers, -(-said.clients // WINDOWS_AN_ACCOUNT)))
        server = subprocess.Popen(
            [sys.executable, "-m", "muster.cli", "serve", "--port", str(port)],
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT / "src"),
                "MUSTER_NOW": "2030-08-22T09:42+07:00",
            },
        )
        try:
            wait_for(port)
            report(said, Path(home), port, room, sessions)
        finally:
            server.terminate()
            server.wait()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise TimeoutError("the server did not come up")


def report(said: Any, home: Path, port: int, room: str, sessions: list[str]) -> None:
    from muster.ledger.models import Entry

    writers = sessions[: said.writers]
    write(port, room, writers, 1.0)  # the first request loads what all others need
    raw = [raw_rate(home, said.seconds / 4)]
    alone = write(port, room, writers, said.seconds)
    raw.append(raw_rate(home, said.seconds / 4))
    ours, theirs = multiprocessing.Pipe()
    crowd = multiprocessing.get_context("spawn").Process(
        target=listen, args=(port, sessions, said.clients, said.seconds, theirs)
    )
    crowd.start()
    assert ours.recv() == "all there"
    before = Entry.objects.order_by("-arrival").values_list("arrival", flat=True)[0]
    ours.send("go")
    listened = write(port, room, writers, said.seconds)
    time.sleep(0.5)
    recorded = list(Entry.objects.order_by("arrival").values_list("arrival", flat=True))
    ours.send(recorded[-1])
    heard = ours.recv()
    crowd.join()
    raw.append(raw_rate(home, said.seconds / 4))
    rate = sum(raw) / len(raw)
    found = {
        "clients": said.clients,
        "writers": said.writers,
        "seconds": said.seconds,
        "flush_ms": said.flush_ms,
        "load": [round(one, 1) for one in os.getloadavg()],
        "raw_inserts_per_s": [round(one) for one in raw],
        "nobody_listens": {**alone, "of_raw": round(alone["lines_per_s"] / rate, 3)},
        "all_listen": {**listened, "of_raw": round(listened["lines_per_s"] / rate, 3)},
        "recorded_meanwhile": len([number for number in recorded if number > before]),
        **judge(heard, recorded),
    }
    print(json.dumps(found, indent=1))
    sys.exit(1 if found["missing"] or found["double_or_disordered"] or listened["refused"] else 0)


if __name__ == "__main__":
    main()
