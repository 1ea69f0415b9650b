"""Device tokens: issued for one post and its duty, revoked at once or over at its end."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Min

from muster.api.errors import (
    DutyOver,
    PostNotManned,
    ScopeNotYours,
    ScopesMissing,
    TokenEnded,
    TokenNameTaken,
    TooManyTokens,
)
from muster.api.models import Token
from muster.api.queries.tokens import digest, holding, may_issue, rules_of
from muster.duty.models import Post, Shift
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded
from muster.season.models import Event
from muster.season.registry.positions import Sender, positions_desk
from muster.shell.formats import short_moment
from muster.tree.actors import actor_for
from muster.tree.models import Account, Unit

SECRET_BYTES: Final = 32
# Programs that look for secrets in wrong places know ours by its beginning.
MARK: Final = "muster_"
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenDraft:
    """For which post, what it is called on the radio, and what may be done with it."""

    post: Post
    name: str
    scopes: Collection[Token.Scope]


def issue_token(
    account: Account, *, event: Event, draft: TokenDraft, now: datetime
) -> tuple[Token, str]:
    """Let a device speak for a post during its shifts; the secret is returned only here.

    Locks the unit, so that two cannot pass its bound together. Raises ScopesMissing,
    ScopeNotYours, PostNotManned, DutyOver, TooManyTokens, TokenNameTaken.
    """
    _may(account, event, draft.scopes)
    duty = _duty(event, draft.post)
    starts_at, ends_at = _with_minutes(event, duty)
    if ends_at <= now:
        raise DutyOver(post=draft.post, at=short_moment(ends_at))
    secret = MARK + secrets.token_urlsafe(SECRET_BYTES)
    actor = actor_for(account, via="page")
    with recorded(actor, now=now) as record:
        unit = Unit.objects.select_for_update().get(pk=event.season_unit.unit_id)
        _has_room(event, unit, draft.name, now)
        token = Token.objects.create(
            event=event,
            unit=unit,
            post=draft.post.pk,
            post_name=str(draft.post),
            name=draft.name,
            scopes=sorted(map(str, draft.scopes)),
            token_sha256=digest(secret),
            starts_at=starts_at,
            ends_at=ends_at,
            issued_at=now,
            issued_by=actor.name,
            issuer=account,
        )
        body = {"scopes": token.scopes, "starts_at": starts_at, "ends_at": ends_at}
        _record(record, "api.token_issued", token, body)
        if Token.Scope.POSITION in draft.scopes:
            sender = Sender(
                key=token.via, name=token.name, event=event, starts_at=duty[0], ends_at=duty[1]
            )
            positions_desk().announce(actor, sender, now=now)
    return token, secret


def _may(account: Account, event: Event, scopes: Collection[Token.Scope]) -> None:
    if not scopes:
        raise ScopesMissing
    beyond = [scope for scope in scopes if scope not in may_issue(account, event)]
    if beyond:
        raise ScopeNotYours(scopes=", ".join(str(scope.label) for scope in beyond))


def _duty(event: Event, post: Post) -> Span:
    rows = Shift.objects.filter(post=post, post__plan__event=event, withdrawn_at=None)
    span = rows.aggregate(first=Min("starts_at"), last=Max("ends_at"))
    if span["first"] is None:
        raise PostNotManned(post=post, event=event.name)
    return span["first"], span["last"]


def _with_minutes(event: Event, duty: Span) -> Span:
    rules = rules_of(event)
    before, after = timedelta(minutes=rules.before_min), timedelta(minutes=rules.after_min)
    return duty[0] - before, duty[1] + after


def _has_room(event: Event, unit: Unit, name: str, now: datetime) -> None:
    most = rules_of(event).most_per_unit
    if holding(unit.pk, now=now).count() >= most:
        raise TooManyTokens(unit=event.season_unit.name, most=most)
    if Token.objects.filter(event=event, name=name, revoked_at=None).exists():
        raise TokenNameTaken(name=name)


def revoke_token(account: Account, *, token: Token, now: datetime) -> None:
    """Let a token hold no more, from the next request on. Raises TokenEnded."""
    actor = actor_for(account, via="page")
    with recorded(actor, now=now) as record:
        rows = Token.objects.select_for_update(of=("self",)).select_related("event")
        row = rows.get(pk=token.pk)
        if row.revoked_at is not None:
            at = short_moment(row.revoked_at)
            raise TokenEnded(name=row.name, who=row.revoked_by, at=at)
        row.revoked_at, row.revoked_by = now, actor.name
        row.save(update_fields=("revoked_at", "revoked_by"))
        _record(record, "api.token_revoked", row, {})
        positions_desk().dismiss(actor, row.via, now=now)


def _record(record: Record, kind: str, token: Token, body: dict[str, object]) -> None:
    record(
        kind,
        f"token:{token.pk}",
        unit=token.unit_id,
        season=token.event.season_id,
        audience=Audience.SAFETY,
        body={"event": token.event_id, "post": token.post, "name": token.name, **body},
    )
