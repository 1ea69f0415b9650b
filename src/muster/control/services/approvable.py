"""What of a room is approved before it is issued: its reports, frozen when they were made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.control.models import AfterAction, ControlRoom, Situation
from muster.control.queries.signing import signing_unit
from muster.control.rules import Can
from muster.season.registry import Approvable, ApprovableSource, Part, register_approvable
from muster.shell.formats import day_year, short_moment


def situation_now(pk: UUID) -> Approvable:
    """A situation report; nothing in it changes any more, so what is signed is what was made."""
    report = Situation.objects.select_related("room__season_unit__season").get(pk=pk)
    said = {"number": report.number, "room": report.room.name, "at": short_moment(report.made_at)}
    title = _("Situation report %(number)s: %(room)s, %(at)s") % said
    return Approvable(
        kind="situation",
        unit=signing_unit(report.room),
        title=marked(title, report.room),
        url=reverse("control:situation", args=[pk]),
        parts={"figures": _figures(report.content), "text": [[report.text]]},
    )


def after_action_now(pk: UUID) -> Approvable:
    """An after-action report; a later one of the same room is another thing to be signed."""
    report = AfterAction.objects.select_related("room__season_unit__season").get(pk=pk)
    content = report.content
    said = {
        "number": report.number,
        "room": report.room.name,
        "at": day_year(report.room.opened_at),
    }
    title = _("After-action report %(number)s: %(room)s, %(at)s") % said
    return Approvable(
        kind="after_action",
        unit=signing_unit(report.room),
        title=marked(title, report.room),
        url=reverse("control:after_action", args=[pk]),
        parts={
            "figures": [*_counted(content), *_planned(content)],
            "timeline": [
                [f"#{one['number']}", _at(line["at"]), line["text"]]
                for one in content["timeline"]
                for line in one["lines"]
            ],
            "lessons": [[one["number"], one["text"], one["became"]] for one in content["lessons"]],
            "text": [[report.text]],
        },
    )


def _counted(content: Mapping[str, Any]) -> Part:
    """Totals, and the quartiles in seconds."""
    return [
        *([one["word"], one["count"]] for one in content["totals"]),
        *(
            [one["name"], step["key"], step["n"], *(step["quartiles_s"] or ())]
            for one in content["response"]
            for step in one["steps"]
        ),
    ]


def _planned(content: Mapping[str, Any]) -> Part:
    """Plan against done: stages with both hours, posts with both counts."""
    return [
        *([one["name"], _at(one["due_at"]), _at(one["reached_at"])] for one in content["stages"]),
        *(
            [
                f"@{one['number']}",
                one["name"],
                one["heads"],
                one["assigned"],
                _at(one["begins_at"]),
                _at(one["in_at"]),
            ]
            for one in content["posts"]
        ),
    ]


def marked(title: str, room: ControlRoom) -> str:
    """The title of a paper, which says so if nothing in it is in earnest."""
    return f"{room.get_mode_display()}: {title}" if room.is_exercise else title


def _figures(content: Mapping[str, Any]) -> Part:
    return [
        *([one["word"], one["count"]] for one in content["teams"]),
        *(
            [f"#{one['number']}", one["type"], one["title"], one["said"], _at(one["opened_at"])]
            for one in content["incidents"]
        ),
        *([one["text"], one["owner"], _at(one["due_at"])] for one in content["tasks"]),
        *([f"@{one['number']}", one["name"], one["said"]] for one in content["silent"]),
        *([_at(one["at"]), one["text"]] for one in content["changes"]),
    ]


def _at(said: str | None) -> str:
    return short_moment(datetime.fromisoformat(said)) if said else ""


register_approvable(
    "situation",
    ApprovableSource(look=situation_now, submit=Can.SUBMIT, issue=Can.ISSUE, key=UUID),
)
register_approvable(
    "after_action",
    ApprovableSource(look=after_action_now, submit=Can.SUBMIT, issue=Can.ISSUE, key=UUID),
)
