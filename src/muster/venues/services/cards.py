from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.packs import Pack
from muster.venues.errors import CardIncomplete
from muster.venues.models import Venue, VenueCard
from muster.venues.queries import CardStep


def keep_card(
    venue: Venue,
    *,
    actor: Actor,
    now: datetime,
    key: str,
    by_hand: Sequence[str],
    tasks: Sequence[CardStep],
    pack: Pack,
    client_uuid: UUID | None = None,
) -> VenueCard:
    """Keep the venue's own form of a contingency card of the pack.

    Locks the venue. Raises CardIncomplete unless both parts say something; RuleUnknown.
    """
    rule = pack.contingency_cards[key]
    hands = [line.strip() for line in by_hand if line.strip()]
    steps = [step for step in tasks if step.text.strip()]
    if not hands or not steps:
        raise CardIncomplete(card=rule.name)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        Venue.objects.select_for_update().get(pk=venue.pk)
        if record.is_replay:
            return VenueCard.objects.get(venue=venue, key=key)
        values = {
            "by_hand": hands,
            "tasks": [
                {"text": one.text.strip(), "owner": one.owner.strip(), "due_min": one.due_min}
                for one in steps
            ],
        }
        row, _made = VenueCard.objects.update_or_create(
            venue=venue, key=key, defaults={**values, "changed_at": now, "changed_by": actor.name}
        )
        record(
            "venue.card_kept",
            f"venue:{venue.pk}",
            unit=venue.unit_id,
            audience=Audience.UNIT,
            body={"card": key, **values},
        )
    return row
