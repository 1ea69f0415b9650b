"""Entering a paper: it gets its number in the same act."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from muster.office import queries, services
from muster.office.bridge import rule_of as register_rule
from muster.office.bridge import rules_of, written_number
from muster.office.models import Paper, Register
from muster.office.rules import Can
from muster.office.web.forms import papers as f
from muster.packs import Direction
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.permissions import needs, require
from muster.tree.scope import scope

RECENT: Final = 6


@needs(Can.REGISTER)
def add(request: HttpRequest, register_id: int) -> HttpResponse:
    """Enter a paper: it gets the next number in the same act."""
    rows = scope(account_of(request), Register).select_related("season_unit__season")
    register = get_object_or_404(rows, pk=register_id)
    require(account_of(request), Can.REGISTER, register)
    asked = _answered(request, register)
    form = f.PaperForm(
        request.POST or None,
        request.FILES or None,
        register=register,
        initial=_beginning(register, asked),
    )
    made: list[Paper] = []
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda _typed: made.append(_register(request, form, asked)))
        if not status:
            return _registered(request, made[0])
    return render(
        request, "office/add.html", _adding(request, register, form, asked), status=status
    )


def _answered(request: HttpRequest, register: Register) -> Paper | None:
    """The paper that the new one answers, if the address says so."""
    asked = request.GET.get("answers", "")
    if not asked.isdecimal():
        return None
    rows = queries.papers_of(account_of(request), register.season_unit)
    return get_object_or_404(rows, pk=int(asked))


def _beginning(register: Register, asked: Paper | None) -> dict[str, Any]:
    begin: dict[str, Any] = {"registered_on": clock.today()}
    if register.direction == Direction.OUTGOING:
        begin["dated_on"] = clock.today()
        begin["kind"] = next(iter(rules_of(register.season_unit).paper_kinds), "")
    if asked is not None:
        begin["correspondent"] = asked.correspondent
        begin["abstract"] = _("Reply to %(symbol)s") % {"symbol": asked}
    return begin


def _register(request: HttpRequest, form: f.PaperForm, asked: Paper | None) -> Paper:
    scan = form.cleaned_data["scan"]
    return services.register_paper(
        form.register,
        actor=actor_of(request),
        now=clock.now(),
        draft=form.draft(answers_id=asked.pk if asked else None),
        scan=scan,
        scan_name=scan.name if scan else "",
        client_uuid=form.cleaned_data["client_uuid"],
    )


def _registered(request: HttpRequest, made: Paper) -> HttpResponse:
    messages.success(request, _("%(symbol)s is entered.") % {"symbol": made})
    if "another" in request.POST:
        return redirect("office:add", made.volume.register_id)
    return redirect("office:paper", made.pk)


def _adding(
    request: HttpRequest, register: Register, form: f.PaperForm, asked: Paper | None
) -> dict[str, Any]:
    rows = queries.papers_of(account_of(request), register.season_unit)
    same = rows.filter(volume__register=register)
    volume = register.volumes.filter(closed_at=None).first()
    return {
        "form": form,
        "register": register,
        "asked": asked,
        "next_number": written_number(volume.last_number + 1, register_rule(register))
        if volume
        else "",
        "volume": volume,
        "recent": same.order_by("-pk")[:RECENT],
        "goes_out": register.direction == Direction.OUTGOING,
        "known": _known(rows, same),
        "needed": [form[name] for name in NEEDED if name in form.fields],
        "further": [form[name] for name in FURTHER if name in form.fields],
        "hidden": form.hidden_fields(),
    }


NEEDED: Final = (
    "kind",
    "symbol",
    "correspondent",
    "abstract",
    "dated_on",
    "registered_on",
    "holder",
    "due_on",
)
FURTHER: Final = ("grade", "signer", "authority", "copies", "note", "number", "scan", "again")


def _known(rows: Any, same: Any) -> dict[str, list[str]]:
    return {
        "known-correspondents": queries.known(same, "correspondent"),
        "known-holders": queries.known(rows, "holder"),
        "known-signers": queries.known(same, "signer"),
    }
