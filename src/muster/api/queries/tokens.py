"""Tokens of an event, what each may at most, and what was refused at the door."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from django.db.models import QuerySet

from muster.api.models import Refusal, Token
from muster.control.rules import Can as ControlCan
from muster.duty.models import Post
from muster.duty.rules import Can as DutyCan
from muster.packs import load
from muster.packs.schema import TokenRules
from muster.season.models import Event
from muster.season.registry.positions import positions_desk
from muster.tree.models import Account
from muster.tree.permissions import is_allowed

MOST: Final = 300
# What somebody must be allowed who lets a device do this; who keeps positions says it of them.
STANDS_FOR: Final[Mapping[Token.Scope, Callable[[], StrEnum]]] = {
    Token.Scope.DUTY: lambda: DutyCan.READ_ROSTERS,
    Token.Scope.MESSAGES: lambda: ControlCan.LOG,
    Token.Scope.REPORT: lambda: ControlCan.LOG,
    Token.Scope.EMERGENCY: lambda: ControlCan.LOG,
    Token.Scope.POSITION: lambda: positions_desk().can,
}


class State(StrEnum):
    """Where a token is in its life."""

    EARLY = "early"
    HOLDS = "holds"
    OVER = "over"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenLine:
    """A token as the page shows it."""

    token: Token
    state: State
    scopes: Sequence[str]
    refusals: Sequence[Refusal]
    is_within_issuer: bool

    @property
    def mark(self) -> str:
        """The sign before its name."""
        if self.state is State.HOLDS:
            return "done" if self.is_within_issuer else "late"
        return "todo" if self.state is State.EARLY else "na"

    @property
    def may_be_revoked(self) -> bool:
        """Whether there is something to revoke."""
        return self.state in (State.EARLY, State.HOLDS)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def rules_of(event: Event) -> TokenRules:
    """The pack's rules on tokens, for an event."""
    return load(event.season.pack, event.season.pack_version).tokens


def state_of(token: Token, *, now: datetime) -> State:
    """Where a token is in its life at a moment."""
    if token.revoked_at is not None:
        return State.REVOKED
    if now < token.starts_at:
        return State.EARLY
    return State.HOLDS if now < token.ends_at else State.OVER


def token_of(secret: str) -> Token | None:
    """The token of a secret, whatever its state."""
    rows = Token.objects.select_related("event__season", "event__season_unit", "unit", "issuer")
    return rows.filter(token_sha256=digest(secret)).first()


def may_issue(account: Account, event: Event) -> frozenset[Token.Scope]:
    """What an account may let a device do at an event: what it may do there itself."""
    return frozenset(
        scope for scope, can in STANDS_FOR.items() if is_allowed(account, can(), event)
    )


def holding(unit: int, *, now: datetime) -> QuerySet[Token]:
    """The tokens of a unit that hold, or will."""
    return Token.objects.filter(unit=unit, revoked_at=None, ends_at__gt=now)


def posts_with_shifts(event: Event) -> QuerySet[Post]:
    """The posts of an event that anybody stands on."""
    rows = Post.objects.filter(plan__event=event, shifts__withdrawn_at=None, shifts__isnull=False)
    return rows.distinct().order_by("number")


def token_lines(event: Event, *, now: datetime) -> list[TokenLine]:
    """The tokens of an event, those that hold first."""
    rows = Token.objects.filter(event=event).select_related("issuer").prefetch_related("refusals")
    tokens = list(rows.order_by("-issued_at", "pk")[:MOST])
    within = {issuer.pk: may_issue(issuer, event) for issuer in {token.issuer for token in tokens}}
    lines = [
        TokenLine(
            token=token,
            state=state_of(token, now=now),
            scopes=_labels(token.scopes),
            refusals=list(token.refusals.all()),
            is_within_issuer=within[token.issuer_id] >= set(token.scopes),
        )
        for token in tokens
    ]
    order = [State.HOLDS, State.EARLY, State.OVER, State.REVOKED]
    return sorted(lines, key=lambda line: (order.index(line.state), line.token.name))


def _labels(scopes: Collection[str]) -> list[str]:
    return [str(scope.label) for scope in Token.Scope if scope.value in scopes]


def refusals_of_nobody() -> list[Refusal]:
    """What was refused to secrets that are nobody's."""
    return list(Refusal.objects.filter(token=None).order_by("code"))
