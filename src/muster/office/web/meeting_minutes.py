"""Minutes of a meeting as a Word file."""

from typing import Any, Final

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from muster.exchange.filling.fields import Beside, Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Each, Grid, Heading, Said
from muster.office import queries
from muster.office.models import Approval, Meeting
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.shell.formats import clock, moment

NUMBER: Final = Field("n", pgettext_lazy("template", "No."))
MINUTES: Final = register(
    Template(
        key="office.meeting_minutes",
        label=_("Minutes of a meeting"),
        abstract="{{ subject }}",
        fields=(
            Field("subject", pgettext_lazy("meeting", "What it is about")),
            Field("when", _("Time")),
            Field("where", pgettext_lazy("meeting", "Where")),
            Field("chair", _("In the chair")),
            Field("secretary", _("Writes the minutes")),
            Field("present", _("Present")),
            Field("staff", _("Own staff")),
        ),
        rows=(
            Rows(
                "units",
                _("Convened and present"),
                (
                    NUMBER,
                    Field("name", _("Unit or body")),
                    Field("convened", _("Convened")),
                    Field("present", _("Present")),
                ),
            ),
            Rows("agenda", _("Agenda"), (NUMBER, Field("text", pgettext_lazy("template", "Text")))),
            Rows(
                "conclusions",
                _("Conclusions"),
                (
                    NUMBER,
                    Field("what", _("What is to be done")),
                    Field("owner", _("Owner")),
                    Field("unit", _("Unit")),
                    Field("due", _("By when")),
                ),
            ),
        ),
        body=(
            Said(_("Time"), "when"),
            Said(pgettext_lazy("meeting", "Where"), "where"),
            Said(_("In the chair"), "chair"),
            Said(_("Writes the minutes"), "secretary"),
            Said(_("Present"), "present"),
            Said(_("Own staff"), "staff"),
            Heading(_("Convened and present"), "units"),
            Grid(
                rows="units",
                given="units",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(_("Unit or body"), "{{ row.name }}", 7),
                    Column(_("Convened"), "{{ row.convened }}", 2, "center"),
                    Column(_("Present"), "{{ row.present }}", 2, "center"),
                ),
            ),
            Heading(_("Agenda"), "agenda"),
            Each(rows="agenda", text="{{ row.n }}. {{ row.text }}"),
            Heading(_("Conclusions"), "conclusions"),
            Grid(
                rows="conclusions",
                given="conclusions",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(_("What is to be done"), "{{ row.what }}", 6),
                    Column(_("Owner"), "{{ row.owner }}", 3),
                    Column(_("Unit"), "{{ row.unit }}", 3),
                    Column(_("By when"), "{{ row.due }}", 2.4, "center"),
                ),
            ),
        ),
        beside=Beside(_("Writes the minutes"), "secretary"),
    )
)


def meeting_minutes(row: Meeting, *, approval: Approval | None) -> bytes:
    """What was concluded and how many were there: no word of what anybody said.

    approval: the signed version with its number, if there is one.
    """
    values = {
        "subject": row.subject,
        "when": f"{moment(row.starts_at)} – {clock(row.ends_at)}",
        "where": queries.where(row),
        "chair": row.chair,
        "secretary": row.secretary,
        "present": _present(row),
        "agenda": [{"n": str(n), "text": item} for n, item in enumerate(row.agenda, start=1)],
        "conclusions": [
            {
                "n": str(n),
                "what": one.title,
                "owner": one.owner,
                "unit": str(one.to),
                "due": str(one.due),
            }
            for n, one in enumerate(queries.concluded(row), start=1)
        ],
        **_bodies(row),
    }
    to = [one.name for one in row.units.all()]
    said = Written(approval=approval, to=to, signer=row.chair)
    return word_file(MINUTES, row.season_unit, values, said)


def _present(row: Meeting) -> str:
    units, staff = list(row.units.all()), list(row.staff.all())
    present = sum(one.present or 0 for one in units) + sum(bool(one.attended) for one in staff)
    convened = sum(one.convened for one in units) + len(staff)
    said = {"present": present, "convened": convened}
    return gettext("%(present)s of %(convened)s convened") % said


def _bodies(row: Meeting) -> dict[str, Any]:
    came = row.staff.filter(attended=True).select_related("person")
    return {
        "units": [
            {
                "n": str(n),
                "name": one.name,
                "convened": str(one.convened),
                "present": "" if one.present is None else str(one.present),
            }
            for n, one in enumerate(row.units.all(), start=1)
        ],
        "staff": ", ".join(one.person.name for one in came),
    }
