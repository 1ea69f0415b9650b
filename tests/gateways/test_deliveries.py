"""Mail and webhooks against servers that are real: what is taken, refused, put off, or hangs."""

import email.policy
import socket
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from tests import make_control as make
from tests.control.test_alerts import released
from tests.gateways.make_others import (
    END,
    GREETING,
    SILENT,
    MailServer,
    own_authority,
    server_side,
    taking,
    trusted,
)
from tests.gateways.make_store import emptied
from tests.gateways.test_sending import (
    LATER,
    Other,
    file_for,
    gateway,
    listening,
    only,
    reason_of,
)

from muster.gateways.errors import AllowedUnreadable
from muster.gateways.gps.store import store
from muster.gateways.models import Delivery
from muster.gateways.sending import reaching
from muster.gateways.sending.allowing import Allowed, Mail, Smtp, What
from muster.gateways.sending.content import Outgoing
from muster.gateways.sending.mailing import mail
from muster.gateways.sending.outcomes import Failed, Reason

State = Delivery.State
MAIL = '[[mail]]\nname = "watch"\nto = ["truc@doi.example"]\nwhat = ["alerts"]\n'
KEY = UUID("12345678-1234-5678-1234-567812345678")
ALLOWED = Allowed(domains=("doi.example",))
TO = ("truc@doi.example",)
MADE = Outgoing(
    title="Cháy nhà xe\r\nBcc: x@evil.example",
    text="Dòng một\n.\nDòng ba",
    plain={},
    files=(("alert-1.cap.xml", b"<alert/>", "application/cap+xml"),),
)


def own(port: int, **more: Any) -> Smtp:
    said = {"host": "127.0.0.1", "port": port, "sender": "muster@doi.example", "tls": "none"}
    return Smtp.model_validate({**said, **more})


def send(server: MailServer, *to: str, whole_s: float = 5.0, **more: Any) -> None:
    target = Mail(name="watch", to=to or TO, what=(What.ALERTS,))
    with taking(server) as port:
        smtp = own(port, **more)
        mail(target, MADE, delivery=KEY, smtp=smtp, allowed=ALLOWED, whole_s=whole_s)


def failing(server: MailServer, *to: str, **more: Any) -> tuple[str, bool]:
    with pytest.raises(Failed) as caught:
        send(server, *to, **more)
    return caught.value.reason, caught.value.is_final


