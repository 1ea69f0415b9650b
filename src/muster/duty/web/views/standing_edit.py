"""What a standing roster is made of: its staff, the cover wanted, one day by hand."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.duty import services
from muster.duty.models import Officer, StandingRoster
from muster.duty.queries.standing import sheet_of, weights_of
from muster.duty.queries.standing_shifts import (
    kind_of,
    pack_of,
    shifts_of_post,
    units_below,
)
from muster.duty.rules import Can
from muster.duty.services.quotas import officers_by_number
from muster.duty.web.forms import VersionForm
from muster.duty.web.forms_standing import PlaceForm, StaffForm
from muster.duty.web.views.standing import (
    posted_version,
    span_of_days,
    standing_may,
    standing_roster_of,
)
from muster.tree.actors import actor_of
from muster.tree.clock import now
from muster.tree.permissions import needs, require
from muster.tree.scope import scope

MOST_NEEDED = 500
FORCE_SHOWN = 200
HOUR_MIN = 60


@needs(Can.READ_ROSTERS)
def standing_staff(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Who serves at the post and in which group; officers are added by their numbers."""
    roster = standing_roster_of(request, roster_id)
    pack = pack_of(roster)
    groups = {
        key: str(pack.standing_groups[key].name) for key in kind_of(roster.post, pack=pack).groups
    }
    form = StaffForm(request.POST or None, groups=groups, initial={"version": roster.version})
    if request.method == "POST" and form.is_valid():
        require(request.user, Can.DRAFT, roster.post.season)
        wanted = _wanted_staff(request, roster)
        numbers = [*_words(form.cleaned_data["numbers"]), *request.POST.getlist("add")]
        known = officers_by_number(numbers)
        unknown = sorted(set(numbers) - known.keys())
        if unknown:
            form.add_error("numbers", _("Nobody has: %(who)s") % {"who": ", ".join(unknown[:10])})
        else:
            added = dict.fromkeys(known.values(), form.cleaned_data["group"])
            services.set_staff(
                actor_of(request),
                roster_id=roster.pk,
                version=form.cleaned_data["version"],
                groups={**added, **wanted},
                now=now(),
            )
            return redirect("duty:standing_staff", roster.pk)
    members = roster.members.select_related("officer__person")
    free = scope(request.user, Officer).filter(
        unit__in=units_below(roster), is_available=True, person__is_active=True
    )
    about = {
        **standing_head(request, roster),
        "members": members,
        "groups": groups,
        "limits": [
            (one, one.min_minutes_week / HOUR_MIN, one.max_minutes_week / HOUR_MIN)
            for one in (pack.standing_groups[key] for key in groups)
        ],
        "form": form,
        "force": free.exclude(pk__in=members.values("officer"))
        .select_related("person")
        .order_by("person__sort_key")[:FORCE_SHOWN],
    }
    status = 422 if form.is_bound else 200
    return render(request, "duty/standing_staff.html", about, status=status)


@needs(Can.READ_ROSTERS)
def standing_cover(request: HttpRequest, roster_id: int) -> HttpResponse:
    """How many are wanted on each shift of each day, and what a miss weighs."""
    roster = standing_roster_of(request, roster_id)
    shifts = shifts_of_post(roster, pack=pack_of(roster))
    if request.method == "POST":
        require(request.user, Can.DRAFT, roster.post.season)
        needs_ = [
            need
            for shift in shifts
            for day in roster.dates
            for need in _need(request, shift.key, day)
        ]
        services.set_cover(
            actor_of(request),
            roster_id=roster.pk,
            version=posted_version(request),
            needs=needs_,
            now=now(),
        )
        messages.success(request, _("The cover wanted is stored."))
        return redirect("duty:standing", roster.pk)
    known = {(row.shift, row.day): row.need for row in roster.needs.all()}
    weights = weights_of(roster)
    about = {
        **standing_head(request, roster),
        "rows": [
            {
                "shift": shift,
                "under": weights[shift.key][0],
                "over": weights[shift.key][1],
                "cells": [(day, known.get((shift.key, day), 0)) for day in roster.dates],
            }
            for shift in shifts
        ],
        "heads": sheet_of(roster).heads,
    }
    return render(request, "duty/standing_cover.html", about)


@require_POST
@needs(Can.ASSIGN)
def place(request: HttpRequest, roster_id: int) -> HttpResponse:
    """Put one officer on a shift of one day, or off it."""
    roster = standing_roster_of(request, roster_id)
    require(request.user, Can.ASSIGN, roster.post.season)
    form = PlaceForm(request.POST)
    if form.is_valid():
        services.set_duty(
            actor_of(request),
            roster_id=roster.pk,
            version=form.cleaned_data["version"],
            officer_id=form.cleaned_data["officer"],
            day=form.cleaned_data["day"],
            shift=form.cleaned_data["shift"],
            now=now(),
        )
    return redirect(reverse("duty:standing", args=[roster.pk]) + "#sheet")


def standing_head(request: HttpRequest, roster: StandingRoster) -> dict[str, Any]:
    """What every page below a standing roster opens with."""
    return {
        "roster": roster,
        "post": roster.post,
        "days": span_of_days(roster),
        "version_form": VersionForm(initial={"version": roster.version}),
        **standing_may(request, roster),
    }


def _wanted_staff(request: HttpRequest, roster: StandingRoster) -> dict[int, str]:
    """The groups of those on the staff as the page has them; an empty group takes off."""
    found = {}
    for officer_id, group in roster.members.values_list("officer", "group"):
        asked = request.POST.get(f"group-{officer_id}", group)
        if asked:
            found[officer_id] = asked
    return found


def _need(request: HttpRequest, shift: str, day: date) -> list[services.Need]:
    typed = [
        request.POST.get(name, "").strip()
        for name in (f"need-{shift}-{day.isoformat()}", f"under-{shift}", f"over-{shift}")
    ]
    if not all(text.isdecimal() and int(text) <= MOST_NEEDED for text in typed):
        return []
    need, under, over = (int(text) for text in typed)
    return [
        services.Need(day=day, shift=shift, need=need, weight_under=max(1, under), weight_over=over)
    ]


def _words(text: str) -> list[str]:
    return [part for part in text.replace(";", " ").replace(",", " ").split() if part]
