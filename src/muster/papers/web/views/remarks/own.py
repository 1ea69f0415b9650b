"""A member reads the draft and remarks for himself; his remarks are listed to nobody else."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from muster.papers.models import Passage, Remark, Round, RoundDesk
from muster.papers.queries import remarks as queries
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.remarks.desks import where
from muster.papers.web.views.remarks.finding import must_read, visible_round
from muster.season.bridge import pack_of
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, signed_in

PER_PAGE: Final = 200
LISTED: Final = 50


def _own_desk(request: HttpRequest, opened: Round) -> RoundDesk | None:
    """The desk of the reader's own body, if it may remark there."""
    account = account_of(request)
    own = queries.own_desk(account, opened)
    return own if own is not None and is_allowed(account, Can.REMARK, own) else None


@require_GET
@signed_in
def text(request: HttpRequest, round_id: int) -> HttpResponse:
    """The draft as it is laid before the units, each paragraph with its number."""
    opened = visible_round(request, round_id)
    own = _own_desk(request, opened)
    desk = queries.working_desk(account_of(request), opened)
    watermark = must_read(request, opened, desk or own or opened)
    rows = Passage.objects.filter(version=opened.version_id).select_related("paragraph")
    context = {
        "opened": opened,
        "own": own,
        "desk": desk,
        "page": Paginator(rows.order_by("place"), PER_PAGE).get_page(request.GET.get("page")),
        "watermark": watermark,
    }
    return render(request, "papers/remarks/text.html", context)


@needs(Can.REMARK)
def say(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """A member's own remark on one paragraph, or on the text as a whole (0)."""
    opened = visible_round(request, round_id)
    own = _own_desk(request, opened)
    if own is None:
        raise Http404
    watermark = must_read(request, opened, own)
    form = f.OwnForm(
        request.POST or None,
        pack=pack_of(own.season_unit.season),
        initial={"number": number or None},
    )
    made: list[Remark] = []

    def save(typed: Mapping[str, Any]) -> object:
        row = services.enter_own(
            own,
            actor=actor_of(request),
            now=clock.now(),
            account=account_of(request),
            draft=form.draft(typed),
            is_named=typed["is_named"],
            client_uuid=typed["client_uuid"],
        )
        made.append(row)
        return row

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:remark", made[0].pk)
    passage = (
        Passage.objects.filter(version=opened.version_id, paragraph__number=number)
        .select_related("paragraph")
        .first()
    )
    context = {
        "opened": opened,
        "own": own,
        "number": number,
        "passage": passage,
        "form": form,
        "back": f"{reverse('papers:round-text', args=[opened.pk])}#p{number}",
        "watermark": watermark,
    }
    return render(request, "papers/remarks/say.html", context, status=status)


@require_GET
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What I wrote, and what came of it."""
    rows = queries.own_remarks(account_of(request))
    page = Paginator(rows, LISTED).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(one, queries.answer_to(one), where(one)) for one in page],
        "rounds": list(queries.own_rounds(account_of(request))[:LISTED]),
    }
    return render(request, "papers/remarks/mine.html", context)
