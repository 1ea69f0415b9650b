"""What the page of two versions draws with; ``{% load differences %}``.

Tags and not templates: a page holds some hundred paragraphs in thousands of pieces.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from muster.engines.texts import PARAGRAPH_END, RowKind, Run, RunKind
from muster.papers.models import Passage
from muster.papers.queries.documents import DifferencePage, Differences, Gap, ShownRow, page_of
from muster.shell import formats
from muster.shell.templatetags.shell import mark

register = template.Library()
TAGS: Final = {RunKind.DELETED: "del", RunKind.INSERTED: "ins"}
WORDS: Final = {
    RowKind.SAME: "",
    RowKind.CHANGED: pgettext_lazy("paragraph", "amended"),
    RowKind.SPLIT: pgettext_lazy("paragraph", "split"),
    RowKind.MERGED: pgettext_lazy("paragraph", "joined"),
    RowKind.NEW: pgettext_lazy("paragraph", "new"),
    RowKind.GONE: pgettext_lazy("paragraph", "gone"),
    RowKind.MOVED_AWAY: pgettext_lazy("paragraph", "moved away from here"),
}
MARKS: Final = {RowKind.NEW: "done", RowKind.GONE: "late"}
LONGEST: Final = 90


@register.simple_tag
def difference_rows(found: Differences, page: DifferencePage) -> SafeString:
    """The rows of a page, what changed with its number, and between them how much did not."""
    return _joined(
        _gap(found, one) if isinstance(one, Gap) else _row(found, one) for one in page.lines
    )


@register.simple_tag
def version_choice(number: int, who: str, chosen: int) -> SafeString:
    """A version as one may choose it."""
    words = _("Version %(n)s · %(who)s") % {"n": number, "who": who}
    on = SafeString(" selected") if number == chosen else ""
    return format_html('<option value="{}"{}>{}</option>', number, on, words)


def _gap(found: Differences, gap: Gap) -> SafeString:
    words = ngettext(
        "%(count)s paragraph stayed as it was",
        "%(count)s paragraphs stayed as they were",
        gap.count,
    ) % {"count": formats.whole(gap.count)}
    address = (
        f"?old={found.old.number}&new={found.new.number}&all=1"
        f"&page={page_of(gap.place)}#r{gap.place}"
    )
    under = _heading(gap.heading) if gap.heading else ""
    return format_html('<li class="df-gap"><a href="{}">{}</a>{}</li>', address, words, under)


def _heading(passage: Passage) -> SafeString:
    said = f"{passage.label} {passage.text}".strip()
    text = said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
    return format_html(" <b>{}</b>", text)


def _row(found: Differences, one: ShownRow) -> SafeString:
    if one.change is None:
        name = "df-away" if one.row.kind is RowKind.MOVED_AWAY else "df-same"
        return format_html(
            '<li class="{}" id="r{}"><div class="df-side">{}</div>'
            '<div class="df-text" lang="vi">{}</div></li>',
            name,
            one.place,
            _side(found, one),
            _away(one) if name == "df-away" else _texts(one),
        )
    return format_html(
        '<li class="df is-{}" id="r{}" data-row><div class="df-side">'
        '<a class="df-n" id="c{}" href="#c{}" title="{}">{}</a>{}</div>'
        '<div class="df-text" lang="vi">{}</div></li>',
        one.row.kind.value,
        one.place,
        one.change,
        one.change + 1,
        _("to the next change"),
        one.change,
        _side(found, one),
        _texts(one),
    )


def _side(found: Differences, one: ShownRow) -> SafeString:
    """What became of the paragraph, and where it stands in either version."""
    shape = MARKS.get(one.row.kind) if one.change is not None else None
    sign = format_html("{} ", mark(shape, hidden=True)) if shape else ""
    return format_html(
        '<span><b class="df-state">{}{}</b>{}</span>',
        sign,
        ", ".join(_states(one)),
        _numbers(found, one),
    )


def _states(one: ShownRow) -> Iterator[str]:
    word = str(WORDS[one.row.kind])
    if word:
        yield word
    if one.row.is_moved:
        yield _("moved from place %(old)s to %(new)s") % {
            "old": one.row.old[0] + 1,
            "new": one.row.new[0] + 1,
        }
    if one.is_renumbered:
        yield _("number changed")
    if one.row.is_coarse:
        yield _("too long to be compared word by word")


def _numbers(found: Differences, one: ShownRow) -> SafeString:
    """Paragraphs by their numbers, each leading to where it is read."""
    version, passages = (found.new, one.new) if one.new else (found.old, one.old)
    if one.row.kind is RowKind.MOVED_AWAY:
        version, passages = found.old, one.old
    address = reverse("papers:document", args=[found.new.document_id])
    address = f"{address}?version={version.number}"
    return format_html_join(
        "",
        ' <a class="pn" href="{}#p{}">{}</a>',
        (
            (
                address,
                passage.paragraph.number,
                _("paragraph %(n)s") % {"n": passage.paragraph.number},
            )
            for passage in passages
        ),
    )


def _away(one: ShownRow) -> SafeString:
    return format_html("<p><del>{}</del></p>", _shortened(one.old[0].text))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _texts(one: ShownRow) -> SafeString:
    """The runs of a row as paragraphs, with the label before the first."""
    pieces = [_labels(one.old, one.new), *map(_run, one.row.runs)]
    kind = (one.new or one.old)[0].kind
    return format_html('<p class="is-{}">{}</p>', kind, _joined(pieces))


def _labels(old: Sequence[Passage], new: Sequence[Passage]) -> SafeString:
    was, now = (side[0].label if side else "" for side in (old, new))
    if was == now:
        return format_html("{} ", now) if now else SafeString("")
    gone = format_html("<del>{}</del> ", was) if was else ""
    come = format_html("<ins>{}</ins> ", now) if now else ""
    return format_html("{}{}", gone, come)


def _run(run: Run) -> SafeString:
    """Some letters; where a paragraph was split or joined stands the sign of its end."""
    end = SafeString('<span class="df-end" aria-hidden="true">¶</span><br>')
    text = format_html_join(end, "{}", ((_lines(part),) for part in run.text.split(PARAGRAPH_END)))
    tag = TAGS.get(run.kind)
    return format_html("<{}>{}</{}>", tag, text, tag) if tag else text


def _lines(text: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.split("\n")))


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  each part is escaped already
