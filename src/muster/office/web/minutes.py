"""Minutes of a handing over as a Word file."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.filling.fields import Beside, Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Grid, Heading, Said
from muster.office.models import HandingOver
from muster.office.queries import HandedGroup
from muster.office.queries.letterheads import Written
from muster.office.services.word_files import word_file
from muster.shell.formats import day_year

HANDING_OVER: Final = register(
    Template(
        key="office.handing_over",
        label=_("Minutes of handing over"),
        abstract=_("Handing over work from {{ giver }} to {{ taker }}"),
        fields=(
            Field("giver", _("Who hands over")),
            Field("taker", _("Who takes over")),
            Field("reason", _("Reason")),
            Field("from_on", _("From the day")),
            Field("count", _("Lines")),
            Field("giver_signed", _("When the one who hands over signed")),
            Field("taker_signed", _("When the one who takes over signed")),
            Field("confirmed_by", _("Confirmed")),
        ),
        rows=(
            Rows(
                "rows",
                _("What passes over"),
                (
                    Field("n", pgettext_lazy("template", "No.")),
                    Field("part", _("Kind")),
                    Field("title", _("What")),
                    Field("detail", _("Where, or its number")),
                    Field("due_on", _("Deadline")),
                ),
            ),
        ),
        body=(
            Said(_("Who hands over"), "giver"),
            Said(_("Who takes over"), "taker"),
            Said(_("Reason"), "reason"),
            Said(_("From the day"), "from_on"),
            Said(_("Lines"), "count"),
            Heading(_("What passes over"), "rows"),
            Grid(
                rows="rows",
                given="rows",
                columns=(
                    Column(_("No."), "{{ row.n }}", 1, "center"),
                    Column(_("Kind"), "{{ row.part }}", 3),
                    Column(_("What"), "{{ row.title }}", 6),
                    Column(_("Where, or its number"), "{{ row.detail }}", 3),
                    Column(_("Deadline"), "{{ row.due_on }}", 2.4, "center"),
                ),
            ),
            Said(_("Signed by the one who hands over"), "giver_signed"),
            Said(_("Signed by the one who takes over"), "taker_signed"),
            Said(_("Confirmed"), "confirmed_by"),
        ),
        beside=Beside(_("Who hands over"), "giver"),
    )
)


def handing_minutes(row: HandingOver, groups: Sequence[HandedGroup]) -> bytes:
    """What passed from whom to whom, with places for the signatures."""
    lines = [(str(group.label), line) for group in groups for line in group.lines]
    rows = [
        {
            "n": str(n),
            "part": part,
            "title": line.title,
            "detail": line.detail,
            "due_on": day_year(line.due_on) if line.due_on else "",
        }
        for n, (part, line) in enumerate(lines, start=1)
    ]
    values = {
        "giver": row.giver,
        "taker": row.taker,
        "reason": row.reason,
        "from_on": day_year(row.from_on),
        "count": str(len(rows)),
        "rows": rows,
        "giver_signed": row.giver_signed,
        "taker_signed": row.taker_signed,
        "confirmed_by": row.confirmed_by,
    }
    said = Written(signer=row.taker, authority=str(_("Who takes over")), to=[row.giver, row.taker])
    return word_file(HANDING_OVER, row.season_unit, values, said)