def letter(server: MailServer) -> EmailMessage:
    (content,) = server.letters
    plain = content.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
    read = email.message_from_bytes(plain, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def test_a_mail_arrives_as_it_was_meant() -> None:
    server = MailServer()

    send(server, "truc@doi.example", "hai@doi.example")

    read = letter(server)
    assert read["Subject"] == "Cháy nhà xe Bcc: x@evil.example"
    assert (read["From"], read["Bcc"]) == ("muster@doi.example", None)
    assert read["Message-ID"] == f"<{KEY}@doi.example>"
    body = read.get_body()
    assert body is not None
    assert body.get_content().splitlines() == ["Dòng một", ".", "Dòng ba"]
    (file,) = read.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("alert-1.cap.xml", b"<alert/>")
    commands = [command for command, _tls in server.heard]
    assert commands == ["EHLO", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"]


@pytest.mark.parametrize(
    ("says", "found"),
    [
        ({GREETING: "554 no"}, (Reason.REFUSED, True)),
        ({GREETING: "421 later"}, (Reason.NOT_NOW, False)),
        ({"MAIL": "550 no"}, (Reason.REFUSED, True)),
        ({"MAIL": "451 later"}, (Reason.NOT_NOW, False)),
        ({"RCPT": "550 nobody"}, (Reason.REFUSED, True)),
        ({"RCPT": "450 grey"}, (Reason.NOT_NOW, False)),
        ({"DATA": "554 no"}, (Reason.REFUSED, True)),
        ({END: "554 spam"}, (Reason.REFUSED, True)),
        ({END: "452 full"}, (Reason.NOT_NOW, False)),
    ],
)
def test_what_is_refused_is_given_up_and_what_is_put_off_comes_again(
    says: dict[str, str], found: tuple[str, bool]
) -> None:
    assert failing(MailServer(says=says)) == found


def test_each_recipient_is_asked_for_again_before_anything_is_said() -> None:
    server = MailServer()

    assert failing(server, "truc@doi.example", "x@evil.example") == (Reason.NOT_ALLOWED, True)

    assert server.heard == []


def test_who_can_have_it_gets_it_and_that_somebody_did_not_is_told() -> None:
    server = MailServer(says={"hai@doi.example": "550 nobody"})

    assert failing(server, "truc@doi.example", "hai@doi.example") == (Reason.PARTLY, True)

    assert len(server.letters) == 1


@pytest.mark.parametrize("command", [GREETING, "EHLO", "MAIL", "DATA", END])
def test_a_server_that_hangs_is_left_in_time(command: str) -> None:
    begun_s = time.monotonic()

    assert failing(MailServer(says={command: SILENT}), whole_s=0.5) == (Reason.TOO_SLOW, False)
    assert time.monotonic() - begun_s < 3


def test_a_server_that_dribbles_is_left_in_time() -> None:
    begun_s = time.monotonic()

    assert failing(MailServer(slow="MAIL"), whole_s=0.7) == (Reason.TOO_SLOW, False)
    assert failing(MailServer(slow=GREETING), whole_s=0.7) == (Reason.TOO_SLOW, False)
    assert time.monotonic() - begun_s < 5


def test_a_mail_that_was_taken_is_delivered_however_the_server_parts() -> None:
    send(MailServer(says={"QUIT": SILENT}), whole_s=0.5)
    send(MailServer(says={"QUIT": "500 what?"}))


def test_nobody_at_the_port_is_tried_again() -> None:
    target = Mail(name="watch", to=TO, what=(What.ALERTS,))
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))  # nobody listens there
        port = line.getsockname()[1]
        with pytest.raises(Failed) as caught:
            mail(target, MADE, delivery=KEY, smtp=own(port), allowed=ALLOWED)

    assert (caught.value.reason, caught.value.is_final) == (Reason.NOT_REACHED, False)


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_under_tls_everything_but_the_greeting_is_hidden_and_the_server_is_known(
    tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = own_authority(tmp_path / "one")
    trusted(monkeypatch, tmp_path, one)
    (tmp_path / "password").write_text("secret-1\n")
    is_implicit = tls == "implicit"
    ehlo = "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN"
    server = MailServer(
        tls=server_side(one, tmp_path, ["127.0.0.1"]),
        is_implicit=is_implicit,
        says={"EHLO": ehlo, "AUTH": "235 ok"},
    )

    send(server, tls=tls, user="muster", password_file=tmp_path / "password")

    assert letter(server)["To"] == "truc@doi.example"
    bare = [command for command, is_hidden in server.heard if not is_hidden]
    assert bare == ([] if is_implicit else ["EHLO", "STARTTLS"])
    assert ("AUTH", True) in server.heard


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("wrong", ["unknown", "name"])
def test_a_mail_server_that_cannot_show_who_it_is_gets_nothing(
    tls: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = own_authority(tmp_path / "one"), own_authority(tmp_path / "other")
    trusted(monkeypatch, tmp_path, one)
    signer, name = (other, "127.0.0.1") if wrong == "unknown" else (one, "mail.elsewhere.example")
    server = MailServer(tls=server_side(signer, tmp_path, [name]), is_implicit=tls == "implicit")

    assert failing(server, tls=tls) == (Reason.CERTIFICATE, False)
    assert not server.letters
    assert {command for command, _tls in server.heard} <= {"EHLO", "STARTTLS", "QUIT"}


def test_a_server_that_offers_no_tls_gets_no_word_of_the_mail(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret")
    server = MailServer()

    found = failing(server, tls="starttls", user="muster", password_file=tmp_path / "password")

    assert found == (Reason.NO_TLS, False)
    assert {command for command, _tls in server.heard} <= {"EHLO", "QUIT"}


def test_a_password_that_no_mail_server_can_be_told_is_no_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("mật khẩu")

    with pytest.raises(AllowedUnreadable):
        send(MailServer(), user="muster", password_file=tmp_path / "password")
    with pytest.raises(ValidationError):
        own(25, user="trực ban")


def test_a_wrong_password_is_put_right_before_the_mail_is_lost(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("wrong")
    says = {"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "535 no"}

    found = failing(MailServer(says=says), user="muster", password_file=tmp_path / "password")

    assert found == (Reason.REFUSED, False)


# ---- the whole way, from a released alert to what stands on the delivery


@pytest.fixture
def here(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MUSTER_NOW = LATER
    settings.MUSTER_DATA = tmp_path / "data"
    settings.MUSTER_DATA.mkdir()
    emptied()
    yield
    store().close()


def by_mail(folder: Path, port: int) -> Path:
    path = file_for(folder, "https://a.example", what='"situations"')
    smtp = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsender = "muster@doi.example"\n'
    path.write_text(f'{path.read_text()}{smtp}tls = "none"\n{MAIL}')
    return path


@pytest.mark.django_db
def test_an_alert_that_is_put_off_is_delivered_later_and_once(here: None, tmp_path: Path) -> None:
    released(make.day())
    off, on = MailServer(says={"RCPT": "450 grey"}), MailServer()

    with taking(off) as port:
        first = gateway(by_mail(tmp_path, port)).look(now=LATER)
    waiting = only()
    with taking(on) as port:
        sending = gateway(by_mail(tmp_path, port))
        early, then = sending.look(now=LATER), sending.look(now=waiting.next_at)
        after = sending.look(now=waiting.next_at)

    assert (first, then) == ({"queued": 1, "again": 1}, {"delivered": 1})
    assert not early
    assert not after
    assert (waiting.state, waiting.reason) == (State.QUEUED, Reason.NOT_NOW)
    assert letter(on)["Message-ID"] == f"<{only().pk}@doi.example>"
    assert (only().state, only().tries) == (State.DELIVERED, 2)


@pytest.mark.django_db
def test_an_alert_that_is_refused_is_given_up_at_once(here: None, tmp_path: Path) -> None:
    released(make.day())

    with taking(MailServer(says={END: "554 no"})) as port:
        sending = gateway(by_mail(tmp_path, port))
        sending.look(now=LATER)
        after = sending.look(now=LATER.replace(hour=23))

    assert (only().state, only().reason, only().tries) == (State.GIVEN_UP, Reason.REFUSED, 1)
    assert not after


# ---- webhooks under TLS


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
@pytest.mark.django_db
def test_a_webhook_under_tls_is_told_under_its_name(
    name: str, here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(make.day())
    one = own_authority(tmp_path / "one")
    trusted(monkeypatch, tmp_path, one)
    other = Other(200)

    with listening(other, tls=server_side(one, tmp_path, [name]), name=name) as origin:
        done = gateway(file_for(tmp_path, origin)).look(now=LATER)

    assert done == {"queued": 1, "delivered": 1}
    assert len(other.got) == 1
    assert other.got[0][1]["Host"] == origin.removeprefix("https://")


@pytest.mark.parametrize("wrong", ["unknown", "name", "old"])
def test_a_webhook_that_cannot_show_who_it_is_is_told_nothing(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, stranger = own_authority(tmp_path / "one"), own_authority(tmp_path / "stranger")
    trusted(monkeypatch, tmp_path, one)
    signer = stranger if wrong == "unknown" else one
    name = "hooks.elsewhere.example" if wrong == "name" else "127.0.0.1"
    days = -400 if wrong == "old" else 0
    other = Other(200)

    with listening(other, tls=server_side(signer, tmp_path, [name], days=days)) as origin:
        allowed = Allowed(origins=(origin,), networks=("127.0.0.0/8",))
        found = reason_of(f"{origin}/in", allowed)

    assert found == (Reason.CERTIFICATE, False)
    assert other.got == []


def test_a_redirect_out_of_the_list_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = own_authority(tmp_path / "one")
    trusted(monkeypatch, tmp_path, one)
    tls, beyond = server_side(one, tmp_path, ["127.0.0.1"]), Other(200)

    with listening(beyond, tls=tls) as outside, listening(beyond) as bare:
        for where in (f"{outside}/in", f"{bare}/in"):
            with listening(Other(307, where=where), tls=tls) as origin:
                allowed = Allowed(origins=(origin,), networks=("127.0.0.0/8",))
                assert reason_of(f"{origin}/in", allowed) == (Reason.REDIRECTED, True)

    assert beyond.got == []


def test_who_speaks_no_tls_or_is_silent_is_left_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, begun_s = Other(200), time.monotonic()
    with listening(other) as origin:
        address = origin.replace("http://", "https://")
        allowed = Allowed(origins=(address,), networks=("127.0.0.0/8",))
        bare = reason_of(address, allowed, whole_s=2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}"
        allowed = Allowed(origins=(address,), networks=("127.0.0.0/8",))
        hanging = reason_of(address, allowed, whole_s=0.5)

    assert bare[0] == Reason.NOT_REACHED
    assert hanging == (Reason.TOO_SLOW, False)
    assert time.monotonic() - begun_s < 4


def test_an_answer_has_the_whole_time_not_only_that_of_connecting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reaching, "CONNECT_S", 0.2)
    other = Other(200, think_s=0.6)

    with listening(other) as origin:
        allowed = Allowed(origins=(origin,), networks=("127.0.0.0/8",))
        reaching.post(
            f"{origin}/in",
            reaching.Parcel(delivery="d", kind="alerts", number=1, body=b"{}"),
            allowed=allowed,
            key=b"k" * 40,
            at_s=1,
            whole_s=5,
        )

    assert len(other.got) == 1
