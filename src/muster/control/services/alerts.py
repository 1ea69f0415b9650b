"""Warnings to others: drafted by one person, released by a second, updated and cancelled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from muster.control.errors.alerts import (
    AlertBreaksRules,
    AlertBySame,
    AlertNotDraft,
    AlertNotInForce,
)
from muster.control.models import Alert
from muster.control.projecting import AlertRow
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.numbers import next_number
from muster.control.services.saying import Said, say
from muster.engines import cap
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock

LONGEST: Final = timedelta(days=7)
MOST_REFERENCES: Final = 20
FORBIDDEN: Final = re.compile(r"[\s,<&]")
# What a release adds; a draft is held against the rules with these in their places.
TRIAL: Final = {"identifier": "draft", "sender": "draft"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDraft:
    """What somebody wants to say to others.

    content: scope, addresses, restriction, note and info under the names of CAP 1.2; who says it
    and when, status, kind and references are added here. holds_for: from the release on.
    replaces: the alert in force that it updates or cancels.
    """

    content: Mapping[str, Any]
    kind: Alert.Kind = Alert.Kind.ALERT
    holds_for: timedelta = timedelta(hours=1)
    incident: UUID | None = None
    replaces: UUID | None = None


@retry_on_deadlock
def draft_alert(
    room_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    draft: AlertDraft,
    client_uuid: UUID | None = None,
) -> Written:
    """Draft an alert; it waits for a second person. Raises AlertBreaksRules, AlertNotInForce."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            before = _in_force(pen, draft.replaces) if draft.replaces else None
            content = {**draft.content, "holds_min": _minutes(draft.holds_for)}
            trial = _message(pen, content, kind=draft.kind, before=before, name=TRIAL)
            there = Alert.objects.filter(room=room_id).count()
            key, number = pen.key("alert"), next_number(pen, Alert, highest=there)
            headline = _headline(trial)
            said = {"who": actor.name, "number": number, "headline": headline}
            say(
                pen,
                Said(
                    text=_("%(who)s drafts alert %(number)s: %(headline)s") % said,
                    incident=draft.incident,
                ),
            )
            body = {
                "alert": key.hex,
                "number": number,
                "kind": str(draft.kind),
                "content": content,
                "headline": headline,
                "incident": draft.incident and draft.incident.hex,
                "replaces": draft.replaces and draft.replaces.hex,
            }
            pen.write("control.alert_drafted", body, about=("alert", key))
    return pen.written


@retry_on_deadlock
def release_alert(
    alert: Alert, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Written:
    """Release a draft as the second person: from now on the feed has it.

    Of an exercise every message says so. Raises AlertBySame, AlertNotDraft, AlertNotInForce,
    AlertBreaksRules.
    """
    with writing(alert.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            row = _draft(pen, alert)
            if row.drafter_account == actor.account_id:
                raise AlertBySame(who=row.drafter)
            before = _in_force(pen, row.replaces_id) if row.replaces_id else None
            name = {"identifier": f"muster-{row.uuid.hex}", "sender": _sender()}
            message = _message(
                pen, row.content, kind=Alert.Kind(row.kind), before=before, name=name
            )
            said = {"who": actor.name, "number": row.number, "headline": row.headline}
            say(
                pen,
                Said(
                    text=_("%(who)s releases alert %(number)s: %(headline)s") % said,
                    incident=row.incident_id,
                ),
            )
            expires = [info.expires for info in message.infos if info.expires]
            body = {
                "alert": row.uuid.hex,
                "number": row.number,
                "expires_at": max(expires, default=None),
                "message": cap.plain(message),
            }
            pen.write("control.alert_released", body, about=("alert", row.uuid))
    return pen.written


@retry_on_deadlock
def withdraw_alert(
    alert: Alert, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> Written:
    """Take a draft back; nobody outside has seen it. Raises AlertNotDraft."""
    with writing(alert.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            row = _draft(pen, alert)
            said = {"who": actor.name, "number": row.number}
            say(pen, Said(text=_("%(who)s withdraws the draft of alert %(number)s") % said))
            body = {"alert": row.uuid.hex, "number": row.number}
            pen.write("control.alert_withdrawn", body, about=("alert", row.uuid))
    return pen.written


def _draft(pen: Pen, alert: Alert) -> AlertRow:
    row = pen.live(AlertRow, alert.pk)
    if row.state != Alert.State.DRAFT:
        raise AlertNotDraft(number=row.number, state=Alert.State(row.state).label)
    return row


def _in_force(pen: Pen, key: UUID) -> AlertRow:
    row = pen.live(AlertRow, key)
    if row.state != Alert.State.RELEASED or row.room_id != pen.room.pk:
        raise AlertNotInForce(number=row.number, state=Alert.State(row.state).label)
    return row


def _message(
    pen: Pen,
    content: Mapping[str, Any],
    *,
    kind: Alert.Kind,
    before: AlertRow | None,
    name: Mapping[str, str],
) -> cap.Alert:
    """The whole message as it would go out now. Raises AlertBreaksRules."""
    sent = timezone.localtime(pen.now).replace(microsecond=0)
    expires = cap.written_time(sent + timedelta(minutes=content["holds_min"]))
    said = {key: value for key, value in content.items() if key != "holds_min"}
    status = cap.Status.EXERCISE if pen.room.is_exercise else cap.Status.ACTUAL
    said |= {**name, "sent": cap.written_time(sent), "status": str(status), "msgType": str(kind)}
    said["info"] = [{**info, "expires": expires} for info in content.get("info", [])]
    if before is not None:
        said["references"] = _references(before)
    try:
        return cap.from_plain(said)
    except cap.Refused as refusal:
        findings = ", ".join(str(one) for one in refusal.findings)
        raise AlertBreaksRules(findings=findings) from None


def _references(before: AlertRow) -> str:
    """The chain of messages up to the one that is updated or cancelled, the newest last."""
    assert before.message is not None
    own = ",".join(before.message[name] for name in ("sender", "identifier", "sent"))
    return " ".join([*before.message.get("references", "").split(), own][-MOST_REFERENCES:])


def _minutes(span: timedelta) -> int:
    return max(1, int(min(span, LONGEST) / timedelta(minutes=1)))


def _headline(message: cap.Alert) -> str:
    (info, *_others) = message.infos or (None,)
    return (info.headline or info.event)[:300] if info else message.note[:300]


def _sender() -> str:
    """Who speaks, without the characters that the standard forbids."""
    return f"{FORBIDDEN.sub('-', settings.MUSTER_NODE)}@muster.local"
