"""Closing: the list of what is over, one closing with its items, its tables to sign."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office import queries, services
from muster.office.models import Closing, ClosingItem, Paper
from muster.office.queries.closings import is_open
from muster.office.rules import Can
from muster.office.web.forms import closing as f
from muster.office.web.grids import LABELS
from muster.office.web.views import closing_file
from muster.office.web.views.acts import Action, Typed, offered
from muster.office.web.views.answers import only_one
from muster.packs import ClosingTable
from muster.season.bridge import pack_of
from muster.season.models import Congress
from muster.season.web.views.answers import attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

CHOICES: Final = (
    ("", gettext_lazy("All")),
    ("open", pgettext_lazy("closing", "Open")),
    ("late", pgettext_lazy("closing", "Late")),
    ("closed", pgettext_lazy("closing", "Closed")),
)
ACTIONS: Final = {
    "close": Action(
        gettext_lazy("Sign as closed"), f.CloseForm, services.close_closing, css="btn btn-primary"
    ),
    "reopen": Action(pgettext_lazy("closing", "Open again"), f.ReasonForm, services.reopen_closing),
}
TAKERS: Final = {
    ClosingTable.ALLOWANCES: services.take_attendance,
    ClosingTable.ARCHIVE: services.take_archive,
}


def _url(row: Congress) -> str | None:
    closing = getattr(row, "closing", None)
    return reverse("office:closing", args=[closing.pk]) if closing else None


def _state(row: Any) -> str:
    closing = getattr(row, "closing", None)
    if closing is None:
        return _("not opened")
    return (
        pgettext("closing", "closed")
        if closing.closed_at
        else _("%(count)d to settle") % {"count": row.open_count}
    )


COLUMNS: Final = (
    Column(
        "season_unit.name",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        link=_url,
        width=36,
    ),
    Column("ends_on", gettext_lazy("Last day"), sort="ends_on", kind="day"),
    Column("state", gettext_lazy("State"), value=_state, sort="open_count"),
    Column(
        "late_count",
        gettext_lazy("Late"),
        sort="late_count",
        kind="number",
        cell="office/_late_cell.html",
    ),
    Column("first_due_on", gettext_lazy("Next deadline"), sort="first_due_on", kind="day"),
)


@needs(Can.READ)
def closings(request: HttpRequest) -> HttpResponse:
    """Congresses that are over, those with something late first."""
    account, today = account_of(request), clock.today()
    choice = request.GET.get("kind", "")
    rows = queries.over(account, today=today, choice=choice)
    table = Table(
        request,
        rows,
        COLUMNS,
        search=("season_unit__search_key",),
        order="-late_count",
        title=_("Congresses that are over"),
        name="closings",
        empty=_("A congress appears here on its last day."),
    )
    unit = queries.own_unit(account)
    context = {
        "figures": queries.closing_figures(account, today=today),
        "choices": [
            {"url": table.url(kind=key or None, page=None), "label": label, "is_on": key == choice}
            for key, label in CHOICES
        ],
        "unit": unit,
        "may": unit is not None and is_allowed(account, Can.SETTLE, unit),
    }
    return table.respond("office/closings.html", context)


@require_POST
@needs(Can.SETTLE)
def open_all(request: HttpRequest) -> HttpResponse:
    """List what is to be settled for every congress that is over."""
    account = account_of(request)
    rows = queries.over(account, today=clock.today()).filter(closing=None)
    mine = [row for row in rows if is_allowed(account, Can.SETTLE, row)]
    services.open_closings(mine, actor=actor_of(request), now=clock.now())
    return redirect("office:closings")


@require_POST
@needs(Can.SETTLE)
def begin(request: HttpRequest, congress_id: int) -> HttpResponse:
    """List what is to be settled after one congress."""
    rows = scope(account_of(request), Congress).select_related("season_unit", "season")
    congress = get_object_or_404(rows, pk=congress_id, cancelled_at=None)
    require(account_of(request), Can.SETTLE, congress)
    row = services.open_closing(congress, actor=actor_of(request), now=clock.now())
    return redirect("office:closing", row.pk)


def _visible(request: HttpRequest, closing_id: int) -> Closing:
    return get_object_or_404(queries.closings_of(account_of(request)), pk=closing_id)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, closing_id: int) -> HttpResponse:
    """One closing."""
    return _page(request, _visible(request, closing_id), {})


@require_POST
@needs(Can.CLOSE)
def act(request: HttpRequest, closing_id: int, action: str) -> HttpResponse:
    """Sign as closed, or open again."""
    row = _visible(request, closing_id)
    if action not in ACTIONS:
        raise Http404
    require(account_of(request), Can.CLOSE, row)
    form = ACTIONS[action].form(request.POST, prefix=action)

    def save(typed: Mapping[str, Any]) -> object:
        return ACTIONS[action].service(row, actor=actor_of(request), now=clock.now(), **typed)

    status = attempt(form, save)
    if status:
        return _page(request, _visible(request, closing_id), {action: form}, status=status)
    return redirect("office:closing", row.pk)


def _page(request: HttpRequest, row: Closing, typed: Typed, status: int = 200) -> HttpResponse:
    account, today = account_of(request), clock.today()
    lines = queries.item_lines(row, today=today)
    may_close = is_allowed(account, Can.CLOSE, row)
    keys = [] if not may_close else ["reopen"] if row.closed_at else ["close"]
    context = {
        "closing": row,
        "lines": lines,
        "left": sum(is_open(line.item) for line in lines),
        "late": sum(line.days_late > 0 for line in lines),
        "actions": offered(row, ACTIONS, keys, typed=typed, address="office:act-closing"),
        "may": row.closed_at is None and is_allowed(account, Can.SETTLE, row),
        "tables": [
            {
                "key": table.value,
                "label": LABELS[table],
                "count": getattr(row, table.value).count(),
                "takes": table in TAKERS,
            }
            for table in ClosingTable
        ],
        "happened": queries.happened(f"closing:{row.pk}", queries.CLOSING_WORDS),
        **closing_file.about(request, row),
    }
    return render(request, "office/closing.html", context, status=status)


# ---- items


@needs(Can.SETTLE)
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """Settle one item in the way that the pack says."""
    row = _item(request, item_id)
    rule = pack_of(row.closing.congress).closing[row.key]
    begin = {"version": row.version, "done_on": clock.today()}
    form = f.SettleItemForm(request.POST or None, rule=rule, initial=begin)

    def save(typed: Mapping[str, Any]) -> object:
        said = form.said(_paper(request, row, typed.get("symbol", "")))
        return services.settle_item(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            said=said,
            client_uuid=typed["client_uuid"],
        )

    return _answer(
        request, row, form, save, title=str(rule.name), button=pgettext("paper", "Settled")
    )


@needs(Can.SETTLE)
def item_reason(request: HttpRequest, item_id: int, action: str) -> HttpResponse:
    """Not needed, or opened again, with the reason."""
    row = _item(request, item_id)
    known = {
        "excuse": (services.excuse, _("Not needed")),
        "reopen": (services.reopen_item, _("Open again")),
    }
    if action not in known:
        raise Http404
    service, button = known[action]
    rule = pack_of(row.closing.congress).closing[row.key]
    form = f.ReasonForm(request.POST or None, initial={"version": row.version})

    def save(typed: Mapping[str, Any]) -> object:
        return service(row, actor=actor_of(request), now=clock.now(), **typed)

    return _answer(request, row, form, save, title=str(rule.name), button=button)


def _item(request: HttpRequest, item_id: int) -> ClosingItem:
    visible = queries.closings_of(account_of(request))
    rows = ClosingItem.objects.filter(closing__in=visible).select_related(
        "closing__congress__season_unit", "closing__congress__season"
    )
    row = get_object_or_404(rows, pk=item_id)
    require(account_of(request), Can.SETTLE, row.closing)
    return row


def _paper(request: HttpRequest, row: ClosingItem, symbol: str) -> Paper | None:
    """The paper of the unit's own registers that bears a symbol; a superior's stands in none."""
    if not symbol:
        return None
    unit = row.closing.congress.season_unit
    found = queries.find_symbol(queries.papers_of(account_of(request), unit), symbol)
    return only_one(found, symbol) if found else None


def _answer(
    request: HttpRequest, row: ClosingItem, form: forms.Form, save: Any, *, title: str, button: str
) -> HttpResponse:
    back = reverse("office:closing", args=[row.closing_id])
    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect(back)
    context = {
        "form": form,
        "title": title,
        "about": row.closing.congress.season_unit.name,
        "back": back,
        "button": button,
    }
    return render(request, "office/form.html", context, status=status)


# ---- tables


@require_GET
@needs(Can.READ)
def table(request: HttpRequest, closing_id: int, key: str) -> HttpResponse:
    """One table as it is printed and signed."""
    row, wanted = _visible(request, closing_id), _table(key)
    may = row.closed_at is None and is_allowed(account_of(request), Can.SETTLE, row)
    groups = queries.allowance_groups(row) if wanted is ClosingTable.ALLOWANCES else []
    context = {
        "closing": row,
        "key": key,
        "grid": f"closing-{key}",
        "label": LABELS[wanted],
        "rows": _rows(row, wanted),
        "groups": groups,
        "total": sum(group.total for group in groups),
        "may": may,
        "takes": wanted in TAKERS,
    }
    return render(request, f"office/closing_{key}.html", context)


def _rows(row: Closing, wanted: ClosingTable) -> list[Any]:
    """The lines; an award with its name in the reader's language."""
    rows = list(getattr(row, wanted.value).all())
    if wanted is ClosingTable.AWARDS:
        names = pack_of(row.congress).awards
        for one in rows:
            one.award = names[one.kind].name
    return rows


@require_POST
@needs(Can.SETTLE)
def take(request: HttpRequest, closing_id: int, key: str) -> HttpResponse:
    """Fill a table from what muster knows."""
    row, wanted = _visible(request, closing_id), _table(key)
    require(account_of(request), Can.SETTLE, row)
    if wanted not in TAKERS:
        raise Http404
    TAKERS[wanted](row, actor=actor_of(request), now=clock.now())
    return redirect("office:closing-table", row.pk, key)


@require_POST
@needs(Can.SETTLE)
def remove(request: HttpRequest, closing_id: int, key: str, line: int) -> HttpResponse:
    """Take one line out of a table."""
    row, wanted = _visible(request, closing_id), _table(key)
    require(account_of(request), Can.SETTLE, row)
    services.remove_row(row, wanted, actor=actor_of(request), now=clock.now(), line=line)
    return redirect("office:closing-table", row.pk, key)


def _table(key: str) -> ClosingTable:
    if key not in LABELS:
        raise Http404
    return ClosingTable(key)
