"""Asking the permission table: in views, in services, and as Django's authentication backend."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Final, TypeVar, cast

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from muster.tree.errors import NotAllowed
from muster.tree.models import Account
from muster.tree.places import place_of
from muster.tree.reach import Reach, reach_of
from muster.tree.table import Role, Rule, every_rule, grant, rule_for

__all__ = ["PermissionTable", "Role", "grant", "is_allowed", "needs", "public", "signed_in"]

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
Asker = AbstractBaseUser | AnonymousUser
PUBLIC: Final = "public"
SIGNED_IN: Final = "signed in"


def is_allowed(account: Asker, can: str, obj: Any = None) -> bool:
    """Whether *account* may do *can* to *obj*.

    With a row: a role of the table must be held on the row's unit or above, not through a closed
    unit, in its season and before its last day; or the row is the account's own. Without one:
    whether that could be so for any row; the service asks again with the row.
    Raises KeyError for a permission that nobody granted.
    """
    rule = rule_for(can)
    if not isinstance(account, Account) or not account.is_active:
        return False
    held = reach_of(account).as_any(rule.roles)
    if obj is None:
        return rule.own is not None or not held.is_empty
    return _reaches(rule, held, account, obj) or (rule.own is not None and rule.own(account, obj))


def _reaches(rule: Rule, held: Reach, account: Account, obj: Any) -> bool:
    if held.is_empty or not place_of(obj).is_in(held):
        return False
    return rule.when is None or rule.when(account, obj)


def require(account: Asker, can: StrEnum, obj: Any = None) -> None:
    """Refuse with NotAllowed, naming the roles that may, unless *account* may do it."""
    if not is_allowed(account, can, obj):
        raise NotAllowed(roles=role_names(can))


def role_names(can: str) -> str:
    """The roles that may do *can*, as one text."""
    return ", ".join(role.label for role in Role if role in rule_for(can).roles)


def needs(can: StrEnum) -> Callable[[V], V]:
    """Declare and check the permission of a view; visitors are sent to sign in."""

    def declare(view: V) -> V:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            require(request.user, can)
            return view(request, *args, **kwargs)

        return _declared(cast("V", checked), can.value)

    return declare


def signed_in(view: V) -> V:
    """Declare that every signed-in account may open the view; it shows only what scope lets."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return _declared(cast("V", checked), SIGNED_IN)


def public(view: V) -> V:
    """Declare that anybody may open the view, signed in or not."""
    return _declared(view, PUBLIC)


def declared_permission(view: Callable[..., Any]) -> str | None:
    """What a view declares: a permission, "public", "signed in", or None: it forgot to."""
    found: str | None = getattr(view, "declared_permission", None)
    return found


def _declared(view: V, permission: str) -> V:
    view.declared_permission = permission  # type: ignore[attr-defined]  # read by the middleware
    return view


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path())


class PermissionTable(BaseBackend):
    """Django's way to ask the table, for templates (``perms``) and the read-only admin."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Our permissions by the table; of Django's own, ``view`` alone, for administrators."""
        if perm in every_rule():
            return is_allowed(user_obj, perm, obj)
        action = perm.rpartition(".")[2].partition("_")[0]
        if action not in ("view", "add", "change", "delete"):
            raise KeyError(perm)
        return action == "view" and is_administrator(user_obj)


def is_administrator(account: Asker) -> bool:
    """Whether the read-only admin opens for *account*."""
    if not isinstance(account, Account) or not account.is_active:
        return False
    return account.is_staff and not reach_of(account).as_any({Role.ADMINISTRATOR}).is_empty
