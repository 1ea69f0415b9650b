"""The first account holds no role until there is a tree to hold it on."""

from datetime import datetime

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.season.models import Season
from muster.tree import services as tree
from muster.tree.clock import day_of
from muster.tree.models import Account
from muster.tree.permissions import Role


def let_founders_in(season: Season, *, actor: Actor, now: datetime) -> None:
    """Give administering accounts without any role every role on the season's root.

    Only the account that the installation began with is such; without this nobody could run the
    season that it has just opened.
    """
    for account in Account.objects.filter(is_staff=True, is_active=True, grants=None):
        for role in Role:
            tree.give(
                actor,
                account_id=account.pk,
                role=role,
                unit_id=season.root_id,
                since=min(season.tree_on, day_of(now)),
                reason=_("Opened the first season"),
                now=now,
            )
