"""The path of one remark, down to the text and up again; its words changed or taken back."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.papers.models import Document, Remark, Round
from muster.papers.queries import remarks as queries
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.web.changed import changed_words
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.remarks.finding import must_read, visible_remark
from muster.season.bridge import pack_of
from muster.season.web.forms import Act
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, require, signed_in
from muster.tree.scope import scope

PARTS = 50


@require_GET
@signed_in
def one(request: HttpRequest, remark_id: int) -> HttpResponse:
    """Who merged it, passed it on and decided it, why, and the text before and after."""
    return page(request, visible_remark(request, remark_id))


def page(
    request: HttpRequest, remark: Remark, *, why: f.WhyForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; why: the form of withdrawing that was refused."""
    account = account_of(request)
    path = queries.path_of(remark)
    is_own = remark.account_id == account.pk
    watermark = must_read(request, path.decided_in, remark)
    shows_answer = path.is_answered or is_allowed(account, Can.CONSOLIDATE, path.decided_in)
    kinds = pack_of(remark.season_unit.season).remark_kinds
    parts = queries.parts_of(remark) if remark.is_merged else None
    may_change = (
        remark.desk is not None
        and remark.desk.season_unit_id == remark.season_unit_id
        and remark.desk.round.state == "open"
        and not remark.decision
        and (is_own or is_allowed(account, Can.ENTER_REMARKS, remark))
    )
    context = {
        "remark": remark,
        "path": path,
        "kind": kinds[remark.kind].label if remark.kind in kinds else remark.kind,
        "is_own": is_own,
        "shows_answer": shows_answer,
        "changed": changed_words(
            path.before.text if path.before else "", path.after.text if path.after else ""
        )
        if path.is_answered and path.before
        else None,
        "parts": Paginator(parts, PARTS).get_page(request.GET.get("page")) if parts else None,
        "may_change": may_change,
        "may_gather": remark.is_merged
        and remark.desk is not None
        and remark.desk.season_unit_id == remark.season_unit_id
        and not remark.decision
        and is_allowed(account, Can.GATHER, remark),
        "may_trace": bool(remark.number) and may_trace(request, remark),
        "act": Act(),
        "why": why or f.WhyForm(prefix="withdraw"),
        "watermark": watermark,
    }
    return render(request, "papers/remarks/remark.html", context, status=status)


def may_trace(request: HttpRequest, remark: Remark) -> bool:
    """Whether the reader may follow the paragraph of a remark through the versions."""
    account, document = account_of(request), remark.round.document
    return (
        scope(account, Round).filter(document=document).exists()
        or scope(account, Document).filter(pk=document.pk).exists()
    )


def _must_change(request: HttpRequest, remark: Remark) -> None:
    """Its author, or whoever enters the remarks of its body."""
    if remark.account_id != account_of(request).pk:
        require(account_of(request), Can.ENTER_REMARKS, remark)


@signed_in
def amend(request: HttpRequest, remark_id: int) -> HttpResponse:
    """Other words, while the remark lies with the body that wrote it."""
    remark = visible_remark(request, remark_id)
    _must_change(request, remark)
    must_read(request, remark.round, remark)
    form = f.AmendForm(
        request.POST or None,
        pack=pack_of(remark.season_unit.season),
        initial={
            "version": remark.version,
            "number": remark.number or None,
            "kind": remark.kind,
            "text": remark.text,
            "proposal": remark.proposal,
            "spoke": remark.spoke,
            "members": remark.members,
        },
    )
    if remark.account_id is not None or remark.is_merged:
        for name in ("spoke", "members"):
            del form.fields[name]

    def save(typed: Mapping[str, Any]) -> object:
        return services.amend(
            remark,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(typed),
            client_uuid=typed["client_uuid"],
        )

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:remark", remark.pk)
    context = {
        "form": form,
        "title": _("Change the remark"),
        "about": remark.round.document.title,
        "back": reverse("papers:remark", args=[remark.pk]),
        "button": _("Save"),
    }
    return render(request, "papers/remarks/form.html", context, status=status)


@require_POST
@signed_in
def withdraw(request: HttpRequest, remark_id: int) -> HttpResponse:
    """Take a remark back; it stays readable."""
    remark = visible_remark(request, remark_id)
    _must_change(request, remark)
    form = f.WhyForm(request.POST, prefix="withdraw")

    def save(typed: Mapping[str, Any]) -> object:
        return services.withdraw(
            remark,
            actor=actor_of(request),
            now=clock.now(),
            version=remark.version,
            reason=typed["reason"],
            client_uuid=typed["client_uuid"],
        )

    status = attempt(form, save)
    if status:
        return page(request, remark, why=form, status=status)
    return redirect("papers:remark", remark.pk)
