"""What a program with a device token asks and sends for its post."""

from dataclasses import asdict
from typing import Any, Final
from uuid import UUID, uuid5

from django.http import HttpRequest
from django.utils import timezone
from ninja import HeaderEx, P, Router

from muster.api.bearing import KEY, KEY_HEADER, DeviceToken, bearer
from muster.api.device_schemas import (
    ActIn,
    FatesOut,
    HelpIn,
    MessagesOut,
    PositionsIn,
    PostDayOut,
    PresenceIn,
    ReceiptOut,
    ReportIn,
    TokenOut,
)
from muster.api.errors import KeyReused, PostGone
from muster.api.models import Token
from muster.api.queries.tokens import rules_of
from muster.control import services
from muster.control.queries.post_day import post_day, post_messages, post_of
from muster.control.services import Entered, Sending
from muster.control.services.phones.entered import Act
from muster.ledger.actor import Actor
from muster.ledger.errors import UuidReused
from muster.season.registry.positions import positions_desk
from muster.tree.clock import now

router = Router(tags=["device"])
Scope: Final = Token.Scope
Key = HeaderEx[
    str, P(alias=KEY_HEADER, pattern=KEY, description="New for each act, same for each retry.")
]


@router.get("/token", response=TokenOut, auth=DeviceToken())
def token(request: HttpRequest) -> dict[str, Any]:
    """What this token is for, from when until when."""
    row = bearer(request)
    return {
        "now": now(),
        "name": row.name,
        "event": row.event.name,
        "unit": row.event.season_unit.name,
        "post": row.post_name,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "scopes": row.scopes,
        "per_min": rules_of(row.event).per_min,
    }


@router.get("/duty", response=PostDayOut, auth=DeviceToken(Scope.DUTY))
def duty(request: HttpRequest) -> dict[str, Any]:
    """The post's shifts, orders and cards. Scope: duty."""
    row, moment = bearer(request), now()
    post = post_of(row.event, row.post)
    if post is None:
        raise PostGone(event=row.event.name, post=row.post_name)
    return {"now": moment, **post_day(post, now=moment)}


@router.get("/messages", response=MessagesOut, auth=DeviceToken(Scope.MESSAGES))
def messages(request: HttpRequest) -> dict[str, Any]:
    """The newest messages to the post. Scope: messages."""
    row = bearer(request)
    return {"now": now(), "messages": post_messages(row.event, row.post)}


@router.post(
    "/messages/{uuid:message}/acknowledgement",
    response=ReceiptOut,
    auth=DeviceToken(Scope.MESSAGES),
)
def acknowledgement(request: HttpRequest, message: UUID, given: ActIn, key: Key) -> dict[str, Any]:
    """Say that the post has read a message. Scope: messages."""
    return _take(request, key, Act.ACKNOWLEDGE, given, message=message)


@router.post("/reports", response=ReceiptOut, auth=DeviceToken(Scope.REPORT))
def reports(request: HttpRequest, given: ReportIn, key: Key) -> dict[str, Any]:
    """Put a line for the post into the log. Scope: report."""
    return _take(request, key, Act.REPORT, given, kind=given.kind, text=given.text)


@router.post("/presence", response=ReceiptOut, auth=DeviceToken(Scope.REPORT))
def presence(request: HttpRequest, given: PresenceIn, key: Key) -> dict[str, Any]:
    """Say that the post is manned, or that everybody has left it. Scope: report."""
    act = Act.CHECK_IN if given.state == "in" else Act.CHECK_OUT
    return _take(request, key, act, given, text=given.text)


@router.post("/emergency", response=ReceiptOut, auth=DeviceToken(Scope.EMERGENCY))
def emergency(request: HttpRequest, given: HelpIn, key: Key) -> dict[str, Any]:
    """Call for help: an incident above all others. Scope: emergency."""
    return _take(request, key, Act.EMERGENCY, given, text=given.text)


@router.post("/positions", response=FatesOut, auth=DeviceToken(Scope.POSITION))
def positions(request: HttpRequest, given: PositionsIn) -> dict[str, Any]:
    """Say where the device was; the same moment twice is kept once, so no key. Scope: position."""
    row, moment = bearer(request), now()
    said = [one.reported() for one in given.positions]
    fates = positions_desk().take(row.via, said, now=moment)
    return {"now": moment, "fates": [asdict(fate) for fate in fates]}


def _take(request: HttpRequest, key: str, act: Act, given: ActIn, **more: Any) -> dict[str, Any]:
    """Record an act of the device, which signs it with its name and its token's number."""
    row = bearer(request)
    entered = Entered(
        uuid=_entry_of(row, key),
        act=act,
        at=given.at,
        place=given.place.place() if given.place else None,
        **more,
    )
    try:
        number = services.take_act(
            row.event,
            post=row.post,
            actor=Actor(name=row.name, via=row.via),
            entered=entered,
            # the device's clock is held against the machine's, not against a demonstration's
            sending=Sending(sent_at=timezone.now()),
            now=now(),
        )
    except UuidReused as fault:
        raise KeyReused(key=key) from fault
    return {"key": key, "number": number}


def _entry_of(row: Token, key: str) -> UUID:
    """The name of the entry under a key: nobody without the token's digest can foresee it."""
    return uuid5(UUID(row.token_sha256[:32]), key)
