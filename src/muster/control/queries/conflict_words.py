"""What conflicts of command posts are about, in words: each thing, and what each entry did."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.control.models import (
    Alert,
    Channel,
    CommandPost,
    Conflict,
    ControlRoom,
    DaySheet,
    Exercise,
    Incident,
    Inject,
    Lesson,
    Line,
    Task,
    Team,
)
from muster.control.queries.exercises import word_of, written_clock
from muster.control.queries.pack import pack_of
from muster.ledger.models import Entry
from muster.ledger.services.recording import local_key
from muster.packs import Pack, load


def name_of_posts() -> dict[str, str]:
    """The names of the command posts by their log; of our own too."""
    names = dict(CommandPost.objects.exclude(log="").values_list("log", "name"))
    return {local_key().log_id: _("First command post"), **names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything that the words of some conflicts name, read at once."""

    bodies: Mapping[tuple[str, str], Mapping[str, Any]]
    posts: Mapping[str, str]
    rooms: Mapping[UUID, ControlRoom]
    sheets: Mapping[UUID, DaySheet]
    things: Mapping[UUID, Model]

    def what(self, conflict: Conflict) -> str:
        """Which thing it is about."""
        thing = self.things.get(conflict.thing)
        if thing is not None:
            return next(
                (say(thing) for kind, say in NAMING.items() if isinstance(thing, kind)), str(thing)
            )
        sheet = self.sheets.get(conflict.about)
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


def words_about(conflicts: Sequence[Conflict]) -> Words:
    """All that the words of these conflicts name: as many queries for one as for a hundred."""
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
    for model in (Incident, Team, Task, Alert, Channel, Line, Inject, Exercise, Lesson):
        things |= model._default_manager.in_bulk(named)  # noqa: SLF001  # Django's documented name
    return Words(bodies=bodies, posts=name_of_posts(), rooms=rooms, sheets=sheets, things=things)


NAMING: Final[Mapping[type[Model], Callable[[Any], str]]] = {
    Incident: lambda one: f"#{one.number} {one.title}",
    Channel: lambda one: _("channel %(key)s") % {"key": one.key},
    Alert: lambda one: (
        _("alert %(number)s: %(headline)s") % {"number": one.number, "headline": one.headline}
    ),
    Line: lambda one: f"“{one.text[:120]}”",
    Exercise: lambda _one: _("the story of the exercise"),
    Inject: lambda one: (
        _("inject %(number)s: %(text)s") % {"number": one.number, "text": one.text[:120]}
    ),
    Lesson: lambda one: (
        _("lesson %(number)s: %(text)s") % {"number": one.number, "text": one.text[:120]}
    ),
}
Body = Mapping[str, Any]


def _incident_moved(words: Words, conflict: Conflict, body: Body) -> str:
    state = words.pack(conflict).incident_states[body["state"]]
    return str(state.name)


def _incident_changed(words: Words, conflict: Conflict, body: Body) -> str:
    pack = words.pack(conflict)
    type_, priority = pack.incident_types[body["type"]], pack.priorities[body["priority"]]
    return f"{body['title']} ({type_.name}, {priority.name})"


def _team_moved(words: Words, conflict: Conflict, body: Body) -> str:
    rules = {key.value: rule for key, rule in words.pack(conflict).team_states.items()}
    name = rules[body["state"]].name
    prefix = f"@{body['number']} " if conflict.topic != "team" else ""
    return f"{prefix}{name}{words.mark(body['incident'])}{words.mark(body['towards'])}"


def _task_given(words: Words, conflict: Conflict, body: Body) -> str:
    return _("task given: %(text)s (%(owner)s)") % {"text": body["text"], "owner": body["owner"]}


def _task_closed(words: Words, conflict: Conflict, body: Body) -> str:
    label = str(Task.State(body["state"]).label)
    return f"{label}: {body['note']}" if body["note"] else label


def _released(words: Words, conflict: Conflict, body: Body) -> str:
    alert = words.things.get(UUID(body["alert"]))
    if alert is None or UUID(body["alert"]) == conflict.thing or not isinstance(alert, Alert):
        return pgettext("alert", "released")
    said = {"kind": Alert.Kind(alert.kind).label, "number": alert.number}
    return _("%(kind)s by alert %(number)s, released") % said


def _withdrawn(words: Words, conflict: Conflict, body: Body) -> str:
    return _("draft withdrawn")


def _passing_taken(words: Words, conflict: Conflict, body: Body) -> str:
    return _("passing on %(number)s signed, shift taken over") % {"number": body["number"]}


def _passing_withdrawn(words: Words, conflict: Conflict, body: Body) -> str:
    return _("passing on %(number)s taken back") % {"number": body["number"]}


def _channel_taken(words: Words, conflict: Conflict, body: Body) -> str:
    return _("writes the channel down")


def _channel_left(words: Words, conflict: Conflict, body: Body) -> str:
    return _("leaves the channel")


def _closed(words: Words, conflict: Conflict, body: Body) -> str:
    return _("closed the room")


def _day_called(words: Words, conflict: Conflict, body: Body) -> str:
    stage = words.pack(conflict).day_stages[body["stage"]].name
    return (
        _("%(stage)s: not reached after all") % {"stage": stage}
        if body["is_taken_back"]
        else str(stage)
    )


def _decided(words: Words, conflict: Conflict, body: Body) -> str:
    return body["note"] or _("decided without a word")


def _inject_written(words: Words, conflict: Conflict, body: Body) -> str:
    if body["is_dropped"]:
        return pgettext("inject", "dropped")
    clock_s = body["clock_s"]
    at = f"+{body['after_min']}" if clock_s is None else written_clock(clock_s)
    team = f" @{body['team']}" if body["team"] is not None else ""
    return f"{at}{team} {body['text']}"


def _inject_out(words: Words, conflict: Conflict, body: Body) -> str:
    return pgettext("inject", "gone out")


def _inject_judged(words: Words, conflict: Conflict, body: Body) -> str:
    said = _("done as expected") if body["is_done"] else _("not done as expected")
    return f"{said}: {body['note']}" if body["note"] else said


def _exercise_clock(words: Words, conflict: Conflict, body: Body) -> str:
    said = {
        "state": word_of(Exercise.State(body["state"])),
        "at": written_clock(body["begin_s"] + body["run_s"]),
        "speed": body["speed"],
    }
    return _("%(state)s at %(at)s of its clock, ×%(speed)s") % said


def _lesson_became_risk(words: Words, conflict: Conflict, body: Body) -> str:
    return pgettext("lesson", "became a known risk")


def _lesson_proposed(words: Words, conflict: Conflict, body: Body) -> str:
    return _("proposed: %(change)s") % {"change": body["change"]}


def _lesson_decided(words: Words, conflict: Conflict, body: Body) -> str:
    label = str(Lesson.State(body["state"]).label)
    return f"{label}: {body['note']}" if body["note"] else label


def _line(words: Words, conflict: Conflict, body: Body) -> str:
    return str(body.get("text") or _("went on"))


SAYING: Final[Mapping[str, Callable[[Words, Conflict, Body], str]]] = {
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
    "control.inject_written": _inject_written,
    "control.inject_out": _inject_out,
    "control.inject_judged": _inject_judged,
    "control.exercise_clock": _exercise_clock,
    "control.lesson_became_risk": _lesson_became_risk,
    "control.lesson_proposed": _lesson_proposed,
    "control.lesson_decided": _lesson_decided,
}
