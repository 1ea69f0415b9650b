"""The register of persons."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from muster.shell.tables import Column, Table
from muster.site.tree import forms
from muster.site.tree.answers import about, answer
from muster.site.tree.words import Words, words_in_focus
from muster.tree import clock, queries, services
from muster.tree.actors import actor_of
from muster.tree.models import Person
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.rules import Can
from muster.tree.scope import scope

FIELDS = ("number", "name", "rank", "position", "phone", "email")


def _columns(words: Words) -> tuple[Column, ...]:
    return (
        Column("number", gettext_lazy("Number"), sort="number"),
        Column(
            "name",
            gettext_lazy("Full name"),
            sort="sort_key",
            width=30,
            link=lambda person: reverse("tree:person", args=[person.pk]),
        ),
        Column(
            "rank",
            gettext_lazy("Rank"),
            sort="rank_level",
            value=lambda person: words.rank(person.rank),
        ),
        Column("unit_name", gettext_lazy("Unit"), sort="unit_sort_key", width=36),
        Column("position", gettext_lazy("Position"), sort="position", width=24),
        Column("phone", gettext_lazy("Telephone")),
    )


@needs(Can.READ_PERSONS)
def persons(request: HttpRequest) -> HttpResponse:
    """The persons in scope: list and workbook."""
    table = Table(
        request,
        queries.persons_with_units(scope(request.user, Person).filter(is_active=True)),
        _columns(words_in_focus()),
        search=("search_key",),
        order="name",
        title=_("Persons"),
        name="persons",
        empty=_("Persons come with the season workbook, or are added here."),
    )
    may_change = is_allowed(request.user, Can.CHANGE_PERSONS)
    return table.respond("tree/persons.html", {"may_change": may_change})


@needs(Can.CHANGE_PERSONS)
def add_person(request: HttpRequest) -> HttpResponse:
    """A new entry of the register."""
    return _edit(request, Person(), _("Add a person"))


@needs(Can.READ_PERSONS)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """An entry of the register; those who may, change it here."""
    found = get_object_or_404(scope(request.user, Person), pk=person_id)
    if request.method == "POST":
        require(request.user, Can.CHANGE_PERSONS, found)
    return _edit(request, found, found.name)


def _edit(request: HttpRequest, person: Person, title: str) -> HttpResponse:
    initial: dict[str, str] = {name: getattr(person, name) for name in FIELDS}
    if person.pk:
        initial["unit"] = queries.history_of(person.unit_id)[0].code
    form = forms.PersonForm(**about(request, initial=initial))
    return answer(
        request,
        form,
        do=lambda: _save(request, form, person),
        title=title,
        back=reverse("tree:persons"),
    )


def _save(request: HttpRequest, form: forms.PersonForm, person: Person) -> Person:
    unit = form.cleaned_data["unit"]
    require(request.user, Can.CHANGE_PERSONS, unit)
    for name in FIELDS:
        setattr(person, name, form.cleaned_data[name])
    pack = words_in_focus().pack
    rank = pack.ranks.get(person.rank) if pack else None
    person.unit, person.rank_level = unit, rank.level if rank else 0
    return services.save_person(actor_of(request), person=person, now=clock.now())


@require_POST
@needs(Can.CHANGE_PERSONS)
def deactivate(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take a person out of duty."""
    found = get_object_or_404(scope(request.user, Person), pk=person_id)
    require(request.user, Can.CHANGE_PERSONS, found)
    services.deactivate_person(actor_of(request), person_id=found.pk, now=clock.now())
    return redirect("tree:persons")
