"""Series: the list, a new one, one with its acts, one copy."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.ledger.actor import Actor
from muster.office.queries import known, own_unit
from muster.papers.models import Copy, CopySeries, Document, Issue
from muster.papers.queries import copies as queries
from muster.papers.rules import Can
from muster.papers.services import copies as services
from muster.papers.web.forms import copies as f
from muster.papers.web.views.copies.finding import (
    issue_draft,
    known_of,
    must_keep,
    unit_named,
    visible_series,
)
from muster.season.bridge import pack_of
from muster.season.models import Congress, SeasonUnit
from muster.season.web.views.answers import answer, attempt
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

MOST_CHOICES: Final = 300
CHOICES: Final = (
    ("", gettext_lazy("All")),
    ("out", pgettext_lazy("copies", "With copies out")),
    ("late", pgettext_lazy("copies", "Not back in time")),
    ("missing", pgettext_lazy("copies", "With missing ones")),
    ("printing", pgettext_lazy("copies", "At the printing house")),
)


def _number(key: str, label: Any, cell: str = "") -> Column:
    return Column(key, label, sort=key, kind="number", cell=cell, width=12)


COLUMNS: Final = (
    Column(
        "title",
        pgettext_lazy("copies", "What is printed"),
        sort="title",
        link=lambda row: reverse("papers:series", args=[row.pk]),
        width=48,
    ),
    Column("kind", pgettext_lazy("copies", "Kind"), sort="kind", value=queries.kind_name),
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        width=32,
    ),
    _number("printed", pgettext_lazy("copies", "Printed")),
    _number("left_count", pgettext_lazy("copies", "Left")),
    _number("issued_count", pgettext_lazy("copies", "Given out")),
    _number("back_count", pgettext_lazy("copies", "Back")),
    _number("missing_count", pgettext_lazy("copies", "Missing"), "papers/copies/_red_cell.html"),
    _number("spoiled_count", pgettext_lazy("copies", "Spoiled")),
    _number("destroyed_count", pgettext_lazy("copies", "Destroyed")),
    _number("late_count", pgettext_lazy("copies", "Late"), "papers/copies/_late_cell.html"),
    Column("due_on", gettext_lazy("All back by"), sort="due_on", kind="day"),
)


@needs(Can.READ_COPIES)
def every(request: HttpRequest) -> HttpResponse:
    """The series in scope, those with something missing or late first."""
    account, today = account_of(request), clock.today()
    choice = request.GET.get("kind", "")
    rows = queries.choose_series(queries.series_of(account, today=today), choice)
    table = Table(
        request,
        rows,
        COLUMNS,
        search=("search_key",),
        order="-late_count",
        title=_("Numbered copies"),
        name="copies",
        empty=_("Drafts, ballots and plans that are printed in numbered copies stand here."),
    )
    unit = own_unit(account)
    context = {
        "figures": queries.copy_figures(account, today=today),
        "choices": [
            {"url": table.url(kind=key or None, page=None), "label": label, "is_on": key == choice}
            for key, label in CHOICES
        ],
        "may": unit is not None and is_allowed(account, Can.KEEP_COPIES, unit),
    }
    return table.respond("papers/copies/list.html", context)


# ---- a new one, a correction


@needs(Can.KEEP_COPIES)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a series of one's own unit, or of the congress in the address."""
    congress = _asked_congress(request)
    unit = congress.season_unit if congress else own_unit(account_of(request))
    if unit is None:
        return redirect("papers:copies")
    require(account_of(request), Can.KEEP_COPIES, unit)
    begin = {"ordered_on": clock.today(), "congress": str(congress.pk) if congress else ""}
    form = f.SeriesForm(request.POST or None, initial=begin, **_offered(request, unit))
    made: list[CopySeries] = []

    def save(typed: Mapping[str, Any]) -> object:
        row = services.order_series(
            unit,
            actor=actor_of(request),
            now=clock.now(),
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        )
        made.append(row)
        return row

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:series", made[0].pk)
    context = {
        "form": form,
        "title": _("New series of numbered copies"),
        "about": unit.name,
        "back": reverse("papers:copies"),
        "button": _("Save"),
        "known": _known_orders(request),
    }
    return render(request, "papers/copies/form.html", context, status=status)


def _asked_congress(request: HttpRequest) -> Congress | None:
    asked = request.GET.get("congress", "")
    if not asked.isdecimal():
        return None
    rows = scope(account_of(request), Congress).select_related("season_unit__season", "season")
    return rows.filter(pk=int(asked), cancelled_at=None).first()


