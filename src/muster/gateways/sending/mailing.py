"""One mail through the own server, to recipients that the file names."""

import smtplib
import ssl
from typing import Final
from uuid import UUID

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from muster.gateways.errors import AllowedUnreadable
from muster.gateways.sending.allowing import Allowed, Mail, Smtp
from muster.gateways.sending.content import Outgoing
from muster.gateways.sending.outcomes import Failed, Reason

TIMEOUT_S: Final = 15
MOST_SUBJECT: Final = 180
BACKEND: Final = "django.core.mail.backends.smtp.EmailBackend"
MOST_PASSWORD_BYTES: Final = 1024
FOR_GOOD: Final = range(500, 600)


def mail(
    to: Mail,
    outgoing: Outgoing,
    *,
    delivery: UUID,
    smtp: Smtp,
    allowed: Allowed,
    backend: str = BACKEND,
) -> None:
    """Send it. Each recipient is asked for once more. Raises Failed."""
    if not all(allowed.has_recipient(one) for one in to.to):
        raise Failed(Reason.NOT_ALLOWED, is_final=True)
    message = EmailMessage(
        # a line's end in a headline would begin a head of its own
        subject=" ".join(outgoing.title.split())[:MOST_SUBJECT],
        body=outgoing.text,
        from_email=smtp.sender,
        to=list(to.to),
        headers={"Message-ID": f"<{delivery}@{smtp.sender.rpartition('@')[2]}>"},
        connection=_connection(smtp, backend),
    )
    for name, content, kind in outgoing.files:
        message.attach(name, content, kind)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as fault:
        codes = [code for code, _said in fault.recipients.values()]
        is_final = all(code in FOR_GOOD for code in codes)
        raise Failed(Reason.REFUSED, is_final=is_final) from fault
    except smtplib.SMTPResponseException as fault:
        is_final = fault.smtp_code in FOR_GOOD
        raise Failed(Reason.REFUSED if is_final else Reason.NOT_NOW, is_final=is_final) from fault
    except ssl.SSLCertVerificationError as fault:
        raise Failed(Reason.CERTIFICATE) from fault
    except TimeoutError as fault:
        raise Failed(Reason.TOO_SLOW) from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise Failed(Reason.NOT_REACHED) from fault


def _connection(smtp: Smtp, backend: str) -> BaseEmailBackend:
    password = ""
    if smtp.password_file is not None:
        try:
            with smtp.password_file.open("rb") as file:
                password = file.read(MOST_PASSWORD_BYTES).decode().strip()
        except (OSError, ValueError) as fault:
            raise AllowedUnreadable(file=smtp.password_file, reason=fault) from None
    return get_connection(
        backend,
        host=smtp.host,
        port=smtp.port,
        username=smtp.user,
        password=password,
        use_tls=smtp.tls == "starttls",
        use_ssl=smtp.tls == "implicit",
        timeout=TIMEOUT_S,
    )
