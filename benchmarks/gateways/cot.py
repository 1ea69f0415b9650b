"""The relay beside taky: one sender, fifty receivers, the same events, in one run.

usage: python benchmarks/gateways/cot.py --taky PYTHON [--receivers 50] [--seconds 8] [--runs 3]

PYTHON: of an environment of its own with taky 0.10; without it only ours is measured.
Both servers run as processes on plain TCP with parsing, rules and the store of last positions on.
Every delivery is counted; latency is from the sender's write to a receiver's read.
"""

import argparse
import asyncio
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import uvloop

EVENT_BYTES, IN_FLIGHT = 493, 50
# More than are ever under way: no position is replaced by a newer one before it is read.
UIDS = 1_000
STALLED_EVENTS, ALERT_EACH = 8_000, 200
SENT = re.compile(rb"n=(\d+)@(\d+)")
END = b"</event>"


@cache
def around(uid: str, kind: str) -> tuple[bytes, bytes]:
    """What stands before and behind the number of an event: made once, as a device would."""
    at = datetime.now(UTC)
    made, stale = (f"{one:%Y-%m-%dT%H:%M:%S}.000Z" for one in (at, at + timedelta(minutes=5)))
    head = (
        f'<event version="2.0" uid="{uid}" type="{kind}" time="{made}" start="{made}" '
        f'stale="{stale}" how="m-g"><point lat="21.02851" lon="105.8{uid[-3:]}" hae="12.0" '
        f'ce="5.0" le="9999999.0"/><detail><contact callsign="{uid}"/>'
        f'<__group name="Cyan" role="Team Member"/><track speed="1.2" course="90.0"/>'
        f'<status battery="80"/><remarks>'
    )
    return head.encode(), b"</remarks></detail></event>"


def event(number: int, *, kind: str = "a-f-G-U-C") -> bytes:
    """One event of 493 bytes: its number and when it was sent stand in the remarks."""
    uid = f"UNIT-{number % UIDS:03}" if kind.startswith("a-") else f"ALERT-{number:03}"
    head, tail = around(uid, kind)
    said = b"n=%d@%d " % (number, time.monotonic_ns())
    return head + said + b"." * (EVENT_BYTES - len(head) - len(said) - len(tail)) + tail


@dataclass(eq=False)
class Receiver(asyncio.Protocol):
    """Counts every event and keeps delays, in seconds."""

    load: "Load"
    held: bytes = b""
    last: int = -1
    seen: int = 0
    alerts: int = 0
    delays_s: list[float] = field(default_factory=list)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        whole, cut, rest = (self.held + data).rpartition(END)
        self.held = rest if cut else whole + rest
        if not cut:
            return
        now = time.monotonic_ns()
        if self.load.has_alerts:
            self.alerts += whole.count(b'type="b-a-')
        self.seen += whole.count(END) + 1
        # Of one piece the delay of its last event: at a steady rate a piece is one event.
        number, sent = SENT.findall(whole, whole.rfind(b"<remarks>"))[0]
        before, self.last = self.last, int(number)
        self.delays_s.append((now - int(sent)) / 1e9)
        if before < self.load.wanted <= self.last:
            self.load.arrived()


@dataclass
class Load:
    """The sender and its receivers. wanted: the event that is waited for; missing: at how many."""

    port: int
    receivers: list[Receiver] = field(default_factory=list)
    has_alerts: bool = False
    wanted: int = 0
    missing: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def connect(self, count: int) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(count):
            _transport, one = await loop.create_connection(
                lambda: Receiver(self), "127.0.0.1", self.port
            )
            self.receivers.append(one)
        _reader, self.sender = await asyncio.open_connection("127.0.0.1", self.port)
        await asyncio.sleep(1.0)

    def slowest(self) -> int:
        return min(one.last for one in self.receivers)

    def arrived(self) -> None:
        """One more has what is waited for; who waits is woken once, by the last."""
        self.missing -= 1
        if self.missing == 0:
            self.came.set()

    async def wait_for(self, number: int, *, until: float, of: Sequence[Receiver] = ()) -> None:
        """Wait until each receiver, or each of those named, has event *number*."""
        which = of or self.receivers
        self.came.clear()
        self.wanted, self.missing = number, sum(one.last < number for one in which)
        if self.missing > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.came.wait(), until - time.monotonic())

    async def saturate(self, seconds: float) -> tuple[int, float]:
        """Keep fifty events under way; how many every receiver got, and in how many seconds."""
        begin, number = time.monotonic(), 0
        while time.monotonic() - begin < seconds:
            room = IN_FLIGHT - (number - self.slowest() - 1)
            if room <= 0:
                await self.wait_for(number - IN_FLIGHT, until=begin + seconds + 30)
                continue
            self.sender.write(b"".join(event(number + n) for n in range(room)))
            number += room
        await self.wait_for(number - 1, until=time.monotonic() + 30)
        return number, time.monotonic() - begin

    async def steady(self, seconds: float, rate: float) -> tuple[int, float]:
        """One event each 1/rate seconds, whatever comes back."""
        begin, count = time.monotonic(), int(seconds * rate)
        for number in range(count):
            await asyncio.sleep(max(0.0, begin + number / rate - time.monotonic()))
            self.sender.write(event(number))
        await self.wait_for(count - 1, until=time.monotonic() + 30)
        return count, time.monotonic() - begin


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def started(which: str, python: str, port: int, folder: Path) -> subprocess.Popen[bytes]:
    """The server as a process of its own, its data in *folder*; the limit on floods set high."""
    if which == "taky":
        conf = folder / "taky.conf"
        conf.write_text(
            f"[taky]\nhostname=bench\nbind_ip=127.0.0.1\nroot_dir={folder}\n"
            f"[cot_server]\nport={port}\n[ssl]\nenabled=false\n"
        )
        command = [str(Path(python).parent / "taky"), "-c", str(conf), "-l", "error"]
        env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    else:
        limits = ["--events-per-s", "1000000", "--bytes-per-s", "1000000000"]
        command = [python, "-m", "muster.cli", "gateway", "cot", "--plain", "--port", str(port)]
        command += limits
        key = {"MUSTER_DATA": str(folder), "MUSTER_SECRET_KEY": secrets.token_urlsafe(64)}
        env = {**os.environ, **key}
    return subprocess.Popen(command, env=env, cwd=folder, stdout=subprocess.DEVNULL)


