"""One mail through the own server, to recipients that the file names."""

import smtplib
import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Final
from uuid import UUID

from django.core.mail import DNS_NAME, EmailMessage

from muster.gateways.errors import AllowedUnreadable
from muster.gateways.models import Delivery
from muster.gateways.sending.allowing import Allowed, Mail, Smtp
from muster.gateways.sending.content import Outgoing
from muster.gateways.sending.cutting import cut_after
from muster.gateways.sending.outcomes import Failed, Reason

CONNECT_S: Final = 5.0
WHOLE_S: Final = 15.0
MOST_SUBJECT: Final = 180
MOST_PASSWORD_BYTES: Final = 1024
READY: Final = 220
FOR_GOOD: Final = range(500, 600)
REASONS: Final[Mapping[type[OSError], Delivery.Reason]] = {
    TimeoutError: Reason.TOO_SLOW,
    smtplib.SMTPNotSupportedError: Reason.NO_TLS,
    ssl.SSLCertVerificationError: Reason.CERTIFICATE,
}


def mail(
    to: Mail,
    outgoing: Outgoing,
    *,
    delivery: UUID,
    smtp: Smtp,
    allowed: Allowed,
    whole_s: float = WHOLE_S,
) -> None:
    """Send it. Each recipient is asked for once more. Raises Failed.

    Who can have it gets it: of some who cannot it is told, and not sent to the others again.
    """
    if not all(allowed.has_recipient(one) for one in to.to):
        raise Failed(Reason.NOT_ALLOWED, is_final=True)
    content = _written(to, outgoing, delivery=delivery, smtp=smtp)
    password = _password(smtp)
    try:
        with _line(smtp, password, whole_s) as line:
            refused = line.sendmail(smtp.sender, to.to, content)
    except smtplib.SMTPRecipientsRefused as fault:
        raise _refused(code for code, _said in fault.recipients.values()) from fault
    except smtplib.SMTPAuthenticationError as fault:
        # not the mail is wrong but the password, and that can be put right
        raise Failed(Reason.REFUSED) from fault
    except smtplib.SMTPResponseException as fault:
        raise _refused([fault.smtp_code]) from fault
    except OSError as fault:  # of smtplib too
        reasons = (reason for kind, reason in REASONS.items() if isinstance(fault, kind))
        raise Failed(next(reasons, Reason.NOT_REACHED)) from fault
    if refused:
        raise Failed(Reason.PARTLY, is_final=True)


def _written(to: Mail, outgoing: Outgoing, *, delivery: UUID, smtp: Smtp) -> bytes:
    message = EmailMessage(
        # a line's end in a headline would begin a head of its own
        subject=" ".join(outgoing.title.split())[:MOST_SUBJECT],
        body=outgoing.text,
        from_email=smtp.sender,
        to=list(to.to),
        headers={"Message-ID": f"<{delivery}@{smtp.sender.rpartition('@')[2]}>"},
    )
    for name, content, kind in outgoing.files:
        message.attach(name, content, kind)
    return b"\r\n".join(message.message().as_bytes().splitlines())


def _refused(codes: Iterable[int]) -> Failed:
    is_final = all(code in FOR_GOOD for code in codes)
    return Failed(Reason.REFUSED if is_final else Reason.NOT_NOW, is_final=is_final)


def _password(smtp: Smtp) -> str:
    if smtp.password_file is None:
        return ""
    try:
        with smtp.password_file.open("rb") as file:
            # smtplib sends no other letters, and would fall over them only on the way
            return file.read(MOST_PASSWORD_BYTES).decode("ascii").strip()
    except (OSError, ValueError) as fault:
        raise AllowedUnreadable(file=smtp.password_file, reason=fault) from None


class _Line(smtplib.SMTP):
    """A line to the own server. Its socket is there before the server's first word, to be cut."""

    def __init__(self, host: str, *, whole_s: float) -> None:
        super().__init__(local_hostname=DNS_NAME.get_fqdn(), timeout=whole_s)
        self._host = host  # the name that the certificate must bear
        self.whole_s = whole_s

    def reach(self, smtp: Smtp, password: str) -> None:
        """Connect, under TLS if the file says so, and sign in."""
        context = ssl.create_default_context()
        place = (smtp.host, smtp.port)
        self.sock = socket.create_connection(place, timeout=min(CONNECT_S, self.whole_s))
        self.sock.settimeout(self.whole_s)
        if smtp.tls == "implicit":
            self._hide(self.sock, context)
        code, said = self.getreply()
        if code != READY:
            raise smtplib.SMTPConnectError(code, said)
        if smtp.tls == "starttls":
            self.starttls(context=context)
        if smtp.user and password:
            self.login(smtp.user, password)

    def _hide(self, bare: socket.socket, context: ssl.SSLContext) -> None:
        """The handshake comes last, so that it can be cut off too."""
        hidden = context.wrap_socket(
            bare, server_hostname=self._host, do_handshake_on_connect=False
        )
        self.sock = hidden
        hidden.do_handshake()


@contextmanager
def _line(smtp: Smtp, password: str, whole_s: float) -> Iterator[_Line]:
    line = _Line(smtp.host, whole_s=whole_s)
    with cut_after(whole_s, lambda: line.sock):
        try:
            line.reach(smtp, password)
            yield line
        finally:
            # what was taken is taken, however the server says good-bye
            with suppress(OSError):
                line.quit()
            line.close()
