"""A device token in the head of a request, as ninja asks for it and openapi.json tells it."""

from typing import Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from muster.api.guarding import guard
from muster.api.models import Token
from muster.tree.clock import now

KEY_HEADER: Final = "Idempotency-Key"
KEY: Final = r"^[A-Za-z0-9._:-]{8,80}$"


class DeviceToken(HttpBearer):
    """``Authorization: Bearer`` and the token. wants: the scope that an address asks for."""

    def __init__(self, wants: Token.Scope | None = None) -> None:
        super().__init__()
        self.wants = wants

    def __call__(self, request: HttpRequest) -> Token:
        """The token that is admitted. Raises what the guard refuses."""
        kind, _blank, secret = request.headers.get(self.header, "").partition(" ")
        return self.authenticate(request, secret.strip() if kind.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        """Ask the guard."""
        source = request.META.get("REMOTE_ADDR", "")
        return guard.admit(token, wants=self.wants, source=source, now=now())


def bearer(request: HttpRequest) -> Token:
    """The token that a request was admitted with."""
    found = getattr(request, "auth", None)
    if not isinstance(found, Token):
        raise TypeError("no token was asked for")
    return found
