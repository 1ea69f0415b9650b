"""Language and theme: kept in a cookie of this browser, open to everyone who sees a page."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

THEME_COOKIE: Final = "muster_theme"
THEMES: Final = (("auto", _("as the system")), ("light", _("light")), ("dark", _("dark")))
YEAR_S: Final = 365 * 24 * 60 * 60


def theme_of(request: HttpRequest) -> str:
    """The theme that this browser chose: auto, light or dark."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in dict(THEMES) else "auto"


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme and go back to the page."""
    chosen = request.POST.get("theme", "")
    response = _back(request)
    if chosen in dict(THEMES):
        _keep(response, THEME_COOKIE, chosen)
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language and go back to the page."""
    chosen = request.POST.get("language", "")
    response = _back(request)
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


# The permission table lies above the shell; the mark is all that the guard reads.
set_theme.declared_permission = "public"  # type: ignore[attr-defined]  # a view's mark, not its signature
set_language.declared_permission = "public"  # type: ignore[attr-defined]  # the same


def _keep(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(
        cookie,
        value,
        max_age=YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that asked, never to another site."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if is_ours else "/")
