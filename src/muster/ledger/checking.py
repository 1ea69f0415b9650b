"""Proves the live record: every row is read and hashed again, every head is held against it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from django.db import DatabaseError, connection
from django.db.models import Max, Subquery
from django.utils.translation import gettext_noop as _

from muster.ledger.models import Entry, Head, Node, Personal, Subtree
from muster.ledger.scanning import pages, scan_sql
from muster.ledger.services.recording import executing, local_key
from muster.ledger.verifier import (
    ERASED,
    NOT_RECORDED,
    BadNote,
    Fault,
    Key,
    LogCheck,
    Report,
    SignedHead,
    commitment_of,
    read_head,
    read_key,
)
from muster.ledger.writer import TILE, completed

CHANGED: Final = _("entry %(counter)s is not what was recorded")
STATE: Final = _("the log says it has %(wanted)s entries; %(found)s are here or differ")
ROW_DIFFERS: Final = _("the stored head at %(size)s does not say what its note says")
NO_KEY: Final = _("the log's key does not belong to its id")
ARRIVAL: Final = _("arrival number %(wanted)s is missing, or stands twice")
NO_LOG: Final = _("the entry with arrival number %(what)s belongs to no log")
TILES: Final = _("%(count)d stored subtree hashes are not those of the entries")
UNREADABLE: Final = _("the database cannot be read: %(what)s")


@dataclass(slots=True)
class LiveLog(LogCheck):
    """A log of this database; keeps the subtrees that proofs are made from."""

    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def note_tiles(self, leaf: bytes) -> None:
        """Keep the wide subtrees that *leaf* completes; call it before adding the leaf."""
        for level, position, digest in completed(self.tree, leaf):
            self.tiles[level, position] = digest


@dataclass(slots=True)
class LiveCheck:
    """One pass over the database."""

    logs: dict[int, LiveLog] = field(default_factory=dict)
    nodes: dict[int, Node] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def run(self, held: Sequence[SignedHead], keys: Sequence[str]) -> Report:
        """Read everything; what is added meanwhile is left for the next time."""
        heads = list(Head.objects.order_by("size"))
        upto = self._open()
        self._expect(heads, held)
        try:
            self._scan(upto)
        except DatabaseError as fault:
            self.faults.append(Fault(UNREADABLE, {"what": str(fault)}))
        for pk, log in self.logs.items():
            self._compare(self.nodes[pk], log)
            if keys and not {log.key.text, log.key.log_id}.intersection(keys):
                log.fault(_("its key is none of those you gave"))
        fates = self._personal(upto)
        verdicts = [log.verdict() for log in self.logs.values()]
        return Report(
            verdicts=verdicts, faults=self.faults, erased=fates["erased"], absent=fates["absent"]
        )

    def _open(self) -> int:
        # Sizes and the last arrival number come from one statement, so from the same moment.
        last = Entry.objects.order_by("-arrival").values("arrival")[:1]
        for node in Node.objects.annotate(last=Subquery(last)).order_by("pk"):
            log = self._log_of(node)
            self.logs[node.pk], self.nodes[node.pk] = log, node
        newest = max((getattr(node, "last", None) or 0 for node in self.nodes.values()), default=0)
        return newest or (Entry.objects.aggregate(last=Max("arrival"))["last"] or 0)

    def _log_of(self, node: Node) -> LiveLog:
        try:
            key = read_key(node.verifier_key)
        except BadNote:
            key = Key(node.name, b"", node.verifier_key)
        log = LiveLog(key)
        if (key.log_id, key.name) != (node.log_id, node.name):
            log.fault(NO_KEY)
        return log

    def _expect(self, heads: Iterable[Head], held: Iterable[SignedHead]) -> None:
        own = local_key().log_id
        for row in heads:
            log, node = self.logs.get(row.node_id), self.nodes.get(row.node_id)
            if log is None or node is None:
                continue
            head = _read(row)
            if head is None:
                log.fault(ROW_DIFFERS, size=row.size)
            elif row.holder == "" or node.log_id == own or head.size <= node.size:
                # Another's log may not have come here as far as somebody saw it.
                log.expect(head)
        for head in held:
            logs = [log for log in self.logs.values() if log.key.name == head.name]
            for log in logs:
                log.expect(head)
            if not logs:
                sentence = _("the head of %(what)s belongs to no log here")
                self.faults.append(Fault(sentence, {"what": head.name}))

    def _scan(self, upto: int) -> None:
        arrival = 0
        ids = {pk: node.log_id.encode() for pk, node in self.nodes.items()}
        with executing() as execute:
            for page in pages(execute, sql=scan_sql(connection.vendor), upto=upto):
                for number, node_id, counter, stored, is_sane, first, second in page:
                    arrival += 1
                    if number != arrival:
                        self.faults.append(Fault(ARRIVAL, {"wanted": arrival}))
                        arrival = number
                    log = self.logs.get(node_id)
                    if log is None:
                        self.faults.append(Fault(NO_LOG, {"what": number}))
                        continue
                    leaf = sha256(b"\x00%b%b%b" % (first, ids[node_id], second)).digest()
                    if leaf != stored or not is_sane:
                        log.fault(CHANGED, counter=counter)
                    if log.tree.size % TILE == TILE - 1:
                        log.note_tiles(leaf)
                    log.add(counter, leaf)

    def _compare(self, node: Node, log: LiveLog) -> None:
        tree = log.tree
        if (tree.size, tree.packed()) != (node.size, bytes(node.frontier)):
            log.fault(STATE, wanted=node.size, found=tree.size)
        rows = Subtree.objects.filter(node=node).values_list("level", "position", "digest")
        kept = {(level, position): bytes(digest) for level, position, digest in rows}
        later = {place for place in kept if (place[1] + 1) << place[0] > tree.size}
        wrong = {place for place in kept.keys() - later if kept[place] != log.tiles.get(place)}
        wrong |= log.tiles.keys() - kept.keys()
        if wrong:
            log.fault(TILES, count=len(wrong))

    def _personal(self, upto: int) -> Counter[str]:
        """Hold every personal part to its commitment; count what became of them."""
        own = local_key().log_id
        erasures = set(Entry.objects.filter(kind=ERASED).values_list("subject", flat=True))
        closed = Entry.objects.exclude(commitment="").filter(arrival__lte=upto)
        found: Counter[str] = Counter()
        for entry in closed.select_related("private", "node").iterator(chunk_size=2000):
            place = f"{entry.node.log_id}/{entry.counter}"
            fate = _fate(entry, is_erased=f"entry:{place}" in erasures)
            if fate == "absent" and entry.node.log_id == own:
                fate = "wrong"
            if fate == "wrong":
                self.faults.append(Fault(NOT_RECORDED, {"what": place}))
            found[fate] += 1
        return found


def _fate(entry: Entry, *, is_erased: bool) -> str:
    """What became of an entry's personal part: here, erased, absent (an import) or wrong."""
    part: Personal | None = getattr(entry, "private", None)
    if part is None or part.erasure is not None:
        return "erased" if is_erased else "absent" if part is None else "wrong"
    fits = commitment_of(bytes(part.salt), part.text) == entry.commitment
    return "here" if fits else "wrong"


def check_record(*, held: Sequence[SignedHead] = (), keys: Sequence[str] = ()) -> Report:
    """Prove the live record.

    held: heads that were kept elsewhere. keys: if any are given, every log must have one of them.
    """
    return LiveCheck().run(held, keys)


def _read(row: Head) -> SignedHead | None:
    try:
        head = read_head(row.note)
    except BadNote:
        return None
    return head if (head.size, head.root) == (row.size, bytes(row.root)) else None
