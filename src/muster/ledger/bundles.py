"""A bundle: what one node recorded since somebody took it last, in one file that proves itself.

It is a sealed file (:mod:`muster.ledger.sealing`) with the entries as an export writes them, the
right edge of the tree before the first of them, a signed head over the last, and the files that the
entries name. Personal parts never go along; the proof is the same without them.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.ledger import canonical, queries, sealed_verifier
from muster.ledger.canonical import time_text
from muster.ledger.entry import Draft
from muster.ledger.errors import BundleForged, BundleUnreadable
from muster.ledger.models import Entry, Node
from muster.ledger.sealing import SealedFile, text_of
from muster.ledger.services.importing import lawful_draft
from muster.ledger.services.recording import local_key
from muster.ledger.verifier import (
    ENTRY_PREFIX,
    MAX_LINE,
    Frontier,
    Key,
    SignedHead,
    is_signed,
    leaf_hash,
    printable,
    read_head,
    read_key,
)

FORM: Final = "bundle/1"
HEADER: Final = "record/bundle.json"
ENTRIES: Final = "record/entries.jsonl"
FILES: Final = "files/"
# What one bundle may hold; what is more goes into the next one.
MOST_ENTRIES: Final = 20_000
MOST_FILES: Final = 1_000
MOST_BYTES: Final = 512 * 2**20
MOST_HEADER_BYTES: Final = 2**20
SHA256: Final = 64

# Of each log that a node holds: how many entries, and the root over them, hex.
Seen = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle whose seal and signatures hold; its entries are proven when they are read.

    after, upto: it holds the entries with the numbers ``after + 1`` to ``upto``. edge: the tree
    before them. seen: the logs that the writer held. files: hashes of what travels with it.
    """

    path: Path
    key: Key
    after: int
    upto: int
    edge: bytes
    head: SignedHead
    seen: Seen
    files: tuple[str, ...]

    @property
    def log_id(self) -> str:
        """Whose entries these are."""
        return self.key.log_id

    def drafts(self) -> Iterator[tuple[int, bytes, Draft]]:
        """The entries in order: number, leaf hash, entry. Raises BundleForged at the first fault.

        The last of them is given out only after the head over all of them was held against it.
        """
        tree = Frontier(self.after, self.edge)
        waiting: tuple[int, bytes, Draft] | None = None
        for line in self._lines():
            if waiting is not None:
                yield waiting
            leaf, draft = self._entry(line, counter=tree.size + 1)
            tree.append(leaf)
            waiting = (tree.size, leaf, draft)
        if (tree.size, tree.root()) != (self.upto, self.head.root):
            raise self.forged(_("its entries are not those of the signed head"))
        if waiting is not None:
            yield waiting

    def read_file(self, sha256: str) -> bytes:
        """The bytes of a file that travels with it."""
        with zipfile.ZipFile(self.path) as packed:
            return packed.read(f"{FILES}{sha256}")

    def forged(self, reason: str) -> BundleForged:
        """The refusal of this bundle."""
        return BundleForged(log=printable(self.key.name), reason=reason)

    def _lines(self) -> Iterator[bytes]:
        with zipfile.ZipFile(self.path) as packed, packed.open(ENTRIES) as stream:
            yield from iter(lambda: stream.readline(MAX_LINE), b"")

    def _entry(self, line: bytes, *, counter: int) -> tuple[bytes, Draft]:
        raw = line[len(ENTRY_PREFIX) : -2]
        if line != b'{"entry":%b}\n' % raw:
            raise self.forged(_("a line that is no entry"))
        try:
            values = canonical.parse(raw.decode())
            place = (values["log"], values["counter"])
            draft = lawful_draft(values, raw.decode())
        except (KeyError, TypeError, ValueError, RecursionError) as fault:
            raise self.forged(printable(str(fault))[:300]) from fault
        if place != (self.log_id, counter):
            raise self.forged(_("entry %(number)d is missing") % {"number": counter})
        return leaf_hash(raw), draft


def seen_here() -> dict[str, tuple[int, str]]:
    """Every log of this database: how many entries of it are here, and their root."""
    return {
        node.log_id: (node.size, Frontier(node.size, bytes(node.frontier)).root().hex())
        for node in Node.objects.all()
    }


