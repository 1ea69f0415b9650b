"""What devices of officers on duty say that are no phones of ours: words, a call for help, its end.

Who sent it was settled at the gateway. The words are kept as they came: no mark in them is read,
and nothing follows from them but what is written here.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.models import Incident
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.incidents import IncidentDraft, put_incident
from muster.control.services.phones.entered import Place
from muster.control.services.saying import MOST_LETTERS, Said, say
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock
from muster.packs.schema import Contact, LineKind

VIA = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceWord:
    """Something that a device said.

    uuid: made of what it sent, so that the same again is a retry. device: its name on the map,
    which signs the line. happened_at: when it came, by our clock. team: whom its holder belongs to
    in the room, if to any. place: where it says that it is. clock: what is kept of its clock, with
    ``at`` and ``skew_s``.
    """

    uuid: UUID
    device: str
    text: str
    happened_at: datetime
    team: UUID | None = None
    place: Place | None = None
    clock: Mapping[str, Any] = field(default_factory=dict)


@retry_on_deadlock
def take_word(room_id: UUID, *, now: datetime, word: DeviceWord) -> Written:
    """Put the words of a device into the log. Raises LineEmpty, RoomClosed."""
    with _writing(room_id, word, now=now) as pen:
        if not pen.record.is_replay:
            _line(pen, word, word.text)
    return pen.written


@retry_on_deadlock
def take_call_for_help(room_id: UUID, *, now: datetime, word: DeviceWord) -> Written:
    """An alarm of a device opens an incident above all others, as the emergency button does.

    The next ones of the same team, or of the same device without a team, belong to that incident
    while it runs. Raises RoomClosed.
    """
    with _writing(room_id, word, now=now) as pen:
        if not pen.record.is_replay:
            _call(pen, word)
    return pen.written


@retry_on_deadlock
def take_all_clear(room_id: UUID, *, now: datetime, word: DeviceWord) -> Written:
    """A device takes its alarm back: a line of the running incident, which a person ends.

    Whoever took the device away can take the alarm back too. Raises RoomClosed.
    """
    with _writing(room_id, word, now=now) as pen:
        if not pen.record.is_replay:
            said = _("%(device)s takes the alarm back; check by voice before the incident ends.")
            text = said % {"device": word.device}
            _line(pen, word, text, incident=_running(pen, word))
    return pen.written


def _writing(room_id: UUID, word: DeviceWord, *, now: datetime) -> AbstractContextManager[Pen]:
    actor = Actor(name=word.device, via=VIA)
    return writing(room_id, actor=actor, now=now, client_uuid=word.uuid)


def _call(pen: Pen, word: DeviceWord) -> None:
    kind = pen.pack.line_kinds[pen.pack.phone.emergency]
    assert kind.incident is not None
    title = _title(kind, word)
    text = f"{title}. {word.text}" if word.text.strip() else title
    running = _running(pen, word)
    line = _line(pen, word, text, kind=kind.key, incident=running)
    if running is None:
        draft = IncidentDraft(type=kind.incident, title=title, team=word.team)
        put_incident(pen, draft, line=line, happened_at=word.happened_at)


def _title(kind: LineKind, word: DeviceWord) -> str:
    return f"{kind.name}: {word.device}"


def _running(pen: Pen, word: DeviceWord) -> UUID | None:
    kind = pen.pack.line_kinds[pen.pack.phone.emergency]
    rows = Incident.objects.filter(room=pen.room, type=kind.incident, is_over=False)
    if word.team is not None:
        rows = rows.filter(team=word.team)
    else:
        rows = rows.filter(team=None, title=_title(kind, word))
    found = rows.first()
    return found.pk if found else None


def _line(
    pen: Pen, word: DeviceWord, text: str, *, kind: str = "", incident: UUID | None = None
) -> UUID:
    """Longer words than a line holds are cut: a log without their beginning would be worse."""
    held = text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"
    return say(
        pen,
        Said(
            text=held,
            kind=kind,
            team=word.team,
            incident=incident,
            contact=Contact.HEARD,
            happened_at=word.happened_at,
            place=asdict(word.place) if word.place else None,
            phone=word.clock,
        ),
    )
