"""What goes out of a room: alerts and situation reports, frozen when they were made."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.models import Alert, ControlRoom, Situation
from muster.control.queries.pack import pack_of
from muster.engines import cap
from muster.gateways.sending.allowing import What
from muster.gateways.sending.outcomes import Failed, Reason
from muster.office.models import Approval
from muster.shell.formats import short_moment

# What is older when it is first seen goes out no more: a gateway that begins tells no old news.
FRESH: Final = timedelta(hours=12)
MOST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something that may go out: what, its row, its room and its number there."""

    what: What
    subject: UUID
    room: ControlRoom
    number: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A piece as it goes out. plain: for programs; text and files: for people."""

    title: str
    text: str
    plain: Mapping[str, Any]
    files: Sequence[tuple[str, bytes, str]] = ()


def fresh_pieces(*, now: datetime) -> Iterator[Piece]:
    """What was released or issued in these hours, the oldest first."""
    yield from _fresh_alerts(now)
    yield from _fresh_situations(now)


def _fresh_alerts(now: datetime) -> Iterator[Piece]:
    rows = Alert.objects.filter(released_at__gt=now - FRESH, message__isnull=False)
    for row in rows.select_related("room__season_unit__season").order_by("released_at")[:MOST]:
        yield Piece(
            what=What.EXERCISE_ALERTS if row.room.is_exercise else What.ALERTS,
            subject=row.pk,
            room=row.room,
            number=row.number,
            title=marked(row.headline, row.room),
        )


def _fresh_situations(now: datetime) -> Iterator[Piece]:
    """Reports of rooms in earnest that somebody signed and the office issued."""
    issued = Approval.objects.filter(
        kind="situation", issued_at__gt=now - FRESH, ended_at=None
    ).values_list("subject", flat=True)[:MOST]
    keys = [UUID(subject.partition(":")[2]) for subject in issued]
    rows = Situation.objects.filter(pk__in=keys, room__mode=ControlRoom.Mode.ACTUAL)
    for row in rows.select_related("room__season_unit__season").order_by("made_at"):
        yield Piece(
            what=What.SITUATIONS,
            subject=row.pk,
            room=row.room,
            number=row.number,
            title=_title(row),
        )


def outgoing(what: What, subject: UUID) -> Outgoing:
    """A piece in the words that go out. Raises Failed above the grade that the pack lets out."""
    if what is What.SITUATIONS:
        report = Situation.objects.select_related("room__season_unit__season").get(pk=subject)
        _must_be_let_out(what, report.room)
        return _situation(report)
    alert = Alert.objects.select_related("room__season_unit__season").get(pk=subject)
    _must_be_let_out(what, alert.room)
    return _alert(alert)


def _must_be_let_out(what: What, room: ControlRoom) -> None:
    pack = pack_of(room)
    order, rules = list(pack.grades), pack.sending
    grade = rules.situations if what is What.SITUATIONS else rules.alerts
    if order.index(grade) > order.index(rules.highest):
        raise Failed(Reason.GRADE, is_final=True)


def _alert(row: Alert) -> Outgoing:
    assert row.message is not None
    message = cap.from_plain(row.message)
    content = cap.written(message)
    info = message.infos[0] if message.infos else None
    said = [row.headline]
    if info is not None:
        said += [part for part in (info.description, info.instruction) if part]
    return Outgoing(
        title=marked(row.headline, row.room),
        text="\n\n".join([marked(said[0], row.room), *said[1:]]),
        plain={"kind": row.kind, "identifier": message.identifier, "cap": content.decode()},
        files=((f"alert-{row.number}.cap.xml", content, "application/cap+xml"),),
    )


def _situation(row: Situation) -> Outgoing:
    return Outgoing(
        title=_title(row),
        text=row.text or _title(row),
        plain={"made_at": row.made_at.isoformat(), "text": row.text, "content": row.content},
    )


def _title(row: Situation) -> str:
    said = {"number": row.number, "room": row.room.name, "at": short_moment(row.made_at)}
    return _("Situation report %(number)s: %(room)s, %(at)s") % said


def marked(title: str, room: ControlRoom) -> str:
    """Of an exercise each line that goes out begins with that."""
    return f"{room.get_mode_display().upper()}: {title}" if room.is_exercise else title


def body_of(piece: Mapping[str, Any], made: Outgoing) -> bytes:
    """The body of a webhook: the same bytes in every try, so its digest can be compared."""
    return json.dumps(
        {**piece, "title": made.title, **made.plain}, ensure_ascii=False, sort_keys=True
    ).encode()