def write_bundle(
    path: Path, *, after: int, upto: int, files: Mapping[str, Path], now: datetime
) -> None:
    """Write the own entries ``after + 1`` to ``upto``, and *files* by their hash.

    Raises ValueError for more than a bundle may hold.
    """
    if not 0 <= after <= upto or upto - after > MOST_ENTRIES or len(files) > MOST_FILES:
        raise ValueError(f"entries {after} to {upto} and {len(files)} files are no bundle")
    key = local_key()
    node = Node.objects.get(log_id=key.log_id)
    root = queries.root_at(node, size=upto)
    header = {
        "muster": FORM,
        "log": key.log_id,
        "made_at": time_text(now),
        "after": after,
        "upto": upto,
        "edge": queries.frontier_of(node, size=after).packed().hex(),
        "head": key.sign_head(size=upto, root=root, at=time_text(now)),
        "seen": {log: list(found) for log, found in seen_here().items()},
    }
    entries = Entry.objects.filter(node=node, counter__gt=after, counter__lte=upto)
    with SealedFile(path) as sealed:
        sealed.add(HEADER, [json.dumps(header, separators=(",", ":")).encode()])
        sealed.add(ENTRIES, _written(entries.order_by("counter").iterator(2_000), key.log_id))
        for sha256, source in sorted(files.items()):
            sealed.add(f"{FILES}{sha256}", [source.read_bytes()])
        sealed.seal(about=f"{FORM} {key.name} {after} {upto}")


def _written(entries: Iterable[Entry], log_id: str) -> Iterator[bytes]:
    for entry in entries:
        yield b'{"entry":%b}\n' % text_of(entry, log_id).encode()


class NotABundle(ValueError):
    """Why a readable archive is none of ours, as a sentence for people."""


def open_bundle(path: Path) -> Bundle:
    """Read what a file says it is, after its seal held. Raises BundleUnreadable, BundleForged."""
    try:
        with zipfile.ZipFile(path) as packed:
            infos = packed.infolist()
            _must_be_small(infos)
        verdict = sealed_verifier.verify(str(path))
        key = read_key(verdict.key)
        if verdict.faults or not verdict.signed:
            faults = verdict.faults or [_("it is not signed by its key")]
            reason = printable("; ".join(faults[:3]))
            raise BundleForged(log=printable(key.name), reason=reason)
        with zipfile.ZipFile(path) as packed:
            header = json.loads(packed.read(HEADER))
        return _read(path, key, header, [one.filename for one in infos])
    except NotABundle as fault:
        raise BundleUnreadable(reason=str(fault)) from fault
    except _NONE as fault:
        reason = _("the file is no archive, or it was harmed on the way")
        raise BundleUnreadable(reason=reason) from fault


# What the standard library raises for a file that is no archive, or for one that was harmed.
_NONE: Final = (
    *(OSError, EOFError, KeyError, TypeError, ValueError, RecursionError, NotImplementedError),
    *(zipfile.BadZipFile, RuntimeError),
)


def _must_be_small(infos: Iterable[zipfile.ZipInfo]) -> None:
    sizes = {one.filename: one.file_size for one in infos}
    if sum(sizes.values()) > MOST_BYTES or len(sizes) > MOST_FILES + 10:
        raise NotABundle(_("it is larger than a bundle may be"))
    if sizes.get(HEADER, 0) > MOST_HEADER_BYTES:
        raise NotABundle(_("it is larger than a bundle may be"))


def _read(path: Path, key: Key, header: dict[str, Any], names: Iterable[str]) -> Bundle:
    if header["muster"] != FORM:
        raise NotABundle(_("it is of another kind or of a newer version"))
    head, edge = read_head(header["head"]), bytes.fromhex(header["edge"])
    bundle = Bundle(
        path=path,
        key=key,
        after=_count(header["after"]),
        upto=_count(header["upto"]),
        edge=edge,
        head=head,
        seen={str(log): _held(*found) for log, found in header["seen"].items()},
        files=tuple(name.removeprefix(FILES) for name in names if name.startswith(FILES)),
    )
    Frontier(bundle.after, edge)  # raises ValueError for an edge of another size
    fits = header["log"] == key.log_id and head.size == bundle.upto and is_signed(head, key)
    if not fits or not 0 <= bundle.upto - bundle.after <= MOST_ENTRIES:
        raise bundle.forged(_("its head is not that of its entries"))
    return bundle


def _held(size: Any, root: str) -> tuple[int, str]:
    if len(bytes.fromhex(root)) * 2 != SHA256:
        raise NotABundle(_("a root that is none"))
    return _count(size), root


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotABundle(_("a number that is none"))
    return value
