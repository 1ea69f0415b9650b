"""Chapter of the remarks: the table of each round as a page and as a Word file."""

from collections.abc import Iterator
from functools import partial
from itertools import islice

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.papers.bridge import grade_of, rules_of
from muster.papers.errors.remarks import TooMuchForWord
from muster.papers.models import (
    Document,
    Remark,
    Round,
)
from muster.papers.queries.remarks.synthesis import Answered, answered_lines
from muster.papers.rules import Can
from muster.papers.services.closing_chapter.marking import in_word, mark_of
from muster.papers.services.synthesis_file import MOST_IN_WORD, synthesis_document
from muster.season.queries.grades import may_hold
from muster.season.registry.closing_file import (
    Asked,
    Found,
    HeldBack,
    Piece,
    when_asked,
)
from muster.season.services.closing_pages import Grid, page
from muster.tree.clock import day_of
from muster.tree.permissions import is_allowed
from muster.tree.scope import scope


def remark_pieces(asked: Asked) -> Iterator[Found]:
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
        stem, subjects = f"{row.document_id:06d}-{row.number:02d}", (f"round:{row.pk}",)
        yield Piece(
            path=f"{stem}.html",
            title=title,
            about=row.get_state_display(),
            chunks=when_asked(_remarks_page, asked, row, title),
            subjects=subjects,
        )
        yield from in_word(f"{stem}.docx", title, partial(_remarks_in_word, asked, row), subjects)


def _seen_remarks(asked: Asked, row: Round) -> Iterator[Answered]:
    """The remarks that the asker sees, each with its answer."""
    seen = scope(asked.account, Remark).filter(round=row, whole=None, withdrawn_at=None)
    named = is_allowed(asked.account, Can.GATHER, row.document)
    remarks = seen.select_related("account__person", "season_unit").order_by("number", "pk")
    return answered_lines(row, remarks, named=named)


def _remarks_in_word(asked: Asked, row: Round) -> bytes:
    """The same table as a Word file. Raises TooMuchForWord, TemplateUnfit."""
    lines = list(islice(_seen_remarks(asked, row), MOST_IN_WORD + 1))
    if len(lines) > MOST_IN_WORD:
        raise TooMuchForWord(count=len(lines), most=MOST_IN_WORD)
    return synthesis_document(row, lines, mark=mark_of(asked, row.document))


def _remarks_page(asked: Asked, row: Round, title: str) -> bytes:
    heads = (
        _("Paragraph"),
        _("What the draft says"),
        pgettext("remark", "Remark"),
        _("Wording proposed"),
        pgettext("remark", "From whom"),
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
        for line in _seen_remarks(asked, row)
    ]
    return page(title, ("", Grid(heads, rows)), mark=mark_of(asked, row.document))