def _offered(request: HttpRequest, unit: SeasonUnit) -> dict[str, Any]:
    """What a series of a unit can be of: its kinds, its congress, its documents."""
    account = account_of(request)
    congresses = scope(account, Congress).filter(season_unit=unit, cancelled_at=None)
    documents = scope(account, Document).filter(season_unit=unit, latest__gt=0)
    return {
        "pack": pack_of(unit.season),
        "congresses": list(congresses.select_related("season_unit")[:MOST_CHOICES]),
        "documents": list(documents.order_by("title")[:MOST_CHOICES]),
    }


def _known_orders(request: HttpRequest) -> dict[str, list[str]]:
    rows = queries.series_of(account_of(request), today=clock.today())
    return {"known-orders": known(rows, "ordered_by")}


@needs(Can.KEEP_COPIES)
def change(request: HttpRequest, series_id: int) -> HttpResponse:
    """Correct what is said of a series."""
    row = visible_series(request, series_id)
    must_keep(request, row)
    same = (
        "kind",
        "title",
        "symbol",
        "grade",
        "ordered_by",
        "ordered_on",
        "due_on",
        "note",
        "version",
    )
    begin = {name: getattr(row, name) for name in same}
    begin |= {"congress": str(row.congress_id or ""), "document": str(row.document_id or "")}
    form = f.ChangeSeriesForm(
        request.POST or None, initial=begin, **_offered(request, row.season_unit)
    )
    return answer(
        request,
        form,
        save=lambda typed: services.change_series(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(),
            client_uuid=typed["client_uuid"],
        ),
        back=reverse("papers:series", args=[row.pk]),
        template="papers/copies/form.html",
        title=_("Correct the series"),
        about=row.title,
        known=_known_orders(request),
    )


# ---- one series with its acts


