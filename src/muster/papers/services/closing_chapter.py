"""Chapters of a closing file: documents, remarks, conclusions of appraisals, numbered copies."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from django.db.models import F
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from muster.exchange.documents import DOCX_TYPE
from muster.papers.bridge import grade_of, kind_of, rules_of
from muster.papers.models import (
    AppraisalRound,
    ConclusionPoint,
    CopySeries,
    Document,
    DocumentState,
    Passage,
    PointAnswer,
    PointCheck,
    Reading,
    Remark,
    Round,
    Version,
)
from muster.papers.queries.copies import balance, grade_name, kind_name
from muster.papers.queries.documents.texts import typed_text
from muster.papers.queries.remarks.synthesis import answered_lines
from muster.papers.rules import Can
from muster.papers.services.documents.files import word_file
from muster.papers.services.documents.reading import log_reading
from muster.season.queries.grades import may_hold
from muster.season.registry.closing_file import (
    Asked,
    Chapter,
    Found,
    HeldBack,
    Piece,
    register_chapter,
    when_asked,
)
from muster.season.services.closing_chapter import kept_piece
from muster.season.services.closing_pages import Facts, Grid, page, plain_name
from muster.shell.formats import day_year, moment
from muster.tree.clock import day_of
from muster.tree.permissions import is_allowed
from muster.tree.scope import scope

HEADING: Final = "heading"

# ---- documents


def _documents(asked: Asked) -> Iterator[Found]:
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


def _mark(asked: Asked, document: Document) -> str:
    """What stands on each page of a marked document: its grade and who took it along."""
    grade = grade_of(document)
    return f"{grade.name} · {asked.actor.name}" if grade.watermark else ""


def _version(asked: Asked, version: Version, stem: str) -> Iterator[Found]:
    document, mark = version.document, _mark(asked, version.document)
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


# ---- remarks


def _remarks(asked: Asked) -> Iterator[Found]:
    """The table of remarks and answers of each round, as far as the asker sees the remarks."""
    rows = scope(asked.account, Round).filter(
        document__congress=asked.congress,
        document__in=scope(asked.account, Document),
        version__number__gt=F("document__taken_out_upto"),
    )
    for row in rows.select_related("document__season_unit__season", "version").order_by(
        "document", "number"
    ):
        pack = rules_of(row.document.season_unit)
        if not may_hold(pack, grade_of(row.document), on=day_of(asked.now)):
            yield HeldBack(title=row.document.title, why=_("its grade may not be held here"))
            continue
        title = _("Remarks on %(title)s, round %(number)s") % {
            "title": row.document.title,
            "number": row.number,
        }
        yield Piece(
            path=f"{row.document_id:06d}-{row.number:02d}.html",
            title=title,
            about=row.get_state_display(),
            chunks=when_asked(_remarks_page, asked, row, title),
            subjects=(f"round:{row.pk}",),
        )


def _remarks_page(asked: Asked, row: Round, title: str) -> bytes:
    seen = scope(asked.account, Remark).filter(round=row, whole=None, withdrawn_at=None)
    named = is_allowed(asked.account, Can.GATHER, row.document)
    remarks = seen.select_related("account__person", "season_unit").order_by("number", "pk")
    heads = (
        _("Paragraph"),
        _("What the draft says"),
        pgettext("remark", "Remark"),
        _("Wording proposed"),
        _("From whom"),
        _("How many units"),
        _("How many members"),
        _("Answer"),
        _("Explanation"),
        _("What the text says now"),
    )
    rows = [
        (
            line.remark.number or "–",
            line.said,
            line.remark.text,
            line.remark.proposal,
            line.whom,
            line.remark.units,
            line.remark.members or "",
            line.remark.get_decision_display() if line.remark.decision else "",
            line.remark.reason,
            line.says,
        )
        for line in answered_lines(row, remarks, named=named)
    ]
    return page(title, ("", Grid(heads, rows)), mark=_mark(asked, row.document))


# ---- conclusions of appraisals


def _conclusions(asked: Asked) -> Iterator[Found]:
    rows = scope(asked.account, AppraisalRound).filter(
        appraisal__dossier__congress=asked.congress, concluded_at__isnull=False
    )
    joined = rows.select_related("appraisal__team", "appraisal__dossier__congress__season_unit")
    for row in joined.order_by("appraisal", "number"):
        title = _("Conclusion of %(team)s, round %(number)s") % {
            "team": row.appraisal.team.name,
            "number": row.number,
        }
        yield Piece(
            path=f"{row.appraisal_id:06d}-{row.number:02d}.html",
            title=title,
            about=f"{row.symbol} {day_year(row.signed_on)} · {row.signer}".strip(" ·"),
            chunks=when_asked(_conclusion_page, asked, row, title),
            subjects=(
                f"appraisal:{row.appraisal_id}",
                f"dossier:{row.appraisal.dossier_id}",
            ),
        )


def _conclusion_page(asked: Asked, row: AppraisalRound, title: str) -> bytes:
    dossier = row.appraisal.dossier
    kinds = rules_of(dossier.congress.season_unit).appraisal.conclusions
    account = asked.account
    points = scope(account, ConclusionPoint).filter(round=row).order_by("number")
    answers = {one.point_id: one for one in scope(account, PointAnswer).filter(point__round=row)}
    checks = {one.point_id: one for one in scope(account, PointCheck).filter(point__round=row)}
    name = str(kinds[row.conclusion].name) if row.conclusion in kinds else row.conclusion
    facts = Facts(
        (
            (_("Unit"), dossier.congress.season_unit.name),
            (_("Conclusion"), name),
            (_("Signed by"), row.signer),
            (_("Number and symbol"), row.symbol),
            (_("General remarks"), row.text),
            (_("The unit answers by"), day_year(row.answer_due_on)),
        )
    )
    heads = (_("No."), _("Where"), _("What is to be changed"), _("Answer"), _("What was found"))
    rows = [
        (
            point.number,
            point.place,
            point.text,
            answers[point.pk].text if point.pk in answers else "",
            checks[point.pk].get_result_display() if point.pk in checks else "",
        )
        for point in points
    ]
    return page(title, ("", facts), (_("What is to be changed"), Grid(heads, rows)))


# ---- numbered copies


def _copies(asked: Asked) -> Iterator[Found]:
    """Where each numbered copy is, to whom it went, and the minutes that end it: rows, no text."""
    rows = scope(asked.account, CopySeries).filter(congress=asked.congress)
    for row in rows.select_related("season_unit__season").order_by("begun_at", "pk"):
        yield Piece(
            path=f"{row.pk:06d}-{plain_name(row.title)}.html",
            title=row.title,
            about=kind_name(row),
            chunks=when_asked(_copies_page, row),
            subjects=(f"copies:{row.pk}",),
        )


def _copies_page(row: CopySeries) -> bytes:
    now = balance(row)
    facts = Facts(
        (
            (_("Unit"), row.season_unit.name),
            (_("Number and symbol"), row.symbol),
            (pgettext("document", "Grade"), grade_name(row)),
            (_("By whose order"), f"{row.ordered_by}, {day_year(row.ordered_on)}"),
            (pgettext("copies", "Printed"), now.printed),
            (pgettext("copies", "Left"), now.left),
            (pgettext("copies", "Given out"), now.issued),
            (pgettext("copies", "Back"), now.back),
            (pgettext("copies", "Missing"), now.missing),
            (pgettext("copies", "Spoiled"), now.spoiled),
            (pgettext("copies", "Destroyed"), now.destroyed),
        )
    )
    issues = [
        (one.number, one.numbers, one.season_unit.name, one.receiver, moment(one.issued_at))
        for one in row.issues.select_related("season_unit").order_by("number")
    ]
    ended = [
        (
            one.number,
            one.numbers,
            one.reason,
            one.method,
            day_year(one.on_day),
            one.get_state_display(),
            "; ".join(f"{who.name} ({who.how})" for who in one.signatures.all()),
        )
        for one in row.destructions.prefetch_related("signatures").order_by("number")
    ]
    losses = [
        (one.numbers, one.how, moment(one.reported_at), one.explanation)
        for one in row.losses.order_by("pk")
    ]
    numbers = pgettext("copies", "Numbers")
    return page(
        row.title,
        ("", facts),
        (
            _("Given out"),
            Grid((_("No."), numbers, _("Unit"), _("Who takes them"), _("When")), issues),
        ),
        (
            _("Minutes of destruction"),
            Grid(
                (
                    _("No."),
                    numbers,
                    _("Reason"),
                    _("How they are destroyed"),
                    _("Day"),
                    _("State"),
                    _("Signed by"),
                ),
                ended,
            ),
        ),
        (
            pgettext("copies", "Missing"),
            Grid((numbers, _("How it came"), _("When"), _("Explanation")), losses),
        ),
    )


for place, key, label, pieces in (
    (20, "documents", gettext_lazy("Documents, every version"), _documents),
    (30, "remarks", gettext_lazy("Remarks and answers"), _remarks),
    (40, "conclusions", gettext_lazy("Conclusions of appraisals"), _conclusions),
    (70, "copies", gettext_lazy("Numbered copies"), _copies),
):
    register_chapter(Chapter(key=key, label=label, order=place, pieces=pieces))
