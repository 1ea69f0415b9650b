"""Signing in: accounts are given, not opened; a one-time password gives way to one's own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.tree import clock
from muster.tree.actors import actor_for
from muster.tree.models import Account


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package has no types
    """No sign-up, no mail, and the password of a first sign-in is used once."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by an administrator or an import."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: the house works without a network."""

    def clean_password(self, password: str, user: Account | None = None) -> str:
        """Refuse the one-time password as the new one."""
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.must_change_password and user.check_password(cleaned):
            raise ValidationError(_("The one-time password cannot be kept. Choose another."))
        return cleaned

    def set_password(self, user: Account, password: str) -> None:
        """Keep the new password and record that it changed, never what it is.

        The account may now go everywhere its grants reach.
        """
        with recorded(actor_for(user, via="page"), now=clock.now()) as record:
            user.must_change_password = False
            super().set_password(user, password)
            record(
                kind="account.password_changed",
                subject=f"account:{user.pk}",
                unit=None,
                season=None,
                audience=Audience.STAFF,
                body={"username": user.username},
            )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the first page."""
        return settings.LOGIN_REDIRECT_URL

    def post_login(self, request: HttpRequest, user: Account, **about: Any) -> HttpResponse:
        """Bring the account's language to this browser if none was chosen here."""
        response: HttpResponse = super().post_login(request, user, **about)
        has_choice = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if not has_choice and user.language in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response
