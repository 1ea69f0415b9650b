"""What goes out by webhook and mail: to whom the file names alone, and what becomes of each try."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_control as make
from tests import make_duty
from tests.control.test_alerts import released
from tests.control.test_pages import client_of
from tests.gateways.make_store import emptied

from muster.control import services as control
from muster.control.models import ControlRoom, Situation
from muster.control.queries.pack import pack_of
from muster.gateways import services
from muster.gateways.commands import asked
from muster.gateways.errors import AllowedUnreadable, DeliveryDone
from muster.gateways.gps.store import store
from muster.gateways.models import Delivery
from muster.gateways.sending.allowing import Allowed, What, key_in, read_targets
from muster.gateways.sending.commands import Sending
from muster.gateways.sending.content import Piece
from muster.gateways.sending.outcomes import Failed, Reason
from muster.gateways.sending.queue import (
    MOST_QUEUED,
    MOST_TRIES,
    queue_deliveries,
    wait_after,
)
from muster.gateways.sending.reaching import MOST_BODY_BYTES, Parcel, post, signature
from muster.ledger.models import Entry
from muster.office import services as office
from muster.office.queries import state_of
from muster.packs.schema import SendingRules
from muster.tree.actors import actor_for
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
KEY = b"k" * 40
LATER = make.NOW + timedelta(minutes=2)
State = Delivery.State


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MUSTER_NOW = LATER
    settings.MUSTER_DATA = tmp_path / "data"
    settings.MUSTER_DATA.mkdir()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    emptied()
    yield
    store().close()


class Other:
    """The other side: answers with these statuses in turn, the last one for ever.

    wait_s: between the letters of an answer that never ends; think_s: before it answers at all.
    where: to which address it sends on.
    """

    def __init__(
        self,
        *statuses: int,
        wait_s: float = 0,
        think_s: float = 0,
        where: str = "/elsewhere",
    ) -> None:
        self.statuses, self.wait_s, self.think_s = list(statuses), wait_s, think_s
        self.where = where
        self.got: list[tuple[str, dict[str, str], bytes]] = []

    def status(self) -> int:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


@contextmanager
def listening(
    other: Other, *, tls: ssl.SSLContext | None = None, name: str = "127.0.0.1"
) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            other.got.append((self.path, dict(self.headers), body))
            status = other.status()
            time.sleep(other.think_s)
            if other.wait_s:
                self._dribble()
                return
            self.send_response(status)
            self.send_header("Location", other.where)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _dribble(self) -> None:
            """Never quite silent, and never done."""
            try:
                for letter in b"HTTP/1.1 200 OK":
                    self.wfile.write(bytes([letter]))
                    self.wfile.flush()
                    time.sleep(other.wait_s)
            except OSError:
                return

        def log_message(self, *_args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    try:
        yield f"{'https' if tls else 'http'}://{name}:{server.server_port}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def file_for(folder: Path, origin: str, *, more: str = "", what: str = '"alerts"') -> Path:
    (folder / "key").write_bytes(KEY + b"\n")
    path = folder / "targets.toml"
    path.write_text(
        f'[allowed]\norigins = ["{origin}"]\nnetworks = ["127.0.0.0/8"]\n'
        f'domains = ["doi.example"]\n{more}\n'
        f'[[webhook]]\nname = "center"\naddress = "{origin}/in?a=1"\n'
        f'key_file = "{folder / "key"}"\nwhat = [{what}]\n'
    )
    return path


def gateway(path: Path, **more: Any) -> Sending:
    return Sending(targets=read_targets(path), every_s=None, random=Random(1), **more)


def only() -> Delivery:
    return Delivery.objects.get()


def test_a_released_alert_goes_out_once_signed_and_stands_on_the_record(tmp_path: Path) -> None:
    alert = released(make.day())
    other = Other(200)

    with listening(other) as origin:
        sending = gateway(file_for(tmp_path, origin))
        first, second = sending.look(now=LATER), sending.look(now=LATER)

    assert first == {"queued": 1, "delivered": 1}
    assert not second
    ((path, headers, body),) = other.got
    assert path == "/in?a=1"
    assert headers["X-Muster-Signature"] == signature(KEY, body, at_s=int(LATER.timestamp()))
    told = json.loads(body)
    assert (told["what"], told["number"], told["kind"]) == ("alerts", alert.number, "Alert")
    assert headers["X-Muster-Delivery"] == told["delivery"] == str(only().pk)
    assert "<headline>Cháy nhà xe</headline>" in told["cap"]
    assert (only().state, only().tries) == (State.DELIVERED, 1)
    entry = Entry.objects.get(kind="gateways.delivered")
    assert entry.subject == f"delivery:{only().pk}"
    assert {one.word for one in store().tallies()} >= {"delivered", "queued"}


def test_what_fails_now_is_tried_again_later_with_the_same_body(tmp_path: Path) -> None:
    released(make.day())
    other = Other(500, 200)

    with listening(other) as origin:
        sending = gateway(file_for(tmp_path, origin))
        first = sending.look(now=LATER)
        waiting = only()
        early = sending.look(now=LATER)
        later = sending.look(now=waiting.next_at)

    assert first == {"queued": 1, "again": 1}
    assert (waiting.state, waiting.reason) == (State.QUEUED, Reason.NOT_NOW)
    assert LATER + timedelta(seconds=5) <= waiting.next_at <= LATER + timedelta(seconds=10)
    assert not early
    assert later == {"delivered": 1}
    assert other.got[0][2] == other.got[1][2]
    assert (only().state, only().tries, only().reason) == (State.DELIVERED, 2, "")


def test_it_is_given_up_in_the_end_and_says_why(tmp_path: Path) -> None:
    released(make.day())
    now, other = LATER, Other(503)

    with listening(other) as origin:
        sending = gateway(file_for(tmp_path, origin))
        for _ in range(MOST_TRIES):
            sending.look(now=now)
            now = only().next_at
        after = sending.look(now=now + timedelta(hours=1))

    assert (only().state, only().tries) == (State.GIVEN_UP, MOST_TRIES)
    assert (only().reason, len(other.got)) == (Reason.NOT_NOW, MOST_TRIES)
    assert not after
    assert Entry.objects.filter(kind="gateways.delivery_given_up").count() == 1


@pytest.mark.parametrize(
    ("status", "reason"), [(302, Reason.REDIRECTED), (307, "redirected"), (404, Reason.REFUSED)]
)
def test_a_redirect_is_not_followed_and_a_refusal_not_repeated(
    tmp_path: Path, status: int, reason: str
) -> None:
    released(make.day())
    other = Other(status)

    with listening(other) as origin:
        gateway(file_for(tmp_path, origin)).look(now=LATER)

    assert [path for path, _headers, _body in other.got] == ["/in?a=1"]
    assert (only().state, only().reason) == (State.GIVEN_UP, reason)


def parcel(body: bytes = b"{}") -> Parcel:
    return Parcel(delivery="d", kind="alerts", number=1, body=body)


def reason_of(address: str, allowed: Allowed, **more: Any) -> tuple[str, bool]:
    with pytest.raises(Failed) as caught:
        post(address, more.pop("parcel", parcel()), allowed=allowed, key=KEY, at_s=1, **more)
    return caught.value.reason, caught.value.is_final


def test_a_slow_other_side_is_cut_off_however_it_dribbles() -> None:
    other = Other(200, wait_s=0.2)
    begun_s = time.monotonic()

    with listening(other) as origin:
        allowed = Allowed(origins=(origin,), networks=("127.0.0.1",))
        found = reason_of(origin, allowed, whole_s=0.7)
        spent_s = time.monotonic() - begun_s

    assert found == (Reason.TOO_SLOW, False)
    assert spent_s < 3


def test_nothing_is_sent_beside_what_is_named() -> None:
    other = Other(200)
    with listening(other) as origin:
        port = origin.rpartition(":")[2]
        named = Allowed(origins=(origin,), networks=("127.0.0.0/8",))
        inside = Allowed(origins=(origin, f"http://localhost:{port}"))

        for address in (
            f"http://127.0.0.2:{port}/",
            f"https://127.0.0.1:{port}/",
            "http://127.0.0.1:1/",
            f"http://u:p@127.0.0.1:{port}/",
            f"http://127.0.0.1:{port}@evil.example/",
            "file:///etc/passwd",
            "http://127.0.0.1:99999/",
            "",
        ):
            assert reason_of(address, named) == (Reason.NOT_ALLOWED, True), address
        # a name or a number that leads to this machine, whose net nobody named
        assert reason_of(origin, inside) == (Reason.NOT_PUBLIC, True)
        assert reason_of(f"http://localhost:{port}", inside) == (Reason.NOT_PUBLIC, True)
        large = parcel(b"x" * (MOST_BODY_BYTES + 1))
        assert reason_of(origin, named, parcel=large) == (Reason.TOO_LARGE, True)
    assert other.got == []


def test_nobody_at_the_address_is_tried_again() -> None:
    allowed = Allowed(origins=("http://127.0.0.1:9",), networks=("127.0.0.0/8",))

    assert reason_of("http://127.0.0.1:9/", allowed) == (Reason.NOT_REACHED, False)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (
            (
                '[[webhook]]\nname = "b"\naddress = "https://b.example"\n'
                'key_file = "k"\nwhat = ["alerts"]'
            ),
            "origins",
        ),
        ('[[mail]]\nname = "m"\nto = ["a@b.example"]\nwhat = ["alerts"]', "b.example"),
        ('[[mail]]\nname = "m"\nto = ["a@doi.example"]\nwhat = ["alerts"]', "smtp"),
        (
            '[[mail]]\nname = "m"\nto = ["a@doi.example\\nBcc: b@c.example"]\nwhat = ["alerts"]',
            "mail.0.to",
        ),
        ('[[mail]]\nname = "m"\nto = ["a@doi.example"]\nwhat = ["everything"]', "what"),
        ('[smtp]\nhost = "mail.example"\nport = 25\nsender = "a@doi.example"\ntls = "none"', "TLS"),
        ("[more]\na = 1", "more"),
        ("[[", "targets.toml"),
    ],
)
def test_a_file_that_names_too_much_is_refused_as_a_whole(
    tmp_path: Path, said: str, wrong: str
) -> None:
    path = file_for(tmp_path, "https://a.example")
    path.write_text(path.read_text() + said)

    with pytest.raises(AllowedUnreadable) as caught:
        asked(["out", "--targets", str(path), "--once"])

    assert wrong in str(caught.value)


def test_a_key_that_is_too_short_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"x" * 31 + b"\n")

    with pytest.raises(AllowedUnreadable):
        key_in(tmp_path / "short")


def test_nothing_above_the_grade_that_the_pack_lets_out_goes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alert = released(make.day())
    pack = pack_of(alert.room)
    order = list(pack.grades)
    rules = SendingRules(**{**pack.sending.model_dump(), "highest": order[0], "alerts": order[1]})
    closed = pack.model_copy(update={"sending": rules})
    monkeypatch.setattr("muster.gateways.sending.content.pack_of", lambda _room: closed)
    other = Other(200)

    with listening(other) as origin:
        gateway(file_for(tmp_path, origin)).look(now=LATER)

    assert other.got == []
    assert (only().state, only().reason) == (State.GIVEN_UP, Reason.GRADE)


def issued_report(day: make.Day) -> Situation:
    """A situation report that was submitted, signed and issued."""
    control.report_situation(day.room.pk, actor=make.TAM, now=make.NOW, text="Bình thường")
    made = Situation.objects.get(room=day.room)
    subject = f"situation:{made.pk}"
    client_of(day, Role.PLANNER).post(reverse("office:submit-approval", args=[subject]))
    boss = actor_for(make_duty.account(Role.COMMANDER, on=day.world.root), via="page")
    approval = state_of(subject).approval
    assert approval is not None
    office.approve(approval, actor=boss, now=make.NOW)
    office.issue(subject, actor=boss, now=make.NOW)
    return made


def test_a_report_goes_out_once_it_is_issued_and_where_the_pack_lets_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = make.day()
    made = issued_report(day)
    pack = pack_of(day.room)
    rules = pack.sending.model_copy(update={"highest": pack.sending.situations})
    opened = pack.model_copy(update={"sending": rules})
    monkeypatch.setattr("muster.gateways.sending.content.pack_of", lambda _room: opened)
    other = Other(200)

    with listening(other) as origin:
        gateway(file_for(tmp_path, origin, what='"situations"')).look(now=LATER)

    assert (only().state, only().subject) == (State.DELIVERED, made.pk)
    told = json.loads(other.got[0][2])
    assert (told["number"], told["text"]) == (made.number, "Bình thường")
    assert told["content"] == made.content


def test_an_exercise_goes_to_whoever_asked_for_exercises_and_says_so(tmp_path: Path) -> None:
    released(make.day(mode=ControlRoom.Mode.EXERCISE))
    other = Other(200)

    with listening(other) as origin:
        assert not gateway(file_for(tmp_path, origin)).look(now=LATER)
        path = file_for(tmp_path, origin, what='"exercise_alerts"')
        assert gateway(path).look(now=LATER)["delivered"] == 1

    told = json.loads(other.got[0][2])
    assert told["what"] == "exercise_alerts"
    assert "<status>Exercise</status>" in told["cap"]


def test_old_news_is_not_told_and_a_full_queue_says_so(tmp_path: Path) -> None:
    day = make.day()
    released(day)
    sending = gateway(file_for(tmp_path, "https://a.example"))
    assert not sending.look(now=LATER + timedelta(days=1))
    targets = sending.targets.targets
    pieces = [
        Piece(what=What.ALERTS, subject=uuid4(), room=day.room, number=n, title="x")
        for n in range(MOST_QUEUED + 1)
    ]

    queue_deliveries(make.TAM, pieces, targets=targets, now=LATER)

    assert Delivery.objects.filter(state=State.QUEUED).count() == MOST_QUEUED
    full = Delivery.objects.get(state=State.GIVEN_UP)
    assert full.reason == Reason.FULL


def test_waits_grow_to_a_bound_and_differ_by_chance() -> None:
    random = Random(3)

    waits = [wait_after(tries, random=random).total_seconds() for tries in range(1, 12)]

    for tries, wait_s in enumerate(waits, start=1):
        most_s = min(10 * 2 ** (tries - 1), 900)
        assert most_s / 2 <= wait_s <= most_s
    assert wait_after(3, random=random) != wait_after(3, random=random)


def test_the_page_tells_what_waits_and_cancels_it(tmp_path: Path) -> None:
    day = make.day()
    released(day)
    other = Other(500)
    account = make_duty.account(Role.COMMANDER, on=day.world.root)
    looker = make_duty.account(Role.DISPATCHER, on=day.world.root)
    client, dispatcher = Client(), Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(account, backend=backend)
    dispatcher.force_login(looker, backend=backend)
    page = reverse("gateways:deliveries")

    with listening(other) as origin:
        sending = gateway(file_for(tmp_path, origin))
        sending.look(now=LATER)
        shown = client.get(page)
        cancelled = client.post(reverse("gateways:cancel_delivery", args=[only().pk]))
        after = sending.look(now=LATER + timedelta(hours=1))

    assert "Cháy nhà xe" in shown.content.decode()
    assert cancelled.status_code == 302
    assert not after
    assert len(other.got) == 1
    assert (only().state, only().done_by) == (State.CANCELLED, account.username)
    assert dispatcher.get(page).status_code == 403
    with pytest.raises(DeliveryDone):
        services.cancel_delivery(make.TAM, delivery=only(), now=LATER)


def test_who_is_not_in_the_file_any_more_gets_nothing(tmp_path: Path) -> None:
    released(make.day())
    other = Other(500, 200)

    with listening(other) as origin:
        gateway(file_for(tmp_path, origin)).look(now=LATER)
        path = file_for(tmp_path, origin, what='"situations"')
        gateway(path).look(now=LATER + timedelta(minutes=1))

    assert len(other.got) == 1
    assert (only().state, only().reason) == (State.GIVEN_UP, Reason.GONE)
