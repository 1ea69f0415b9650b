"""A document of the product as a Word file: in its unit's layout, under its unit's head."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from muster.exchange.documents import document
from muster.exchange.filling.fields import Template
from muster.office.bridge import rules_of
from muster.office.queries.letterheads import Written, letterhead
from muster.office.queries.templates import template_in_use
from muster.season.models import SeasonUnit
from muster.season.services import path_of

NOTHING_SAID: Final = Written()


def word_file(
    template: Template, unit: SeasonUnit, values: Mapping[str, Any], said: Written = NOTHING_SAID
) -> bytes:
    """What the template of a document makes of *values*, with the head and end of *unit*.

    values: the fields and rows that the template declares itself. The kind of paper is the pack's
    unless *said* names one. Raises TemplateUnfit for a template that a user put in its place.
    """
    kind = said.kind or rules_of(unit).papers.kind_of(template.key)
    head = letterhead(unit, replace(said, kind=kind))
    used = template_in_use(unit, template.key)
    own = path_of(used.sha256).read_bytes() if used is not None else None
    return document(template, {**head.values, **values}, rules=head.rules, own=own)
