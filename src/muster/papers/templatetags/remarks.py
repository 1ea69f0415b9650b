"""What pages of remarks draw with; ``{% load remarks %}``."""

from collections.abc import Sequence
from math import floor

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from muster.engines.merging import Run
from muster.papers.models import Passage
from muster.papers.templatetags.papers import document_text

register = template.Library()


@register.simple_tag
def passage(one: Passage) -> SafeString:
    """One paragraph of a version as it is read, with its number to point at."""
    return document_text([one])


@register.simple_tag
def marked(runs: Sequence[Run]) -> SafeString:
    """A remark's words, with those that the one beside it has not in marks."""
    return format_html_join("", "{}", ((_run(one),) for one in runs))


def _run(one: Run) -> SafeString:
    words = linebreaksbr(one.text, autoescape=True)
    return format_html("<mark>{}</mark>", words) if one.is_own else words


@register.filter
def share(likeness: float) -> str:
    """A likeness of 0 to 100 as it is read. Rounded down: only what is all alike says 100."""
    return f"{floor(likeness)}\u00a0%"
