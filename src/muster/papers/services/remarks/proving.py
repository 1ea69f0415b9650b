"""The proof of the counters: whatever they say, a rebuild must say the same."""

from datetime import datetime

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.papers.models import Round
from muster.papers.services.remarks.counting import counters_equal, rebuild


def rebuild_counters(opened: Round, *, actor: Actor, now: datetime) -> int:
    """Make the counters of a round equal to a rebuild; how many desks were wrong.

    The common case, nothing to mend, takes no lock.
    """
    if counters_equal(opened):
        return 0
    with recorded(actor, now=now) as record:
        wrong = rebuild(opened)
        record(
            "round.counters_rebuilt",
            f"round:{opened.pk}",
            audience=Audience.STAFF,
            season=opened.document.season_unit.season_id,
            body={"desks": wrong},
        )
    return wrong