@contextmanager
def serving(which: str, python: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with tempfile.TemporaryDirectory(prefix="cot-bench-") as name:
        port = free_port()
        process = started(which, python, port, Path(name))
        try:
            wait_until_open(port, process)
            yield port, process
        finally:
            process.terminate()
            process.wait(30)


def wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("the server ended before it listened")
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not listen within a minute")


def cpu_s(process: subprocess.Popen[bytes]) -> float:
    words = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


async def measured(
    port: int, process: subprocess.Popen[bytes], mode: str, given: argparse.Namespace
) -> str:
    load = Load(port)
    await load.connect(given.receivers)
    before = cpu_s(process)
    if mode == "saturation":
        count, took_s = await load.saturate(given.seconds)
    else:
        count, took_s = await load.steady(given.seconds, float(mode.split("/", maxsplit=1)[0]))
    used = cpu_s(process) - before
    delays = [1000 * one for receiver in load.receivers for one in receiver.delays_s]
    lost = count * given.receivers - sum(one.seen for one in load.receivers)
    cuts = statistics.quantiles(delays, n=100)
    return (
        f"{mode} | {count / took_s:.0f} | {cuts[49]:.1f} | {cuts[98]:.1f} | {lost} | "
        f"{1e6 * used / max(1, sum(one.seen for one in load.receivers)):.0f}"
    )


async def stalled(port: int, receivers: int) -> str:
    """Alerts among positions while one client does not read; then it reads."""
    load = Load(port, has_alerts=True)
    await load.connect(receivers)
    silent, *quick = load.receivers
    # A small buffer: the gateway has to hold what it does not read, not the kernel.
    silent.transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536
    )
    silent.transport.pause_reading()
    for number in range(STALLED_EVENTS):
        is_alert = number % ALERT_EACH == 0
        load.sender.write(event(number, kind="b-a-o-tbl" if is_alert else "a-f-G-U-C"))
        if number % 25 == 0:
            await load.wait_for(number - 25, until=time.monotonic() + 60, of=quick)
    await load.wait_for(STALLED_EVENTS - 1, until=time.monotonic() + 60, of=quick)
    others = min(one.seen for one in quick)
    silent.transport.resume_reading()
    await load.wait_for(STALLED_EVENTS - 1, until=time.monotonic() + 60, of=[silent])
    sent = -(-STALLED_EVENTS // ALERT_EACH)
    return f"{STALLED_EVENTS} | {others} | {silent.seen} | {sent} | {silent.alerts}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taky", help="interpreter of an environment that has taky")
    parser.add_argument("--receivers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--runs", type=int, default=3, help="0: only the stalled client")
    given = parser.parse_args()
    servers = {"muster": sys.executable} | ({"taky": given.taky} if given.taky else {})
    print("| server | load | events/s | p50 ms | p99 ms | lost | server µs a delivery |")
    print("|---|---|---:|---:|---:|---:|---:|")
    for _ in range(given.runs):
        for mode in ("saturation", "20/s", "100/s"):
            for name, python in servers.items():
                with serving(name, python) as (port, process):
                    line = uvloop.run(measured(port, process, mode, given))
                    print(f"| {name} | {line} |", flush=True)
    print("| events | least at the others | at the stalled one | alerts sent | alerts at it |")
    print("|---:|---:|---:|---:|---:|")
    with serving("muster", sys.executable) as (port, _process):
        print(f"| {uvloop.run(stalled(port, given.receivers))} |")
    print(f"load average: {os.getloadavg()}")


if __name__ == "__main__":
    main()
