"""Advice as pages show it: the recorded form, with names and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.control.models import Dispatch, Incident, Team

MOST_SENT = 50
PARTS: Mapping[str, Any] = {
    "travel": pgettext_lazy("part of a score", "way"),
    "late": pgettext_lazy("part of a score", "beyond the limit"),
    "uncovered": pgettext_lazy("part of a score", "post without anybody"),
    "filled": pgettext_lazy("part of a score", "post filled by others"),
    "fatigue": pgettext_lazy("part of a score", "long on duty"),
    "pulled_off": pgettext_lazy("part of a score", "leaves something else"),
}
WHYS: Mapping[str, Any] = {
    "off": gettext_lazy("off duty, or not to be called from there"),
    "silent": gettext_lazy("out of contact"),
    "resting": gettext_lazy("at rest; only danger to life breaks a rest"),
    "busy": gettext_lazy("with something at least as urgent"),
    "held": gettext_lazy("kept for a more urgent incident"),
    "not_qualified": gettext_lazy("nobody there can do what is wanted"),
    "crew_short": gettext_lazy("the crew would be below its least"),
    "alone": gettext_lazy("would go alone"),
    "no_way": gettext_lazy("has no way there"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A post that stands empty; by: who fills it, None for nobody."""

    post: str
    by: str | None
    minutes: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One option. value: what the form sends. parts: each as name, amount and points."""

    place: int
    value: str
    teams: Sequence[str]
    minutes: float | None
    score: float
    is_reserve: bool
    is_late: bool
    parts: Sequence[tuple[str, float, float]]
    fills: Sequence[Fill]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Who is not offered, and why."""

    number: int
    team: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An advice in words."""

    choices: Sequence[Choice]
    kept: Sequence[Kept]


def in_words(advice: Mapping[str, Any], names: Mapping[int, str]) -> Shown:
    """A recorded advice with the names of the teams."""
    return Shown(
        choices=[
            _choice(place, option, names) for place, option in enumerate(advice["options"], start=1)
        ],
        kept=[
            Kept(number=one["team"], team=_named(one["team"], names), why=why_of(one))
            for one in advice["refused"]
        ],
    )


def _choice(place: int, option: Mapping[str, Any], names: Mapping[int, str]) -> Choice:
    return Choice(
        place=place,
        value=" ".join(map(str, option["teams"])),
        teams=[_named(number, names) for number in option["teams"]],
        minutes=_tenth(option["tenths_min"]),
        score=option["tenths_score"] / 10,
        is_reserve=option["is_reserve"],
        is_late=option["is_late"],
        parts=[
            (str(PARTS[one["name"]]), one["tenths_amount"] / 10, one["tenths_points"] / 10)
            for one in option["parts"]
        ],
        fills=[
            Fill(
                post=_named(one["team"], names),
                by=_named(one["filler"], names) if one["filler"] else None,
                minutes=_tenth(one["tenths_min"]),
            )
            for one in option["gaps"]
        ],
    )


def why_of(refused: Mapping[str, Any]) -> str:
    """Why somebody is not offered, in words."""
    if refused["held_for"]:
        return _("kept for incident %(number)s") % {"number": refused["held_for"]}
    return str(WHYS[refused["why"]])


def _named(number: int, names: Mapping[int, str]) -> str:
    return f"@{number} {names.get(number, '')}".strip()


def _tenth(value: int | None) -> float | None:
    return None if value is None else value / 10


def names_of(room_id: UUID) -> dict[int, str]:
    """The teams of a room by number."""
    return dict(Team.objects.filter(room=room_id).values_list("number", "name"))


def sent_to(incident: Incident, names: Mapping[int, str]) -> list[tuple[Dispatch, str, Shown]]:
    """Who was sent to an incident, the newest first, each with what there was to choose from."""
    rows = Dispatch.objects.filter(incident=incident).order_by("-number")[:MOST_SENT]
    return [
        (
            row,
            ", ".join(_named(number, names) for number in row.teams),
            in_words(row.choices, names),
        )
        for row in rows
    ]
