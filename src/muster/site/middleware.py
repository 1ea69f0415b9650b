"""What every request passes: language, content policy, declared permission, refusals."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.generic import RedirectView

from muster.errors import DomainError
from muster.site.policy import HEADERS
from muster.tree.permissions import (
    PUBLIC,
    SIGNED_IN,
    declared_permission,
    is_administrator,
)

Handler = Callable[[HttpRequest], HttpResponseBase]
View = Callable[..., HttpResponseBase]

ADMINISTRATOR: Final = "administrator"
CLOSED: Final = "closed"

# Views of others declare nothing, so they are declared here by their address's name. What is
# not listed does not exist: accounts are not opened, and no mail leaves the house.
FOREIGN_VIEWS: Final = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
}
THIRD_PARTY: Final = ("allauth.", "django.contrib.admin.", "django.contrib.contenttypes.")
# Whoever asks there is a program, whatever it says that it accepts.
JSON_ALONE: Final = "api"
READ_ONLY: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Where an account may go that must choose its own password first.
BEFORE_PASSWORD: Final = frozenset({"account_change_password", "account_logout", "health"})


class Language:
    """The language that this browser chose, else the house's first: never the browser's guess."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the chosen language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(known):
            request.LANGUAGE_CODE = known
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", known)
        return response


class ContentPolicy:
    """Nothing inline, nothing from outside; pages of signed-in people stay out of shared caches."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the policy to whatever is answered."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        # Not no-store: going back must find the form as it was typed.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class DenyByDefault:
    """A view without a declared permission answers nobody.

    Our views check what they declare themselves; for those of others the table above says it.
    An account with a one-time password is led to choose its own before anything else.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; the work is done once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the view run (None), or answer in its place."""
        name = _name_of(request)
        permission = permission_of(view, name)
        if permission is None:
            raise ImproperlyConfigured(f"{name} declares no permission")
        if permission == CLOSED:
            raise Http404
        if _must_change_password(request) and not _is_before_password(name):
            return redirect("account_change_password")
        return _checked(request, permission) if is_foreign(view) else None


def permission_of(view: View, name: str) -> str | None:
    """What a view declares, or what is declared for it; None: it was forgotten.

    name: its address's name with namespaces, such as ``admin:index``.
    """
    declared = declared_permission(view)
    if getattr(view, "view_class", None) is RedirectView:
        return PUBLIC  # it shows nothing; the page it points at asks for itself
    if declared is not None or not is_foreign(view):
        return declared
    if name.startswith("admin:"):
        return CLOSED if name in ("admin:login", "admin:password_change") else ADMINISTRATOR
    return FOREIGN_VIEWS.get(name, CLOSED)


def is_foreign(view: View) -> bool:
    """Whether the view comes with a package of others."""
    return f"{getattr(view, '__module__', '')}.".startswith(THIRD_PARTY)


def _checked(request: HttpRequest, permission: str) -> HttpResponseBase | None:
    if permission == PUBLIC:
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if permission == ADMINISTRATOR:
        # It would write past the record, so nothing is posted there.
        is_open = is_administrator(request.user) and request.method in READ_ONLY
        if not is_open:
            raise PermissionDenied
    return None


def _name_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match is not None else ""


def _must_change_password(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "must_change_password", False))


def _is_before_password(name: str) -> bool:
    return name in BEFORE_PASSWORD or name.startswith("shell:")


class Refusals:
    """The one place where a rule's no becomes an answer: page, fragment or JSON."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on; exceptions arrive below."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal with its own status; anything else is a bug and goes on to 500."""
        if not isinstance(error, DomainError):
            return None
        return refuse(request, error)


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """*error* in the form that the asker reads."""
    if _reads_json(request):
        body = {"code": error.code, "message": str(error), "params": _plain(error.params)}
        answer = JsonResponse(body, status=error.status)
        if "wait_s" in error.params:
            answer.headers["Retry-After"] = str(error.params["wait_s"])
        return answer
    context = {"refusal": error, "code": error.code, "status": error.status}
    if request.headers.get("HX-Request") == "true":
        response = render(request, "_refusal.html", context, status=error.status)
        response.headers["HX-Retarget"] = "#notes"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    return render(request, "_error.html", context, status=error.status)


def _reads_json(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is not None and match.app_names[:1] == [JSON_ALONE]:
        return True
    is_page = request.accepts("text/html")
    return not is_page and request.accepts("application/json")


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value if isinstance(value, int | float | str | None) else str(value)
        for key, value in params.items()
    }
