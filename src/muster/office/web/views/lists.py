"""The list of papers: what is in, out, open, overdue, with whom. It leaves as Excel."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from muster.office import queries
from muster.office.bridge import rules_of
from muster.office.models import Paper
from muster.office.rules import Can
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import is_allowed, needs

CHOICES: Final = (
    ("", gettext_lazy("All")),
    ("in", pgettext_lazy("papers", "In")),
    ("out", pgettext_lazy("papers", "Out")),
    ("open", pgettext_lazy("papers", "Open")),
    ("overdue", pgettext_lazy("papers", "Overdue")),
)


def _kind(paper: Paper) -> str:
    kinds = rules_of(paper.season_unit).paper_kinds
    return str(kinds[paper.kind].label) if paper.kind else ""


def _state(paper: Paper) -> str:
    """In a word, for Excel."""
    if paper.cancelled_at is not None:
        return _("cancelled: %(reason)s") % {"reason": paper.cancelled_reason}
    if paper.settled_at is not None:
        return str(paper.answer or paper.settled_how)
    late = queries.days_late(paper, clock.today())
    if late:
        return _("%(days)s days late") % {"days": late}
    return pgettext("paper", "open") if paper.is_open else ""


COLUMNS: Final = (
    Column(
        "symbol",
        gettext_lazy("Number and symbol"),
        sort="number",
        value=lambda row: row.symbol or str(row.number),
        link=lambda row: reverse("office:paper", args=[row.pk]),
        cell="office/_symbol_cell.html",
    ),
    Column("number", gettext_lazy("Number in the register"), sort="number", kind="number", width=8),
    Column("dated_on", gettext_lazy("Dated"), sort="dated_on", kind="day"),
    Column("registered_on", gettext_lazy("Entered"), sort="registered_on", kind="day"),
    Column("correspondent", gettext_lazy("Sender or recipients"), sort="correspondent", width=36),
    Column("kind", gettext_lazy("Kind"), sort="kind", value=_kind),
    Column("abstract", gettext_lazy("Abstract"), sort="abstract", width=56),
    Column("holder", gettext_lazy("Who deals with it"), sort="holder", width=24),
    Column("due_on", gettext_lazy("Deadline"), sort="due_on", kind="day"),
    Column("state", gettext_lazy("State"), value=_state, cell="office/_state_cell.html", width=24),
)
UNIT: Final = Column(
    "unit",
    gettext_lazy("Unit"),
    sort="season_unit__sort_key",
    value=lambda row: row.season_unit.name,
    width=36,
)
SHOWN: Final = (
    "symbol",
    "dated_on",
    "correspondent",
    "abstract",
    "holder",
    "due_on",
    "state",
)


@needs(Can.READ)
def papers(request: HttpRequest) -> HttpResponse:
    """The papers of one's own unit, or of all units in scope."""
    account, today = account_of(request), clock.today()
    unit = queries.own_unit(account)
    everybody = request.GET.get("units") == "all"
    rows = queries.papers_of(account, None if everybody else unit)
    choice, holder = request.GET.get("kind", ""), request.GET.get("holder", "")
    table = Table(
        request,
        queries.choose(rows, choice=choice, holder=holder, today=today),
        _columns(request, everybody=everybody),
        search=("search_key",),
        order="" if choice not in ("open", "overdue") else "due_on",
        title=_("Papers"),
        name="papers",
        extra="office/_choices.html",
        empty=_("Papers appear here as they are entered in a register."),
    )
    registers = queries.registers_of(account, unit) if unit else []
    context = {
        "unit": unit,
        "figures": queries.figures(rows, today=today),
        "choices": _choices(request, choice),
        "holders": queries.known(rows, "holder"),
        "holder": holder,
        "everybody": everybody,
        "registers": [one for one in registers if is_allowed(account, Can.REGISTER, one)],
        "may_open": unit is not None and is_allowed(account, Can.OPEN_REGISTER, unit),
    }
    return table.respond("office/papers.html", context)


def _columns(request: HttpRequest, *, everybody: bool) -> tuple[Column, ...]:
    """On the page the columns that fit; in the workbook all of them."""
    if request.GET.get("format") == "xlsx":
        return (*COLUMNS, UNIT)
    shown = tuple(column for column in COLUMNS if column.key in SHOWN)
    return (*shown, UNIT) if everybody else shown


def _choices(request: HttpRequest, choice: str) -> list[dict[str, Any]]:
    found = []
    for key, label in CHOICES:
        query = request.GET.copy()
        for name in ("kind", "page", "format"):
            query.pop(name, None)
        if key:
            query["kind"] = key
        found.append({"label": label, "url": f"?{query.urlencode()}", "is_on": key == choice})
    return found
