"""Builders of device tokens: a day in its room, a post, and a program that speaks for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone
from tests import make_control as make
from tests import make_duty, make_phones

from muster.api import services
from muster.api.models import Token
from muster.api.services import TokenDraft
from muster.control.models import Team
from muster.duty.models import Post
from muster.tree.models import Account
from muster.tree.table import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program of others on a post. secret: its token."""

    field: make_phones.Field
    issuer: Account
    token: Token
    secret: str

    @property
    def team(self) -> Team:
        """The team of its post, as it is now."""
        return Team.objects.get(room=self.field.day.room, post=self.token.post)

    def get(self, what: str, **headers: str) -> Any:
        """Ask for something."""
        return client().get(f"/api/device/{what}", headers=self._headers(headers))

    def post(self, what: str, *, key: str | None = "", minutes_ago: float = 0, **body: Any) -> Any:
        """Send something under a new key, or under the one given; None: under none."""
        headers = {} if key is None else {"Idempotency-Key": key or f"key-{uuid4()}"}
        at = body.pop("at", None) or (now() - timedelta(minutes=minutes_ago)).isoformat()
        return client().post(
            f"/api/device/{what}",
            {"at": at, **body},
            content_type="application/json",
            headers=self._headers(headers),
        )

    def say_where(self, *fixes: dict[str, Any], **body: Any) -> Any:
        """Send positions: each at, lat, lon and more; body: in their place, whatever it is."""
        return client().post(
            "/api/device/positions",
            body or {"positions": list(fixes)},
            content_type="application/json",
            headers=self._headers({}),
        )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", **more}


def now() -> datetime:
    """The true time, which devices have on their clocks."""
    return timezone.now()


def client() -> Client:
    """A program: no cookie, and forged requests are looked for."""
    return Client(enforce_csrf_checks=True)


def program(
    *,
    scopes: Collection[Token.Scope] = tuple(Token.Scope),
    name: str = "Máy bàn chốt",
    field: make_phones.Field | None = None,
) -> Program:
    """A token that a dispatcher issued for the post of the field's phones."""
    there = field or make_phones.field()
    issuer = make_duty.account(Role.DISPATCHER, on=there.day.world.root)
    token, secret = issue(there, issuer, scopes=scopes, name=name)
    return Program(field=there, issuer=issuer, token=token, secret=secret)


def issue(
    field: make_phones.Field,
    issuer: Account,
    *,
    scopes: Collection[Token.Scope] = tuple(Token.Scope),
    name: str = "Máy bàn chốt",
) -> tuple[Token, str]:
    """A token of the phones' post."""
    post = Post.objects.get(pk=field.phones[0].shift.post_id)
    draft = TokenDraft(post=post, name=name, scopes=scopes)
    return services.issue_token(issuer, event=field.day.event, draft=draft, now=make.NOW)
