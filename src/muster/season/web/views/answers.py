"""Answering a form: show it, or save it and go on; a refusal keeps what was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError
from muster.season.models import Congress
from muster.tree.actors import account_of
from muster.tree.scope import scope

SAVE = _("Save")


def answer(
    request: HttpRequest,
    form: Form,
    *,
    save: Callable[[Mapping[str, Any]], object],
    back: str,
    template: str = "season/form.html",
    **context: Any,
) -> HttpResponse:
    """Show *form*, or hand its data to *save* and go *back*."""
    status = 200
    if request.method == "POST":
        status = attempt(form, save)
        if not status:
            return redirect(back)
    shown = {"form": form, "back": back, "button": SAVE, **context}
    return render(request, template, shown, status=status)


def attempt(form: Form, save: Callable[[Mapping[str, Any]], object]) -> int:
    """Save what was typed: 0 if that worked, else the status to answer with."""
    if not form.is_valid():
        return 422
    try:
        save(form.cleaned_data)
    except DomainError as refused:
        form.add_error(None, str(refused))
        return refused.status
    return 0


def visible_congress(request: HttpRequest, congress_id: int) -> Congress:
    """The congress of the address, or 404 for those who may not see it."""
    rows = scope(account_of(request), Congress).select_related("season_unit__parent", "season")
    return get_object_or_404(rows, pk=congress_id, cancelled_at=None)
