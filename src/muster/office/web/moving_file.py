"""The papers of a moving as Word files, ready to be signed: a decision, or letters."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Column, Grid, Text
from muster.office.bridge import rules_of
from muster.office.models import Paper
from muster.office.queries.letterheads import Written, around_of
from muster.office.services.moving.papers import words_of
from muster.office.services.word_files import word_file
from muster.season.models import Moving
from muster.shell.formats import day_year

FIELDS: Final = (
    Field("abstract", _("Abstract")),
    Field("cancelled", _("Says that the paper is cancelled")),
    Field("body", pgettext_lazy("template", "Text")),
    Field("addressee", _("To whom, as one line")),
)
ROWS: Final = Rows(
    "rows",
    _("The congresses that move"),
    (
        Field("n", pgettext_lazy("template", "No.")),
        Field("unit", _("Unit")),
        Field("was", _("Was")),
        Field("becomes", _("Becomes")),
    ),
)
BODY: Final = (
    Text("{{ cancelled }}", "cancelled"),
    Text("{{ body }}"),
    Grid(
        rows="rows",
        given="rows",
        columns=(
            Column(_("No."), "{{ row.n }}", 1, "center"),
            Column(_("Unit"), "{{ row.unit }}", 7),
            Column(_("Was"), "{{ row.was }}", 3, "center"),
            Column(_("Becomes"), "{{ row.becomes }}", 3, "center"),
        ),
    ),
)
DECISION: Final = register(
    Template(
        key="office.moving_decision",
        label=_("Decision that moves congresses"),
        abstract="{{ abstract }}",
        fields=FIELDS,
        rows=(ROWS,),
        body=BODY,
    )
)
LETTER: Final = register(
    Template(
        key="office.moving_letter",
        label=_("Letter that tells of moved congresses"),
        is_letter=True,
        abstract="{{ abstract }}",
        fields=FIELDS,
        rows=(ROWS,),
        body=BODY,
    )
)


def moving_document(moving: Moving, row: Paper, made: dict[str, Any]) -> bytes:
    """One paper of a moving: its words and the list of congresses with both days."""
    unit = moving.season_unit
    rule = rules_of(unit).moving_papers[made["rule"]]
    is_letter = rules_of(unit).paper_kinds[rule.kind].unnamed
    congresses = moving.congresses.filter(congress__in=made["congresses"])
    lines = congresses.select_related("congress__season_unit")
    values = {
        "abstract": row.abstract,
        "cancelled": str(_("CANCELLED")) if row.cancelled_at else "",
        "body": words_of(moving, rule, made["to"], len(made["congresses"])),
        "addressee": around_of(unit).addressees.format(name=made["to"]) if is_letter else "",
        "rows": [
            {
                "n": str(n),
                "unit": line.congress.season_unit.name,
                "was": day_year(line.old_starts_on),
                "becomes": day_year(line.new_starts_on),
            }
            for n, line in enumerate(lines.order_by("congress__season_unit__first"), start=1)
        ],
    }
    said = Written(
        kind=rule.kind, symbol=row.symbol, on=row.dated_on, signer=row.signer, to=[made["to"]]
    )
    return word_file(LETTER if is_letter else DECISION, unit, values, said)
