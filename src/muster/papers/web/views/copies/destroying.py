"""Minutes of destruction: read, signed here, entered from paper, withdrawn."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.exchange.documents import paper_response
from muster.office.queries.staff import staff_named
from muster.papers.models import Destruction
from muster.papers.queries import copies as queries
from muster.papers.rules import Can
from muster.papers.services import copies as services
from muster.papers.web.copy_files import destruction_document
from muster.papers.web.forms import copies as f
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import is_allowed, needs, require

LABELS: Final = {
    "sign": gettext_lazy("Sign"),
    "paper": gettext_lazy("Enter a signature on paper"),
    "withdraw": gettext_lazy("Withdraw the minutes"),
}
PERMISSIONS: Final = {
    "sign": Can.SIGN_DESTRUCTION,
    "paper": Can.KEEP_COPIES,
    "withdraw": Can.KEEP_COPIES,
}


def _visible(request: HttpRequest, destruction_id: int) -> Destruction:
    return get_object_or_404(queries.destructions_of(account_of(request)), pk=destruction_id)


@require_GET
@needs(Can.READ_COPIES)
def one(request: HttpRequest, destruction_id: int) -> HttpResponse:
    """The minutes as they are signed."""
    return _page(request, _visible(request, destruction_id), {})


@require_POST
@needs(Can.READ_COPIES)
def act(request: HttpRequest, destruction_id: int, action: str) -> HttpResponse:
    """Sign, enter a signature on paper, or withdraw."""
    row = _visible(request, destruction_id)
    if action not in LABELS:
        raise Http404
    require(account_of(request), PERMISSIONS[action], row.series)
    form = _form(action, request.POST)
    status = attempt(form, lambda typed: _save(request, row, action, typed))
    if status:
        return _page(request, row, {action: form}, status=status)
    return redirect("papers:destruction", row.pk)


def _form(key: str, data: Any = None) -> forms.Form:
    if key == "sign":
        return f.SignForm(data, prefix=key)
    if key == "paper":
        return f.PaperSignatureForm(data, prefix=key)
    return f.HowForm(data, label=_("Reason"), prefix=key)


def _save(request: HttpRequest, row: Destruction, action: str, typed: Mapping[str, Any]) -> object:
    said = {"actor": actor_of(request), "now": clock.now(), "client_uuid": typed["client_uuid"]}
    if action == "sign":
        return services.sign_destruction(row, **said)
    if action == "withdraw":
        return services.withdraw_destruction(row, reason=typed["how"], **said)
    person = staff_named(row.series.season_unit, typed["name"])
    name = person.name if person is not None else typed["name"]
    return services.sign_destruction_on_paper(row, name=name, person=person, **said)


def _page(
    request: HttpRequest, row: Destruction, typed: Mapping[str, forms.Form], status: int = 200
) -> HttpResponse:
    account = account_of(request)
    keys = [
        key for key in LABELS if row.is_drawn and is_allowed(account, PERMISSIONS[key], row.series)
    ]
    context = {
        "minutes": row,
        "series": row.series,
        "kind": queries.kind_name(row.series),
        "signatures": list(row.signatures.all()),
        "actions": [
            {
                "key": key,
                "action": {
                    "label": LABELS[key],
                    "css": "btn btn-primary" if key == "sign" else "btn",
                },
                "form": typed.get(key) or _form(key),
                "open": key in typed,
                "url": reverse("papers:act-destruction", args=[row.pk, key]),
            }
            for key in keys
        ],
    }
    return render(request, "papers/copies/destruction.html", context, status=status)


@require_GET
@needs(Can.READ_COPIES)
def minutes(request: HttpRequest, destruction_id: int) -> HttpResponse:
    """The minutes as a Word file."""
    row = _visible(request, destruction_id)
    name = f"muster-copies-{row.series_id}-destruction-{row.number}"
    return paper_response(request, destruction_document(row), name=name)
