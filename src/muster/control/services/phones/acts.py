"""Each act of a phone, as lines of the room and what follows from them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from muster.control.errors import KindUnknown
from muster.control.models import Incident
from muster.control.services.hand import Pen
from muster.control.services.incidents import IncidentDraft, put_incident
from muster.control.services.phones.entered import Act, Entered, Sending
from muster.control.services.phones.messages import gist, message_to, put_acknowledgement
from muster.control.services.phones.presence import put_presence
from muster.control.services.phones.sender import Sender
from muster.control.services.saying import Said, say
from muster.packs.schema import LineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An entry on its way into the room. happened_at: by our clock; said: of the phone's."""

    pen: Pen
    sender: Sender
    entered: Entered
    happened_at: datetime
    said: Mapping[str, Any]

    def line(self, kind: LineKind, text: str, *, incident: UUID | None = None) -> UUID:
        """Record the line that each act begins with."""
        place = self.entered.place
        return say(
            self.pen,
            Said(
                text=text,
                kind=kind.key,
                team=self.sender.team_id,
                incident=incident,
                contact=kind.contact,
                happened_at=self.happened_at,
                place=asdict(place) if place else None,
                phone=self.said,
            ),
        )


def act(pen: Pen, *, sender: Sender, entered: Entered, sending: Sending, now: datetime) -> None:
    """Record an entry. Raises KindUnknown, MessageUnknown, LineTooLong."""
    doing = Doing(
        pen=pen,
        sender=sender,
        entered=entered,
        happened_at=sending.happened_at(entered, now=now),
        said=sending.said(entered, off_s=pen.pack.phone.clock_off_s),
    )
    ACTS[entered.act](doing)


def _come(doing: Doing) -> None:
    kind = doing.pen.pack.line_kinds[doing.pen.pack.phone.check_in]
    doing.line(kind, _named(kind, doing))
    put_presence(doing.pen, doing.sender, is_coming=True, happened_at=doing.happened_at)


def _leave(doing: Doing) -> None:
    kind = doing.pen.pack.line_kinds[doing.pen.pack.phone.check_out]
    doing.line(kind, _named(kind, doing))
    put_presence(doing.pen, doing.sender, is_coming=False, happened_at=doing.happened_at)


def _named(kind: LineKind, doing: Doing) -> str:
    more = doing.entered.text.strip()
    return f"{kind.name}: {doing.sender.name}" + (f". {more}" if more else "")


def _report(doing: Doing) -> None:
    """A line of a kind that the pack lets phones choose; if it says so, an incident begins."""
    pack = doing.pen.pack
    key = doing.entered.kind or pack.phone.reports[0]
    if key not in pack.phone.reports:
        known = ", ".join(str(pack.line_kinds[one].name) for one in pack.phone.reports)
        raise KindUnknown(given=key[:40], known=known)
    kind = pack.line_kinds[key]
    line = doing.line(kind, doing.entered.text.strip() or str(kind.name))
    if kind.incident is not None:
        _open(doing, kind.incident, doing.entered.text.strip(), line=line)


def _emergency(doing: Doing) -> None:
    """The first call opens an incident above all others; the next ones of the post belong to it."""
    pack = doing.pen.pack
    kind = pack.line_kinds[pack.phone.emergency]
    assert kind.incident is not None
    text = _named(kind, doing)
    running = Incident.objects.filter(
        room=doing.pen.room, team=doing.sender.team_id, type=kind.incident, is_over=False
    ).first()
    line = doing.line(kind, text, incident=running.pk if running else None)
    if running is None:
        _open(doing, kind.incident, text, line=line)
    else:
        doing.pen.made.append(f"#{running.number}")


def _open(doing: Doing, type_: str, title: str, *, line: UUID) -> None:
    draft = IncidentDraft(type=type_, title=title, team=doing.sender.team_id)
    put_incident(doing.pen, draft, line=line, happened_at=doing.happened_at)


def _acknowledge(doing: Doing) -> None:
    pack = doing.pen.pack
    kind = pack.line_kinds[pack.phone.acknowledgement]
    message = message_to(doing.sender.team_id, doing.entered.message)
    doing.line(kind, f"{kind.label}: {gist(message.line)}")
    put_acknowledgement(
        doing.pen, message, officer=doing.sender.name, happened_at=doing.happened_at
    )


ACTS: Final[Mapping[Act, Callable[[Doing], None]]] = {
    Act.CHECK_IN: _come,
    Act.CHECK_OUT: _leave,
    Act.REPORT: _report,
    Act.ACKNOWLEDGE: _acknowledge,
    Act.EMERGENCY: _emergency,
}
