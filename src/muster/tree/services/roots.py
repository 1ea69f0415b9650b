from datetime import date, datetime

from muster.ledger.actor import Actor
from muster.ledger.services import recorded
from muster.tree.clock import day_of
from muster.tree.models import Unit
from muster.tree.services.accounts import give
from muster.tree.services.bodies import NewUnit, found
from muster.tree.table import Role


def found_root(
    actor: Actor, *, unit: NewUnit, on: date, decision_ref: str = "", now: datetime
) -> Unit:
    """Found a unit with none above it; who founds it becomes its administrator.

    No grant reaches a new root, so without this nobody could give one. Raises CodeTaken.
    """
    with recorded(actor, now=now):
        made = found(actor, unit=unit, parents={}, on=on, decision_ref=decision_ref, now=now)
        if actor.account_id is not None:
            give(
                actor,
                account_id=actor.account_id,
                role=Role.ADMINISTRATOR,
                unit_id=made.pk,
                since=day_of(now),
                reason="",
                now=now,
            )
    return made
