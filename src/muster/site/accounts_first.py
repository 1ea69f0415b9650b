"""The first account of an installation: made once, with a password that works once."""

import secrets
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from muster.ledger.actor import command
from muster.ledger.services import recorded
from muster.tree.models import Account

USERNAME: Final = "admin"


def ensure(*, now: datetime) -> tuple[str, str] | None:
    """Make the first account if there is none; return its name and one-time password.

    It has no person and no grant yet: administrators without a unit may do everything until
    the first grant on the root of a season exists, which the import gives them.
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
            body={"username": USERNAME, "text": _("first account made")},
        )
    return USERNAME, password
