"""Who a bearer is, and whether it may: asked at every request, so that revoking holds at once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db.models import Q

from muster.api.bounding import Turnstile
from muster.api.counting import Refusals
from muster.api.errors import (
    EventCancelled,
    IssuerMayNot,
    ScopeMissing,
    TokenEarly,
    TokenMissing,
    TokenOver,
    TokenRevoked,
    TokenUnknown,
    TooManyRequests,
)
from muster.api.models import Token
from muster.api.queries.tokens import State, may_issue, rules_of, state_of, token_of
from muster.errors import DomainError
from muster.shell.formats import short_moment

LONGEST_SECRET: Final = 200
USED_EVERY: Final = timedelta(minutes=1)
# Of what a minute allows, so much at once.
AT_ONCE: Final = 0.25
# Secrets that are nobody's, of one address: some slips, then one in five seconds.
STRANGERS_PER_MIN: Final = 12
STRANGERS_AT_ONCE: Final = 20
# Calls for help have turns of their own: reports that come too fast never hold one back.
HELP_PER_MIN: Final = 30


@dataclass
class Guard:
    """The door of devices in one web process."""

    timer: Callable[[], float] = time.monotonic
    turns: Turnstile = field(default_factory=Turnstile)
    refusals: Refusals = field(init=False)

    def __post_init__(self) -> None:
        self.refusals = Refusals(self.timer)

    def admit(self, secret: str, *, wants: Token.Scope | None, source: str, now: datetime) -> Token:
        """The token of a secret that may do what it wants; None: only be told of itself.

        source: the address that asks. Raises TokenMissing, TokenUnknown, TooManyRequests,
        TokenRevoked, EventCancelled, TokenEarly, TokenOver, ScopeMissing, IssuerMayNot.
        """
        token = token_of(secret) if 0 < len(secret) <= LONGEST_SECRET else None
        try:
            if token is None:
                raise self._stranger(secret, source)
            self._in_turn(token, wants)
            _holds(token, now)
            _may(token, wants)
        except DomainError as refusal:
            self.refusals.count(token.pk if token else None, refusal.code, now=now)
            raise
        _mark_used(token, now)
        return token

    def _stranger(self, secret: str, source: str) -> DomainError:
        wait_s = self.turns.wait_s(
            ("address", source),
            per_min=STRANGERS_PER_MIN,
            burst=STRANGERS_AT_ONCE,
            now_s=self.timer(),
        )
        if wait_s:
            return TooManyRequests(wait_s=ceil(wait_s))
        return TokenUnknown() if secret else TokenMissing()

    def _in_turn(self, token: Token, wants: Token.Scope | None) -> None:
        is_help = wants is Token.Scope.EMERGENCY
        per_min = HELP_PER_MIN if is_help else rules_of(token.event).per_min
        wait_s = self.turns.wait_s(
            (token.pk, is_help), per_min=per_min, burst=per_min * AT_ONCE, now_s=self.timer()
        )
        if wait_s:
            raise TooManyRequests(wait_s=ceil(wait_s))


def _holds(token: Token, now: datetime) -> None:
    state = state_of(token, now=now)
    if state is State.REVOKED:
        assert token.revoked_at is not None
        raise TokenRevoked(name=token.name, at=short_moment(token.revoked_at))
    if token.event.is_cancelled:
        raise EventCancelled(event=token.event.name)
    if state is State.EARLY:
        raise TokenEarly(name=token.name, at=short_moment(token.starts_at))
    if state is State.OVER:
        raise TokenOver(name=token.name, at=short_moment(token.ends_at))


def _may(token: Token, wants: Token.Scope | None) -> None:
    if wants is None:
        return
    if wants.value not in token.scopes:
        raise ScopeMissing(name=token.name, scope=wants.label)
    if wants not in may_issue(token.issuer, token.event):
        raise IssuerMayNot(name=token.name)


def _mark_used(token: Token, now: datetime) -> None:
    """To the minute: a write for every request would make readers wait for writers."""
    if token.last_used_at is not None and now - token.last_used_at < USED_EVERY:
        return
    unused = Q(last_used_at=None) | Q(last_used_at__lte=now - USED_EVERY)
    Token.objects.filter(unused, pk=token.pk).update(last_used_at=now)


guard: Final = Guard()
