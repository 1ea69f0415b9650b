"""Plan against done, post by post and stage by stage: what was to be, and what the record has."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, Min, Sum

from muster.control.models import ControlRoom, Incident, Message, Presence, Team
from muster.control.projecting import subject_of_room
from muster.control.queries.days import rows_of
from muster.control.queries.pack import pack_of
from muster.control.queries.people import assigned
from muster.duty.models import Shift
from muster.ledger.queries import entries_for

MOST: Final = 200
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """When a team first said that it was in position, and when it last went off duty."""

    in_at: datetime | None = None
    out_at: datetime | None = None


def posts_done(room: ControlRoom, *, until: datetime) -> list[dict[str, Any]]:
    """Each post of a room: shifts of its plan during the room's hours, and what came of them.

    heads: places of those shifts; assigned: how many of them the roster in force fills; came: how
    many officers checked in by phone, none where nobody of the room did. late_min: minutes from
    the beginning of the first shift until the post said it was in position. Eight queries.
    """
    teams = list(Team.objects.filter(room=room, post__isnull=False).order_by("number")[:MOST])
    posts = [team.post for team in teams]
    shifts = Shift.objects.filter(
        post__in=posts,
        withdrawn_at=None,
        of_vehicles=False,
        starts_at__lt=until,
        ends_at__gt=room.opened_at,
    )
    planned: Mapping[int | None, Any] = {
        row["post"]: row
        for row in shifts.order_by()
        .values("post")
        .annotate(begins=Min("starts_at"), ends=Max("ends_at"), heads=Sum("head_count"))
    }
    filled = assigned([post for post in posts if post], shift__in=shifts).order_by()
    counted: Mapping[str, Mapping[Any, int]] = {
        "assigned": dict(
            filled.values("shift__post").annotate(n=Count("pk")).values_list("shift__post", "n")
        ),
        "came": _by_team(Presence, room, in_at__isnull=False),
        "lost": _by_team(Incident, room, type=pack_of(room).control.lost_contact),
        "asked": _by_team(Message, room),
        "read": _by_team(Message, room, acknowledged_at__isnull=False),
    }
    stays = _stays(room)
    return [
        _post(team, planned.get(team.post), stays.get(team.pk, Stay()), counted) for team in teams
    ]


def _by_team(model: Any, room: ControlRoom, **wanted: Any) -> dict[UUID, int]:
    rows = model.objects.filter(room=room, **wanted).order_by().values("team")
    return dict(rows.annotate(n=Count("pk")).values_list("team", "n"))


def _stays(room: ControlRoom) -> dict[UUID, Stay]:
    """By team: a row of the board keeps only the present duty, so the entries are asked."""
    found: dict[UUID, Stay] = {}
    entries = entries_for(subject_prefix=f"{subject_of_room(room.pk)}/team:")
    rows = entries.filter(kind="control.team_moved").order_by("arrival")
    for at, text in rows.values_list("happened_at", "text").iterator():
        body = json.loads(text)
        if body["checks"]:
            team = UUID(body["team"])
            found[team] = _after(found.get(team, Stay()), body["checks"], at)
    return found


def _after(stay: Stay, checks: str, at: datetime) -> Stay:
    if checks == "in":
        return Stay(in_at=min(filter(None, (stay.in_at, at))), out_at=stay.out_at)
    return Stay(in_at=stay.in_at, out_at=max(filter(None, (stay.out_at, at))))


def _post(
    team: Team,
    planned: Mapping[str, Any] | None,
    stay: Stay,
    counted: Mapping[str, Mapping[Any, int]],
) -> dict[str, Any]:
    begins = planned["begins"] if planned else None
    came = counted["came"]
    return {
        "number": team.number,
        "name": team.name,
        "begins_at": begins,
        "ends_at": planned["ends"] if planned else None,
        "heads": planned["heads"] if planned else 0,
        "assigned": counted["assigned"].get(team.post, 0),
        "came": came.get(team.pk, 0) if came else None,
        "in_at": stay.in_at,
        "out_at": stay.out_at,
        "late_min": _late_min(begins, stay.in_at),
        "lost": counted["lost"].get(team.pk, 0),
        "asked": counted["asked"].get(team.pk, 0),
        "read": counted["read"].get(team.pk, 0),
    }


def _late_min(due_at: datetime | None, at: datetime | None) -> int | None:
    """Whole minutes after the hour, none before it; null where one of the two is not known."""
    if due_at is None or at is None:
        return None
    return max(0, (at - due_at) // MINUTE)


def stages_done(room: ControlRoom, *, until: datetime) -> list[dict[str, Any]]:
    """The stages of the event's day against the hours that the pack sets; an exercise has none."""
    if room.is_exercise:
        return []
    (row,) = rows_of([room.event], now=until)
    return [
        {
            "name": str(cell.stage.name),
            "due_at": cell.due_at,
            "reached_at": cell.at,
            "late_min": _late_min(cell.due_at, cell.at),
        }
        for cell in row.cells
    ]
