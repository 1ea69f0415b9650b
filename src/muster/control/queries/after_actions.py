"""What the day of a room came to: totals, response times, plan against done, the time line."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from muster.control.models import (
    AfterAction,
    Alert,
    ControlRoom,
    Dispatch,
    Incident,
    Line,
    Message,
    Passing,
    Piece,
    Situation,
    Task,
)
from muster.control.queries.done import posts_done, stages_done
from muster.control.queries.lessons import lessons_of
from muster.control.queries.pack import pack_of
from muster.control.queries.passing import head_after
from muster.control.queries.response import response_of
from muster.ledger.models import Head

MOST_INCIDENTS: Final = 100
MOST_LINES: Final = 12


def content_after(room: ControlRoom, *, now: datetime) -> Mapping[str, Any]:
    """The report's content: flat texts and numbers, so that it stays what was signed.

    Of a room that is still open, as far as it has come. A fixed number of queries.
    """
    until = room.closed_at or now
    # A second post's numbers begin at 1001: the highest one says nothing of how many there are.
    incidents = Incident.objects.filter(room=room).count()
    return {
        "opened_at": room.opened_at,
        "closed_at": room.closed_at,
        "totals": _totals(room, incidents),
        "response": response_of(room),
        "stages": stages_done(room, until=until),
        "posts": posts_done(room, until=until),
        "timeline": _timeline(room),
        "lessons": [
            {"number": one.lesson.number, "text": one.lesson.text, "became": one.became}
            for one in lessons_of(room)
        ],
        "left_out": max(0, incidents - MOST_INCIDENTS),
    }


def _totals(room: ControlRoom, incidents: int) -> list[dict[str, Any]]:
    tasks = Task.objects.filter(room=room).aggregate(
        all=Count("pk"),
        done=Count("pk", filter=Q(state=Task.State.DONE)),
        late=Count("pk", filter=Q(state=Task.State.DONE, closed_at__gt=F("due_at"))),
    )
    alerts = Alert.objects.filter(room=room, released_at__isnull=False).count()
    messages = Message.objects.filter(room=room).aggregate(
        all=Count("pk"), read=Count("acknowledged_at")
    )
    of_room = Incident.objects.filter(room=room).values("pk")
    missing = Piece.objects.filter(incident__in=of_room, missing_at__isnull=False).count()
    said = (
        (_("Lines of the log"), room.lines),
        (_("Incidents"), incidents),
        (_("Tasks given"), tasks["all"]),
        (_("Tasks done"), tasks["done"]),
        (_("of them after their hour"), tasks["late"]),
        (_("Teams sent out of an advice"), Dispatch.objects.filter(room=room).count()),
        (_("Messages to posts"), messages["all"]),
        (_("of them acknowledged"), messages["read"]),
        (_("Alerts released"), alerts),
        (_("Situation reports"), Situation.objects.filter(room=room).count()),
        (_("Passings on of the shift"), Passing.objects.filter(room=room).count()),
        (_("Pieces of equipment still missing"), missing),
    )
    return [{"word": word, "count": count} for word, count in said]


def _timeline(room: ControlRoom) -> list[dict[str, Any]]:
    """The incidents in the order of their beginning, each with its first lines."""
    pack = pack_of(room)
    rows = list(
        Incident.objects.filter(room=room)
        .annotate(said=Count("lines", filter=Q(lines__correction=None)))
        .order_by("opened_at", "number")[:MOST_INCIDENTS]
    )
    lines = _lines(rows)
    return [
        {
            "number": row.number,
            "title": row.title,
            "type": str(pack.incident_types[row.type].name),
            "priority": str(pack.priorities[row.priority].name),
            "opened_at": row.opened_at,
            "tasked_at": row.tasked_at,
            "on_scene_at": row.on_scene_at,
            "ended_at": row.ended_at,
            "lines": lines[row.pk],
            "more": max(0, row.said - MOST_LINES),
        }
        for row in rows
    ]


def _lines(incidents: Sequence[Incident]) -> Mapping[UUID, list[dict[str, Any]]]:
    """By incident its first lines; for one that was corrected, the correction stands."""
    place = Window(RowNumber(), partition_by=F("incident"), order_by=("happened_at", "place"))
    rows = Line.objects.filter(incident__in=incidents, correction=None).annotate(nth=place)
    chosen = rows.filter(nth__lte=MOST_LINES).order_by("happened_at", "place")
    found: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for incident, at, text in chosen.values_list("incident", "happened_at", "text"):
        found[incident].append({"at": at, "text": text})
    return found


def head_over_after_action(report: AfterAction) -> Head | None:
    """The first signed head of our own log that covers the report."""
    return head_after("control.after_action_reported", report.pk)
