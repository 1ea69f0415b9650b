"""What went out or waits, as far as an account may see it."""

from typing import Final

from muster.gateways.models import Delivery
from muster.tree.models import Account
from muster.tree.scope import scope

MOST: Final = 200
MARKS: Final = {
    Delivery.State.QUEUED: "todo",
    Delivery.State.DELIVERED: "done",
    Delivery.State.GIVEN_UP: "late",
    Delivery.State.CANCELLED: "na",
}


def delivery_lines(account: Account) -> list[tuple[str, Delivery]]:
    """The newest deliveries, those that wait first, each with the sign of its state."""
    rows = scope(account, Delivery).select_related("season_unit")
    waiting = list(rows.filter(state=Delivery.State.QUEUED).order_by("next_at")[:MOST])
    ended = list(rows.exclude(state=Delivery.State.QUEUED).order_by("-done_at")[:MOST])
    tried = [row for row in waiting if row.tries]
    untried = [row for row in waiting if not row.tries]
    lines = [("soon", row) for row in tried] + [("todo", row) for row in untried]
    return lines + [(MARKS[Delivery.State(row.state)], row) for row in ended]
