"""Warnings of others out of folders and feeds: before the rooms they are for, never acted on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests import make_control as make
from tests.engines.cap.make import FULL
from tests.gateways.make_store import emptied

from muster.control.models import ControlRoom, Incident, ReceivedAlert, Task
from muster.gateways.cap.commands import Warnings
from muster.gateways.cap.fetching import NotFetched, fetch
from muster.gateways.commands import asked
from muster.gateways.gps.store import store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MUSTER_DATA = tmp_path / "data"
    settings.MUSTER_DATA.mkdir()
    emptied()
    yield
    store().close()


def gateway(*folders: Path, feeds: tuple[str, ...] = ()) -> Warnings:
    return Warnings(folders=folders, feeds=feeds, every_s=None)


def numbered(number: int, status: str = "Actual") -> str:
    return FULL.replace("muster-7-1", f"muster-7-{number}").replace("Actual", status)


def test_each_file_goes_before_the_rooms_of_its_kind_and_nothing_follows(tmp_path: Path) -> None:
    day = make.day()
    for n, status in enumerate(("Actual", "Exercise", "Test", "Draft", "System")):
        (tmp_path / f"{n}.xml").write_text(numbered(n, status))
    (tmp_path / "bad.xml").write_text(FULL.replace("Severe", "Bad"))
    (tmp_path / "bomb.cap").write_text('<!DOCTYPE a [<!ENTITY b "c">]>' + FULL)
    (tmp_path / "huge.xml").write_text("x" * 400_000)
    (tmp_path / "link.xml").symlink_to("/etc/passwd")
    (tmp_path / "notes.txt").write_text(FULL)
    looking = gateway(tmp_path)

    first, second = looking.look(now=make.NOW), looking.look(now=make.NOW)

    assert first == {
        "taken_in": 1,
        "no_room": 1,
        "status_test": 1,
        "status_draft": 1,
        "status_system": 1,
        "bad_word": 1,
        "malformed": 1,
        "too_large": 1,
    }
    assert not second
    assert [row.room_id for row in ReceivedAlert.objects.all()] == [day.room.pk]
    assert not Incident.objects.exists()
    assert not Task.objects.exists()
    assert {one.word: one.count for one in store().tallies()} == first


def test_a_room_that_opens_later_gets_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(FULL)
    looking = gateway(tmp_path)
    assert looking.look(now=make.NOW) == {"no_room": 1}

    make.day()

    assert looking.look(now=make.NOW) == {"taken_in": 1}
    assert gateway(tmp_path).look(now=make.NOW) == {"known": 1}


def test_a_folder_that_is_not_there_is_counted_and_stops_nothing(tmp_path: Path) -> None:
    make.day()
    (tmp_path / "a.xml").write_text(FULL)
    looking = gateway(tmp_path / "nothing", tmp_path)

    assert looking.look(now=make.NOW) == {"taken_in": 1}
    assert looking.counts["not_fetched"] == 1


@contextmanager
def web(pages: dict[str, bytes]) -> Iterator[tuple[str, list[str]]]:
    """A server of these pages on this machine; its address and what was asked."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            content = pages.get(self.path)
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "/a.xml")
                self.end_headers()
                return
            self.send_response(200 if content is not None else 404)
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", paths
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def feed(*links: str) -> bytes:
    entries = "".join(f'<entry><link href="{one}"/></entry>' for one in links)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


def test_a_feed_is_read_and_never_leaves_its_host() -> None:
    make.day()
    pages = {
        "/feed": feed("a.xml", "/b.xml", "http://127.0.0.1:9/c.xml", "file:///etc/passwd"),
        "/a.xml": numbered(1).encode(),
        "/b.xml": b"<html/>",
    }
    with web(pages) as (address, paths):
        looking = gateway(feeds=(f"{address}/feed",))

        assert looking.look(now=make.NOW) == {"taken_in": 1, "not_cap": 1}
        assert not looking.look(now=make.NOW)

        assert paths == ["/feed", "/a.xml", "/b.xml", "/feed"]


def test_a_single_message_may_stand_for_a_feed_and_redirects_are_not_followed() -> None:
    make.day()
    with web({"/a.xml": FULL.encode()}) as (address, _paths):
        assert gateway(feeds=(f"{address}/a.xml",)).look(now=make.NOW) == {"taken_in": 1}
        with pytest.raises(NotFetched):
            fetch(f"{address}/moved", most_bytes=10)
        assert len(fetch(f"{address}/a.xml", most_bytes=10)) == 11
    for wrong in ("file:///etc/passwd", "ftp://a/b", "http://", "http://a:x/"):
        with pytest.raises(NotFetched):
            fetch(wrong, most_bytes=10)


def test_an_exercise_comes_into_the_exercise_alone(tmp_path: Path) -> None:
    day = make.day(mode=ControlRoom.Mode.EXERCISE)
    (tmp_path / "a.xml").write_text(numbered(1, "Exercise"))
    (tmp_path / "b.xml").write_text(numbered(2))

    assert gateway(tmp_path).look(now=make.NOW) == {"taken_in": 1, "no_room": 1}
    assert ReceivedAlert.objects.get().room_id == day.room.pk


def test_the_command_wants_somewhere_to_look() -> None:
    with pytest.raises(SystemExit):
        asked(["cap"])

    wanted = asked(["cap", "--folder", "/tmp/x", "--once"])
    assert isinstance(wanted, Warnings)
    assert wanted.every_s is None
