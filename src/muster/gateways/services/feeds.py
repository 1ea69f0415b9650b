"""Addresses for other systems: a secret in the address, kept as a digest only."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from muster.gateways.errors import FeedClosed, FeedOpensNothing
from muster.gateways.gps.door import digest
from muster.gateways.models import FeedKey
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.season.models import SeasonUnit
from muster.shell.formats import short_moment

SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDraft:
    """Who reads, what, and for how long."""

    name: str
    opens: Sequence[FeedKey.Opens]
    lasts: timedelta


def open_feed(
    actor: Actor, *, season_unit: SeasonUnit, draft: FeedDraft, now: datetime
) -> tuple[FeedKey, str]:
    """Open an address; its secret is returned only here. Raises FeedOpensNothing."""
    if not draft.opens:
        raise FeedOpensNothing(name=draft.name)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with recorded(actor, now=now) as record:
        key = FeedKey.objects.create(
            season_unit=season_unit,
            name=draft.name,
            opens=sorted(map(str, draft.opens)),
            token_sha256=digest(secret),
            made_at=now,
            made_by=actor.name,
            ends_at=now + draft.lasts,
        )
        record(
            kind="gateways.feed_opened",
            subject=f"feed:{key.pk}",
            unit=season_unit.unit_id,
            season=season_unit.season_id,
            audience=Audience.SAFETY,
            body={"name": key.name, "opens": key.opens, "ends_at": key.ends_at},
        )
    return key, secret


def close_feed(actor: Actor, *, key: FeedKey, now: datetime) -> None:
    """Close an address: nothing is read under it from now on. Raises FeedClosed."""
    with recorded(actor, now=now) as record:
        row = FeedKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
        if row.revoked_at is not None:
            at = short_moment(row.revoked_at)
            raise FeedClosed(name=row.name, who=row.revoked_by, at=at)
        row.revoked_at, row.revoked_by = now, actor.name
        row.save(update_fields=("revoked_at", "revoked_by"))
        record(
            kind="gateways.feed_closed",
            subject=f"feed:{key.pk}",
            unit=row.season_unit.unit_id,
            season=row.season_unit.season_id,
            audience=Audience.SAFETY,
            body={"name": row.name},
        )
