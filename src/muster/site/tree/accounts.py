"""Accounts and grants: who may do what, given and taken back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from muster.errors import DomainError
from muster.shell.tables import Column, Table
from muster.site.tree import forms
from muster.site.tree.answers import about, answer
from muster.tree import clock, queries, services
from muster.tree.actors import account_of, actor_of
from muster.tree.commands import sentence
from muster.tree.errors import NotAllowed
from muster.tree.models import Account, Grant
from muster.tree.permissions import is_allowed, needs, require, role_names
from muster.tree.rules import Can
from muster.tree.scope import scope
from muster.tree.services import OneTimePassword
from muster.tree.table import Role


def _state(account: Account) -> str:
    if not account.is_active:
        return _("disabled")
    if not account.has_usable_password():
        return _("has no password yet")
    return _("must choose a password") if account.must_change_password else _("in use")


def _roles(account: Any) -> str:
    return ", ".join(Role(grant.role).label for grant in account.held)


COLUMNS = (
    Column(
        "username",
        gettext_lazy("Account"),
        sort="username",
        link=lambda account: reverse("tree:account", args=[account.pk]),
    ),
    Column("person_name", gettext_lazy("Person"), sort="person__sort_key", width=30),
    Column("roles", gettext_lazy("Roles"), value=_roles, width=40),
    Column("last_login", gettext_lazy("Last signed in"), sort="last_login", kind="moment"),
    Column("state", gettext_lazy("State"), sort="is_active", value=_state),
)


@needs(Can.READ_ACCOUNTS)
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts in scope with the roles they hold."""
    table = Table(
        request,
        queries.accounts_with_roles(scope(request.user, Account), day=clock.today()),
        COLUMNS,
        search=("username", "person__search_key"),
        order="username",
        title=_("Accounts and grants"),
        name="accounts",
    )
    may_change = is_allowed(request.user, Can.CHANGE_ACCOUNTS)
    return table.respond("tree/accounts.html", {"may_change": may_change})


@needs(Can.READ_ACCOUNTS)
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account: its grants, and what may be done with it."""
    return _account_page(request, _visible(request, account_id))


def _account_page(
    request: HttpRequest,
    found: Account,
    *,
    form: forms.GrantForm | None = None,
    made: OneTimePassword | None = None,
    status: int = 200,
) -> HttpResponse:
    grants = Grant.objects.filter(account=found).select_related("season").order_by("-pk")
    names = queries.unit_names([grant.unit_id for grant in grants], day=clock.today())
    asker = account_of(request)
    context: dict[str, Any] = {
        "account": found,
        "state": _state(found),
        "grants": [_grant_line(grant, names) for grant in grants],
        "form": form or forms.GrantForm(**about(request) | {"data": None}),
        "may_change": queries.may_change_account(asker, found),
        "made": made,
    }
    return render(request, "tree/account.html", context, status=status)


def _grant_line(grant: Grant, names: dict[int, str]) -> dict[str, Any]:
    over = grant.until is not None and grant.until < clock.today()
    return {
        "grant": grant,
        "role": Role(grant.role).label,
        "unit": names.get(grant.unit_id, ""),
        "is_over": over or grant.revoked_at is not None,
    }


@never_cache
@needs(Can.CHANGE_ACCOUNTS)
def add_account(request: HttpRequest) -> HttpResponse:
    """Make an account and show its one-time password, once."""
    form = forms.AccountForm(**about(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["number"]
        if person is not None:
            require(request.user, Can.CHANGE_ACCOUNTS, person)
        try:
            made = services.create_account(
                actor_of(request),
                username=form.cleaned_data["username"],
                person=person,
                now=clock.now(),
            )
        except DomainError as refused:
            form.add_error(None, str(refused))
            status = refused.status
        else:
            return _account_page(request, made.account, made=made)
    context = {"form": form, "title": _("Make an account"), "back": reverse("tree:accounts")}
    return render(request, "tree/form.html", context, status=status)


@never_cache
@require_POST
@needs(Can.CHANGE_ACCOUNTS)
def reset_password(request: HttpRequest, account_id: int) -> HttpResponse:
    """A new one-time password, shown once; open sessions end."""
    found = _changeable(request, account_id)
    made = services.reset_password(actor_of(request), account_id=found.pk, now=clock.now())
    return _account_page(request, made.account, made=made)


@require_POST
@needs(Can.CHANGE_ACCOUNTS)
def disable(request: HttpRequest, account_id: int) -> HttpResponse:
    """Close an account; its sessions end at once."""
    found = _changeable(request, account_id)
    services.disable_account(actor_of(request), account_id=found.pk, now=clock.now())
    return redirect("tree:account", found.pk)


@require_POST
@needs(Can.CHANGE_ACCOUNTS)
def enable(request: HttpRequest, account_id: int) -> HttpResponse:
    """Open a closed account again."""
    found = _changeable(request, account_id)
    services.enable_account(actor_of(request), account_id=found.pk, now=clock.now())
    return redirect("tree:account", found.pk)


@require_POST
@needs(Can.CHANGE_ACCOUNTS)
def give(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give the account a role on a unit that the giver's own grants reach."""
    found = _visible(request, account_id)
    form = forms.GrantForm(**about(request))
    if not form.is_valid():
        return _account_page(request, found, form=form)
    said = form.cleaned_data
    season_id = said["season"].pk if said["season"] else None
    _must_reach(request, said["unit"].pk, season_id)
    try:
        services.give(
            actor_of(request),
            account_id=found.pk,
            role=Role(said["role"]),
            unit_id=said["unit"].pk,
            season_id=season_id,
            since=clock.today(),
            until=said["until"],
            reason=said["reason"],
            now=clock.now(),
        )
    except DomainError as refused:
        form.add_error(None, str(refused))
        return _account_page(request, found, form=form, status=refused.status)
    return redirect("tree:account", found.pk)


