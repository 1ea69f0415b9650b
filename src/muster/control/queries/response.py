"""How long it took until somebody went, was there, and it was over: in quartiles.

The times are those of incidents and of the teams sent to them; nothing here knows who served.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import quantiles
from typing import Any, Final

from muster.control.models import ControlRoom, Incident
from muster.control.queries.pack import pack_of

# Below this a quartile is one single case, and says nothing of the next day.
LEAST: Final = 5
MOST: Final = 20_000
STEPS: Final = (
    ("tasked", "opened_at", "tasked_at"),
    ("on_scene", "tasked_at", "on_scene_at"),
    ("ended", "on_scene_at", "ended_at"),
    ("reached", "opened_at", "on_scene_at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The times of one incident."""

    priority: str
    type: str
    opened_at: datetime
    due_at: datetime
    tasked_at: datetime | None
    on_scene_at: datetime | None
    ended_at: datetime | None

    def seconds(self, begins: str, ends: str) -> int | None:
        """Whole seconds between two of its times.

        None if one is missing, or comes before the other: then it was entered wrongly.
        """
        first, last = getattr(self, begins), getattr(self, ends)
        if first is None or last is None or last < first:
            return None
        return int((last - first).total_seconds())


def quartiles_of(seconds: Sequence[int]) -> tuple[int, int, int] | None:
    """First quartile, median and third quartile in whole seconds; none of fewer than five.

    Between two values in proportion (type 7 of Hyndman and Fan 1996, which spreadsheets use too).
    """
    if len(seconds) < LEAST:
        return None
    first, median, third = quantiles(seconds, n=4, method="inclusive")
    return round(first), round(median), round(third)


def response_of(room: ControlRoom) -> list[dict[str, Any]]:
    """The response times of a room, of all incidents, by priority and by type: one query.

    Groups with their words, how many incidents (n), at how many somebody was (there) and was so
    within the limit of the type (in_time), and for each step n and quartiles in seconds.
    """
    names = ("priority", "type", "opened_at", "due_at", "tasked_at", "on_scene_at", "ended_at")
    rows = Incident.objects.filter(room=room).order_by("number").values(*names)[:MOST]
    cases = [Case(**row) for row in rows]
    pack = pack_of(room)
    priorities = sorted(pack.priorities.values(), key=lambda one: one.level)
    found = [("all", "", cases)]
    found += [
        ("priority", str(one.name), [case for case in cases if case.priority == one.key])
        for one in priorities
    ]
    found += [
        ("type", str(one.name), [case for case in cases if case.type == one.key])
        for one in pack.incident_types.values()
    ]
    return [_group(by, name, members) for by, name, members in found if members]


def _group(by: str, name: str, cases: Sequence[Case]) -> dict[str, Any]:
    there = [case for case in cases if case.on_scene_at is not None]
    return {
        "by": by,
        "name": name,
        "n": len(cases),
        "there": len(there),
        "in_time": sum(case.on_scene_at <= case.due_at for case in there if case.on_scene_at),
        "steps": [_step(key, _known(cases, begins, ends)) for key, begins, ends in STEPS],
    }


def _known(cases: Iterable[Case], begins: str, ends: str) -> list[int]:
    found = (case.seconds(begins, ends) for case in cases)
    return [seconds for seconds in found if seconds is not None]


def _step(key: str, seconds: Sequence[int]) -> dict[str, Any]:
    quartiles = quartiles_of(seconds)
    return {"key": key, "n": len(seconds), "quartiles_s": list(quartiles) if quartiles else None}
