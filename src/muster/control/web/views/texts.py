"""Short messages about the events of a day: pasted, read line by line, recorded in one act."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from muster.control import services
from muster.control.errors import TooManyTexts
from muster.control.queries.texts import Book, book_of, packs_of
from muster.control.rules import Can
from muster.control.services import TakenTexts
from muster.control.web.typed import uuid_typed
from muster.season.models import Event
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs
from muster.tree.reach import reach_of
from muster.tree.scope import scope


@needs(Can.LOG)
def texts(request: HttpRequest) -> HttpResponse:
    """The box for pasted messages; what was not recorded stays in it, with the reason."""
    on = _on(request)
    context = _page(request, on)
    if request.method != "POST":
        return render(request, "control/texts.html", context)
    try:
        context |= _take(request, context["book"])
    except TooManyTexts as refusal:  # what was pasted stays in the box
        context |= {"pasted": _pasted(request), "refusal": str(refusal)}
        return render(request, "control/texts.html", context, status=TooManyTexts.status)
    return render(request, "control/texts.html", context)


@require_POST
@needs(Can.LOG)
def read(request: HttpRequest) -> HttpResponse:
    """What the messages in the box would record, before they are."""
    book, pasted = _book(request, _on(request)), _pasted(request)
    try:
        lines = services.foresee_texts(pasted, book=book, now=now())
    except TooManyTexts as refusal:  # said under the box, where the answer is looked for
        return render(request, "control/_texts.html", {"refusal": str(refusal)})
    return render(request, "control/_texts.html", {"lines": lines})


def _page(request: HttpRequest, on: date) -> dict[str, Any]:
    book = _book(request, on)
    return {
        "on": on,
        "book": book,
        "packs": packs_of(book),
        "is_today": on == timezone.localdate(now()),
        "most": services.MOST_TEXTS,
        "most_letters": services.MOST_PASTED,
        "token": uuid4(),
    }


def _take(request: HttpRequest, book: Book) -> dict[str, Any]:
    taken = services.take_texts(
        _pasted(request),
        book=book,
        actor=actor_of(request),
        now=now(),
        client_uuid=uuid_typed(request.POST.get("token", "")),
    )
    for said in _said(taken):
        messages.success(request, said)
    return {"pasted": taken.left, "lines": [line for line in taken.lines if line.why]}


def _said(taken: TakenTexts) -> list[str]:
    said = []
    if taken.recorded:
        count = ngettext(
            "%(count)d message recorded", "%(count)d messages recorded", taken.recorded
        )
        number = taken.receipts[0].counter
        said.append(
            _("%(count)s, from number %(number)d on.")
            % {"count": count % {"count": taken.recorded}, "number": number}
        )
    if taken.known:
        known = ngettext(
            "%(count)d message said nothing new.",
            "%(count)d messages said nothing new.",
            taken.known,
        )
        said.append(known % {"count": taken.known})
    return said


def _book(request: HttpRequest, on: date) -> Book:
    """The day's events that the account may write about."""
    writable = reach_of(account_of(request)).by(Can.LOG).season_units("season_unit")
    return book_of(scope(request.user, Event).filter(writable), on=on)


def _on(request: HttpRequest) -> date:
    given = request.POST.get("on", "") or request.GET.get("on", "")
    try:
        return date.fromisoformat(given)
    except ValueError:
        return timezone.localdate(now())


def _pasted(request: HttpRequest) -> str:
    return request.POST.get("text", "")
