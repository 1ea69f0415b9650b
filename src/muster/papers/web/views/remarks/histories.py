"""One paragraph through all versions: what it said, which remarks made it, whence each sentence."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from muster.papers.models import Document, Passage, Reading, Round
from muster.papers.queries import remarks as queries
from muster.papers.web.changed import changed_words
from muster.papers.web.views.documents.finding import Watermark, has_opened, watermark_for
from muster.papers.web.views.remarks.finding import ABOUT_ROUND, must_read
from muster.tree.actors import account_of
from muster.tree.permissions import signed_in
from muster.tree.scope import scope


@require_GET
@signed_in
def one(request: HttpRequest, document_id: int, number: int) -> HttpResponse:
    """The paragraph for whoever reads the document, or was asked for remarks on it."""
    seen, watermark = _seen(request, document_id)
    history = queries.paragraph_history(seen, number)
    if history is None:
        raise Http404
    running = _running(seen)
    context = {
        "document": seen.document,
        "history": history,
        "stages": [(stage, _changed(stage.said, stage.says)) for stage in history.stages],
        "is_owner": seen.is_owner,
        "running": running,
        "watermark": watermark,
    }
    return render(request, "papers/remarks/history.html", context)


def _seen(request: HttpRequest, document_id: int) -> tuple[queries.Seen, Watermark | None]:
    """What the reader may see of the document's past; the reading is written down."""
    account = account_of(request)
    documents = scope(account, Document).select_related("season_unit__season")
    document = documents.filter(pk=document_id).first()
    if document is not None:
        newest = document.versions.order_by("-number").first()
        if newest is None:
            raise Http404
        newest.document = document
        has_opened(request, newest, Reading.How.PAGE)
        return queries.seen_as_owner(account, document), watermark_for(request, document)
    rounds = scope(account, Round).select_related(*ABOUT_ROUND).order_by("-number")
    opened = get_object_or_404(rounds.filter(document=document_id)[:1])
    desk = queries.working_desk(account, opened) or queries.own_desk(account, opened)
    watermark = must_read(request, opened, desk or opened)
    return queries.seen_from_below(account, opened.document), watermark


def _running(seen: queries.Seen) -> Round | None:
    """The round that takes remarks on the text now."""
    rows = scope(seen.account, Round).filter(document=seen.document, state="open")
    return rows.select_related("version").first()


def _changed(said: Passage | None, says: Passage | None) -> list[object]:
    """The words that stay, went and came."""
    return list(changed_words(said.text if said else "", says.text if says else ""))
