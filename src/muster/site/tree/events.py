"""What happens to units: one form each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.site.tree import forms
from muster.site.tree.answers import about, answer
from muster.site.tree.units import page_of, visible
from muster.site.tree.words import words_in_focus
from muster.tree import clock, queries, services
from muster.tree.actors import actor_of
from muster.tree.models import Unit, UnitVersion
from muster.tree.permissions import needs, require
from muster.tree.rules import Can


@needs(Can.FOUND_ROOTS)
def found(request: HttpRequest) -> HttpResponse:
    """Found a unit without a parent: the root of a tree, which the founder then keeps."""
    form = forms.NewUnitForm(**about(request, initial=_today()))
    return answer(
        request,
        form,
        do=lambda: services.found_root(
            actor_of(request), unit=form.unit(), now=clock.now(), **_decision(form)
        ),
        title=_("Found a unit with none above it"),
        back=reverse("tree:units"),
        then=lambda unit: page_of(unit.pk),
    )


@needs(Can.CHANGE_UNITS)
def found_below(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Found a unit below this one."""
    parent, version = _changeable(request, unit_id)
    form = forms.NewUnitForm(**about(request, initial=_today()))
    return answer(
        request,
        form,
        do=lambda: _found(request, form, parent),
        title=_("Found a unit below %(unit)s") % {"unit": version.name},
        back=page_of(unit_id),
        then=lambda unit: page_of(unit.pk),
    )


def _found(request: HttpRequest, form: forms.NewUnitForm, parent: Unit) -> Unit:
    return services.found(
        actor_of(request),
        unit=form.unit(),
        parents={words_in_focus().season_edge: parent.pk},
        now=clock.now(),
        **_decision(form),
    )


@needs(Can.CHANGE_UNITS)
def rename(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Another name or code from a day on."""
    _unit, version = _changeable(request, unit_id)
    names = {name: getattr(version, name) for name in ("name", "short_name", "code")}
    form = forms.RenameForm(**about(request, initial=_today() | names))
    return answer(
        request,
        form,
        do=lambda: services.rename(
            actor_of(request),
            unit_id=unit_id,
            now=clock.now(),
            **{name: form.cleaned_data[name] for name in names},
            **_decision(form),
        ),
        title=_("Rename %(unit)s") % {"unit": version.name},
        text=_("Until the day before, the old name stays what it was called."),
        back=page_of(unit_id),
    )


@needs(Can.CHANGE_UNITS)
def move(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Another unit above, with everything below."""
    _unit, version = _changeable(request, unit_id)
    initial = _today() | {"edge": words_in_focus().season_edge}
    form = forms.MoveForm(**about(request, initial=initial))

    def do() -> Any:
        parent = form.cleaned_data["parent"]
        require(request.user, Can.CHANGE_UNITS, parent)
        return services.move(
            actor_of(request),
            unit_id=unit_id,
            parent_id=parent.pk,
            kind=form.cleaned_data["edge"],
            now=clock.now(),
            **_decision(form),
        )

    return answer(
        request,
        form,
        do=do,
        title=_("Move %(unit)s") % {"unit": version.name},
        text=_("What stands below it moves along. Frozen seasons do not change."),
        back=page_of(unit_id),
        then=lambda _edge: reverse("tree:units"),
    )


@needs(Can.CHANGE_UNITS)
def change_tier(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Another tier from a day on."""
    _unit, version = _changeable(request, unit_id)
    form = forms.TierForm(**about(request, initial=_today() | {"tier": version.tier}))
    return answer(
        request,
        form,
        do=lambda: services.change_tier(
            actor_of(request),
            unit_id=unit_id,
            tier=form.cleaned_data["tier"],
            now=clock.now(),
            **_decision(form),
        ),
        title=_("Change the tier of %(unit)s") % {"unit": version.name},
        back=page_of(unit_id),
    )


@needs(Can.CHANGE_UNITS)
def merge(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Let the unit go up in another one."""
    _unit, version = _changeable(request, unit_id)
    form = forms.MergeForm(**about(request, initial=_today()))

    def do() -> Any:
        into = form.cleaned_data["into"]
        require(request.user, Can.CHANGE_UNITS, into)
        return services.merge(
            actor_of(request),
            unit_ids=[unit_id],
            into_id=into.pk,
            now=clock.now(),
            **_decision(form),
        )

    return answer(
        request,
        form,
        do=do,
        title=_("Merge %(unit)s into another unit") % {"unit": version.name},
        text=_("What stands below it and its persons go to the other unit."),
        back=page_of(unit_id),
    )


@needs(Can.CHANGE_UNITS)
def split(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Let parts take the unit's place."""
    unit, version = _changeable(request, unit_id)
    ids = unit.child_edges.filter(valid_to=None).values("child")
    below = queries.named_units(Unit.objects.filter(pk__in=ids), day=clock.today())
    children = [(one.pk, one.name) for one in below]
    form = forms.SplitForm(**about(request, initial=_today(), version=version, children=children))
    return answer(
        request,
        form,
        do=lambda: services.split(
            actor_of(request),
            unit_id=unit_id,
            parts=form.split(),
            now=clock.now(),
            **_decision(form),
        ),
        title=_("Split %(unit)s") % {"unit": version.name},
        text=_("Persons go with the first part and can be moved afterwards."),
        back=page_of(unit_id),
    )


@needs(Can.CHANGE_UNITS)
def dissolve(request: HttpRequest, unit_id: int) -> HttpResponse:
    """End the unit."""
    _unit, version = _changeable(request, unit_id)
    form = forms.DecisionForm(**about(request, initial=_today()))
    return answer(
        request,
        form,
        do=lambda: services.dissolve(
            actor_of(request), unit_id=unit_id, now=clock.now(), **_decision(form)
        ),
        title=_("Dissolve %(unit)s") % {"unit": version.name},
        back=page_of(unit_id),
    )


@needs(Can.CHANGE_ACCOUNTS)
def close(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Let no grant from above reach the unit, or let them again."""
    unit = visible(request, unit_id)
    require(request.user, Can.CHANGE_ACCOUNTS, unit)
    name = queries.history_of(unit.pk)[0].name
    form = forms.ReasonForm(**about(request))
    service = services.open_up if unit.is_closed else services.close
    title = _("Open %(unit)s to those above") if unit.is_closed else _("Close %(unit)s")
    return answer(
        request,
        form,
        do=lambda: service(
            actor_of(request),
            unit_id=unit_id,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        ),
        title=title % {"unit": name},
        text=""
        if unit.is_closed
        else _("Grants held above will no longer reach it, yours among them."),
        back=reverse("tree:units"),
    )


def _changeable(request: HttpRequest, unit_id: int) -> tuple[Unit, UnitVersion]:
    unit = visible(request, unit_id)
    require(request.user, Can.CHANGE_UNITS, unit)
    return unit, queries.history_of(unit.pk)[0]


def _today() -> dict[str, Any]:
    return {"on": clock.today()}


def _decision(form: forms.DecisionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("on", "decision_ref")}
