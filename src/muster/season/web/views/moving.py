"""Moving congresses as one act: choose, look at everything it touches, apply, follow, undo."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from muster.season import queries, services
from muster.season.models import Congress, Moving, SeasonUnit
from muster.season.queries import movings
from muster.season.registry.moving import Moves, Weight
from muster.season.rules import Can
from muster.season.services import Area, MovingPreview
from muster.season.web.forms_moving import ApplyForm, AreaForm, UndoForm
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.shell.xlsx import Sheet, sheet_response
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require

SHOWN: Final = 40
UNITS: Final = 400
COLUMNS: Final = (
    Column(
        "area",
        gettext_lazy("What was moved"),
        sort="area",
        link=lambda row: reverse("season:moving", args=[row.pk]),
        width=40,
    ),
    Column("moved_count", gettext_lazy("Congresses"), sort="moved_count", kind="number"),
    Column("reason", gettext_lazy("Reason"), sort="reason", width=40),
    Column("made_at", gettext_lazy("When"), sort="made_at", kind="moment"),
    Column("made_by", gettext_lazy("Who"), sort="made_by", width=24),
    Column("undone_at", gettext_lazy("Undone"), sort="undone_at", kind="moment"),
)
WEIGHTS: Final = {
    Weight.FORBIDS: gettext_lazy("stands against it"),
    Weight.BREAKS: gettext_lazy("breaks"),
    Weight.CHANGES: gettext_lazy("changes with it"),
    Weight.STAYS: gettext_lazy("to be done by hand"),
}


@needs(Can.READ)
def all_movings(request: HttpRequest) -> HttpResponse:
    """What was moved, the newest first."""
    account = account_of(request)
    table = Table(
        request,
        movings.movings_of(account),
        COLUMNS,
        search=("area", "reason"),
        order="-made_at",
        title=_("Moved days"),
        name="movings",
        empty=_("When congresses get other days, each act appears here."),
    )
    return table.respond("season/movings.html", {"may": is_allowed(account, Can.MOVE)})


@needs(Can.MOVE)
def new(request: HttpRequest) -> HttpResponse:
    """Choose what moves, look at all that it touches, and do it."""
    units = _units(request)
    typed = request.POST if request.method == "POST" else request.GET
    form = AreaForm(typed if "unit" in typed else None, units=units)
    chosen = form.is_bound and form.is_valid()
    moves = _moves(request, form, typed) if chosen else None
    apply = ApplyForm(request.POST if "reason" in request.POST else None)
    status = 200
    if moves is not None and apply.is_bound:
        made: list[Moving] = []
        status = attempt(apply, lambda said: made.append(_apply(request, moves, said)))
        if not status:
            return redirect("season:moving", made[0].pk)
    preview = services.preview_moving(moves) if moves is not None and moves.rows else None
    if preview is not None and typed.get("format") == "xlsx":
        return _workbook(preview)
    context = {
        "form": form,
        "chosen": chosen,
        "moves": moves,
        "preview": preview,
        "parts": _parts(preview) if preview else [],
        "apply": apply if apply.is_bound else _begin(preview),
        "query": _query(typed),
    }
    return render(request, "season/moving_new.html", context, status=status)


def _units(request: HttpRequest) -> list[tuple[int, str]]:
    """The units whose congresses the reader may move, those with units below them first."""
    season = queries.season_in_focus()
    if season is None:
        return []
    rows = queries.visible_units(account_of(request), season).filter(left_on=None)
    inner = [row for row in rows.select_related("season")[:5000] if not row.is_leaf]
    return [
        (row.pk, "\u2003" * row.depth + row.name)
        for row in inner[:UNITS]
        if is_allowed(account_of(request), Can.MOVE, row)
    ]


def _moves(request: HttpRequest, form: AreaForm, typed: Mapping[str, str]) -> Moves:
    """The congresses chosen with their new days. The deciding unit is the one chosen."""
    said = form.cleaned_data
    unit = get_object_or_404(SeasonUnit.objects.select_related("season"), pk=int(said["unit"]))
    require(account_of(request), Can.MOVE, unit)
    area = Area(
        unit=unit,
        first_on=said["first_on"],
        last_on=said["last_on"],
        venue_id=said["venue"],
        km=said["km"] or 0,
    )
    rows = services.congresses_in(area)
    if said["congress"]:
        rows = [row for row in rows if row.pk == said["congress"]]
    return services.moves_of(
        _decider(request, unit),
        rows,
        days=said["days"],
        given=_typed_days(rows, typed, "day"),
        ends=_typed_days(rows, typed, "end"),
        today=clock.today(),
    )


def _decider(request: HttpRequest, unit: SeasonUnit) -> SeasonUnit:
    """In whose name it is decided: the highest unit on which the reader may move days."""
    top = queries.top_unit(account_of(request), unit.season)
    return top if top is not None and is_allowed(account_of(request), Can.MOVE, top) else unit


def _typed_days(rows: list[Congress], typed: Mapping[str, str], name: str) -> dict[int, date]:
    """Days that were typed for single congresses: the first ("day"), or the last ("end")."""
    found = {}
    for row in rows:
        try:
            found[row.pk] = date.fromisoformat(typed.get(f"{name}-{row.pk}", ""))
        except ValueError:
            continue
    return found


def _apply(request: HttpRequest, moves: Moves, said: Mapping[str, Any]) -> Moving:
    units = {row.congress.season_unit for row in moves.rows}
    one = next(iter(units))
    below = _unit_name(request)
    return services.apply_moving(
        moves,
        actor=actor_of(request),
        now=clock.now(),
        reason=said["reason"],
        area=one.name if len(units) == 1 else below,
        mark=said["mark"],
        client_uuid=said["client_uuid"],
    )


def _unit_name(request: HttpRequest) -> str:
    return SeasonUnit.objects.get(pk=int(request.POST["unit"])).name


def _begin(preview: MovingPreview | None) -> ApplyForm:
    return ApplyForm(initial={"mark": preview.mark if preview else ""})


def _query(typed: QueryDict) -> str:
    """The choice as an address, for the workbook."""
    kept = typed.copy()
    for name in ("csrfmiddlewaretoken", "reason", "mark", "client_uuid"):
        kept.pop(name, None)
    return kept.urlencode()


def _parts(preview: MovingPreview) -> list[dict[str, Any]]:
    """Each part with what weighs most first, as far as it fits the page."""
    order = list(Weight)
    found = []
    for part in preview.parts:
        lines = sorted(part.lines, key=lambda line: order.index(line.weight))
        names = {row.congress.pk: row.congress.season_unit.name for row in preview.moves.rows}
        shown = [(names[line.congress_id], line, WEIGHTS[line.weight]) for line in lines[:SHOWN]]
        found.append({"part": part, "lines": shown, "more": len(lines) - len(shown)})
    return found


def _workbook(preview: MovingPreview) -> HttpResponse:
    """Everything that it touches, to look through beforehand."""
    names = {row.congress.pk: row.congress.season_unit.name for row in preview.moves.rows}
    rows = (
        (
            str(part.part.label),
            names[line.congress_id],
            line.what,
            line.was,
            line.becomes,
            str(WEIGHTS[line.weight]),
        )
        for part in preview.parts
        for line in part.lines
    )
    heads = [
        _("Part"),
        _("Unit"),
        _("What"),
        pgettext("moving", "Was"),
        pgettext("moving", "Becomes"),
        _("How it is"),
    ]
    sheet = Sheet(title=_("Moved days"), heads=heads, rows=rows, widths=[24, 36, 60, 22, 22, 20])
    return sheet_response([sheet], filename="moving.xlsx")


def _visible(request: HttpRequest, moving_id: int) -> Moving:
    rows = movings.movings_of(account_of(request)).select_related("season_unit__season")
    return get_object_or_404(rows, pk=moving_id)


@needs(Can.READ)
def one(request: HttpRequest, moving_id: int) -> HttpResponse:
    """One act: what moved, its papers, who is told, and undoing it."""
    return _page(request, _visible(request, moving_id), UndoForm())


def _page(request: HttpRequest, row: Moving, form: UndoForm, status: int = 200) -> HttpResponse:
    may = row.undone_at is None and is_allowed(account_of(request), Can.MOVE, row)
    congresses = movings.moved_rows(row)
    context = {
        "moving": row,
        "parts": movings.traces_of(row),
        "rows": congresses[: movings.ROWS],
        "more": max(0, congresses.count() - movings.ROWS),
        "may_undo": may,
        "form": form,
    }
    return render(request, "season/moving.html", context, status=status)


@require_POST
@needs(Can.MOVE)
def undo(request: HttpRequest, moving_id: int) -> HttpResponse:
    """Put everything back, or say by name what stands against it."""
    row = _visible(request, moving_id)
    require(account_of(request), Can.MOVE, row)
    form = UndoForm(request.POST)
    status = attempt(
        form,
        lambda said: services.undo_moving(
            row,
            actor=actor_of(request),
            now=clock.now(),
            reason=said["reason"],
            client_uuid=said["client_uuid"],
        ),
    )
    return _page(request, row, form, status=status) if status else redirect("season:moving", row.pk)
