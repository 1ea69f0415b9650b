"""What templates of every capability draw with; ``{% load shell %}``.

Each tag escapes what it is given and writes no inline style: widths are SVG attributes.
"""

from dataclasses import asdict
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from muster.shell import formats
from muster.shell.charts import Curve, Drawing, MapPoint, explored, scatter
from muster.shell.jobs import job_context
from muster.shell.tables import Table

register = template.Library()

for _name in (
    "whole",
    "signed",
    "decimal",
    "figure",
    "share",
    "day",
    "day_year",
    "clock",
    "weekday",
    "weekday_name",
    "moment",
    "short_moment",
    "duration",
):
    register.filter(_name, getattr(formats, _name))

WORDS = {
    "done": pgettext_lazy("state", "done"),
    "doing": pgettext_lazy("state", "in hand"),
    "wait": pgettext_lazy("state", "waits for the superior"),
    "soon": pgettext_lazy("state", "due within 7 days"),
    "late": pgettext_lazy("state", "late"),
    "back": pgettext_lazy("state", "returned"),
    "todo": pgettext_lazy("state", "not yet due"),
    "na": pgettext_lazy("state", "does not apply"),
    "key": pgettext_lazy("state", "may not slip"),
    "p-full": pgettext_lazy("state", "staffed"),
    "p-ack": pgettext_lazy("state", "orders acknowledged"),
    "p-in": pgettext_lazy("state", "in position"),
    "p-silent": pgettext_lazy("state", "out of contact"),
    "p-move": pgettext_lazy("state", "moving"),
    "p-open": pgettext_lazy("state", "open"),
}
COLOURS = {"p-full": "todo", "p-ack": "doing", "p-in": "done", "p-silent": "late"} | {
    "p-move": "doing",
    "p-open": "late",
    "key": "ink",
}
NOTE_MARKS = {"success": "done", "info": "doing", "warning": "soon", "error": "late"}
BAR_PARTS = ("done", "doing", "soon", "late", "ink3")


@register.simple_tag
def mark(state: str, word: str | None = None, *, hidden: bool = False) -> SafeString:
    """The shape of *state* with its word for those who do not see it.

    An unknown state raises KeyError. ``hidden=True`` leaves the word out: the text beside says it.
    """
    known = WORDS[state]
    spoken = SafeString("") if hidden else format_html('<span class="vh">{}</span>', word or known)
    return format_html(
        '<svg class="st st-{}" aria-hidden="true" focusable="false"><use href="#m-{}"/></svg>{}',
        COLOURS.get(state, state),
        state,
        spoken,
    )


@register.simple_tag
def labelled(state: str, word: str | None = None) -> SafeString:
    """The shape of *state* and its word, both seen; for keys and lists."""
    shape = mark(state, hidden=True)
    return format_html('<span class="lab">{}{}</span>', shape, word or WORDS[state])


@register.simple_tag
def days_late(days: int) -> SafeString:
    """The filled pill of a late step in a matrix, ``+4``."""
    said = _("%(days)s days late") % {"days": days}
    return format_html(
        '<span class="L" aria-hidden="true">+{}</span><span class="vh">{}</span>', days, said
    )


@register.simple_tag
def pill(text: Any, kind: str = "") -> SafeString:
    """A short word on soft ground; *kind* is done, doing, soon, late or empty."""
    return format_html('<span class="pill{}">{}</span>', f" pill-{kind}" if kind else "", text)


@register.simple_tag
def note(level: str, text: Any) -> SafeString:
    """One message to the reader; *level* is success, info, warning or error."""
    level = level if level in NOTE_MARKS else "info"
    return format_html(
        '<div class="note note-{}">{}<span>{}</span></div>',
        level,
        mark(NOTE_MARKS[level], hidden=True),
        text,
    )


@register.simple_tag
def bar(total: float, label: str = "", css: str = "", **parts: float) -> SafeString:
    """A bar of *total* with the parts named done, doing, soon, late, ink3, left to right.

    Drawn as SVG rectangles; with a *label* it is an image with that name, else it is hidden
    because the numbers stand beside it.
    """
    rects, left = [], 0.0
    for name in BAR_PARTS:
        width = 100 * parts.get(name, 0) / total if total else 0
        if width > 0:
            rects.append((f"{left:.2f}", f"{width:.2f}", name))
            left += width + 0.3
    drawn = format_html_join("", '<rect x="{}" y="0" width="{}" height="8" class="f-{}"/>', rects)
    role = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 8" preserveAspectRatio="none" {}>{}</svg>',
        css,
        role,
        drawn,
    )


@register.inclusion_tag("shell/_field.html")
def field(bound: BoundField, *, help: bool = True) -> dict[str, Any]:  # noqa: A002  as above
    """One field of a form: label, control, help, errors, tied together for screen readers."""
    is_check = isinstance(bound.field.widget, CheckboxInput)
    return {"field": bound, "is_check": is_check, "help": help}


@register.inclusion_tag("shell/_fields.html")
def fields(form: BaseForm, *, help: bool = True) -> dict[str, Any]:  # noqa: A002  the word in pages
    """All fields of *form*, hidden ones too, and what is wrong with it as a whole."""
    return {"form": form, "help": help}


@register.inclusion_tag("shell/_table.html")
def table(shown: Table) -> dict[str, Any]:
    """One list with its filter, heads that sort, pages and the way to Excel."""
    return {"table": shown}


@register.inclusion_tag("shell/_drawing.html")
def drawing(drawn: Drawing) -> dict[str, Any]:
    """A chart of :mod:`muster.shell.charts`."""
    return {"drawing": drawn}


@register.inclusion_tag("shell/_explore.html")
def explore(drawn: Drawing, lines: list[Curve], name: str = "explored") -> dict[str, Any]:
    """A chart whose *lines* can be walked day by day; *name* is an element's id, one a page."""
    return {"drawing": drawn, "lines": explored(lines), "explore_id": name}


@register.inclusion_tag("shell/_job.html", takes_context=True)
def job_panel(context: template.Context, job: Any, **about: Any) -> dict[str, Any]:
    """The panel of long work; takes what :func:`job_context` takes and brings the CSRF token."""
    return job_context(job, **about) | {"csrf_token": context.get("csrf_token")}


@register.inclusion_tag("shell/_map.html")
def venue_map(
    points: list[MapPoint], label: str = "", name: str = "map", *, low: bool = False
) -> dict[str, Any]:
    """Places that can be moved and zoomed; without a script they stand still.

    The page must load the map's script: ``{% include "shell/_map_scripts.html" %}`` in block
    scripts. *name* is the element's id, one a page.
    """
    return {
        "drawing": scatter(points, label=label),
        "points": [asdict(point) for point in points],
        "map_id": name,
        "map_label": label,
        "is_low": low,
    }


@register.inclusion_tag("shell/_empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, str]:
    """An empty list: what will appear, who makes it appear, and that button."""
    return {"title": title, "text": text, "url": url, "label": label}
