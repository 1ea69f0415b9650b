"""The list of approvals: what waits, what came back, what was signed. It leaves as Excel."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from muster.office import queries
from muster.office.bridge import rules_of
from muster.office.models import Approval
from muster.office.rules import Can
from muster.shell.tables import Column, Table
from muster.shell.xlsx import Sheet, sheet_response
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import needs

CHOICES: Final = (
    ("", pgettext_lazy("approvals", "Under way")),
    ("mine", pgettext_lazy("approvals", "For me to sign")),
    ("returned", pgettext_lazy("approvals", "Came back")),
    ("issued", pgettext_lazy("approvals", "Issued")),
    ("all", gettext_lazy("All")),
)


def _kind(row: Approval) -> str:
    return str(rules_of(row.season_unit).approvals[row.kind].label)


COLUMNS: Final = (
    Column(
        "title",
        gettext_lazy("What is signed"),
        sort="title",
        link=lambda row: reverse("office:approval", args=[row.pk]),
        width=56,
    ),
    Column("kind", gettext_lazy("Kind"), sort="kind", value=_kind),
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        width=30,
    ),
    Column(
        "state",
        gettext_lazy("State"),
        sort="state",
        value=lambda row: row.get_state_display(),
        cell="office/_approval_state_cell.html",
        width=24,
    ),
    Column("submitted_by", pgettext_lazy("approval", "Submitted by"), sort="submitted_by"),
    Column(
        "submitted_at",
        pgettext_lazy("approval", "Submitted"),
        sort="submitted_at",
        kind="moment",
    ),
    Column("signer_name", gettext_lazy("Signed by"), sort="signer_name", width=24),
    Column("signed_on", gettext_lazy("Signed on"), sort="signed_on", kind="day"),
    Column("paper_symbol", gettext_lazy("Number and symbol"), sort="paper_symbol"),
)
WORKBOOK: Final = (
    *COLUMNS,
    Column("for_whom", gettext_lazy("For whom, who is away"), width=24),
    Column("recipients", gettext_lazy("Recipients"), width=40),
    Column("number", pgettext_lazy("approval", "Version"), kind="number"),
    Column("issued_at", pgettext_lazy("approval", "Issued"), kind="moment"),
    Column("ended_reason", gettext_lazy("Reason"), width=40),
    Column("digest", gettext_lazy("Digest of the content"), width=66),
)


@require_GET
@needs(Can.READ)
def approvals(request: HttpRequest) -> HttpResponse:
    """The versions of the season in scope, the newest first."""
    account, choice = account_of(request), request.GET.get("kind", "")
    rows = queries.approvals_of(account)
    mine = queries.waiting_for_signature(rows, account, today=clock.today())
    chosen = mine if choice == "mine" else queries.chosen_approvals(rows, choice)
    table = Table(
        request,
        chosen,
        WORKBOOK if request.GET.get("format") == "xlsx" else COLUMNS,
        search=("search_key",),
        order="-submitted_at",
        title=_("Approvals"),
        name="approvals",
        empty=_("Plans, rosters, reports and letters appear here once they are submitted."),
    )
    context = {
        "figures": queries.approval_figures(rows),
        "mine": mine.count(),
        "choices": _choices(request, choice),
    }
    return table.respond("office/approvals.html", context)


def _choices(request: HttpRequest, choice: str) -> list[dict[str, Any]]:
    words = request.GET.get("q", "")
    kept = f"&q={words}" if words else ""
    return [
        {"label": label, "url": f"?kind={key}{kept}", "is_on": key == choice}
        for key, label in CHOICES
    ]


@require_GET
@needs(Can.READ)
def content(request: HttpRequest, approval_id: int) -> HttpResponse:
    """What was frozen in one version as a workbook, a sheet for each part."""
    row = get_object_or_404(queries.approvals_of(account_of(request)), pk=approval_id)
    rule = rules_of(row.season_unit).approvals[row.kind]
    sheets = [
        Sheet(title=str(part.name), heads=[str(part.name)], rows=row.frozen.parts.get(key, []))
        for key, part in rule.parts.items()
    ]
    return sheet_response(sheets, filename=f"{row.subject.replace(':', '-')}-{row.number}.xlsx")
