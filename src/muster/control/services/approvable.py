"""What of a room is approved before it is issued: its reports, frozen when they were made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.control.models import ControlRoom, Situation
from muster.control.queries.signing import signing_unit
from muster.control.rules import Can
from muster.season.registry import Approvable, ApprovableSource, Part, register_approvable
from muster.shell.formats import short_moment


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
