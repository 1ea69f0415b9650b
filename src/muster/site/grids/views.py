"""Any registered grid: paste a block or send a sheet, see what it changes, apply it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.errors import DomainError
from muster.exchange import services
from muster.exchange.block import cells_of
from muster.exchange.book import book_of
from muster.exchange.grids import MARK, Grid, GridReading, grid_kind
from muster.exchange.models import Import
from muster.exchange.sheets import Column as SheetColumn
from muster.shell.tables import Column, Table
from muster.shell.xlsx import sheet_response
from muster.site.grids.forms import BlockForm
from muster.site.workbook.naming import (
    Pending,
    Target,
    forget,
    must_ask,
    name_columns,
    namings_of,
)
from muster.site.workbook.preview import Preview, remarks
from muster.site.workbook.uploads import keep_upload
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import signed_in


@signed_in
def one(request: HttpRequest, key: str, place: str) -> HttpResponse:
    """The grid as it stands, with the field to paste into; the list leaves as Excel."""
    kind = grid_kind(key)
    if kind is None:
        raise Http404
    grid = kind.open(account_of(request).pk, place)
    form = BlockForm(request.POST or None, request.FILES or None, grid=grid)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["file"]:
                return _send(request, MARK + key, place, grid, form.cleaned_data["file"])
            return redirect("grids:preview", _paste(request, MARK + key, place, form.cleaned_data))
        except DomainError as refused:
            form.add_error("file" if form.cleaned_data["file"] else "block", str(refused))
            status = refused.status
    table = _table(request, grid, kind.label)
    if table.wants_sheet:
        return table.sheet()
    context = {"grid": grid, "kind": kind, "place": place, "form": form, "table": table}
    return render(request, "site/grid.html", context, status=status)


def _paste(request: HttpRequest, book: str, place: str, typed: Mapping[str, Any]) -> int:
    """The preview of the block."""
    staged = services.stage_block(
        cells_of(typed["block"]),
        book=book,
        name=_("Pasted block"),
        actor=actor_of(request),
        now=clock.now(),
        params={"account_id": account_of(request).pk, "place": place},
        begin=typed.get("begin", ""),
    )
    return staged.pk


def _send(request: HttpRequest, book: str, place: str, grid: Grid, upload: Any) -> HttpResponse:
    """The preview of a file; one of a layout of its own is asked about first."""
    waiting = Pending(path=keep_upload(upload), name=upload.name, said={})
    if must_ask(waiting.path, waiting.name, book=book, place=place, specs=[grid.spec]):
        key = book.removeprefix(MARK)
        return redirect("grids:columns", key, place, waiting.signed())
    return _read(request, book, place, waiting)


def _read(request: HttpRequest, book: str, place: str, waiting: Pending) -> HttpResponse:
    try:
        staged = services.stage(
            waiting.path,
            book=book,
            name=waiting.name,
            actor=actor_of(request),
            now=clock.now(),
            params={"account_id": account_of(request).pk, "place": place},
        )
    finally:
        waiting.path.unlink(missing_ok=True)
    return redirect("grids:preview", staged.pk)


@signed_in
def columns(request: HttpRequest, key: str, place: str, token: str) -> HttpResponse:
    """Which columns of the file are which of the grid's."""
    kind = grid_kind(key)
    if kind is None:
        raise Http404
    grid = kind.open(account_of(request).pk, place)
    target = Target(
        book=MARK + key,
        place=place,
        specs=[grid.spec],
        back=reverse("grids:one", args=[key, place]),
        go_on=lambda waiting: _read(request, MARK + key, place, waiting),
    )
    return name_columns(request, token, target)


@require_POST
@signed_in
def forget_columns(request: HttpRequest, import_id: int, naming_id: int) -> HttpResponse:
    """Ask about this layout again the next time."""
    staged, _reading_of_it = _reading(request, import_id)
    forget(staged, naming_id=naming_id, request=request)
    return redirect("grids:preview", import_id)


def _table(request: HttpRequest, grid: Grid, title: Any) -> Table:
    return Table(
        request,
        list(grid.current().values()),
        [_column(column) for column in grid.spec.columns],
        title=str(grid.spec.label),
        name=f"{title} {grid.subject}",
        search=[key for key in grid.told if key in grid.spec.by_key],
        empty=_("No row yet."),
    )


def _column(column: SheetColumn) -> Column:
    return Column(
        column.key,
        column.label,
        kind="cell",
        value=lambda row: column.show(row.get(column.key)),
    )


def _reading(request: HttpRequest, import_id: int) -> tuple[Import, GridReading]:
    """A preview of one's own with its grid; whoever lost the right to it is refused here."""
    staged = get_object_or_404(Import, pk=import_id)
    kept = staged.counts[services.KEPT]
    if kept.get("account_id") != account_of(request).pk:
        raise Http404
    reading = book_of(staged.book).open(None, kept)
    if not isinstance(reading, GridReading):
        raise Http404
    return staged, reading


@require_GET
@signed_in
def preview(request: HttpRequest, import_id: int) -> HttpResponse:
    """What the block would change, cell by cell."""
    return _preview(request, import_id)


def _preview(
    request: HttpRequest, import_id: int, *, refused: str = "", status: int = 200
) -> HttpResponse:
    staged, reading = _reading(request, import_id)
    grid = reading.grid
    shown = Preview(staged, request, reading, names=_names(grid))
    context = {
        "preview": shown,
        "staged": staged,
        "refused": refused,
        "back": _address(reading),
        "apply_url": reverse("grids:apply", args=[staged.pk]),
        "drop_url": reverse("grids:drop", args=[staged.pk]),
        "faults_url": reverse("grids:faults", args=[staged.pk]),
        "namings": namings_of(staged),
        "forget": "grids:forget-columns",
    }
    answer = shown.table.respond("site/workbook_preview.html", context)
    answer.status_code = status
    return answer


def _names(grid: Grid) -> dict[str, str]:
    """Key and name of each row, where the key alone says little."""
    named = ((key, grid.name_of(row)) for key, row in grid.current().items())
    return {key: f"{key} · {name}" for key, name in named if name}


def _address(reading: GridReading) -> str:
    return reverse("grids:one", args=[reading.kind.key, reading.kept["place"]])


@require_POST
@signed_in
def apply(request: HttpRequest, import_id: int) -> HttpResponse:
    """Apply the preview in one transaction; a refusal shows the preview again and says why."""
    staged, reading = _reading(request, import_id)
    try:
        services.apply(staged.pk, actor=actor_of(request), now=clock.now())
    except DomainError as refused:
        return _preview(request, import_id, refused=str(refused), status=refused.status)
    messages.success(request, _("Applied: %(what)s.") % {"what": reading.grid.subject})
    return redirect(reading.grid.back)


@require_POST
@signed_in
def drop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Give the preview up."""
    staged, reading = _reading(request, import_id)
    services.drop(staged.pk)
    return redirect(_address(reading))


@require_GET
@signed_in
def faults(request: HttpRequest, import_id: int) -> HttpResponse:
    """Everything that is wrong, as a workbook to work through."""
    staged, reading = _reading(request, import_id)
    return sheet_response([remarks(staged, reading)], filename="remarks.xlsx")
