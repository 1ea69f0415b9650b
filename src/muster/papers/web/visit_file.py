"""The minutes of a visit, with its conclusion, as a Word file."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Each, Grid, Heading, Said
from muster.office.models import Task
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.papers.models import AppraisalVisit
from muster.papers.queries.appraisals.visits import visit_kind
from muster.shell.formats import clock, day_year, moment
from muster.tree.clock import day_of

VISIT: Final = register(
    Template(
        key="papers.visit_minutes",
        label=_("Minutes of a visit"),
        abstract="{{ kind_of_visit }}: {{ unit }}",
        fields=(
            Field("kind_of_visit", pgettext_lazy("visit", "Kind")),
            Field("unit", _("Unit")),
            Field("when", pgettext_lazy("visit", "When")),
            Field("place", pgettext_lazy("visit", "Where")),
            Field("lead", _("Led by")),
            Field("members", _("Go along")),
            Field("task", _("What is looked at")),
        ),
        rows=(
            Rows("findings", _("What was seen"), (Field("text", _("What was seen")),)),
            Rows(
                "conclusion",
                pgettext_lazy("visit", "Conclusion"),
                (Field("text", pgettext_lazy("visit", "Conclusion")),),
            ),
            Rows(
                "points",
                _("Points that became tasks"),
                (
                    Field("n", pgettext_lazy("template", "No.")),
                    Field("what", _("What is to be done")),
                    Field("owner", _("Owner")),
                    Field("due", _("By when")),
                ),
            ),
        ),
        body=(
            Said(pgettext_lazy("visit", "When"), "when"),
            Said(pgettext_lazy("visit", "Where"), "place"),
            Said(_("Led by"), "lead"),
            Said(_("Go along"), "members"),
            Said(_("Unit"), "unit"),
            Said(_("What is looked at"), "task"),
            Heading(_("What was seen"), "findings"),
            Each(rows="findings", text="{{ row.text }}"),
            Heading(pgettext_lazy("visit", "Conclusion"), "conclusion"),
            Each(rows="conclusion", text="{{ row.text }}"),
            Heading(_("Points that became tasks"), "points"),
            Grid(
                rows="points",
                given="points",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(_("What is to be done"), "{{ row.what }}", 7),
                    Column(_("Owner"), "{{ row.owner }}", 3),
                    Column(_("By when"), "{{ row.due }}", 2.4, "center"),
                ),
            ),
        ),
    )
)


def visit_document(row: AppraisalVisit, tasks: list[Task]) -> bytes:
    """The minutes under the number of the conclusion, once it has one. tasks: those to be shown."""
    members = row.members.select_related("person").order_by("person__sort_key")
    values = {
        "kind_of_visit": visit_kind(row),
        "unit": row.congress.season_unit.name,
        "when": f"{moment(row.starts_at)} – {clock(row.ends_at)}",
        "place": row.place,
        "lead": row.lead,
        "members": ", ".join(one.person.name for one in members),
        "task": row.task,
        "findings": _lines(row.findings),
        "conclusion": _lines(row.conclusion),
        "points": [
            {"n": str(n), "what": one.title, "owner": one.owner, "due": day_year(one.due_on)}
            for n, one in enumerate(tasks, start=1)
        ],
    }
    paper = row.paper
    said = Written(
        kind=paper.kind if paper is not None else "",
        on=paper.dated_on if paper is not None else day_of(row.starts_at),
        to=[row.congress.season_unit.name],
        signer=paper.signer if paper is not None else row.lead,
        symbol=row.symbol,
    )
    return word_file(VISIT, row.season_unit, values, said)


def _lines(text: str) -> list[dict[str, str]]:
    return [{"text": line.strip()} for line in text.splitlines() if line.strip()]
