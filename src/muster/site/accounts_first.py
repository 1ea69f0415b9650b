"""The first account of an installation: made once, with a password that works once."""

import secrets
from datetime import datetime
from typing import Final

from muster.ledger.actor import command
from muster.ledger.services import recorded
from muster.tree.models import Account

USERNAME: Final = "admin"


def ensure(*, now: datetime) -> tuple[str, str] | None:
    """Make the first account if there is none; return its name and one-time password.

    It administers (``is_staff``); the first root unit gives it its roles there.
    """
    with recorded(command("first-account"), now=now) as record:
        if Account.objects.exists():
            return None
        password = secrets.token_urlsafe(12)
        account = Account.objects.create_user(
            USERNAME, password, must_change_password=True, is_staff=True
        )
        record(
            kind="account.first",
            subject=f"account:{account.pk}",
            unit=None,
            season=None,
            audience="staff",
            body={"username": USERNAME},
        )
    return USERNAME, password
