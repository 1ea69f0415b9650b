"""A document of the product as a Word file: in its unit's layout, under its unit's head."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from muster.exchange.documents import document, documents_in_one
from muster.exchange.filling.fields import Template
from muster.office.bridge import rules_of
from muster.office.queries.letterheads import Head, Written, letterhead
from muster.office.queries.templates import template_in_use
from muster.packs.layouts import words
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
    head = _head(template, unit, said)
    own = _own(template, unit)
    return document(template, {**head.values, **values}, rules=head.rules, own=own)


def word_file_for_each(
    template: Template, unit: SeasonUnit, each: Mapping[str, Mapping[str, Any]]
) -> bytes:
    """One Word file with a document for everyone in *each*, who is its recipient, on own pages.

    each: values as of :func:`word_file`, by the recipient's line. Raises TemplateUnfit.
    """
    head = _head(template, unit, NOTHING_SAID)
    around, filed = words(head.rules), head.values["recipients"]
    filled = [
        {
            **head.values,
            "recipients": [{"text": around.recipient.format(name=line)}, *filed],
            **values,
        }
        for line, values in each.items()
    ]
    return documents_in_one(template, filled, rules=head.rules, own=_own(template, unit))


def _head(template: Template, unit: SeasonUnit, said: Written) -> Head:
    kind = said.kind or rules_of(unit).papers.kind_of(template.key)
    return letterhead(unit, replace(said, kind=kind))


def _own(template: Template, unit: SeasonUnit) -> bytes | None:
    """The template that a user put in place of ours, if any."""
    used = template_in_use(unit, template.key)
    return path_of(used.sha256).read_bytes() if used is not None else None
