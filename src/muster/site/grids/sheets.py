"""Sheets for base units: handed out pre-filled, sent back in one go, conflicts decided."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.errors import DomainError
from muster.exchange import services
from muster.exchange.grids import Grid, GridKind, GridReading, grid_kind
from muster.exchange.models import Conflict, Issue, IssuedRow, ReturnedRow
from muster.exchange.returning import File
from muster.exchange.text import fold
from muster.shell.tables import Column, Table
from muster.shell.xlsx import CONTENT_TYPE
from muster.site.workbook.uploads import keep_upload
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import signed_in

SHOWN_ISSUES: Final = 10
SHOWN_CONFLICTS: Final = 100
ZIP_TYPE: Final = "application/zip"


class ManyFilesInput(forms.FileInput):
    """The browser's dialog lets many be marked."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Many files at once."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each as one file is cleaned."""
        return [super(ManyFiles, self).clean(one, initial) for one in data or [None]]


class ReturnForm(forms.Form):
    """The returned files: as they lie in a folder, or as one archive."""

    returned = ManyFiles(
        label=gettext_lazy("Returned files"),
        widget=ManyFilesInput(attrs={"accept": ".xlsx,.zip"}),
        help_text=gettext_lazy(
            "All of them at once, or a .zip. Order and file names do not matter; a second copy is "
            "recognised."
        ),
    )


@signed_in
def sheets(request: HttpRequest, key: str, place: str) -> HttpResponse:
    """What went out, what is owed, what came back, and what waits for a decision."""
    kind, grid = _opened(request, key, place)
    form = ReturnForm(request.POST, request.FILES) if request.method == "POST" else ReturnForm()
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            staged = _stage(request, key, place, form.cleaned_data["returned"])
            return redirect("grids:preview", staged)
        except DomainError as refused:
            form.add_error("returned", str(refused))
            status = refused.status
    open_ones = conflicts_of(key, place)
    table = Table(
        request,
        owed(key, place),
        OWED,
        title=_("Not returned yet"),
        name="owed",
        search=("key", "name"),
        empty=_("Every sheet of the last issue came back."),
    )
    if table.wants_sheet:
        return table.sheet()
    context = {
        "kind": kind,
        "grid": grid,
        "place": place,
        "form": form,
        "issues": issues_of(key, place)[:SHOWN_ISSUES],
        "conflicts": _shown(open_ones[:SHOWN_CONFLICTS], grid),
        "conflict_count": open_ones.count(),
        "table": table,
    }
    return render(request, "site/sheets.html", context, status=status)


OWED: Final = (
    Column("key", gettext_lazy("Unit code"), sort="key"),
    Column("name", gettext_lazy("Unit"), sort="name", width=40),
)


def _opened(request: HttpRequest, key: str, place: str) -> tuple[GridKind, Grid]:
    kind = grid_kind(key)
    if kind is None:
        raise Http404
    return kind, kind.open(account_of(request).pk, place)


def issues_of(key: str, place: str) -> QuerySet[Issue]:
    """The issues of a grid, newest first, with how many rows went out and came back."""
    back = Count("rows", filter=Q(rows__returned__isnull=False), distinct=True)
    rows = Issue.objects.filter(kind=key, place=place)
    return rows.annotate(sent=Count("rows", distinct=True), back=back)


def owed(key: str, place: str) -> QuerySet[IssuedRow]:
    """The rows of the newest issue that have not come back."""
    newest = Issue.objects.filter(kind=key, place=place).order_by("-pk").values("pk")[:1]
    back = ReturnedRow.objects.filter(issued=OuterRef("pk"))
    return IssuedRow.objects.filter(~Exists(back), issue__in=newest)


def conflicts_of(key: str, place: str) -> QuerySet[Conflict]:
    """What waits for a person."""
    rows = Conflict.objects.filter(issued__issue__kind=key, issued__issue__place=place)
    return rows.filter(decision=Conflict.Decision.OPEN).select_related("issued")


def _shown(rows: Iterable[Conflict], grid: Grid) -> list[dict[str, Any]]:
    """The conflicts in the reader's words, beside what stands here at this moment."""
    current = grid.current()
    columns = grid.spec.by_key
    return [
        {
            "row": row,
            "column": columns[row.column].label,
            "base": columns[row.column].written(row.base),
            "ours": columns[row.column].written(current[row.issued.key].get(row.column)),
            "theirs": columns[row.column].written(row.theirs),
        }
        for row in rows
        if row.column in columns and row.issued.key in current
    ]


def _stage(request: HttpRequest, key: str, place: str, uploads: Sequence[Any]) -> int:
    kept: list[File] = []
    try:
        kept += [File(keep_upload(one), one.name or "") for one in uploads]
        staged = services.stage_returned(
            kept,
            params={"kind": key, "place": place, "account_id": account_of(request).pk},
            actor=actor_of(request),
            now=clock.now(),
        )
    finally:
        for file in kept:
            file.path.unlink(missing_ok=True)
    return staged.pk


@require_POST
@signed_in
def issue(request: HttpRequest, key: str, place: str) -> HttpResponse:
    """Hand out a new issue; the page then offers it as one book or as an archive."""
    kind, grid = _opened(request, key, place)
    made = services.issue_sheets(kind, grid, place=place, actor=actor_of(request), now=clock.now())
    messages.success(request, _("Issue %(number)d is ready.") % {"number": made.pk})
    return redirect("grids:sheets", key, place)


@require_GET
@signed_in
def book(request: HttpRequest, issue_id: int) -> HttpResponse:
    """An issue as one book with every row."""
    found = get_object_or_404(Issue, pk=issue_id)
    _kind, grid = _opened(request, found.kind, found.place)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        services.write_book(found, grid, path)
        return _file(path, f"{_stem(found)}.xlsx", CONTENT_TYPE)


@require_GET
@signed_in
def packed(request: HttpRequest, issue_id: int) -> HttpResponse:
    """An issue as an archive with a book for each unit."""
    found = get_object_or_404(Issue, pk=issue_id)
    _kind, grid = _opened(request, found.kind, found.place)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheets.zip"
        services.write_zip(found, grid, path)
        return _file(path, f"{_stem(found)}.zip", ZIP_TYPE)


def _stem(found: Issue) -> str:
    return f"{slugify(fold(found.subject)) or found.kind}-{found.pk}"


def _file(path: Path, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(path.read_bytes(), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)  # noqa: FBT003  # Django's own signature
    return response


@require_POST
@signed_in
def decide(request: HttpRequest, conflict_id: int) -> HttpResponse:
    """Keep what is here, or take what came back."""
    rows = Conflict.objects.select_related("issued__issue")
    found = get_object_or_404(rows, pk=conflict_id).issued.issue
    kind, grid = _opened(request, found.kind, found.place)
    actor, now = actor_of(request), clock.now()
    if request.POST.get("take"):
        reading = GridReading(kind, account_of(request).pk, found.place)
        services.take_theirs(conflict_id, reading=reading, actor=actor, now=now)
    else:
        services.keep_ours(conflict_id, grid=grid, actor=actor, now=now)
    return redirect("grids:sheets", found.kind, found.place)
