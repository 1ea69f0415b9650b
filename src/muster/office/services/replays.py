"""What the first sending of a request made, when the same request comes again."""

from typing import Any

from muster.ledger.models import Entry
from muster.ledger.services import Record


def made_before(record: Record) -> int:
    """The id of the row that the first entry of the earlier sending is about."""
    subject = Entry.objects.get(arrival=record.replayed[0].arrival).subject
    return int(subject.partition(":")[2])


def said_before(record: Record) -> dict[str, Any]:
    """The body of the first entry of the earlier sending."""
    return Entry.objects.get(arrival=record.replayed[0].arrival).body
