"""Letters as Word files."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.exchange.filling.fields import Field, Rows, Template, register
from muster.exchange.filling.outline import Crossed, Text
from muster.office.models import Approval, Letter
from muster.office.queries.letterheads import Written, around_of
from muster.office.services.word_files import word_file

LETTER: Final = register(
    Template(
        key="office.letter",
        label=_("Letter to a unit"),
        is_letter=True,
        abstract="{{ abstract }}",
        fields=(
            Field("abstract", _("Abstract")),
            Field("addressee", _("To whom, as one line")),
            Field("opening", _("Before the table")),
            Field("closing", _("After the table")),
        ),
        rows=(
            Rows("heads", _("Heads of the table"), (Field("text", _("Head")),)),
            Rows("lines", _("Lines of the table"), (Field("n", pgettext_lazy("template", "No.")),)),
            Rows(
                "cells",
                _("Cells of the table"),
                (
                    Field("line", _("No. of its line")),
                    Field("text", pgettext_lazy("template", "Text")),
                ),
            ),
        ),
        body=(
            Text("{{ opening }}"),
            Crossed(heads="heads", lines="lines", cells="cells"),
            Text("{{ closing }}", "closing"),
        ),
    )
)


def letter_document(letter: Letter, approval: Approval | None) -> bytes:
    """The letter with its number and signer once it is signed; else without them, as a draft."""
    unit = letter.season_unit
    lines = [str(n) for n in range(1, len(letter.lines) + 1)]
    values = {
        "abstract": letter.abstract,
        "addressee": around_of(unit).addressees.format(name=letter.recipient.name),
        "opening": letter.opening,
        "closing": letter.closing,
        "heads": [{"text": text} for text in letter.heads],
        "lines": [{"n": n} for n in lines],
        "cells": [
            {"line": n, "text": str(cell)}
            for n, line in zip(lines, letter.lines, strict=True)
            for cell in line
        ],
    }
    return word_file(LETTER, unit, values, Written(approval=approval, to=[letter.recipient.name]))
