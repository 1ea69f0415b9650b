"""Authority to sign: who holds it from when to when, given and ended."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from muster.office import queries, services
from muster.office.bridge import rules_of
from muster.office.models import SigningGrant
from muster.office.rules import Can
from muster.office.web.forms.approvals import SigningForm
from muster.season.models import SeasonUnit
from muster.season.web.forms import Act
from muster.season.web.views.answers import answer
from muster.shell.tables import Column, Table
from muster.tree import clock
from muster.tree.actors import account_of, actor_of
from muster.tree.errors import NotAllowed
from muster.tree.models import Person
from muster.tree.permissions import is_allowed, needs, require
from muster.tree.scope import scope


def _kinds(row: SigningGrant) -> str:
    rules = rules_of(row.season_unit).approvals
    names = [str(rules[kind].label) for kind in row.kinds]
    return ", ".join(names) or _("everything")


COLUMNS: Final = (
    Column(
        "person",
        gettext_lazy("Who signs"),
        sort="person__sort_key",
        value=lambda row: row.person.name,
        width=28,
    ),
    Column(
        "for_whom",
        gettext_lazy("For whom, who is away"),
        sort="for_whom__sort_key",
        value=lambda row: row.for_whom.name if row.for_whom is not None else "",
        width=28,
    ),
    Column(
        "unit",
        gettext_lazy("Unit"),
        sort="season_unit__sort_key",
        value=lambda row: row.season_unit.name,
        width=30,
    ),
    Column("kinds", gettext_lazy("What may be signed"), value=_kinds, width=30),
    Column("since", pgettext_lazy("signing", "From"), sort="since", kind="day"),
    Column("until", pgettext_lazy("signing", "Through"), sort="until", kind="day"),
    Column("by_paper", gettext_lazy("By which paper"), sort="by_paper", width=24),
    Column(
        "ended",
        gettext_lazy("State"),
        value=lambda row: row.ended_by,
        cell="office/_signing_state_cell.html",
    ),
)


@require_GET
@needs(Can.READ)
def grants(request: HttpRequest) -> HttpResponse:
    """Every dated authority in scope, the newest first."""
    account = account_of(request)
    unit = queries.own_unit(account)
    table = Table(
        request,
        queries.signing_grants_of(account),
        COLUMNS,
        search=("person__search_key", "for_whom__search_key", "by_paper"),
        order="-since",
        title=_("Authority to sign"),
        name="signing",
        empty=_("Whoever signs while somebody is away stands here, with days and paper."),
    )
    may = unit is not None and is_allowed(account, Can.GRANT_SIGNING, unit)
    own = _own_right(unit) if unit is not None else []
    return table.respond("office/signing.html", {"unit": unit, "may": may, "own": own})


def _own_right(unit: SeasonUnit) -> list[tuple[str, str]]:
    """By kind: who signs today, in their own right or for somebody."""
    found = []
    for kind, rule in rules_of(unit).approvals.items():
        if rule.needed:
            signers = queries.signers_of(unit, kind, on=clock.today())
            found.append((str(rule.name), ", ".join(one.said for one in signers)))
    return found


@needs(Can.GRANT_SIGNING)
def give(request: HttpRequest) -> HttpResponse:
    """Give somebody authority to sign for one's own unit."""
    account = account_of(request)
    unit = queries.own_unit(account)
    if unit is None:
        raise NotAllowed(roles="")
    require(account, Can.GRANT_SIGNING, unit)
    form = SigningForm(
        request.POST or None,
        pack=rules_of(unit),
        persons=_persons(account),
        initial={"since": clock.today()},
    )

    def save(_typed: Any) -> object:
        made = services.grant_signing(
            unit,
            actor=actor_of(request),
            now=clock.now(),
            draft=form.draft(),
            client_uuid=form.cleaned_data["client_uuid"],
        )
        messages.success(request, _("%(who)s may sign.") % {"who": made.person.name})
        return made

    return answer(
        request,
        form,
        save=save,
        back=reverse("office:signing"),
        template="office/form.html",
        title=_("Give authority to sign, %(unit)s") % {"unit": unit.name},
        button=_("Give the authority"),
    )


def _persons(account: Any) -> Any:
    """Own staff that can be named: active persons in scope."""
    return scope(account, Person).filter(is_active=True)


@needs(Can.GRANT_SIGNING)
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End an authority before its last day."""
    row = get_object_or_404(queries.signing_grants_of(account_of(request)), pk=grant_id)
    require(account_of(request), Can.GRANT_SIGNING, row)
    return answer(
        request,
        Act(request.POST or None),
        save=lambda typed: services.end_signing(
            row, actor=actor_of(request), now=clock.now(), **dict(typed)
        ),
        back=reverse("office:signing"),
        template="office/form.html",
        title=_("End the authority of %(who)s; what was signed stays signed")
        % {"who": row.person.name},
        button=_("End the authority"),
    )
