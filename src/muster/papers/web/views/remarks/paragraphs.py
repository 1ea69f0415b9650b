"""One paragraph and every remark beside it: decided, sent back, its new text drafted."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from muster.errors import DomainError
from muster.papers.bridge.likeness import like_which
from muster.papers.models import Decision, RoundDesk
from muster.papers.queries import remarks as queries
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.remarks.finding import may_at, must_read, refusal_of, visible_desk
from muster.season.bridge import pack_of
from muster.season.web.forms import Act
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, desk_id: int, number: int) -> HttpResponse:
    """A paragraph with what lies on it at one desk."""
    return page(request, visible_desk(request, desk_id), number)


def page(
    request: HttpRequest,
    desk: RoundDesk,
    number: int,
    *,
    refused: str = "",
    typed: Mapping[str, Any] | None = None,
    draft: f.DraftForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page. refused, typed: why an act was refused, and what had been typed for it.

    What was typed by somebody who lost the round meanwhile stands under the refusal: its form is
    not his any more.
    """
    watermark = must_read(request, desk.round, desk)
    shown = queries.paragraph_page(desk, number, page=request.GET.get("page"))
    if number and shown.passage is None:
        raise Http404
    may = may_at(request, desk)
    unsaved = ""
    if draft is not None and not may.holds:
        refused, unsaved = refusal_of(draft), draft.cleaned_data.get("text", "")
    elif typed and not may.holds:
        unsaved = typed.get("reason", "")
    kinds = pack_of(desk.season_unit.season).remark_kinds
    like = like_which([one for one in shown.remarks if not one.decision]) if may.gather else {}
    context = {
        "desk": desk,
        "opened": desk.round,
        "shown": shown,
        "lines": [
            {
                "remark": one,
                "names": names,
                "kind": kinds[one.kind].label if one.kind in kinds else one.kind,
                "like": like.get(one.pk),
            }
            for one, names in shown.lines
        ],
        "may": may,
        "why": Act(),
        "draft": draft or (_draft(shown) if may.decide and number and not shown.is_gone else None),
        "refused": refused,
        "unsaved": unsaved,
        "typed": typed or {},
        "chosen": set(_chosen(request.POST)),
        "watermark": watermark,
    }
    return render(request, "papers/remarks/paragraph.html", context, status=status)


def _draft(shown: queries.ParagraphPage) -> f.DraftForm:
    """The form of the new text: what is drafted, else what stands."""
    if shown.draft is not None:
        begin = {
            "version": shown.draft.version,
            "text": shown.draft.text,
            "is_removed": shown.draft.is_removed,
        }
    else:
        begin = {"version": 0, "text": shown.passage.text if shown.passage else ""}
    return f.DraftForm(initial=begin, prefix="draft")


def _chosen(posted: QueryDict) -> list[int]:
    return [int(pk) for pk in posted.getlist("part") if pk.isdecimal() and len(pk) < 12]


def versions_in(posted: QueryDict) -> dict[int, int]:
    """The remarks that were ticked or whose row was used, each with the version it showed."""
    found: dict[int, int] = {}
    for pk in _chosen(posted):
        version = posted.get(f"version-{pk}", "")
        found[pk] = int(version) if version.isdecimal() and len(version) < 9 else 0
    return found


@require_POST
@needs(Can.READ)
def act(request: HttpRequest, desk_id: int, number: int, action: str) -> HttpResponse:
    """Send remarks back, decide them, or take decisions back; refusals keep what was typed."""
    desk = visible_desk(request, desk_id)
    if action == "choose":
        query = urlencode([("part", pk) for pk in _chosen(request.POST)])
        return redirect(f"{reverse('papers:merge', args=[desk.pk, number])}?{query}")
    acts = {"back": _send_back, "decide": _decide, "undecide": _undecide}
    if action not in acts:
        raise Http404
    try:
        acts[action](request, desk)
    except DomainError as refused:
        return page(
            request,
            visible_desk(request, desk_id),
            number,
            refused=str(refused),
            typed={
                "reason": request.POST.get("reason", ""),
                "reason_back": request.POST.get("back-reason", ""),
            },
            status=refused.status,
        )
    here = reverse("papers:desk-paragraph", args=[desk.pk, number])
    query = request.GET.urlencode()
    first = next(iter(versions_in(request.POST)), "")
    return redirect(f"{here}{'?' if query else ''}{query}#r{first}")


def _send_back(request: HttpRequest, desk: RoundDesk) -> None:
    require(account_of(request), Can.GATHER, desk)
    services.send_back(
        desk,
        actor=actor_of(request),
        now=clock.now(),
        remarks=_chosen(request.POST),
        reason=request.POST.get("back-reason", ""),
    )


def _decide(request: HttpRequest, desk: RoundDesk) -> None:
    require(account_of(request), Can.CONSOLIDATE, desk.round)
    form = f.DecideForm(request.POST)
    if not form.is_valid():
        raise Http404
    services.decide(
        desk,
        actor=actor_of(request),
        now=clock.now(),
        remarks=versions_in(request.POST),
        decision=Decision(form.cleaned_data["decision"]),
        reason=form.cleaned_data["reason"],
    )


def _undecide(request: HttpRequest, desk: RoundDesk) -> None:
    require(account_of(request), Can.CONSOLIDATE, desk.round)
    services.undecide(
        desk, actor=actor_of(request), now=clock.now(), remarks=versions_in(request.POST)
    )


@require_POST
@needs(Can.CONSOLIDATE)
def draft(request: HttpRequest, desk_id: int, number: int) -> HttpResponse:
    """Save what the paragraph will say."""
    desk = visible_desk(request, desk_id)
    require(account_of(request), Can.CONSOLIDATE, desk.round)
    form = f.DraftForm(request.POST, prefix="draft")

    def save(typed: Mapping[str, Any]) -> object:
        return services.draft_text(
            desk.round, actor=actor_of(request), now=clock.now(), number=number, **typed
        )

    status = attempt(form, save)
    if status:
        return page(request, visible_desk(request, desk_id), number, draft=form, status=status)
    return redirect(f"{reverse('papers:desk-paragraph', args=[desk.pk, number])}#draft")
