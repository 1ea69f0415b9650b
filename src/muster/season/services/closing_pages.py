"""Pages of the closing file: plain HTML that any browser opens without a network."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language

from muster.tree.names import search_key

LONGEST: Final = 60
STYLE: Final = mark_safe(  # a constant
    "body{font:16px/1.5 serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#111;"
    "background:#fff}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}"
    "th,td{border:1px solid #999;padding:.25rem .5rem;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}th{background:#eee}h1{font-size:1.5rem}h2{font-size:1.2rem}"
    ".mark{border:2px solid #900;color:#900;padding:.25rem .5rem;font-weight:bold}"
    ".mut{color:#555}code{font-size:.85rem}p{white-space:pre-wrap;margin:.4rem 0}"
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its head and its rows, each cell a text."""

    heads: Sequence[Any]
    rows: Iterable[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of one thing: names and values; empty values are left out."""

    pairs: Sequence[tuple[Any, Any]]


Part = Grid | Facts | str | SafeString


def page(title: str, *parts: tuple[Any, Part], mark: str = "") -> bytes:
    """A whole page. parts: each with its heading, which may be empty. mark: stands on top."""
    body = format_html_join("", "{}", ((_section(head, part),) for head, part in parts))
    top = format_html('<p class="mark">{}</p>', mark) if mark else ""
    return format_html(
        '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<title>{}</title><style>{}</style></head><body>{}<h1>{}</h1>{}</body></html>\n",
        get_language() or "",
        title,
        STYLE,
        top,
        title,
        body,
    ).encode()


def _section(head: Any, part: Part) -> SafeString:
    drawn = _drawn(part)
    return format_html("<h2>{}</h2>{}", head, drawn) if head else drawn


def _drawn(part: Part) -> SafeString:
    if isinstance(part, Grid):
        heads = format_html_join("", "<th>{}</th>", ((one,) for one in part.heads))
        rows = format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in part.rows))
        return format_html("<table><tr>{}</tr>{}</table>", heads, rows)
    if isinstance(part, Facts):
        said = [(name, value) for name, value in part.pairs if value not in ("", None)]
        return format_html(
            "<table>{}</table>",
            format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", said),
        )
    if isinstance(part, SafeString):
        return part
    return format_html("<p>{}</p>", part)


def _cells(row: Sequence[Any]) -> SafeString:
    return format_html_join("", "<td>{}</td>", (("" if one is None else one,) for one in row))


def plain_name(text: str) -> str:
    """*text* as part of a file's name on every system: small letters, digits and hyphens."""
    return slugify(search_key(text))[:LONGEST].strip("-") or "x"
