"""Calendar addresses of officers: a secret in the address, kept here as a digest only."""

import hashlib
import secrets
from datetime import datetime

from muster.duty.models import CalendarFeed, Officer
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded

SECRET_BYTES = 32


def make_feed(actor: Actor, *, officer: Officer, now: datetime) -> str:
    """Make a new secret address and close the former one. The secret is returned only here."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with recorded(actor, now=now) as record:
        _close(officer, now=now)
        CalendarFeed.objects.create(officer=officer, token_sha256=token_digest(secret), made_at=now)
        record(
            kind="duty.feed_made",
            subject=f"officer:{officer.pk}",
            unit=officer.unit_id,
            audience=Audience.UNIT,
            body={},
        )
    return secret


def revoke_feed(actor: Actor, *, officer: Officer, now: datetime) -> None:
    """Close the officer's address: calendars that hold it read nothing from now on."""
    with recorded(actor, now=now) as record:
        if _close(officer, now=now):
            record(
                kind="duty.feed_revoked",
                subject=f"officer:{officer.pk}",
                unit=officer.unit_id,
                audience=Audience.UNIT,
                body={},
            )


def token_digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _close(officer: Officer, *, now: datetime) -> int:
    return CalendarFeed.objects.filter(officer=officer, revoked_at__isnull=True).update(
        revoked_at=now
    )
