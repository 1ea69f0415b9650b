"""Conflicts between command posts in words: what each side did, when, who, and at which post."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.control.models import (
    Alert,
    Channel,
    CommandPost,
    Conflict,
    ControlRoom,
    DaySheet,
    Incident,
    Line,
    Task,
    Team,
)
from muster.control.queries.pack import pack_of
from muster.ledger.models import Entry
from muster.ledger.services.recording import local_key
from muster.packs import Pack, load
from muster.shell.formats import clock

MOST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side: the entry that stands there, under which number at which post."""

    entry: str
    post: str
    counter: int
    actor: str
    happened_at: datetime
    recorded_at: datetime
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A conflict for a page. what: which thing; asks: what about it is contested."""

    conflict: Conflict
    what: str
    asks: str
    sides: Sequence[Side]

    @property
    def is_both(self) -> bool:
        """Whether somebody decided that both stand."""
        return self.conflict.decided_at is not None and not self.conflict.chosen


def undecided(rows: QuerySet[Conflict]) -> QuerySet[Conflict]:
    """Those that wait for a person."""
    return rows.filter(decided_at=None)


def asks_of(topic: str) -> str:
    """What is contested, as a short heading."""
    return {
        "life": _("two states"),
        "end": _("ended at one post, gone on with at the other"),
        "called": _("called and ranked in two ways"),
        "team": _("sent or reported in two ways"),
        "task": _("closed in two ways"),
        "alert": _("two acts about one alert"),
        "passing": _("one passing on, signed and taken back or signed twice"),
        "shift": _("the shift was taken over at both posts"),
        "channel": _("two loggists for one channel"),
        "correction": _("corrected in two ways"),
        "room": _("closed at one post, gone on with at the other"),
        "stage": _("two times for one stage"),
        "decision": _("decided in two ways"),
    }.get(topic, topic)


def shown_conflicts(rows: Iterable[Conflict]) -> list[Shown]:
    """Conflicts in words; as many queries for one as for a hundred."""
    conflicts = list(rows)
    if not conflicts:
        return []
    words = _Words.about(conflicts)
    return [words.shown(one) for one in conflicts]


def name_of_posts() -> dict[str, str]:
    """The names of the command posts by their log; of our own too."""
    names = dict(CommandPost.objects.exclude(log="").values_list("log", "name"))
    return {local_key().log_id: _("First command post"), **names}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Everything that the words of some conflicts name, read at once."""

    bodies: Mapping[tuple[str, str], Mapping[str, Any]]
    posts: Mapping[str, str]
    rooms: Mapping[UUID, ControlRoom]
    sheets: Mapping[UUID, DaySheet]
    things: Mapping[UUID, Model]

    @classmethod
    def about(cls, conflicts: Sequence[Conflict]) -> "_Words":
        keys = [UUID(side["entry"]) for one in conflicts for side in one.sides]
        entries = Entry.objects.filter(uuid__in=keys).select_related("node")
        bodies = {(one.node.log_id, one.uuid.hex): one.body for one in entries}
        named = {one.thing for one in conflicts}
        for body in bodies.values():
            for name in ("incident", "towards", "alert"):
                if body.get(name):
                    named.add(UUID(body[name]))
        abouts = [one.about for one in conflicts]
        rooms = ControlRoom.objects.select_related("season_unit__season").in_bulk(abouts)
        sheets = DaySheet.objects.select_related("event__season").in_bulk(abouts)
        things: dict[UUID, Model] = {}
        for model in (Incident, Team, Task, Alert, Channel, Line):
            things |= model._default_manager.in_bulk(named)  # noqa: SLF001  # Django's documented name
        return cls(bodies=bodies, posts=name_of_posts(), rooms=rooms, sheets=sheets, things=things)

    def shown(self, conflict: Conflict) -> Shown:
        return Shown(
            conflict=conflict,
            what=self._what(conflict),
            asks=asks_of(conflict.topic),
            sides=[self._side(conflict, side) for side in conflict.sides],
        )

    def _side(self, conflict: Conflict, side: Mapping[str, Any]) -> Side:
        return Side(
            entry=side["entry"],
            post=self.posts.get(side["log"], side["log"][:8]),
            counter=side["counter"],
            actor=side["actor"],
            happened_at=datetime.fromisoformat(side["happened_at"]),
            recorded_at=datetime.fromisoformat(side["recorded_at"]),
            text=self.text(conflict, side),
            is_chosen=bool(conflict.chosen) and conflict.chosen == side["entry"],
        )

    def _what(self, conflict: Conflict) -> str:
        thing = self.things.get(conflict.thing)
        sheet = self.sheets.get(conflict.about)
        if isinstance(thing, Incident):
            return f"#{thing.number} {thing.title}"
        if isinstance(thing, Channel):
            return _("channel %(key)s") % {"key": thing.key}
        if isinstance(thing, Alert):
            return _("alert %(number)s: %(headline)s") % {
                "number": thing.number,
                "headline": thing.headline,
            }
        if isinstance(thing, Line):
            return f"“{thing.text[:120]}”"
        if thing is not None:
            return str(thing)
        return sheet.event.name if sheet is not None else _("the control room")

    def text(self, conflict: Conflict, side: Mapping[str, Any]) -> str:
        """What the entry of a side did."""
        body = self.bodies.get((side["log"], side["entry"]))
        if body is None:
            return str(side["kind"])
        say = SAYING.get(side["kind"], _line)
        return say(self, conflict, body)

    def pack(self, conflict: Conflict) -> Pack:
        """The rules of the room or the event."""
        room = self.rooms.get(conflict.about)
        if room is not None:
            return pack_of(room)
        season = self.sheets[conflict.about].event.season
        return load(season.pack, season.pack_version)

    def mark(self, key: str | None) -> str:
        """How people name an incident or a team."""
        thing = self.things.get(UUID(key)) if key else None
        if isinstance(thing, Incident):
            return f" → #{thing.number} {thing.title}"
        return f" → {thing}" if thing is not None else ""


