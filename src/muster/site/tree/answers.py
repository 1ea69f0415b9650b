"""One way to answer a form: show it, or do what it asks; a refusal keeps what was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from muster.errors import DomainError
from muster.site.tree.words import words_in_focus
from muster.tree.actors import account_of


def about(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every form of these pages is made from."""
    data = request.POST if request.method == "POST" else None
    return {"data": data, "account": account_of(request), "words": words_in_focus(), **more}


def answer(
    request: HttpRequest,
    form: forms.Form,
    *,
    do: Callable[[], Any],
    title: str,
    back: str,
    text: str = "",
    button: str = "",
    then: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """Show *form*; when it is sent and fits, *do* it and go on to *then* (or *back*)."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done = do()
        except DomainError as refused:
            form.add_error(None, str(refused))
            status = refused.status
        else:
            return redirect(then(done) if then else back)
    context = {"form": form, "title": title, "back": back, "text": text, "button": button}
    return render(request, "tree/form.html", context, status=status)
