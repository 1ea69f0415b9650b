from datetime import datetime

from django.db import connection

from muster.ledger.actor import Actor
from muster.ledger.entry import Receipt
from muster.ledger.errors import NothingPersonal
from muster.ledger.models import Audience, Entry, Personal
from muster.ledger.services.recording import recorded
from muster.ledger.verifier import ERASED


def erase(actor: Actor, *, entry: Entry, reason: str, now: datetime) -> Receipt:
    """Erase the personal part of *entry* for good and record who did it and why.

    Locks the part. The tree stays whole: it holds only the salted commitment, and without salt
    and text the commitment tells nothing. Raises NothingPersonal if there is none any more.
    """
    with recorded(actor, now=now) as record:
        part = (
            Personal.objects.select_for_update(of=("self",))
            .filter(entry=entry.pk, erasure=None)
            .first()
        )
        if part is None:
            raise NothingPersonal(uuid=entry.uuid)
        place = f"{entry.node.log_id}/{entry.counter}"
        erasure = record(
            ERASED,
            f"entry:{place}",
            audience=Audience.STAFF,
            unit=entry.unit,
            season=entry.season,
            body={"reason": reason},
        )
        overwrite_freed_pages()
        Personal.objects.filter(pk=part.pk).update(salt=b"", text="", erasure=erasure)
    return record.receipts[0]


def overwrite_freed_pages() -> None:
    """Let what this transaction deletes be overwritten in the file, not only be forgotten."""
    if connection.vendor == "sqlite":
        # Else the old text would stay readable in the file until its page is used again.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
