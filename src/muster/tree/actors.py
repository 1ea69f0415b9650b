"""Who is asking: from a request or an account to the author of an entry."""

from django.http import HttpRequest

from muster.ledger.actor import Actor
from muster.tree.models import Account


def actor_of(request: HttpRequest, *, via: str = "page") -> Actor:
    """The author of what this request does. Raises TypeError without a signed-in account."""
    return actor_for(account_of(request), via=via)


def account_of(request: HttpRequest) -> Account:
    """The signed-in account. Raises TypeError when nobody is signed in.

    Views get here behind a declared permission, so nobody else can.
    """
    account = request.user
    # The request holds a lazy wrapper whose class tells the truth only to isinstance.
    if not isinstance(account, Account):
        raise TypeError("no account is signed in")
    return account


def actor_for(account: Account, *, via: str) -> Actor:
    """The author for an account known otherwise: a job's owner, an import's applier."""
    return Actor(
        name=account.person.name if account.person else account.username,
        via=via,
        account_id=account.pk,
        person_id=account.person_id,
    )
