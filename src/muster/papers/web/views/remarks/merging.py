"""Merging: remarks that look alike are suggested, a person chooses and writes the words."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from muster.papers.bridge.likeness import MOST, suggestions
from muster.papers.models import Remark, RoundDesk
from muster.papers.queries import remarks as queries
from muster.papers.queries.remarks.paragraphs import ORDER
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.remarks.finding import must_read, visible_desk, visible_remark
from muster.season.bridge import pack_of
from muster.season.web.forms import Act
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require

SUGGESTED: Final = 20


@needs(Can.GATHER)
def merge(request: HttpRequest, desk_id: int, number: int) -> HttpResponse:
    """Suggestions for a paragraph; with remarks chosen, the form that writes over them."""
    desk = visible_desk(request, desk_id)
    require(account_of(request), Can.GATHER, desk)
    watermark = must_read(request, desk.round, desk)
    rows = Remark.objects.filter(desk=desk, number=number, decision="").order_by(*ORDER)
    lying = list(rows.select_related("season_unit", "account__person")[:MOST])
    asked = (request.POST if request.method == "POST" else request.GET).getlist("part")
    wanted = {int(pk) for pk in asked if pk.isdecimal() and len(pk) < 12}
    chosen = [one for one in lying if one.pk in wanted]
    pack = pack_of(desk.season_unit.season)
    form = f.MergeForm(request.POST or None, pack=pack, initial=_begin(chosen))
    status = 200
    if request.method == "POST":
        made: list[Remark] = []
        status = attempt(form, lambda typed: made.append(_save(request, desk, wanted, form, typed)))
        if not status:
            return redirect(f"{_back(desk, number)}#r{made[0].pk}")
    shown = queries.paragraph_page(desk, number, page=1)
    suggested = suggestions([] if chosen else lying, pack=pack, most=SUGGESTED)
    context = {
        "desk": desk,
        "opened": desk.round,
        "number": number,
        "passage": shown.passage if number else None,
        "chosen": chosen,
        "wholes": [one for one in lying if one.is_merged and one not in chosen],
        "suggested": suggested,
        "undecided": shown.count.lying - shown.count.decided,
        "form": form,
        "back": _back(desk, number),
        "watermark": watermark,
    }
    return render(request, "papers/remarks/merge.html", context, status=status)


def _back(desk: RoundDesk, number: int) -> str:
    return reverse("papers:desk-paragraph", args=[desk.pk, number])


def _begin(chosen: Sequence[Remark]) -> dict[str, Any]:
    """The words of the heaviest: nobody begins with an empty field."""
    if not chosen:
        return {}
    proposal = next((one.proposal for one in chosen if one.proposal), "")
    return {"kind": chosen[0].kind, "text": chosen[0].text, "proposal": proposal}


def _save(
    request: HttpRequest,
    desk: RoundDesk,
    parts: Collection[int],
    form: f.MergeForm,
    typed: Mapping[str, Any],
) -> Remark:
    into = request.POST.get("into", "")
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "now": clock.now(),
        "client_uuid": typed["client_uuid"],
    }
    if into.isdecimal() and len(into) < 12:
        whole = visible_remark(request, int(into))
        return services.merge_into(whole, parts=parts, **said)
    return services.merge(desk, parts=parts, draft=form.draft(typed), **said)


@require_POST
@needs(Can.GATHER)
def act(request: HttpRequest, remark_id: int, action: str) -> HttpResponse:
    """Take a merged remark apart, or one remark out of it."""
    remark = visible_remark(request, remark_id)
    whole = remark if action == "unmerge" else remark.whole
    form = Act(request.POST)
    if action not in ("unmerge", "take-out") or whole is None or not form.is_valid():
        raise Http404
    require(account_of(request), Can.GATHER, whole)
    said = {
        "actor": actor_of(request),
        "now": clock.now(),
        "client_uuid": form.cleaned_data["client_uuid"],
    }
    desk = Remark.objects.select_related("desk").get(pk=whole.pk).desk
    if action == "unmerge":
        services.unmerge(whole, **said)
    else:
        services.take_out(remark, **said)
    if desk is None:
        raise Http404
    return redirect("papers:desk-paragraph", desk.pk, remark.number)
