"""Taking in a bundle: held against what is here, then added whole."""

from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from muster.ledger import queries
from muster.ledger.bundles import Bundle
from muster.ledger.errors import BundleLater, LogSplit
from muster.ledger.models import Node
from muster.ledger.services.importing import CHUNK, write_chunk
from muster.ledger.services.recording import local_key
from muster.ledger.verifier import Frontier, LogCheck, printable


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """A bundle that continues what is here. size: of its log here; new: entries that it adds."""

    bundle: Bundle
    size: int

    @property
    def new(self) -> int:
        """How many of its entries are not here yet; none for one that was taken before."""
        return max(0, self.bundle.upto - self.size)


def fit(bundle: Bundle) -> Fitting:
    """Prove every entry of a bundle and hold it against the log here, without changing anything.

    Raises BundleForged, BundleLater, LogSplit: of its log, or of ours as its writer has seen it.
    """
    node = Node.objects.filter(log_id=bundle.log_id).first()
    size = node.size if node else 0
    edge = Frontier(bundle.after, bundle.edge)
    at_our_size = edge.root() if size == bundle.after else None
    for counter, leaf, _draft in bundle.drafts():
        edge.append(leaf)
        if counter == size:
            at_our_size = edge.root()
    if bundle.after > size:
        raise BundleLater(log=printable(bundle.key.name), after=bundle.after, size=size)
    if node is not None:
        _must_be_ours(bundle, node, at_our_size)
    _must_know_us_rightly(bundle)
    return Fitting(bundle=bundle, size=size)


def _must_be_ours(bundle: Bundle, node: Node, at_our_size: bytes | None) -> None:
    size = min(node.size, bundle.upto)
    theirs = bundle.head.root if node.size >= bundle.upto else at_our_size
    if theirs != queries.root_at(node, size=size):
        raise LogSplit(log=printable(node.name), size=size)


def _must_know_us_rightly(bundle: Bundle) -> None:
    """What its writer saw of our own log must be in it: else we go on from an older copy."""
    key = local_key()
    size, root = bundle.seen.get(key.log_id, (0, ""))
    if not size:
        return
    ours = Node.objects.filter(log_id=key.log_id).first()
    if ours is None or ours.size < size or queries.root_at(ours, size=size).hex() != root:
        raise LogSplit(log=printable(key.name), size=size)


@transaction.atomic
def add_bundle(fitting: Fitting) -> None:
    """Add what is new of a bundle beside our own log. The caller holds every other lock."""
    bundle = fitting.bundle
    log = LogCheck(bundle.key)
    drafts = (draft for counter, _leaf, draft in bundle.drafts() if counter > fitting.size)
    added = 0
    while chunk := list(islice(drafts, CHUNK)):
        write_chunk(log, chunk, head=bundle.head, expected=fitting.size + added)
        added += len(chunk)
