"""Alerts of others come in: kept as they are, shown to people, followed by nothing."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.errors.alerts import AlertKnown, AlertUnreadable
from muster.control.models import ReceivedAlert
from muster.control.projecting import received_key
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.numbers import next_number
from muster.control.services.saying import Said, say
from muster.engines import cap
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock


def read_alert(content: bytes, *, name: str) -> cap.Alert:
    """The message of a file that came from outside. Raises AlertUnreadable."""
    try:
        return cap.read(content)
    except cap.Refused as refusal:
        findings = ", ".join(str(one) for one in refusal.findings[:5])
        raise AlertUnreadable(name=name[:80], findings=findings) from None


@retry_on_deadlock
def receive_alert(
    room_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    message: cap.Alert,
    giver: str,
    client_uuid: UUID | None = None,
) -> Written:
    """Put an alert of somebody else before the room. Raises AlertKnown."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            mark = f"{message.sender},{message.identifier},{message.sent.isoformat()}"
            key = received_key(room_id, mark)
            there = ReceivedAlert.objects.filter(pk=key).first()
            if there is not None:
                raise AlertKnown(number=there.number)
            _take(pen, key, message, giver[:300])
    return pen.written


def _without_files(message: cap.Alert) -> cap.Alert:
    """The message with what its files are called, but not the files: those come by other doors."""
    infos = [
        replace(info, resources=tuple(replace(one, content="") for one in info.resources))
        for info in message.infos
    ]
    return replace(message, infos=tuple(infos))


def _take(pen: Pen, key: UUID, message: cap.Alert, giver: str) -> None:
    info = message.infos[0] if message.infos else None
    headline = (info.headline or info.event if info else message.note) or message.identifier
    there = ReceivedAlert.objects.filter(room=pen.room.pk).count()
    number = next_number(pen, ReceivedAlert, highest=there)
    said = {"number": number, "headline": headline[:300]}
    text = _("Alert %(number)s from outside: %(headline)s")
    if message.status is not cap.Status.ACTUAL:
        text = _("Alert %(number)s from outside, not in earnest: %(headline)s")
    say(pen, Said(text=text % said))
    expires = [one.expires for one in message.infos if one.expires]
    body = {
        "received": key.hex,
        "number": number,
        "sender": message.sender[:300],
        "identifier": message.identifier[:300],
        "sent_at": message.sent,
        "status": str(message.status),
        "kind": str(message.kind),
        "severity": str(info.severity) if info else "",
        "headline": headline[:300],
        "expires_at": max(expires, default=None),
        "is_signed": message.is_signed,
        "giver": giver,
        "message": cap.plain(_without_files(message)),
    }
    pen.write("control.alert_received", body, about=("received", key))
