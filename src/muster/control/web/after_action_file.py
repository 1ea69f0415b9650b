"""An after-action report as a Word file."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from muster.control.models import AfterAction
from muster.control.queries.after_actions import head_over_after_action
from muster.control.queries.signing import signing_unit
from muster.control.web import after_action_words as words
from muster.control.web.marking import EXERCISE, HEAD, exercise_words, head_words
from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Grid, Heading, Said, Text
from muster.office.queries.approvals import latest
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.shell.formats import clock, moment, whole

AFTER_ACTION: Final = register(
    Template(
        key="control.after_action",
        label=_("After-action report"),
        abstract=_("Protecting {{ event }}: what the day came to"),
        fields=(
            EXERCISE,
            Field("event", _("Event")),
            Field("opened", _("Control room opened")),
            Field("closed", _("Control room closed")),
            Field("totals", _("In numbers")),
            Field("text", _("Assessment")),
            Field("left_out", _("What the time line leaves out")),
            HEAD,
        ),
        rows=(
            Rows(
                "stages",
                _("Stages of the day"),
                (
                    Field("name", _("Stage")),
                    Field("due", _("Planned")),
                    Field("reached", _("Reached")),
                ),
            ),
            Rows(
                "posts",
                _("Posts: planned and done"),
                (
                    Field("n", pgettext_lazy("template", "No.")),
                    Field("post", _("Post")),
                    Field("planned", _("Planned")),
                    Field("filled", _("Filled by the roster")),
                    Field("came", _("Checked in by phone")),
                    Field("in_position", _("In position")),
                    Field("lost", _("Out of contact")),
                ),
            ),
            Rows(
                "times",
                _("Response times"),
                (
                    Field("group", _("Incidents")),
                    Field("step", pgettext_lazy("response", "Step")),
                    Field("count", _("Cases")),
                    Field("first", _("First quartile")),
                    Field("median", _("Median")),
                    Field("third", _("Third quartile")),
                ),
            ),
            Rows(
                "lessons",
                _("Lessons"),
                (
                    Field("n", pgettext_lazy("template", "No.")),
                    Field("text", _("Lesson")),
                    Field("became", _("What became of it")),
                ),
            ),
            Rows(
                "timeline",
                _("Time line"),
                (
                    Field("incident", _("Incident")),
                    Field("at", pgettext_lazy("log", "Time")),
                    Field("text", pgettext_lazy("log", "What happened")),
                ),
            ),
        ),
        body=(
            Text("{{ exercise }}", "exercise"),
            Said(_("Event"), "event"),
            Said(_("Control room opened"), "opened"),
            Said(_("Control room closed"), "closed"),
            Said(_("In numbers"), "totals"),
            Heading(_("Assessment"), "text"),
            Text("{{ text }}", "text"),
            Heading(_("Stages of the day"), "stages"),
            Grid(
                rows="stages",
                given="stages",
                columns=(
                    Column(_("Stage"), "{{ row.name }}", 6),
                    Column(_("Planned"), "{{ row.due }}", 2.4, "center"),
                    Column(_("Reached"), "{{ row.reached }}", 5, "center"),
                ),
            ),
            Heading(_("Posts: planned and done"), "posts"),
            Grid(
                rows="posts",
                given="posts",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1.2, "center"),
                    Column(_("Post"), "{{ row.post }}", 4),
                    Column(_("Planned"), "{{ row.planned }}", 2.6, "center"),
                    Column(_("Filled by the roster"), "{{ row.filled }}", 2.2, "center"),
                    Column(_("Checked in by phone"), "{{ row.came }}", 2.2, "center"),
                    Column(_("In position"), "{{ row.in_position }}", 3, "center"),
                    Column(_("Out of contact"), "{{ row.lost }}", 1.8, "center"),
                ),
            ),
            Heading(_("Response times of teams, in minutes"), "times"),
            Grid(
                rows="times",
                given="times",
                columns=(
                    Column(_("Incidents"), "{{ row.group }}", 3.6),
                    Column(pgettext_lazy("response", "Step"), "{{ row.step }}", 4.6),
                    Column(_("Cases"), "{{ row.count }}", 1.4, "center"),
                    Column(_("First quartile"), "{{ row.first }}", 1.9, "center"),
                    Column(_("Median"), "{{ row.median }}", 1.9, "center"),
                    Column(_("Third quartile"), "{{ row.third }}", 1.9, "center"),
                ),
            ),
            Heading(_("Lessons"), "lessons"),
            Grid(
                rows="lessons",
                given="lessons",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1.2, "center"),
                    Column(_("Lesson"), "{{ row.text }}", 8),
                    Column(_("What became of it"), "{{ row.became }}", 5),
                ),
            ),
            Heading(_("Time line by incident"), "timeline"),
            Grid(
                rows="timeline",
                given="timeline",
                columns=(
                    Column(_("Incident"), "{{ row.incident }}", 5),
                    Column(pgettext_lazy("log", "Time"), "{{ row.at }}", 1.8, "center"),
                    Column(pgettext_lazy("log", "What happened"), "{{ row.text }}", 8),
                ),
            ),
            Text("{{ left_out }}", "left_out"),
            Text("{{ head }}", "head"),
        ),
    )
)


def after_action_document(report: AfterAction, content: Mapping[str, Any]) -> bytes:
    """The report with its number once it is signed; *content* is its own, with times as times."""
    left_out = content["left_out"]
    values = {
        "exercise": exercise_words(report.room),
        "event": report.room.name,
        "opened": moment(content["opened_at"]),
        "closed": moment(content["closed_at"]),
        "totals": "; ".join(f"{one['word']}: {whole(one['count'])}" for one in content["totals"]),
        "text": report.text,
        "stages": [
            {"name": one.name, "due": one.due, "reached": one.reached}
            for one in words.stages_of(content)
        ],
        "posts": [_post(one) for one in words.posts_of(content)],
        "times": _times(content),
        "lessons": [
            {"n": str(one["number"]), "text": one["text"], "became": one["became"]}
            for one in content["lessons"]
        ],
        "timeline": _timeline(content),
        "left_out": gettext("%(n)s further incidents stand in the log.") % {"n": whole(left_out)}
        if left_out
        else "",
        "head": head_words(head_over_after_action(report)),
    }
    said = Written(approval=latest(f"after_action:{report.pk}"))
    return word_file(AFTER_ACTION, signing_unit(report.room), values, said)


def _post(one: words.PostRow) -> dict[str, str]:
    return {
        "n": f"@{one.number}",
        "post": one.name,
        "planned": one.planned,
        "filled": one.filled,
        "came": one.came,
        "in_position": one.in_position,
        "lost": one.lost,
    }


def _times(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """A line for each step; the name of the group stands in its first."""
    return [
        {
            "group": "" if place else f"{group.name}: {group.said}",
            "step": step.step,
            "count": whole(step.cases),
            "first": step.first,
            "median": step.median,
            "third": step.third,
        }
        for group in words.groups_of(content)
        for place, step in enumerate(one for one in group.steps if one.cases)
    ]


def _timeline(content: Mapping[str, Any]) -> list[dict[str, str]]:
    """A line for each line; the incident stands in its first."""
    rows = []
    for told in words.told_of(content):
        name = f"#{told.number} {told.title} ({told.times})"
        said = [(clock(one["at"]), one["text"]) for one in told.lines]
        if told.more:
            said.append(("", gettext("%(n)s further lines stand in the log.") % {"n": told.more}))
        rows += [
            {"incident": "" if place else name, "at": at, "text": text}
            for place, (at, text) in enumerate(said)
        ]
    return rows