@needs(Can.CHANGE_ACCOUNTS)
def revoke(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Take a grant back, with the reason."""
    grant = get_object_or_404(scope(request.user, Grant), pk=grant_id)
    _must_reach(request, grant.unit_id, grant.season_id)
    form = forms.ReasonForm(**about(request))
    words = {"account": grant.account.username, "role": Role(grant.role).label}
    return answer(
        request,
        form,
        do=lambda: services.revoke(
            actor_of(request),
            grant_id=grant.pk,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        ),
        title=_("Revoke the grant of %(account)s as %(role)s") % words,
        button=_("Revoke"),
        back=reverse("tree:account", args=[grant.account_id]),
    )


@needs(Can.EXPLAIN_ACCESS)
def explain(request: HttpRequest) -> HttpResponse:
    """Why an account may see a unit, or why not."""
    asked = request.GET if "username" in request.GET else None
    initial = {"unit": request.GET.get("unit", "")}
    form = forms.ExplainForm(**about(request, initial=initial) | {"data": asked})
    context: dict[str, Any] = {"form": form}
    if asked is not None and form.is_valid():
        unit = form.cleaned_data["unit"]
        require(request.user, Can.EXPLAIN_ACCESS, unit)
        found = queries.explain(form.cleaned_data["username"], unit)
        context |= {"found": found, "lines": [(one, sentence(one)) for one in found.reasons]}
    return render(request, "tree/explain.html", context)


def _visible(request: HttpRequest, account_id: int) -> Account:
    return get_object_or_404(scope(request.user, Account).distinct(), pk=account_id)


def _changeable(request: HttpRequest, account_id: int) -> Account:
    found = _visible(request, account_id)
    if not queries.may_change_account(account_of(request), found):
        raise NotAllowed(roles=role_names(Can.CHANGE_ACCOUNTS))
    return found


def _must_reach(request: HttpRequest, unit_id: int, season_id: int | None) -> None:
    asker = account_of(request)
    if not queries.may_handle_grant(asker, unit_id=unit_id, season_id=season_id):
        raise NotAllowed(roles=role_names(Can.CHANGE_ACCOUNTS))
