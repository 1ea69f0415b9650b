"""Incidents: opened out of a line, through their life, changed; the tasks of their cards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.errors import LifeNotAllowed
from muster.control.models import Incident
from muster.control.projecting import IncidentRow
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.numbers import next_number
from muster.control.services.saying import Said, say
from muster.control.services.tasks import TaskDraft, put_task
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock
from muster.venues.queries import card_for


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDraft:
    """What is said when something happens. type: key of the pack; priority: if not the type's."""

    type: str
    title: str
    team: UUID | None = None
    priority: str = ""
    happened_at: datetime | None = None


@retry_on_deadlock
def open_incident(
    room_id: UUID,
    *,
    actor: Actor,
    now: datetime,
    draft: IncidentDraft,
    client_uuid: UUID | None = None,
) -> Written:
    """Open an incident with a line that says so; the card of its type gives its tasks."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            at = draft.happened_at or now
            line = say(pen, Said(text=draft.title, team=draft.team, happened_at=at))
            put_incident(pen, draft, line=line, happened_at=at)
    return pen.written


def put_incident(pen: Pen, draft: IncidentDraft, *, line: UUID, happened_at: datetime) -> UUID:
    """Record a new incident as part of an act, and the tasks of its card."""
    pack = pen.pack
    rule = pack.incident_types[draft.type]
    number = next_number(pen, Incident, highest=pen.row.incidents)
    key = pen.key("incident")
    body = {
        "incident": key.hex,
        "number": number,
        "line": line.hex,
        "team": draft.team and draft.team.hex,
        "state": pack.first_incident_state.key,
        **_called(pen, draft),
    }
    pen.write("control.incident_opened", body, about=("incident", key), happened_at=happened_at)
    pen.made.append(_("incident %(number)s") % {"number": number})
    if rule.card is None:
        return key
    card = card_for(pen.room.event.venue, rule.card, pack)
    for task in card.tasks:
        due_at = happened_at + timedelta(minutes=task.due_min)
        asked = TaskDraft(
            text=task.text, owner=task.owner, due_at=due_at, incident=key, card=rule.card
        )
        put_task(pen, asked, happened_at=happened_at)
    return key


def _called(pen: Pen, draft: IncidentDraft) -> dict[str, Any]:
    rule = pen.pack.incident_types[draft.type]
    priority = draft.priority or rule.priority
    return {
        "type": rule.key,
        "title": draft.title.strip()[:300] or str(rule.name),
        "priority": priority,
        "level": pen.pack.priorities[priority].level,
        "limit_min": rule.limit_min,
    }


@retry_on_deadlock
def move_incident(
    incident: Incident,
    *,
    actor: Actor,
    now: datetime,
    state: str,
    note: str = "",
    client_uuid: UUID | None = None,
) -> Written:
    """An incident goes on in its life, with a line that says so. Raises LifeNotAllowed."""
    with writing(incident.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            name = pen.pack.incident_states[state].name
            said = f"#{incident.number} {name}" + (f": {note.strip()}" if note.strip() else "")
            say(pen, Said(text=said, incident=incident.pk))
            put_life(pen, incident.pk, state=state)
    return pen.written


def put_life(pen: Pen, key: UUID, *, state: str, happened_at: datetime | None = None) -> None:
    """Record another state of an incident as part of an act; the same state is no change."""
    incident, states = pen.live(IncidentRow, key), pen.pack.incident_states
    if incident.state == state:
        return
    was, wanted = states[incident.state], states[state]
    if state not in was.moves:
        raise LifeNotAllowed(
            number=incident.number,
            was=was.name,
            wanted=wanted.name,
            allowed=", ".join(str(states[one].name) for one in was.moves),
        )
    body = {
        "incident": key.hex,
        "number": incident.number,
        "was": incident.state,
        "state": state,
        "ends": wanted.ends,
    }
    pen.write("control.incident_moved", body, about=("incident", key), happened_at=happened_at)
    pen.made.append(f"#{incident.number} → {wanted.label}")


@retry_on_deadlock
def change_incident(
    incident: Incident,
    *,
    actor: Actor,
    now: datetime,
    draft: IncidentDraft,
    client_uuid: UUID | None = None,
) -> Written:
    """An incident turned out to be something else, or more or less urgent: a line says so."""
    with writing(incident.room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            called = _called(pen, draft)
            names = (
                pen.pack.incident_types[called["type"]].name,
                pen.pack.priorities[called["priority"]].name,
            )
            said = f"#{incident.number} {called['title']} ({names[0]}, {names[1]})"
            say(pen, Said(text=said, incident=incident.pk))
            body = {"incident": incident.pk.hex, "number": incident.number, **called}
            pen.write("control.incident_changed", body, about=("incident", incident.pk))
    return pen.written
