"""Entering what a meeting or a paper says: one row a remark, with the keyboard alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from muster.errors import DomainError
from muster.papers.models import Intake, RoundDesk, Source, VersionComment
from muster.papers.queries import remarks as queries
from muster.papers.rules import Can
from muster.papers.services import remarks as services
from muster.papers.services.remarks.words import LONGEST
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.remarks.finding import must_read, one_unit, visible_desk
from muster.papers.web.views.remarks.sealing import unseal
from muster.season.bridge import pack_of
from muster.season.services import path_of
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require
from muster.tree.scope import scope

CHOICES: Final = 60


@needs(Can.ENTER_REMARKS)
def enter(request: HttpRequest, desk_id: int) -> HttpResponse:
    """Enter remarks of a body, or on behalf of one below it."""
    at = visible_desk(request, desk_id)
    require(account_of(request), Can.ENTER_REMARKS, at)
    if request.method != "POST":
        waiting = list(_comments(at)[: f.MOST_ROWS]) if "comments" in request.GET else []
        begin = {"source": Source.WORD.value if waiting else Source.PAPER.value}
        return prefilled(request, at, begin=begin, rows=[_row_of(one) for one in waiting])
    pack = pack_of(at.season_unit.season)
    form = f.IntakeForm(request.POST, request.FILES)
    rows = [f.RowForm(request.POST, prefix=f"r{n}", pack=pack) for n in range(_row_count(request))]
    body = request.POST.get("body", "").strip() or at.season_unit.name
    status = 200
    if "more" not in request.POST:
        status = _save(request, at, body, form, rows)
        if not status:
            return redirect("papers:enter-remarks", at.pk)
    return _page(request, at, form, rows, body=body, status=status)


def prefilled(
    request: HttpRequest,
    at: RoundDesk,
    *,
    begin: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
) -> HttpResponse:
    """The page before anything is saved; rows: what stands in its first rows."""
    pack = pack_of(at.season_unit.season)
    shown = [*rows, *[{}] * (2 if rows else f.ROWS)][: f.MOST_ROWS]
    forms = [
        f.RowForm(prefix=f"r{n}", pack=pack, initial={"kind": pack.usual_remark.key, **row})
        for n, row in enumerate(shown)
    ]
    form = f.IntakeForm(initial=dict(begin))
    return _page(request, at, form, forms, body=at.season_unit.name)


def _page(
    request: HttpRequest,
    at: RoundDesk,
    form: f.IntakeForm,
    rows: Sequence[f.RowForm],
    *,
    body: str,
    status: int = 200,
) -> HttpResponse:
    context = {
        "watermark": must_read(request, at.round, at),
        "desk": at,
        "opened": at.round,
        "form": form,
        "rows": rows,
        "count": len(rows),
        "most": f.MOST_ROWS,
        "body": body,
        "bodies": list(queries.below(at)[:CHOICES]) if at.first != at.last else [],
        "last": _last_intakes(at),
        "waiting": _comments(at).count(),
    }
    return render(request, "papers/remarks/enter.html", context, status=status)


def _comments(at: RoundDesk) -> QuerySet[VersionComment]:
    """The comments that came with the version itself, which its owner may take over."""
    if not at.is_owner:
        return VersionComment.objects.none()
    rows = VersionComment.objects.filter(version=at.round.version_id, is_done=False, taken_at=None)
    return rows.select_related("paragraph")


def _row_of(comment: VersionComment) -> dict[str, Any]:
    said = f"“{comment.passage}”: {comment.text}" if comment.passage else comment.text
    number = comment.paragraph.number if comment.paragraph is not None else None
    return {"number": number, "text": said[:LONGEST], "comment": comment.pk}


def _row_count(request: HttpRequest) -> int:
    typed = request.POST.get("rows", "")
    count = int(typed) if typed.isdecimal() and len(typed) < 5 else f.ROWS
    more = f.ROWS if "more" in request.POST else 0
    return min(max(count, 1) + more, f.MOST_ROWS)


def _last_intakes(desk: RoundDesk) -> Sequence[Intake]:
    """What was entered here and below most recently: the clerk sees how far the pile is."""
    rows = Intake.objects.filter(
        desk__round=desk.round_id, desk__first__gte=desk.first, desk__first__lte=desk.last
    )
    rows = rows.select_related("desk__season_unit").annotate(count=Count("remarks"))
    return list(rows[:5])


def _save(
    request: HttpRequest,
    at: RoundDesk,
    body: str,
    form: f.IntakeForm,
    rows: Sequence[f.RowForm],
) -> int:
    """Save all rows or none; 0 if that worked, else the status. Faults stand at their rows."""
    said = [row for row in rows if not row.is_blank]
    valid = [row.is_valid() for row in said]
    if not form.is_valid() or not all(valid):
        return 422
    if not said:
        form.add_error(None, _("No row is filled in."))
        return 422
    try:
        desk = _desk_of(request, at, body)
        if _blamed(desk, form, said):
            return 422
        made = _enter(request, desk, at, form, said)
    except DomainError as refused:
        form.add_error(None, str(refused))
        return refused.status
    words = ngettext(
        "%(n)d remark of %(unit)s entered.", "%(n)d remarks of %(unit)s entered.", made
    )
    messages.success(request, words % {"n": made, "unit": desk.season_unit.name})
    return 0


def _blamed(desk: RoundDesk, form: f.IntakeForm, rows: Sequence[f.RowForm]) -> bool:
    """Say at each row what is wrong with it; whether anything is."""
    usual = pack_of(desk.season_unit.season).usual_remark.key
    drafts = [row.draft(usual) for row in rows]
    faults = services.faults_in(desk, drafts, present=form.cleaned_data["present"])
    for at, fault in faults.items():
        rows[at].add_error(None, str(fault))
    return bool(faults)


def _desk_of(request: HttpRequest, at: RoundDesk, body: str) -> RoundDesk:
    """The desk of the body that was named, at or below *at*."""
    unit = one_unit(at.season_unit, body) if body != at.season_unit.name else at.season_unit
    desk = visible_desk(
        request,
        get_object_or_404(RoundDesk, round=at.round_id, season_unit=unit).pk,
    )
    require(account_of(request), Can.ENTER_REMARKS, desk)
    return desk


def _enter(
    request: HttpRequest,
    desk: RoundDesk,
    at: RoundDesk,
    form: f.IntakeForm,
    rows: Sequence[f.RowForm],
) -> int:
    usual = pack_of(desk.season_unit.season).usual_remark.key
    intake = form.draft()
    upload = form.cleaned_data["scan"]
    if upload is not None:
        kept = services.keep_scan(desk, upload, upload.name, now=clock.now())
        intake = replace(intake, file=kept)
    elif form.cleaned_data["kept"]:
        intake = replace(intake, file=unseal(form.cleaned_data["kept"]))
    made = services.enter_remarks(
        desk,
        actor=actor_of(request),
        now=clock.now(),
        intake=intake,
        remarks=[row.draft(usual) for row in rows],
        on_behalf=desk.pk != at.pk,
        comments=[row.cleaned_data["comment"] for row in rows if row.cleaned_data["comment"]],
        client_uuid=form.cleaned_data["client_uuid"],
    )
    return len(made)


@require_GET
@needs(Can.READ)
def scan(request: HttpRequest, intake_id: int) -> FileResponse:
    """The scan of an intake, always as a download."""
    row = get_object_or_404(scope(account_of(request), Intake), pk=intake_id)
    path = path_of(row.sha256) if row.sha256 else None
    if path is None or not path.is_file():
        raise Http404
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
