"""What pages of documents draw with; ``{% load papers %}``.

Tags and not templates: a page holds some thousand paragraphs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.papers.bridge import PassageDraft, WordText
from muster.papers.bridge.word import ChangeDraft
from muster.papers.models import Passage
from muster.shell import formats

register = template.Library()
# The page's own head is h1, and HTML knows six.
LOWEST: Final = 6
MOST_STAGED: Final = 2_000
LEFT_OUT: Final = {
    "header": gettext_lazy("headers of pages"),
    "footer": gettext_lazy("footers of pages"),
    "picture": gettext_lazy("pictures"),
    "equation": gettext_lazy("equations"),
    "chunk": gettext_lazy("files within the file"),
    "blank": gettext_lazy("empty paragraphs"),
}
WENT: Final = frozenset({"deleted", "moved_out", "row_deleted"})
CAME: Final = frozenset({"inserted", "moved_in", "row_inserted"})


@dataclass(frozen=True, slots=True)
class _Shown:
    """A paragraph as it is drawn. number: to point at, None before it has one; page: its own."""

    said: Passage | PassageDraft
    number: int | None
    page: str = ""


@register.simple_tag
def document_text(passages: Sequence[Passage]) -> SafeString:
    """The passages of a version as they are read; each number leads to its paragraph's history."""
    return _text(_Shown(one, one.paragraph.number, _page_of(one)) for one in passages)


def _page_of(passage: Passage) -> str:
    """Where the history of a passage's paragraph is read: without asking the urls for each."""
    return f"{_pages(passage.paragraph.document_id)}{passage.paragraph.number}/"


@lru_cache(maxsize=64)
def _pages(document: int) -> str:
    return reverse("papers:paragraph", args=[document, 0]).removesuffix("0/")


@register.simple_tag
def said_of(passage: Passage) -> SafeString:
    """The words of one passage alone, with its label."""
    return spoken(passage.label, passage.text)


@register.simple_tag
def staged_text(text: WordText, accept: bool) -> SafeString:
    """The text of a Word file before it is saved: its beginning, where it is very long."""
    passages = text.passages(accept=accept)
    shown = _text(_Shown(one, None) for one in passages[:MOST_STAGED])
    more = len(passages) - MOST_STAGED
    if more <= 0:
        return shown
    words = _("… and %(more)s more paragraphs") % {"more": formats.whole(more)}
    return format_html('{}<p class="mut">{}</p>', shown, words)


@register.simple_tag
def tracked_change(one: ChangeDraft) -> SafeString:
    """A tracked change of a Word file: what came, what went, or what only looks otherwise."""
    text = one.text.strip() or "¶"
    if one.kind in WENT:
        return format_html("<del>{}</del>", text)
    if one.kind in CAME:
        return format_html("<ins>{}</ins>", text)
    return format_html("{} <i>{}</i>", _("looks changed:"), text)


@register.simple_tag
def left_out(kind: str, count: int) -> str:
    """What of a Word file is not in its text, in words."""
    return f"{formats.whole(count)} {LEFT_OUT.get(kind, kind)}"


def _text(shown: Iterable[_Shown]) -> SafeString:
    """Paragraphs one after the other, those of a table in its rows and columns."""
    parts: list[SafeString] = []
    for table, found in groupby(shown, key=lambda one: one.said.cell.partition(".")[0]):
        members = list(found)
        parts.append(_table(members) if table else _joined(map(_paragraph, members)))
    return _joined(parts)


def _table(members: Sequence[_Shown]) -> SafeString:
    rows = (
        format_html("<tr>{}</tr>", _joined(_cells(list(row))))
        for _row, row in groupby(members, key=lambda one: one.said.cell.split(".")[1])
    )
    return format_html('<div class="doc-table"><table>{}</table></div>', _joined(rows))


def _cells(row: Sequence[_Shown]) -> Iterator[SafeString]:
    """The cells of a row; one that holds nothing to read still takes its place."""
    at = 1
    for column, members in groupby(row, key=lambda one: int(one.said.cell.split(".")[2])):
        yield from [SafeString("<td></td>")] * (column - at)
        yield format_html("<td>{}</td>", _joined(map(_paragraph, members)))
        at = column + 1


def _paragraph(one: _Shown) -> SafeString:
    said = one.said
    words = spoken(said.label, said.text)
    at, name = SafeString(""), SafeString("")
    if one.number is not None:
        at = format_html('<a class="pn" href="{}">{}</a>', one.page, one.number)
        name = format_html(' id="p{}"', one.number)
    if said.kind == "heading":
        tag = f"h{min(LOWEST, max(1, said.level) + 1)}"
        return format_html('<{} class="lvl-{}"{}>{}{}</{}>', tag, said.level, name, at, words, tag)
    return format_html('<p class="is-{}"{}>{}{}</p>', said.kind, name, at, words)


def spoken(label: str, text: str) -> SafeString:
    """A passage's words with its label before them; its line breaks stay."""
    whole = f"{label} {text}" if label else text
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in whole.split("\n")))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped already
