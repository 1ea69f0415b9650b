"""A situation report as a Word file."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from muster.control.models import Situation
from muster.control.queries.signing import signing_unit
from muster.control.queries.situations import head_over_report
from muster.control.web.marking import EXERCISE, HEAD, exercise_words, head_words
from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Grid, Heading, Said, Text
from muster.office.queries.approvals import latest
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.shell.formats import clock, moment, short_moment, whole

NUMBER: Final = Field("n", pgettext_lazy("template", "Number"))
SITUATION: Final = register(
    Template(
        key="control.situation",
        label=_("Situation report"),
        abstract=_("Situation at {{ event }}, {{ hour }}"),
        fields=(
            EXERCISE,
            Field("event", _("Event")),
            Field("hour", _("For which hour")),
            Field("made", _("Drawn up")),
            Field("text", _("In a few words")),
            Field("posts", _("Posts")),
            Field("incident_count", _("Incidents under way")),
            Field("task_count", _("Tasks open")),
            Field("silent_count", _("Posts out of contact")),
            HEAD,
        ),
        rows=(
            Rows(
                "incidents",
                _("Incidents under way"),
                (
                    NUMBER,
                    Field("title", _("Incident")),
                    Field("since", pgettext_lazy("incident", "Since")),
                    Field("said", _("State")),
                ),
            ),
            Rows(
                "tasks",
                _("Tasks open"),
                (
                    NUMBER,
                    Field("text", _("Task")),
                    Field("owner", _("Owner")),
                    Field("due", _("By when")),
                ),
            ),
            Rows(
                "silent",
                _("Posts out of contact"),
                (NUMBER, Field("post", _("Post")), Field("said", _("State"))),
            ),
            Rows(
                "changes",
                _("What happened about incidents"),
                (
                    Field("at", pgettext_lazy("log", "Time")),
                    Field("text", pgettext_lazy("log", "What happened")),
                ),
            ),
        ),
        body=(
            Text("{{ exercise }}", "exercise"),
            Said(_("Event"), "event"),
            Said(_("Drawn up"), "made"),
            Text("{{ text }}", "text"),
            Said(_("Posts"), "posts"),
            Said(_("Incidents under way"), "incident_count"),
            Said(_("Tasks open"), "task_count"),
            Said(_("Posts out of contact"), "silent_count"),
            Heading(_("Incidents under way"), "incidents"),
            Grid(
                rows="incidents",
                given="incidents",
                columns=(
                    Column(pgettext_lazy("template", "Number"), "{{ row.n }}", 1.2, "center"),
                    Column(_("Incident"), "{{ row.title }}", 6),
                    Column(pgettext_lazy("incident", "Since"), "{{ row.since }}", 2.4, "center"),
                    Column(_("State"), "{{ row.said }}", 5),
                ),
            ),
            Heading(_("Tasks open"), "tasks"),
            Grid(
                rows="tasks",
                given="tasks",
                columns=(
                    Column(pgettext_lazy("template", "Number"), "{{ row.n }}", 1.2, "center"),
                    Column(_("Task"), "{{ row.text }}", 7),
                    Column(_("Owner"), "{{ row.owner }}", 3.6),
                    Column(_("By when"), "{{ row.due }}", 2.4, "center"),
                ),
            ),
            Heading(_("Posts out of contact"), "silent"),
            Grid(
                rows="silent",
                given="silent",
                columns=(
                    Column(pgettext_lazy("template", "Number"), "{{ row.n }}", 1.2, "center"),
                    Column(_("Post"), "{{ row.post }}", 6),
                    Column(_("State"), "{{ row.said }}", 6),
                ),
            ),
            Heading(_("What happened about incidents"), "changes"),
            Grid(
                rows="changes",
                given="changes",
                columns=(
                    Column(pgettext_lazy("log", "Time"), "{{ row.at }}", 2, "center"),
                    Column(pgettext_lazy("log", "What happened"), "{{ row.text }}", 12),
                ),
            ),
            Text("{{ head }}", "head"),
        ),
    )
)


def situation_document(report: Situation, content: Mapping[str, Any]) -> bytes:
    """The report with its number once it is signed; *content* is its own, with times as times."""
    values = {
        "exercise": exercise_words(report.room),
        "event": report.room.name,
        "hour": short_moment(report.due_at or report.made_at),
        "made": moment(report.made_at),
        "text": report.text,
        "posts": ", ".join(f"{one['word']} {one['count']}" for one in content["teams"]),
        "incident_count": _count(content["incidents"]),
        "task_count": _count(content["tasks"]),
        "silent_count": _count(content["silent"]),
        "head": head_words(head_over_report(report)),
        **_rows(content),
    }
    said = Written(approval=latest(f"situation:{report.pk}"))
    return word_file(SITUATION, signing_unit(report.room), values, said)


def _count(rows: list[Any]) -> str:
    """How many; "none" is said, because a reader looks for it."""
    return whole(len(rows)) if rows else str(pgettext_lazy("how many", "none"))


def _due(task: Mapping[str, Any]) -> str:
    """By when; what is overdue says so, because paper has no colour."""
    if not task["due_at"]:
        return ""
    said = [clock(task["due_at"]), *([gettext("overdue")] if task["is_late"] else [])]
    return ", ".join(said)


def _rows(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "incidents": [
            {
                "n": f"#{one['number']}",
                "title": f"{one['type']}: {one['title']}",
                "since": short_moment(one["opened_at"]),
                "said": one["said"],
            }
            for one in content["incidents"]
        ],
        "tasks": [
            {
                "n": f"*{one['number']}",
                "text": one["text"],
                "owner": one["owner"],
                "due": _due(one),
            }
            for one in content["tasks"]
        ],
        "silent": [
            {"n": f"@{one['number']}", "post": one["name"], "said": one["said"]}
            for one in content["silent"]
        ],
        "changes": [
            {"at": clock(one["at"]), "text": one["text"]} for one in reversed(content["changes"])
        ],
    }
