"""One visit: planned, changed, held, concluded under a number."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from muster.exchange.documents import document_response
from muster.office.models import Task
from muster.office.queries import happened, own_unit, registers_of, tasks_of
from muster.office.rules import Can as OfficeCan
from muster.office.web.forms.conclusions import ConclusionsForm
from muster.packs import Direction
from muster.papers.bridge import rules_of
from muster.papers.models import AppraisalVisit
from muster.papers.queries.appraisals import visits as queries
from muster.papers.queries.appraisals.teams import appraisers_near
from muster.papers.rules import Can
from muster.papers.services import visits as services
from muster.papers.web.forms import visits as f
from muster.papers.web.visit_file import visit_document
from muster.season.models import SeasonUnit
from muster.season.registry.vehicles import free_vehicles
from muster.season.web.views.answers import attempt, visible_congress
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.clock import day_of
from muster.tree.permissions import is_allowed, needs, require

KNOWN: Final = 200
Typed = Mapping[str, forms.Form]


def visible_visit(request: HttpRequest, visit_id: int) -> AppraisalVisit:
    """The visit of the address, or 404 for those who may not see it."""
    return get_object_or_404(queries.visits_of(account_of(request)), pk=visit_id)


@needs(Can.VISIT)
def plan(request: HttpRequest, congress_id: int) -> HttpResponse:
    """Plan a visit of one's own unit about a congress."""
    congress = visible_congress(request, congress_id)
    unit = own_unit(account_of(request))
    if unit is None:
        raise Http404
    require(account_of(request), Can.VISIT, unit)
    begin = {"day": clock.today(), "place": congress.season_unit.name}
    form = f.VisitForm(request.POST or None, pack=rules_of(unit), initial=begin)
    made: list[AppraisalVisit] = []

    def save(typed: Mapping[str, Any]) -> object:
        row = services.plan_visit(
            unit,
            actor=actor_of(request),
            now=clock.now(),
            draft=form.draft(congress),
            client_uuid=typed["client_uuid"],
        )
        made.append(row)
        return row

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:visit", made[0].pk)
    frame = {
        "title": _("Plan a visit"),
        "about": congress.season_unit.name,
        "back": reverse("congress:one", args=[congress.pk]),
    }
    return _form_page(request, form, unit, frame, status)


