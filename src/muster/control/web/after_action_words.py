"""The numbers of an after-action report in words, the same on the page and in the Word file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from muster.shell.formats import DASH, clock, decimal, short_moment, whole

STEPS: Final[Mapping[str, Any]] = {
    "tasked": gettext_lazy("from the call to the first team sent"),
    "on_scene": gettext_lazy("from there to the first team at the place"),
    "ended": gettext_lazy("from there to the end"),
    "reached": gettext_lazy("from the call to the first team at the place"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """One step of one group: how many cases, and the quartiles in minutes as text."""

    step: str
    cases: int
    is_said: bool
    first: str
    median: str
    third: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Incidents that are counted together. said: how many, and how many in time."""

    name: str
    said: str
    steps: Sequence[StepRow]


def groups_of(content: Mapping[str, Any]) -> list[Group]:
    """The response times as they are read: every group with the same steps."""
    return [
        Group(
            name=one["name"] or _("All incidents"),
            said=_("%(n)s incidents, somebody there at %(there)s, within the limit at %(in_time)s")
            % {name: whole(one[name]) for name in ("n", "there", "in_time")},
            steps=[_step(step) for step in one["steps"]],
        )
        for one in content["response"]
    ]


def _step(step: Mapping[str, Any]) -> StepRow:
    quartiles = step["quartiles_s"]
    first, median, third = (
        (DASH, pgettext("quartile", "too few"), DASH)
        if quartiles is None
        else (decimal(seconds / 60) for seconds in quartiles)
    )
    return StepRow(
        step=str(STEPS[step["key"]]),
        cases=step["n"],
        is_said=quartiles is not None,
        first=first,
        median=median,
        third=third,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRow:
    """One post: planned and done, as text. tone: "late" where something fell short."""

    number: int
    name: str
    planned: str
    filled: str
    came: str
    in_position: str
    left: str
    lost: str
    read: str
    tone: str


def posts_of(content: Mapping[str, Any]) -> list[PostRow]:
    """Plan against done, post by post."""
    return [_post(one) for one in content["posts"]]


def _post(one: Mapping[str, Any]) -> PostRow:
    has_shift = one["begins_at"] is not None
    planned = f"{clock(one['begins_at'])}–{clock(one['ends_at'])}" if has_shift else DASH
    short = one["assigned"] < one["heads"]
    missing = has_shift and one["in_at"] is None
    return PostRow(
        number=one["number"],
        name=one["name"],
        planned=planned,
        filled=f"{whole(one['assigned'])}/{whole(one['heads'])}" if has_shift else DASH,
        came=DASH if one["came"] is None else whole(one["came"]),
        in_position=_("not reported") if missing else late_words(one["in_at"], one["late_min"]),
        left=clock(one["out_at"]),
        lost=whole(one["lost"]) if one["lost"] else DASH,
        read=f"{whole(one['read'])}/{whole(one['asked'])}" if one["asked"] else DASH,
        tone="late" if short or missing or one["late_min"] else "",
    )


def late_words(at: Any, late_min: int | None) -> str:
    """An hour, with the minutes after the planned one."""
    if not late_min:
        return clock(at)
    return _("%(at)s (%(n)s min late)") % {"at": clock(at), "n": whole(late_min)}


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """One stage of the day: its hour and when it was reached, as text."""

    name: str
    due: str
    reached: str
    tone: str


def stages_of(content: Mapping[str, Any]) -> list[StageRow]:
    """The stages against their hours."""
    return [
        StageRow(
            name=one["name"],
            due=clock(one["due_at"]),
            reached=late_words(one["reached_at"], one["late_min"])
            if one["reached_at"]
            else _("not reported"),
            tone="late" if one["late_min"] or one["reached_at"] is None else "",
        )
        for one in content["stages"]
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One incident of the time line. times: its stations in a sentence; more: lines left out."""

    number: int
    title: str
    times: str
    lines: Sequence[Mapping[str, Any]]
    more: int


def told_of(content: Mapping[str, Any]) -> list[Told]:
    """The time line, incident by incident."""
    return [
        Told(
            number=one["number"],
            title=f"{one['type']}: {one['title']}",
            times=_times(one),
            lines=one["lines"],
            more=one["more"],
        )
        for one in content["timeline"]
    ]


def _times(one: Mapping[str, Any]) -> str:
    stations = (
        (_("reported"), one["opened_at"]),
        (_("first team sent"), one["tasked_at"]),
        (_("first team there"), one["on_scene_at"]),
        (_("ended"), one["ended_at"]),
    )
    said = [f"{word} {short_moment(at)}" for word, at in stations if at]
    return " · ".join([one["priority"], *said])
