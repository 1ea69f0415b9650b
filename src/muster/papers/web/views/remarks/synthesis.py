"""The table of all remarks with their answers: on the page, as a workbook, as a Word file."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from muster.exchange.documents import paper_response
from muster.papers.errors.remarks import TooMuchForWord
from muster.papers.models import Published, Round
from muster.papers.queries import remarks as queries
from muster.papers.queries.remarks.synthesis import Answered, answered_lines
from muster.papers.rules import Can
from muster.papers.services.synthesis_file import MOST_IN_WORD, synthesis_document
from muster.papers.web.views.remarks.finding import must_read, visible_round
from muster.shell.xlsx import Sheet, sheet_response
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, signed_in

PER_PAGE: Final = 50
HEADS: Final = (
    gettext_lazy("Paragraph"),
    gettext_lazy("What the draft says"),
    pgettext_lazy("remark", "Remark"),
    gettext_lazy("What should stand there"),
    pgettext_lazy("remark", "From whom"),
    pgettext_lazy("remarks", "Units"),
    gettext_lazy("Members"),
    gettext_lazy("Answer"),
    gettext_lazy("Explanation"),
    gettext_lazy("What the text says now"),
)
WIDTHS: Final = (10, 50, 50, 40, 36, 8, 8, 18, 40, 50)


def _form(request: HttpRequest, opened: Round) -> Published:
    """In which form the reader may see the table: its owner always, the others as published."""
    if is_allowed(account_of(request), Can.READ, opened):
        return Published.WITH_UNITS
    if opened.published == Published.NOTHING:
        raise Http404
    return Published(opened.published)


@require_GET
@signed_in
def table(request: HttpRequest, round_id: int) -> HttpResponse:
    """Every remark on the owner's desk with its answer, in the order of the paragraphs."""
    opened = visible_round(request, round_id)
    form = _form(request, opened)
    own = queries.own_desk(account_of(request), opened)
    desk = queries.working_desk(account_of(request), opened)
    watermark = must_read(request, opened, desk or own or opened)
    named = form == Published.WITH_UNITS
    rows = queries.answered(opened)
    if request.GET.get("format") == "xlsx":
        return _sheet(opened, rows, named=named)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "opened": opened,
        "page": page,
        "lines": list(answered_lines(opened, page.object_list, named=named)),
        "watermark": watermark,
        "is_owner": is_allowed(account_of(request), Can.READ, opened),
    }
    return render(request, "papers/remarks/synthesis.html", context)


def _sheet(opened: Round, rows: Any, *, named: bool) -> HttpResponse:
    body = (
        _cells(line) for line in answered_lines(opened, rows.iterator(chunk_size=2000), named=named)
    )
    sheet = Sheet(
        title=pgettext("remarks", "Answers"), heads=list(map(str, HEADS)), rows=body, widths=WIDTHS
    )
    return sheet_response([sheet], filename=f"remarks-{opened.document_id}-{opened.number}.xlsx")


def _cells(line: Answered) -> tuple[Any, ...]:
    remark = line.remark
    return (
        remark.number or None,
        line.said,
        remark.text,
        remark.proposal,
        line.whom,
        remark.units,
        remark.members or None,
        str(remark.get_decision_display()) if remark.decision else "",
        remark.reason,
        line.says,
    )


@require_GET
@signed_in
def word(request: HttpRequest, round_id: int) -> HttpResponse:
    """The same table as a Word file. Raises TooMuchForWord, which says what to take instead."""
    opened = visible_round(request, round_id)
    form = _form(request, opened)
    own = queries.own_desk(account_of(request), opened)
    desk = queries.working_desk(account_of(request), opened)
    watermark = must_read(request, opened, desk or own or opened)
    rows = queries.answered(opened)
    count = rows.count()
    if count > MOST_IN_WORD:
        raise TooMuchForWord(count=count, most=MOST_IN_WORD)
    lines = list(answered_lines(opened, rows, named=form == Published.WITH_UNITS))
    written = synthesis_document(opened, lines, mark=watermark.line if watermark else "")
    return paper_response(request, written, name=f"{opened.document.title} {opened.number}")