@needs(Can.VISIT)
def change(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Another hour, place, lead, car, or others who go along."""
    row = visible_visit(request, visit_id)
    require(account_of(request), Can.VISIT, row.season_unit)
    form = f.ChangeVisitForm(
        request.POST or None, pack=rules_of(row.season_unit), initial=f.begun_with(row)
    )

    def save(typed: Mapping[str, Any]) -> object:
        return services.change_visit(
            row,
            actor=actor_of(request),
            now=clock.now(),
            version=typed["version"],
            draft=form.draft(row.congress),
            client_uuid=typed["client_uuid"],
        )

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return redirect("papers:visit", row.pk)
    frame = {
        "title": _("Change the visit"),
        "about": row.congress.season_unit.name,
        "back": reverse("papers:visit", args=[row.pk]),
    }
    return _form_page(request, form, row.season_unit, frame, status)


def _form_page(
    request: HttpRequest,
    form: f.VisitForm,
    unit: SeasonUnit,
    frame: Mapping[str, Any],
    status: int,
) -> HttpResponse:
    rows = queries.visits_of(account_of(request))
    places = rows.exclude(place="").values_list("place", flat=True).order_by("place").distinct()
    known = {
        "known-staff": appraisers_near(unit)[:KNOWN],
        "known-places": list(places[:KNOWN]),
        "known-cars": _cars(form, unit),
    }
    context = {"form": form, "known": known, "button": _("Save"), **frame}
    return render(request, "office/form.html", context, status=status)


def _cars(form: f.VisitForm, unit: SeasonUnit) -> list[str]:
    """Vehicles that are free on the day that the form shows; all day long, to be careful."""
    day = form.initial.get("day") or clock.today()
    starts_at = timezone.make_aware(
        datetime.combine(day, time.min), timezone.get_default_timezone()
    )
    return free_vehicles(unit, starts_at, starts_at + timedelta(days=1))


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The visit's page."""
    return _page(request, visible_visit(request, visit_id), {})


@require_GET
@needs(Can.READ)
def word(request: HttpRequest, visit_id: int) -> HttpResponse:
    """The minutes as a Word file: a draft for those who visited, for all once numbered."""
    row = visible_visit(request, visit_id)
    if row.paper_id is None:
        require(account_of(request), Can.READ, row.season_unit)
    written = visit_document(row, _tasks(request, row))
    return document_response(written, name=f"visit-{row.pk}")


def _page(
    request: HttpRequest, row: AppraisalVisit, typed: Typed, status: int = 200
) -> HttpResponse:
    account = account_of(request)
    may = not row.is_cancelled and is_allowed(account, Can.VISIT, row.season_unit)
    begun = row.starts_at <= clock.now()
    registers = registers_of(account, row.season_unit).filter(direction=Direction.OUTGOING)
    may_order = may and begun and is_allowed(account, OfficeCan.INSTRUCT, row.season_unit)
    may_number = (
        may
        and bool(row.conclusion)
        and row.paper_id is None
        and is_allowed(account, OfficeCan.REGISTER, row.season_unit)
    )
    beside = is_allowed(account, Can.READ, row.season_unit)
    context = {
        "visit": row,
        # a draft of the minutes stays with those who visited
        "shows_minutes": beside or row.paper_id is not None,
        "kind": queries.visit_kind(row),
        "members": row.members.select_related("person").order_by("person__sort_key"),
        "begun": begun,
        "over": row.ends_at < clock.now(),
        "may": may,
        "minutes": (
            typed.get("minutes") or f.MinutesForm(prefix="minutes", initial=_minutes_of(row))
        )
        if may and begun and row.paper_id is None
        else None,
        "points": (
            typed.get("points") or ConclusionsForm(prefix="points", held_on=day_of(row.starts_at))
        )
        if may_order
        else None,
        "tasks": _tasks(request, row),
        "number": (
            typed.get("number")
            or f.NumberForm(prefix="number", registers=registers, initial=_number_of(row))
        )
        if may_number and registers.exists()
        else None,
        "lacks_register": may_number and not registers.exists(),
        "cancel": typed.get("cancel")
        or f.CancelVisitForm(prefix="cancel", initial={"version": row.version}),
        "opened": set(typed),
        "happened": happened(f"visit:{row.pk}", queries.VISIT_WORDS) if beside else [],
    }
    return render(request, "papers/visits/visit.html", context, status=status)


def _tasks(request: HttpRequest, row: AppraisalVisit) -> list[Task]:
    """What points of the visit became, as far as the reader may see it."""
    if row.instruction_id is None:
        return []
    rows = tasks_of(account_of(request), today=clock.today())
    return list(rows.filter(instruction=row.instruction_id).order_by("due_on", "pk"))


def _minutes_of(row: AppraisalVisit) -> dict[str, Any]:
    return {"version": row.version, "findings": row.findings, "conclusion": row.conclusion}


def _number_of(row: AppraisalVisit) -> dict[str, Any]:
    return {"version": row.version, "signer": row.lead, "dated_on": clock.today()}


@require_POST
@needs(Can.VISIT)
def minutes(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Write what was seen and concluded."""
    row = visible_visit(request, visit_id)
    require(account_of(request), Can.VISIT, row.season_unit)
    form = f.MinutesForm(request.POST, prefix="minutes")
    return _answer(
        request,
        row,
        "minutes",
        form,
        lambda typed: services.record_visit(row, actor=actor_of(request), now=clock.now(), **typed),
    )


@require_POST
@needs(Can.VISIT)
def order(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Turn the typed points into tasks; a refusal keeps every line as it was typed."""
    row = visible_visit(request, visit_id)
    require(account_of(request), Can.VISIT, row.season_unit)
    require(account_of(request), OfficeCan.INSTRUCT, row.season_unit)
    form = ConclusionsForm(request.POST, prefix="points", held_on=day_of(row.starts_at))
    return _answer(
        request,
        row,
        "points",
        form,
        lambda typed: services.order_from(
            row,
            actor=actor_of(request),
            now=clock.now(),
            lines=form.orders(),
            client_uuid=typed["client_uuid"],
        ),
    )


@require_POST
@needs(Can.VISIT)
def number(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Enter the conclusion under the next number of an outgoing register."""
    row = visible_visit(request, visit_id)
    require(account_of(request), Can.VISIT, row.season_unit)
    require(account_of(request), OfficeCan.REGISTER, row.season_unit)
    registers = registers_of(account_of(request), row.season_unit)
    form = f.NumberForm(
        request.POST,
        prefix="number",
        registers=registers.filter(direction=Direction.OUTGOING),
    )
    return _answer(
        request,
        row,
        "number",
        form,
        lambda typed: services.number_conclusion(
            row, actor=actor_of(request), now=clock.now(), **typed
        ),
    )


@require_POST
@needs(Can.VISIT)
def cancel(request: HttpRequest, visit_id: int) -> HttpResponse:
    """It does not take place."""
    row = visible_visit(request, visit_id)
    require(account_of(request), Can.VISIT, row.season_unit)
    form = f.CancelVisitForm(request.POST, prefix="cancel")
    return _answer(
        request,
        row,
        "cancel",
        form,
        lambda typed: services.cancel_visit(row, actor=actor_of(request), now=clock.now(), **typed),
    )


def _answer(
    request: HttpRequest,
    row: AppraisalVisit,
    key: str,
    form: forms.Form,
    save: Callable[[Mapping[str, Any]], object],
) -> HttpResponse:
    status = attempt(form, save)
    if status:
        return _page(request, row, {key: form}, status=status)
    return redirect("papers:visit", row.pk)
