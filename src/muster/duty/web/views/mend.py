"""A published roster that no longer holds: who is hit, who could step in, one click to take."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.bridge.errands import Aim, Effort
from muster.duty.bridge.standins import stand_ins
from muster.duty.models import Officer, Roster, Shift
from muster.duty.queries.hurt import hurts_of, new_places
from muster.duty.queries.naming import day_and_hours, full_name, post_name
from muster.duty.queries.people import crowd_of
from muster.duty.queries.reasons import open_lines
from muster.duty.rules import Can
from muster.duty.services.mending import Exchange, mending_draft
from muster.duty.web.focus import roster_of
from muster.duty.web.forms import AbsenceForm, SubstituteForm
from muster.duty.web.views.rosters import changed_lines, days_of
from muster.duty.web.views.solving import job_about
from muster.errors import DomainError
from muster.packs import Pack, load
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope

MEND_SECONDS = 30
NEW_SHOWN = 12


@needs(Can.READ_ROSTERS)
def mend(request: HttpRequest, roster_id: int) -> HttpResponse:
    """What no longer holds, who could step in, and the draft that mends it."""
    roster = roster_of(request, roster_id)
    pack = _pack(roster)
    draft = mending_draft(roster)
    hurts = hurts_of(roster, draft=draft, pack=pack)
    base = draft or roster
    people = crowd_of(base, pack=pack)
    places = new_places(base).exclude(shift__in=[hurt.shift.pk for hurt in hurts])
    about: dict[str, Any] = {
        "roster": roster,
        "days": days_of(roster),
        "draft": draft,
        "hurts": hurts,
        "left": sum(1 for hurt in hurts if not (hurt.is_gone or hurt.takers)),
        "places": open_lines(
            places, pack=pack, names=people.names, units=people.lenders, limit=NEW_SHOWN
        ),
        "lines": changed_lines(draft, roster) if draft is not None else [],
        "form": _absence_form(request, roster, pack),
        "is_published": roster.state == Roster.State.PUBLISHED,
        "may_draft": is_allowed(request.user, Can.DRAFT, roster),
        "may_assign": is_allowed(request.user, Can.ASSIGN, roster),
        "may_publish": is_allowed(request.user, Can.PUBLISH, roster),
        "may_change_force": is_allowed(request.user, Can.CHANGE_FORCE, roster),
        **(job_about(draft) if draft is not None else {"job": None}),
    }
    return render(request, "duty/mend.html", about)


@needs(Can.READ_ROSTERS)
def panel(request: HttpRequest, roster_id: int) -> HttpResponse:
    """The progress of the search that mends, alone."""
    roster = roster_of(request, roster_id)
    draft = mending_draft(roster)
    about = job_about(draft, ended=True) if draft is not None else {"job": None}
    if about["job"] is None:
        raise Http404
    return render(request, "duty/_mending.html", {"roster": roster, "draft": draft, **about})


@require_POST
@needs(Can.CHANGE_FORCE)
def report(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Enter that an officer is away; the page then shows which duties that hits."""
    roster = roster_of(request, roster_id)
    pack = _pack(roster)
    form = _absence_form(request, roster, pack)
    if form.is_valid():
        officer = form.who
        require(request.user, Can.CHANGE_FORCE, officer)
        try:
            services.report_absence(
                actor_of(request),
                officer=officer,
                kind=form.cleaned_data["kind"],
                starts_at=form.cleaned_data["starts_at"],
                ends_at=form.cleaned_data["ends_at"],
                pack=pack,
                now=now(),
            )
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            who = full_name(officer.person, pack=pack)
            messages.success(request, _("%(who)s is noted as away.") % {"who": who})
            return redirect("duty:mend", roster.pk)
    about = {"roster": roster, "form": form}
    return render(request, "duty/absence.html", about, status=422)


@require_POST
@needs(Can.DRAFT)
def by_search(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Let the search mend it with the fewest changes, in the mending draft."""
    roster = roster_of(request, roster_id)
    require(request.user, Can.DRAFT, roster)
    actor = actor_of(request)
    draft = services.mend(actor, roster=roster, now=now())
    effort = Effort(aim=Aim.MEND, seconds=MEND_SECONDS)
    services.start_solving(actor, roster=draft, effort=effort, now=now())
    return redirect("duty:mend", roster.pk)


@needs(Can.ASSIGN)
def substitutes(request: HttpRequest, roster_id: int, shift_id: int) -> HttpResponse:
    """The five best for one place, each with what taking them would mean."""
    roster = roster_of(request, roster_id)
    require(request.user, Can.ASSIGN, roster)
    if roster.state != Roster.State.PUBLISHED:
        raise Http404
    shift = _shift(request, shift_id)
    asked = request.GET.get("instead", "")
    pack = _pack(roster)
    lost = scope(request.user, Officer).filter(pk=asked).first() if asked.isdigit() else None
    base = mending_draft(roster) or roster
    about = {
        "roster": roster,
        "shift": shift,
        "post": post_name(shift.post),
        "event": shift.post.plan.event,
        "when": day_and_hours(shift.starts_at, shift.ends_at),
        "lost": full_name(lost.person, pack=pack) if lost is not None else "",
        "found": stand_ins(base, shift, instead_of=lost.pk if lost else None, pack=pack),
        "limit_h": pack.duty.max_minutes_week / 60,
    }
    return render(request, "duty/substitutes.html", about)


@require_POST
@needs(Can.ASSIGN)
def take(request: HttpRequest, roster_id: int, shift_id: int) -> HttpResponse:
    """Take one substitute into the mending draft."""
    roster = roster_of(request, roster_id)
    require(request.user, Can.ASSIGN, roster)
    shift = _shift(request, shift_id)
    form = SubstituteForm(request.POST)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    exchange = None
    if asked["leaves"] and asked["taker"]:
        exchange = Exchange(shift_id=asked["leaves"], officer_id=asked["taker"])
    draft = services.take_substitute(
        actor_of(request),
        roster=roster,
        shift_id=shift.pk,
        officer_id=asked["officer"],
        exchange=exchange,
        now=now(),
    )
    messages.success(
        request,
        _("Noted in draft %(number)s; it holds from its publication.") % {"number": draft.number},
    )
    return redirect("duty:mend", roster.pk)


def _absence_form(request: HttpRequest, roster: Roster, pack: Pack) -> AbsenceForm:
    people = Officer.objects.filter(assignments__roster=roster).distinct()
    return AbsenceForm(
        request.POST if request.method == "POST" else None,
        initial={"officer": request.GET.get("officer", "")},
        officers=people.select_related("person").order_by("person__sort_key"),
        pack=pack,
        moment=now(),
    )


def _shift(request: HttpRequest, shift_id: int) -> Shift:
    rows = scope(request.user, Shift).select_related("post__plan__event__venue")
    return get_object_or_404(rows, pk=shift_id)


def _pack(roster: Roster) -> Pack:
    return load(roster.season.pack, roster.season.pack_version)
