from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.bridge.candidates import candidates
from muster.duty.models import Assignment, OpenPlace, Roster, Shift, Vehicle
from muster.duty.queries.naming import day_and_hours, full_name, post_name, vehicle_name
from muster.duty.queries.people import crowd_of, unit_names
from muster.duty.queries.reasons import open_lines, skill_names
from muster.duty.rules import Can
from muster.duty.web.focus import roster_of
from muster.duty.web.forms import StaffForm
from muster.packs import load
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope


@needs(Can.READ_ROSTERS)
def staff(request: HttpRequest, roster_id: int, shift_id: int) -> HttpResponse:
    """One shift of a roster: who stands there, who else could, and why the others cannot."""
    roster = roster_of(request, roster_id)
    shift = _shift(request, shift_id)
    pack = load(roster.season.pack, roster.season.pack_version)
    held = list(
        Assignment.objects.filter(roster=roster, shift=shift).select_related(
            "officer__person", "vehicle"
        )
    )
    places = scope(request.user, OpenPlace).filter(roster=roster, shift=shift)
    people = crowd_of(roster, pack=pack)
    may_assign = roster.state == Roster.State.DRAFT and is_allowed(request.user, Can.ASSIGN, roster)
    others = candidates(roster, shift) if may_assign and not shift.of_vehicles else []
    about = {
        "roster": roster,
        "shift": shift,
        "post": post_name(shift.post),
        "event": shift.post.plan.event,
        "when": day_and_hours(shift.starts_at, shift.ends_at),
        "skills": skill_names(shift.skills, pack=pack),
        "held": [
            (
                row,
                full_name(row.officer.person, pack=pack)
                if row.officer is not None
                else vehicle_name(row.vehicle or Vehicle()),
            )
            for row in held
        ],
        "held_count": len(held),
        "is_full": len(held) >= shift.head_count,
        "open": open_lines(places, pack=pack, names=people.names, units=people.lenders),
        "candidates": others,
        "units": unit_names(one.unit_id for one in others),
        "vehicles": _free_vehicles(roster, shift) if may_assign and shift.of_vehicles else [],
        "may_assign": may_assign,
        "may_draft": is_allowed(request.user, Can.DRAFT, roster),
    }
    return render(request, "duty/staff.html", about)


@require_POST
@needs(Can.ASSIGN)
def assign(request: HttpRequest, roster_id: int, shift_id: int) -> HttpResponse:
    """Put an officer or a vehicle on the shift."""
    roster = roster_of(request, roster_id)
    require(request.user, Can.ASSIGN, roster)
    shift = _shift(request, shift_id)
    form = StaffForm(request.POST)
    form.is_valid()
    version = form.cleaned_data.get("version") or 0
    if form.cleaned_data.get("vehicle"):
        services.assign_vehicle(
            actor_of(request),
            roster_id=roster.pk,
            version=version,
            shift_id=shift.pk,
            vehicle_id=form.cleaned_data["vehicle"],
            now=now(),
        )
    elif form.cleaned_data.get("officer"):
        services.assign(
            actor_of(request),
            roster_id=roster.pk,
            version=version,
            shift_id=shift.pk,
            officer_id=form.cleaned_data["officer"],
            now=now(),
        )
    return redirect("duty:staff", roster.pk, shift.pk)


@require_POST
@needs(Can.ASSIGN)
def unassign(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Take somebody off; the place is open then."""
    row = _assignment(request, assignment_id)
    version = _version(request)
    services.unassign(actor_of(request), assignment_id=row.pk, version=version, now=now())
    return redirect("duty:staff", row.roster_id, row.shift_id)


@require_POST
@needs(Can.ASSIGN)
def lock(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Keep somebody in every search, or let the search decide again."""
    row = _assignment(request, assignment_id)
    services.lock(
        actor_of(request),
        assignment_id=row.pk,
        version=_version(request),
        is_locked=not row.is_locked,
        now=now(),
    )
    return redirect("duty:staff", row.roster_id, row.shift_id)


def _shift(request: HttpRequest, shift_id: int) -> Shift:
    rows = scope(request.user, Shift).select_related("post__plan__event__venue")
    return get_object_or_404(rows, pk=shift_id)


def _assignment(request: HttpRequest, assignment_id: int) -> Assignment:
    rows = scope(request.user, Assignment).select_related("roster__season")
    row = get_object_or_404(rows, pk=assignment_id)
    require(request.user, Can.ASSIGN, row.roster)
    return row


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdigit() else 0


def _free_vehicles(roster: Roster, shift: Shift) -> list[tuple[int, str]]:
    """Vehicles that hold no other post at that time; the service asks every rule."""
    busy = Assignment.objects.filter(
        roster=roster,
        vehicle__isnull=False,
        shift__starts_at__lt=shift.ends_at,
        shift__ends_at__gt=shift.starts_at,
    )
    rows = Vehicle.objects.filter(is_available=True).exclude(pk__in=busy.values("vehicle"))
    return [(row.pk, vehicle_name(row)) for row in rows]