Save = Callable[[CopySeries, Any, Actor], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One act on the page of a series. save: takes the series, the checked form and the author."""

    label: Any
    form: type[forms.Form]
    save: Save

    def blank(self, row: CopySeries, key: str, data: Any = None) -> forms.Form:
        """The form of this act, filled from *data* if there is any."""
        more: dict[str, Any] = {"prefix": key, "initial": _initial(row, key)}
        if issubclass(self.form, f.NumbersForm):
            more["series"] = row.pk
        return self.form(data, **more)


def _initial(row: CopySeries, key: str) -> dict[str, Any]:
    if key == "issue":
        return {"due_on": row.due_on}
    return {"on_day": clock.today()} if key == "destroy" else {}


def _issue(row: CopySeries, form: f.IssueForm, actor: Actor) -> object:
    return services.issue_copies(
        row,
        actor=actor,
        now=clock.now(),
        draft=issue_draft(row, form),
        client_uuid=form.cleaned_data["client_uuid"],
    )


def _back(row: CopySeries, form: f.BackForm, actor: Actor) -> object:
    typed = form.cleaned_data
    named = typed["unit"].strip()
    giver = unit_named(row, named) if named and not typed["for_another"] else None
    return services.take_back_copies(
        row,
        actor=actor,
        now=clock.now(),
        numbers=form.ranges(),
        giver=giver,
        client_uuid=typed["client_uuid"],
    )


def _with_words(service: Callable[..., object]) -> Save:
    def save(row: CopySeries, form: f.WhyNumbersForm, actor: Actor) -> object:
        return service(
            row,
            actor=actor,
            now=clock.now(),
            numbers=form.ranges(),
            how=form.cleaned_data["how"],
            client_uuid=form.cleaned_data["client_uuid"],
        )

    return save


def _drafted(service: Callable[..., object]) -> Save:
    def save(row: CopySeries, form: Any, actor: Actor) -> object:
        return service(
            row,
            actor=actor,
            now=clock.now(),
            draft=form.draft(),
            client_uuid=form.cleaned_data["client_uuid"],
        )

    return save


def _printed_here(row: CopySeries, form: f.PrintedHereForm, actor: Actor) -> object:
    return services.print_here(
        row,
        actor=actor,
        now=clock.now(),
        draft=form.draft(),
        result=form.result(),
        client_uuid=form.cleaned_data["client_uuid"],
    )


ACTS: Final[Mapping[str, Act]] = {
    "issue": Act(pgettext_lazy("copies", "Give out"), f.IssueForm, _issue),
    "back": Act(pgettext_lazy("copies", "Take back"), f.BackForm, _back),
    "spoil": Act(
        pgettext_lazy("copies", "Spoiled"), f.WhyNumbersForm, _with_words(services.spoil_copies)
    ),
    "missing": Act(
        pgettext_lazy("copies", "Report as missing"),
        f.WhyNumbersForm,
        _with_words(services.report_missing),
    ),
    "destroy": Act(
        gettext_lazy("Draw up minutes of destruction"),
        f.DestructionForm,
        _drafted(services.draw_up_destruction),
    ),
    "house": Act(
        gettext_lazy("Hand to a printing house"),
        f.PrintingForm,
        _drafted(services.hand_to_printer),
    ),
    "here": Act(gettext_lazy("Printed here"), f.PrintedHereForm, _printed_here),
}
BEFORE_PRINTING: Final = ("house", "here")


@require_GET
@needs(Can.READ_COPIES)
def one(request: HttpRequest, series_id: int) -> HttpResponse:
    """One series: where its copies are, and what can be done with them."""
    return _page(request, visible_series(request, series_id), {})


@require_POST
@needs(Can.KEEP_COPIES)
def act(request: HttpRequest, series_id: int, action: str) -> HttpResponse:
    """Do one thing with copies of a series; a refusal keeps what was typed."""
    row = visible_series(request, series_id)
    if action not in ACTS:
        raise Http404
    must_keep(request, row)
    wanted = ACTS[action]
    form = wanted.blank(row, action, request.POST)
    made: list[object] = []
    status = attempt(form, lambda _typed: made.append(wanted.save(row, form, actor_of(request))))
    if status:
        return _page(request, row, {action: form}, status=status)
    if isinstance(made[0], Issue):
        return redirect("papers:issue", made[0].pk)
    return redirect("papers:series", row.pk)


ISSUES: Final = (
    Column(
        "number",
        pgettext_lazy("issue of copies", "No."),
        sort="number",
        kind="number",
        link=lambda row: reverse("papers:issue", args=[row.pk]),
        width=8,
    ),
    Column(
        "season_unit.name", pgettext_lazy("copies", "To"), sort="season_unit__sort_key", width=32
    ),
    Column("receiver", gettext_lazy("Receiver"), sort="receiver_key", width=28),
    Column("numbers", pgettext_lazy("copies", "Numbers"), width=24),
    Column("count", gettext_lazy("Copies"), sort="count", kind="number", width=8),
    Column("issued_at", pgettext_lazy("copies", "Given out"), sort="issued_at", kind="moment"),
    Column("receipt", gettext_lazy("Receipt"), sort="receipt_at", width=24),
    Column("due_on", gettext_lazy("Back by"), sort="due_on", kind="day"),
    Column(
        "out_count",
        pgettext_lazy("copies", "Still out"),
        sort="out_count",
        kind="number",
        cell="papers/copies/_out_cell.html",
        width=10,
    ),
    Column("out", pgettext_lazy("copies", "Numbers still out"), value=queries.numbers_out),
)


def issues_table(request: HttpRequest, rows: Any) -> Table:
    """Handings out, as a list that leaves as Excel."""
    today = clock.today()
    whole = request.GET.get("format") == "xlsx"
    shown = ISSUES if whole else ISSUES[:-1]
    table = Table(
        request,
        rows,
        shown,
        search=("search_key",),
        order="number",
        title=pgettext_lazy("copies", "Handings out"),
        name="copies-given-out",
        empty=_("Whoever is given copies stands here with their numbers."),
    )
    if not whole:
        for line in table.lines:
            line.row.days_late = queries.late_issue(line.row, today=today)
    return table


def _page(
    request: HttpRequest, row: CopySeries, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    account = account_of(request)
    may = is_allowed(account, Can.KEEP_COPIES, row)
    rows = queries.issues_of(account).filter(series=row)
    table = issues_table(request, rows)
    if table.wants_sheet:
        return table.sheet()
    keys: Sequence[str] = tuple(ACTS) if row.printed else BEFORE_PRINTING
    context = {
        "series": row,
        "table": table,
        "kind": queries.kind_name(row),
        "grade": queries.grade_name(row),
        "balance": queries.balance(row),
        "numbers": queries.numbers_by_state(row),
        "printings": list(row.printings.all()),
        "losses": list(queries.losses_of(account).filter(series=row)),
        "destructions": list(queries.destructions_of(account).filter(series=row)),
        "events": queries.events_of(row),
        "actions": [
            {
                "key": key,
                "action": ACTS[key],
                "form": typed.get(key) or ACTS[key].blank(row, key),
                "open": key in typed,
                "url": reverse("papers:act-series", args=[row.pk, key]),
            }
            for key in (keys if may else ())
        ],
        "known": known_of(row) if may else {},
        "may": may,
    }
    return render(request, "papers/copies/series.html", context, status=status)


# ---- one copy


@require_GET
@needs(Can.READ_COPIES)
def copy(request: HttpRequest, series_id: int, number: int) -> HttpResponse:
    """One copy, as its label leads to it: where it is and where it was."""
    rows = queries.copies_of(account_of(request))
    row: Copy = get_object_or_404(rows, series=series_id, number=number)
    may = is_allowed(account_of(request), Can.KEEP_COPIES, row.series)
    context = {
        "copy": row,
        "series": row.series,
        "events": queries.history_of(row.series, row.number),
        "may": may,
        "today": clock.today(),
    }
    return render(request, "papers/copies/copy.html", context)
