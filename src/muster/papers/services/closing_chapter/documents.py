"""Chapter of the documents of a congress: every version as it came, and as plain text."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.exchange.documents import DOCX_TYPE
from muster.papers.bridge import grade_of, kind_of, rules_of
from muster.papers.models import (
    Document,
    DocumentState,
    Passage,
    Reading,
    Version,
)
from muster.papers.queries.documents.texts import typed_text
from muster.papers.services.closing_chapter.marking import mark_of
from muster.papers.services.documents.files import word_file
from muster.papers.services.documents.reading import log_reading
from muster.season.queries.grades import may_hold
from muster.season.registry.closing_file import (
    Asked,
    Found,
    HeldBack,
    Piece,
    when_asked,
)
from muster.season.services.closing_chapter import kept_piece
from muster.season.services.closing_pages import Facts, page, plain_name
from muster.shell.formats import moment
from muster.tree.clock import day_of
from muster.tree.scope import scope

HEADING: Final = "heading"


def document_pieces(asked: Asked) -> Iterator[Found]:
    """All versions of the documents of the congress, each as it came and as plain text."""
    there = Document.objects.filter(congress=asked.congress).order_by("pk")
    seen = set(
        scope(asked.account, Document).filter(congress=asked.congress).values_list("pk", flat=True)
    )
    for document in there.select_related("season_unit__season"):
        if document.pk not in seen:
            yield HeldBack(title="", why=_("a limited document that you may not read"))
            continue
        yield from _document(asked, document)


def _document(asked: Asked, document: Document) -> Iterator[Found]:
    pack, grade = rules_of(document.season_unit), grade_of(document)
    if not may_hold(pack, grade, on=day_of(asked.now)):
        yield HeldBack(title=document.title, why=_("its grade may not be held here"))
        return
    if not document.has_text:
        yield HeldBack(title=document.title, why=_("there is no text of it"))
        return
    folder = f"{document.pk:06d}-{plain_name(document.title)}"
    standing = Version.objects.filter(
        document=document, number__gt=document.taken_out_upto
    ).order_by("number")
    for version in standing:
        version.document = document
        log_reading(version, how=Reading.How.FILE, actor=asked.actor, now=asked.now)
        yield from _version(asked, version, f"{folder}/v{version.number:03d}")


def _version(asked: Asked, version: Version, stem: str) -> Iterator[Found]:
    document, mark = version.document, mark_of(asked, version.document)
    is_final = document.state == DocumentState.ADOPTED and version.number == document.latest
    state = pgettext("document", "adopted") if is_final else version.get_source_display()
    title = _("%(title)s, version %(number)s") % {
        "title": document.title,
        "number": version.number,
    }
    about = f"{state} · {moment(version.made_at)} · {version.made_by}"
    subjects = (f"document:{document.pk}",)
    if version.sha256 and version.content_type == DOCX_TYPE:
        yield Piece(
            path=f"{stem}.docx",
            title=f"{title} (Word)",
            about=about,
            chunks=when_asked(_word, version, mark),
            subjects=subjects,
        )
    elif version.sha256:
        yield kept_piece(
            version,
            folder=stem,
            title=title,
            pack=rules_of(document.season_unit),
            grade=document.grade,
            asked=asked,
            subjects=subjects,
        )
    if version.has_text:
        yield Piece(
            path=f"{stem}.html",
            title=title,
            about=about,
            chunks=when_asked(_text_page, version, title, mark),
            subjects=subjects,
        )
        yield Piece(
            path=f"{stem}.txt",
            title=f"{title} (txt)",
            chunks=when_asked(_text, version, mark),
        )


def _word(version: Version, mark: str) -> bytes:
    return word_file(version, line=mark)


def _text_page(version: Version, title: str, mark: str) -> bytes:
    rows = version.passages.order_by("place")
    facts = Facts(
        (
            (_("Kind of document"), str(kind_of(version.document).name)),
            (_("Unit"), version.document.season_unit.name),
            (_("Saved"), f"{moment(version.made_at)} · {version.made_by}"),
            (_("What is new"), version.note),
            ("SHA-256", version.text_sha256),
        )
    )
    return page(title, ("", facts), ("", _drawn(rows)), mark=mark)


def _drawn(passages: Iterable[Passage]) -> SafeString:
    """A text as it is read: headings, paragraphs, tables in their rows and columns."""
    parts = []
    for table, found in groupby(passages, key=lambda one: one.cell.partition(".")[0]):
        if table:
            rows = format_html_join("", "{}", ((_row(row),) for row in _rows(found)))
            parts.append(format_html("<table>{}</table>", rows))
            continue
        parts.append(format_html_join("", "{}", ((_one(one),) for one in found)))
    return format_html_join("", "{}", ((part,) for part in parts))


def _rows(cells: Iterable[Passage]) -> Iterator[list[list[Passage]]]:
    """The rows of a table, each a list of cells, each a list of paragraphs."""
    for _number, row in groupby(cells, key=lambda one: one.cell.split(".")[1]):
        yield [list(cell) for _at, cell in groupby(row, key=lambda one: one.cell.split(".")[2])]


def _row(row: list[list[Passage]]) -> SafeString:
    cells = (format_html_join("", "{}", ((_one(one),) for one in cell)) for cell in row)
    return format_html("<tr>{}</tr>", format_html_join("", "<td>{}</td>", ((c,) for c in cells)))


def _one(passage: Passage) -> SafeString:
    words = f"{passage.label} {passage.text}".strip()
    if passage.kind == HEADING:
        return format_html("<h{0}>{1}</h{0}>", min(6, passage.level + 1), words)
    return format_html("<p>{}</p>", words)


def _text(version: Version, mark: str) -> bytes:
    text = typed_text(version.passages.order_by("place").iterator())
    return (f"{mark}\n\n{text}\n" if mark else f"{text}\n").encode()