Body = Mapping[str, Any]


def _incident_moved(words: _Words, conflict: Conflict, body: Body) -> str:
    state = words.pack(conflict).incident_states[body["state"]]
    return str(state.name)


def _incident_changed(words: _Words, conflict: Conflict, body: Body) -> str:
    pack = words.pack(conflict)
    type_, priority = pack.incident_types[body["type"]], pack.priorities[body["priority"]]
    return f"{body['title']} ({type_.name}, {priority.name})"


def _team_moved(words: _Words, conflict: Conflict, body: Body) -> str:
    rules = {key.value: rule for key, rule in words.pack(conflict).team_states.items()}
    name = rules[body["state"]].name
    prefix = f"@{body['number']} " if conflict.topic != "team" else ""
    return f"{prefix}{name}{words.mark(body['incident'])}{words.mark(body['towards'])}"


def _task_given(words: _Words, conflict: Conflict, body: Body) -> str:
    return _("task given: %(text)s (%(owner)s)") % {"text": body["text"], "owner": body["owner"]}


def _task_closed(words: _Words, conflict: Conflict, body: Body) -> str:
    label = str(Task.State(body["state"]).label)
    return f"{label}: {body['note']}" if body["note"] else label


def _released(words: _Words, conflict: Conflict, body: Body) -> str:
    alert = words.things.get(UUID(body["alert"]))
    if alert is None or UUID(body["alert"]) == conflict.thing or not isinstance(alert, Alert):
        return pgettext("alert", "released")
    said = {"kind": Alert.Kind(alert.kind).label, "number": alert.number}
    return _("%(kind)s by alert %(number)s, released") % said


def _withdrawn(words: _Words, conflict: Conflict, body: Body) -> str:
    return _("draft withdrawn")


def _passing_taken(words: _Words, conflict: Conflict, body: Body) -> str:
    return _("passing on %(number)s signed, shift taken over") % {"number": body["number"]}


def _passing_withdrawn(words: _Words, conflict: Conflict, body: Body) -> str:
    return _("passing on %(number)s taken back") % {"number": body["number"]}


def _channel_taken(words: _Words, conflict: Conflict, body: Body) -> str:
    return _("writes the channel down")


def _channel_left(words: _Words, conflict: Conflict, body: Body) -> str:
    return _("leaves the channel")


def _closed(words: _Words, conflict: Conflict, body: Body) -> str:
    return _("closed the room")


def _day_called(words: _Words, conflict: Conflict, body: Body) -> str:
    stage = words.pack(conflict).day_stages[body["stage"]].name
    return (
        _("%(stage)s: not reached after all") % {"stage": stage}
        if body["is_taken_back"]
        else str(stage)
    )


def _decided(words: _Words, conflict: Conflict, body: Body) -> str:
    return body["note"] or _("decided without a word")


def _line(words: _Words, conflict: Conflict, body: Body) -> str:
    return str(body.get("text") or _("went on"))


SAYING: Final[Mapping[str, Callable[[_Words, Conflict, Body], str]]] = {
    "control.incident_moved": _incident_moved,
    "control.incident_changed": _incident_changed,
    "control.team_moved": _team_moved,
    "control.task_given": _task_given,
    "control.task_closed": _task_closed,
    "control.alert_released": _released,
    "control.alert_withdrawn": _withdrawn,
    "control.passing_taken": _passing_taken,
    "control.passing_withdrawn": _passing_withdrawn,
    "control.channel_taken": _channel_taken,
    "control.channel_left": _channel_left,
    "control.closed": _closed,
    "control.day_called": _day_called,
    "control.conflict_decided": _decided,
}


def heading_of(shown: Shown) -> str:
    """What a line of the log calls a conflict."""
    said = "; ".join(f"{side.post} {clock(side.happened_at)} {side.text}" for side in shown.sides)
    return f"{shown.what} ({said})"
