"""One handing out: the sheet to sign, receipt, coming back."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.exchange.documents import paper_response
from muster.papers.models import Issue
from muster.papers.queries import copies as queries
from muster.papers.rules import Can
from muster.papers.services import copies as services
from muster.papers.web.copy_files import issue_document
from muster.papers.web.forms import copies as f
from muster.papers.web.views.copies.finding import must_keep, visible_issue
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs

LABELS: Final = {
    "receipt": gettext_lazy("Enter the receipt"),
    "back": pgettext_lazy("copies", "Take back"),
    "missing": pgettext_lazy("copies", "Report as missing"),
}


def _form(row: Issue, key: str, data: Any = None) -> forms.Form:
    if key == "receipt":
        label = _("Where it was signed (sheet, day)")
        return f.HowForm(data, label=label, prefix=key)
    initial = {"numbers": queries.numbers_out(row)}
    form = f.NumbersForm if key == "back" else f.WhyNumbersForm
    return form(data, series=row.series_id, initial=initial, prefix=key)


def _save(request: HttpRequest, row: Issue, key: str, form: Any) -> object:
    typed: Mapping[str, Any] = form.cleaned_data
    said = {
        "actor": actor_of(request),
        "now": clock.now(),
        "client_uuid": typed["client_uuid"],
    }
    if key == "receipt":
        return services.enter_receipt(row, how=typed["how"], **said)
    numbers = form.ranges()
    if key == "back":
        return services.take_back_copies(row.series, numbers=numbers, giver=row, **said)
    how = typed["how"]
    return services.report_missing(row.series, numbers=numbers, how=how, giver=row, **said)


@require_GET
@needs(Can.READ_COPIES)
def one(request: HttpRequest, issue_id: int) -> HttpResponse:
    """The sheet that is signed, and what may be done with its copies."""
    return _page(request, visible_issue(request, issue_id), {})


@require_POST
@needs(Can.KEEP_COPIES)
def act(request: HttpRequest, issue_id: int, action: str) -> HttpResponse:
    """Enter the receipt, take copies back, report some as missing."""
    row = visible_issue(request, issue_id)
    if action not in LABELS:
        raise Http404
    must_keep(request, row.series)
    form = _form(row, action, request.POST)
    status = attempt(form, lambda _typed: _save(request, row, action, form))
    if status:
        return _page(request, row, {action: form}, status=status)
    return redirect("papers:issue", row.pk)


def _page(
    request: HttpRequest, row: Issue, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    may = is_allowed(account_of(request), Can.KEEP_COPIES, row.series)
    keys = [key for key in LABELS if may and _is_open(row, key)]
    context = {
        "issue": row,
        "series": row.series,
        "kind": queries.kind_name(row.series),
        "out": queries.numbers_out(row),
        "days_late": queries.late_issue(row, today=clock.today()),
        "actions": [
            {
                "key": key,
                "action": {"label": LABELS[key]},
                "form": typed.get(key) or _form(row, key),
                "open": key in typed or key == keys[0],
                "url": reverse("papers:act-issue", args=[row.pk, key]),
            }
            for key in keys
        ],
    }
    return render(request, "papers/copies/issue.html", context, status=status)


def _is_open(row: Issue, key: str) -> bool:
    if key == "receipt":
        return row.receipt_at is None
    return bool(getattr(row, "out_count", 0))


@require_GET
@needs(Can.READ_COPIES)
def sheet(request: HttpRequest, issue_id: int) -> HttpResponse:
    """The sheet to sign as a Word file."""
    row = visible_issue(request, issue_id)
    name = f"muster-copies-{row.series_id}-{row.number}"
    return paper_response(request, issue_document(row), name=name)
