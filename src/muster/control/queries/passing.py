"""What one shift hands to the next: open, silent and changed, as the sheet shows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from muster.control.models import ControlRoom, Line, Passing
from muster.control.queries.board import Board, board_of
from muster.control.queries.equipment import content_of_stock, stock_of
from muster.control.queries.pack import pack_of
from muster.ledger.models import Entry, Head

MOST = 60


def under_way(room: ControlRoom) -> Passing | None:
    """The passing on that waits for its taker."""
    return Passing.objects.filter(room=room, taken_at=None, withdrawn_at=None).first()


def last_taken(room: ControlRoom) -> Passing | None:
    """The newest passing on that is complete."""
    return (
        Passing.objects.filter(room=room, taken_at__isnull=False)
        .order_by("-taken_at", "-number")
        .first()
    )


def content_of(room: ControlRoom, *, now: datetime) -> Mapping[str, Any]:
    """The sheet's content at a moment: flat text, so that it stays what was signed."""
    board = board_of(room, now=now)
    before = last_taken(room)
    since = before.taken_upto or 0 if before else 0
    lines = Line.objects.filter(room=room, place__gt=since)
    return {
        "since": since,
        "lines": lines.count(),
        "tasks": _tasks(board),
        "silent": [
            {"number": line.team.number, "name": line.team.name, "said": line.said}
            for line in board.silent
        ],
        "incidents": [
            {
                "number": one.incident.number,
                "title": one.incident.title,
                "type": one.type,
                "said": one.said,
                "opened_at": one.incident.opened_at,
            }
            for one in board.incidents
        ],
        "teams": [
            {"mark": tally.mark, "word": tally.word, "count": tally.count}
            for tally in board.tallies
        ],
        "changes": [
            {"at": line.happened_at, "text": line.text, "who": line.actor}
            for line in lines.exclude(incident=None).order_by("-place")[:MOST]
        ],
        "channels": [
            {"key": row.key, "holder": row.holder}
            for row in room.channels.exclude(holder="").order_by("key")
        ],
        "equipment": content_of_stock(stock_of(room, pack=pack_of(room))),
    }


def _tasks(board: Board) -> list[dict[str, Any]]:
    return [
        {
            "number": one.task.number,
            "text": one.task.text,
            "owner": one.task.owner,
            "due_at": one.task.due_at,
            "is_late": one.mark == "late",
        }
        for one in board.tasks
    ]


def head_over(passing: Passing) -> Head | None:
    """The first signed head of our own log that covers the second signature.

    The sheet carries it as a code: whoever keeps the sheet can prove later that nothing before
    it was changed or taken away.
    """
    if passing.taken_at is None:
        return None
    return head_after("control.passing_taken", passing.pk)


def head_after(kind: str, key: UUID) -> Head | None:
    """The first signed head of our own log that covers the last entry of a kind about a part."""
    entry = Entry.objects.filter(kind=kind, subject__endswith=key.hex).order_by("arrival").last()
    if entry is None:
        return None
    heads = Head.objects.filter(node=entry.node_id, holder="", size__gte=entry.counter)
    return heads.order_by("size").first()
