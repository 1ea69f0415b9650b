from datetime import datetime
from enum import StrEnum

from django.db import connection, transaction
from django.utils.translation import gettext as _

from muster.ledger import queries
from muster.ledger.canonical import time_text
from muster.ledger.errors import RecordForged
from muster.ledger.models import Head, Node
from muster.ledger.services.recording import executing, local_key
from muster.ledger.verifier import BadNote, SignedHead, is_signed, read_head, read_key
from muster.ledger.writer import close_tail, dialect_of, open_tail, sign_head


class Held(StrEnum):
    """What a head that somebody kept says about the log as it stands here."""

    FITS = "fits"
    AHEAD = "ahead"
    CONTRADICTS = "contradicts"


def anchor(*, now: datetime) -> str:
    """Sign the local log as it stands and return the note; "" while it is empty.

    Called at explicit moments (shift handover, export, backup) and from time to time; appending
    signs by number and age on its own. Signs nothing new if the newest head covers everything.
    """
    key, dialect = local_key(), dialect_of(connection.vendor)
    with transaction.atomic(), executing() as execute:
        tail = open_tail(execute, key=key, dialect=dialect)
        if tail.tree.size > tail.anchored_size:
            note = sign_head(execute, tail, key=key, dialect=dialect, at=time_text(now))
            close_tail(execute, tail, dialect=dialect)
            return note
        newest = Head.objects.filter(node=tail.node_id, size=tail.tree.size, holder="").last()
        return newest.note if newest else ""


@transaction.atomic
def hold(note: str, *, holder: str) -> Held:
    """Keep a head that *holder* kept, and say whether the log still agrees with it.

    A signed head that contradicts the log is the proof of a rewritten record: it is kept, and
    every later verification shows it. Raises RecordForged if no log here signed it.
    """
    head, node = _signed_by_a_node(note)
    Head.objects.get_or_create(
        node=node,
        size=head.size,
        root=head.root,
        holder=holder,
        defaults={"note": note, "signed_at": datetime.fromisoformat(head.at)},
    )
    if head.size > node.size:
        # Our own log cannot be shorter than what we signed; another's may only not be here yet.
        return Held.CONTRADICTS if node.log_id == local_key().log_id else Held.AHEAD
    fits = queries.root_at(node, size=head.size) == head.root
    return Held.FITS if fits else Held.CONTRADICTS


def _signed_by_a_node(note: str) -> tuple[SignedHead, Node]:
    try:
        head = read_head(note)
        datetime.fromisoformat(head.at)
    except (BadNote, ValueError) as fault:
        raise RecordForged(reason=str(fault)) from fault
    for node in Node.objects.filter(name=head.name):
        if is_signed(head, read_key(node.verifier_key)):
            return head, node
    raise RecordForged(reason=_("no log here signed the head of %(log)s") % {"log": head.name})
