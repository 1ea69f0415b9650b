"""The act of readiness: every congress of a day, and one congress."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import Readiness, Verdict
from muster.office.queries.readiness import (
    READINESS_WORDS,
    ChiefSays,
    chiefs_of,
    congresses_on,
    may_decide,
    may_declare,
)
from muster.office.rules import Can
from muster.season.models import Congress
from muster.season.web.forms import Act
from muster.season.web.views.answers import attempt, visible_congress
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.errors import NotAllowed
from muster.tree.permissions import needs, require
from muster.tree.table import Role


class WordForm(Act):
    """What is declared or decided, with its sentence."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Readiness"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    said = forms.CharField(label=gettext_lazy("In a sentence"), max_length=500, required=False)


def _decision(row: Any) -> str:
    return str(Verdict(row.decision).label) if row.decision else ""


def _declared(row: Any) -> str:
    return f"{row.declared} / {len(rules_of(row.season_unit).readiness.chiefs)}"


COLUMNS: Final = (
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        link=lambda row: reverse("office:readiness", args=[row.pk]),
        width=40,
    ),
    Column("starts_on", gettext_lazy("Congress day"), sort="starts_on", kind="day"),
    Column("declared", pgettext_lazy("readiness", "Declared"), sort="declared", value=_declared),
    Column(
        "open_words",
        pgettext_lazy("readiness", "With conditions or not ready"),
        sort="open_words",
        kind="number",
    ),
    Column("decision", pgettext_lazy("readiness", "Decision"), sort="decision", value=_decision),
)


@require_GET
@needs(Can.READ)
def of_day(request: HttpRequest) -> HttpResponse:
    """Every congress in scope of one day: tomorrow's, if none is named."""
    day = _day(request)
    table = Table(
        request,
        congresses_on(account_of(request), day),
        COLUMNS,
        search=("season_unit__search_key",),
        order="unit",
        title=_("Readiness"),
        name="readiness",
        empty=_("No congress begins on this day."),
    )
    context = {"day": day, "before": day - timedelta(days=1), "after": day + timedelta(days=1)}
    return table.respond("office/readiness_day.html", context)


def _day(request: HttpRequest) -> date:
    try:
        named = parse_date(request.GET.get("day", ""))
    except ValueError:
        named = None
    return named or clock.today() + timedelta(days=1)


@require_GET
@needs(Can.READ)
def one(request: HttpRequest, congress_id: int) -> HttpResponse:
    """What the chiefs of one congress declare, beside what the data says."""
    return _page(request, visible_congress(request, congress_id), {})


@require_POST
@needs(Can.DECLARE)
def declare(request: HttpRequest, congress_id: int, chief: str) -> HttpResponse:
    """Declare for one chief."""
    congress = visible_congress(request, congress_id)
    rule = rules_of(congress.season_unit).readiness.chiefs[chief]
    if not may_declare(account_of(request), congress, rule):
        raise NotAllowed(roles=", ".join(Role(role).label for role in rule.roles))
    form = WordForm(request.POST, prefix=chief)

    def save(typed: Mapping[str, Any]) -> object:
        return services.declare_ready(
            congress, actor=actor_of(request), now=clock.now(), chief=chief, **dict(typed)
        )

    return _answer(request, congress, chief, form, save)


@require_POST
@needs(Can.DECIDE)
def decide(request: HttpRequest, congress_id: int) -> HttpResponse:
    """Decide and sign."""
    congress = visible_congress(request, congress_id)
    require(account_of(request), Can.DECIDE, congress)
    form = WordForm(request.POST, prefix="decide")

    def save(typed: Mapping[str, Any]) -> object:
        said = {**typed, "decision": typed["verdict"]}
        del said["verdict"]
        return services.decide_ready(congress, actor=actor_of(request), now=clock.now(), **said)

    return _answer(request, congress, "decide", form, save)


def _answer(
    request: HttpRequest, congress: Congress, name: str, form: WordForm, save: Any
) -> HttpResponse:
    status = attempt(form, save)
    if status:
        return _page(request, congress, {name: form}, status=status)
    return redirect("office:readiness", congress.pk)


def _page(
    request: HttpRequest, congress: Congress, typed: Mapping[str, WordForm], status: int = 200
) -> HttpResponse:
    account = account_of(request)
    row = Readiness.objects.filter(congress=congress).first()
    chiefs = chiefs_of(account, congress)
    context = {
        "congress": congress,
        "readiness": row,
        "chiefs": [(one, _form(one, typed)) for one in chiefs],
        "declared": sum(one.declaration is not None for one in chiefs),
        "decide_form": typed.get("decide") or WordForm(prefix="decide")
        if may_decide(account, congress)
        else None,
        "happened": queries.happened(row.subject, READINESS_WORDS) if row else [],
    }
    return render(request, "office/readiness.html", context, status=status)


def _form(one: ChiefSays, typed: Mapping[str, WordForm]) -> WordForm | None:
    if not one.may:
        return None
    begin = {}
    if one.declaration is not None:
        begin = {"verdict": one.declaration.verdict, "said": one.declaration.said}
    return typed.get(one.chief.key) or WordForm(prefix=one.chief.key, initial=begin)
