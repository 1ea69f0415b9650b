"""The other sides of deliveries, in this process: a mail server, and certificates for both ways."""

import asyncio
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from muster.gateways.cot.authority import Authority, authority

SILENT: Final = ""
"""In place of an answer: none at all."""
GREETING: Final = "GREETING"
END: Final = "END"
PLAIN: Final = {
    GREETING: "220 here ESMTP",
    "EHLO": "250-here\r\n250 8BITMIME",
    "MAIL": "250 ok",
    "RCPT": "250 ok",
    "DATA": "354 go on",
    END: "250 taken",
    "QUIT": "221 bye",
    "RSET": "250 ok",
}


@dataclass
class MailServer:
    """A mail server. says: by command, or by command and recipient, what it answers.

    slow: the command whose answer comes letter by letter and never ends. tls: what it speaks after
    STARTTLS; at once if it is implicit. heard: each command and whether it came under TLS.
    """

    says: Mapping[str, str] = field(default_factory=dict)
    slow: str = "none"
    tls: ssl.SSLContext | None = None
    is_implicit: bool = False
    heard: list[tuple[str, bool]] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            # cancelled: the test is over while a client still waits for an answer
            over = (asyncio.CancelledError, asyncio.IncompleteReadError)
            with suppress(ConnectionError, ssl.SSLError, *over):
                await self._talk(reader, writer)
        finally:
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._say(writer, GREETING)
        while line := await reader.readline():
            said = line.decode().strip()
            command, recipient = said.split(":")[0].split()[0].upper(), said.partition("<")[2][:-1]
            self.heard.append((command, writer.get_extra_info("ssl_object") is not None))
            if command == "STARTTLS" and self.tls is not None:
                writer.write(b"220 go on\r\n")
                await writer.start_tls(self.tls)
                continue
            await self._say(writer, recipient if recipient in self.says else command)
            if command == "DATA" and self._answer(command).startswith("354"):
                self.letters.append(await reader.readuntil(b"\r\n.\r\n"))
                await self._say(writer, END)
            elif command == "QUIT":
                return

    def _answer(self, command: str) -> str:
        if command == "EHLO" and self.tls is not None and not self.is_implicit:
            return self.says.get(command, "250-here\r\n250 STARTTLS")
        return self.says.get(command, PLAIN.get(command, "500 what?"))

    async def _say(self, writer: asyncio.StreamWriter, command: str) -> None:
        answer = self._answer(command)
        if answer == SILENT:
            await asyncio.Event().wait()
        while command == self.slow:
            writer.write(b"2")
            await writer.drain()
            await asyncio.sleep(0.1)
        writer.write(answer.encode() + b"\r\n")
        await writer.drain()


@contextmanager
def taking(server: MailServer) -> Iterator[int]:
    """The server on a port of this machine, in a thread of its own."""
    loop, ports = asyncio.new_event_loop(), list[int]()
    is_open, closing = threading.Event(), asyncio.Event()

    async def run() -> None:
        tls = server.tls if server.is_implicit else None
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
        ports.append(listening.sockets[0].getsockname()[1])
        is_open.set()
        await closing.wait()
        listening.close()

    def live() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(run())

    running = threading.Thread(target=live)
    running.start()
    is_open.wait()
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(closing.set)
        running.join()


def own_authority(folder: Path) -> Authority:
    """An authority that nobody trusts yet."""
    folder.mkdir(exist_ok=True)
    return authority(folder, "test", now=datetime.now(UTC))


def trusted(monkeypatch: pytest.MonkeyPatch, folder: Path, one: Authority) -> None:
    """Let this process trust an authority, as the keeper of a machine does it."""
    path = folder / "trusted.pem"
    path.write_bytes(one.own.certificate.public_bytes(Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


def server_side(
    one: Authority, folder: Path, names: Sequence[str], *, days: int = 0
) -> ssl.SSLContext:
    """What a server speaks under these names, with a certificate made so many days from now."""
    path = folder / f"{names[0]}.pem"
    now = datetime.now(UTC) + timedelta(days=days)
    path.write_bytes(one.for_server(names, now=now).pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
