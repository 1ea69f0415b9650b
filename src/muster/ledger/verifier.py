"""Proves a record of muster: ``python3 verifier.py FILE [--key KEY]... [--head FILE]...``.

FILE is what ``muster export-record`` wrote. Needs the standard library alone; signatures are
checked where the package ``cryptography`` is installed, and the verdict says if they were not.

Three verdicts for each log: is it whole; is nothing missing up to which signed head; how many
entries came after that head. A file cannot prove by itself that it was not written anew with a
new key: give ``--key`` with the key that you noted earlier, and ``--head`` with heads that you,
another machine or a sheet of paper kept.

The rest of muster takes its hashes and its note format from here, so there is one definition.
Leaf: SHA-256(0x00 || entry), node: SHA-256(0x01 || left || right), as RFC 9162; heads are C2SP
checkpoints signed with Ed25519.
"""

import argparse
import base64
import binascii
import json
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

ED25519: Final = b"\x01"
DASH: Final = "— "
RECORD: Final = "record.jsonl"
SHOWN_FAULTS: Final = 20
ERASED: Final = "ledger.erased"
EMPTY_ROOT: Final = sha256(b"").digest()


_ = str  # marks the sentences that `muster verify` says in the reader's language

WHOLE: Final = _("whole: %(size)d entries, none changed, none missing between")
BROKEN: Final = _("NOT whole: %(faults)d faults in %(size)d entries")
ANCHORED: Final = _("nothing missing up to head %(head)d, signed %(at)s")
UNCHECKED: Final = _("the signature was NOT checked: install cryptography")
UNANCHORED: Final = _("no signed head: nothing proves that the end was not cut off")
AFTER: Final = _("not anchored since: %(after)d entries")
ERASURES: Final = _("personal parts: %(erased)d erased and recorded so, %(absent)d not here")
NOT_RECORDED: Final = _("the personal part of %(what)s is not the recorded one")
SOUND: Final = _("SOUND")
UNSOUND: Final = _("NOT SOUND")


class BadNote(ValueError):
    """A signed head or a key that is not written as it must be."""


# --- the tree -----------------------------------------------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry as a leaf of the tree."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash over two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: one root for each bit of its size, widest first."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: bytes = b"") -> None:
        if len(peaks) != 32 * size.bit_count():
            raise ValueError(f"{len(peaks)} bytes are no frontier of {size} leaves")
        self.size = size
        self.peaks = [peaks[at : at + 32] for at in range(0, len(peaks), 32)]

    def append(self, leaf: bytes) -> None:
        """Add one leaf; amortised one hash."""
        size, peaks = self.size, self.peaks
        self.size = size + 1
        while size & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)

    def root(self) -> bytes:
        """Root of all leaves so far."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root

    def packed(self) -> bytes:
        """The peaks in one piece, as the constructor takes them."""
        return b"".join(self.peaks)


def proves_inclusion(
    leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Check that *leaf* stands at *index* in the tree of *size* leaves (RFC 9162, 2.1.3.2).

    Every step of the path must be used up, neither too few nor too many.
    """
    if not 0 <= index < size or not _are_hashes([leaf, root, *path]):
        return False
    here, last = index, size - 1
    found = leaf
    for step in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(step, found)
            here, last = _climb(here, last)
        else:
            found = node_hash(found, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def proves_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Check that the tree of *new_size* only adds to that of *old_size* (RFC 9162, 2.1.4.2)."""
    if not 0 <= old_size <= new_size or not _are_hashes([old_root, new_root, *path]):
        return False
    if old_size in (0, new_size):
        known = new_root if old_size else EMPTY_ROOT
        return not path and old_root == known and (new_size > 0 or new_root == EMPTY_ROOT)
    steps = list(path) if old_size & (old_size - 1) else [old_root, *path]
    if not steps:
        return False
    here, last = old_size - 1, new_size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old, new = steps[0], steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(step, old), node_hash(step, new)
            here, last = _climb(here, last)
        else:
            new = node_hash(new, step)
        here, last = here >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def _climb(here: int, last: int) -> tuple[int, int]:
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def _are_hashes(values: Iterable[Any]) -> bool:
    return all(isinstance(value, bytes) and len(value) == 32 for value in values)


# --- keys and signed heads ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Key:
    """A log's public key; ``text`` is ``name+id+base64`` as C2SP signed notes write it."""

    name: str
    public: bytes
    text: str

    @property
    def log_id(self) -> str:
        """SHA-256 of the public key, hex: the log's name that nobody else can take."""
        return sha256(self.public).hexdigest()


def key_hash(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def write_key(name: str, public: bytes) -> str:
    """Write a public key as one line."""
    body = base64.b64encode(ED25519 + public).decode()
    return f"{name}+{key_hash(name, public).hex()}+{body}"


def read_key(text: str) -> Key:
    """Read one line. Raises BadNote unless it is exactly what :func:`write_key` writes."""
    name, _, rest = text.partition("+")
    body = _bytes(rest.partition("+")[2])
    public = body[1:]
    if len(public) != 32 or not _is_name(name) or write_key(name, public) != text:
        raise BadNote(f"{text[:60]!r} is not a key")
    return Key(name, public, text)


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A checkpoint as read: which log, how many entries, which root, when, signed by whom."""

    name: str
    size: int
    root: bytes
    at: str
    note: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @property
    def signed_text(self) -> bytes:
        """The bytes that the signature covers."""
        return (self.note.rpartition("\n\n")[0] + "\n").encode()

    def signature_of(self, key: Key) -> bytes | None:
        """The signature that claims to be *key*'s, if there is one."""
        wanted = (key.name, key_hash(key.name, key.public))
        return next((sig for name, known, sig in self.signatures if (name, known) == wanted), None)


def head_text(*, name: str, size: int, root: bytes, at: str) -> str:
    """The text of a checkpoint, ready to be signed."""
    return f"{name}\n{size}\n{base64.b64encode(root).decode()}\ntime {at}\n"


def signed_note(text: str, *, name: str, public: bytes, signature: bytes) -> str:
    """Put the signature under the text."""
    body = base64.b64encode(key_hash(name, public) + signature).decode()
    return f"{text}\n{DASH}{name} {body}\n"


def read_head(note: str) -> SignedHead:
    """Read a checkpoint. Raises BadNote unless writing it again gives the same text."""
    text, gap, lines = note.rpartition("\n\n")
    body = text.split("\n")
    if not gap or not lines.endswith("\n") or len(body) != 4 or not body[3].startswith("time "):
        raise BadNote("not a signed head")
    name, size_text, root_text, at = body[0], body[1], body[2], body[3][5:]
    root = _bytes(root_text)
    size = int(size_text) if size_text.isascii() and size_text.isdigit() else -1
    written = head_text(name=name, size=size, root=root, at=at)
    if len(root) != 32 or not _is_name(name) or written != text + "\n":
        raise BadNote("not a signed head")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    return SignedHead(name, size, root, at, note, signatures)


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, body = line.removeprefix(DASH).partition(" ")
    raw = _bytes(body)
    if not line.startswith(DASH) or not _is_name(name) or len(raw) < 5:
        raise BadNote("not a signature line")
    return name, raw[:4], raw[4:]


def _is_name(name: str) -> bool:
    return bool(name) and name.isprintable() and " " not in name and "+" not in name


def _bytes(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise BadNote(f"{text[:60]!r} is not base64") from fault
    if base64.b64encode(raw).decode() != text:
        raise BadNote(f"{text[:60]!r} is not the one way to write these bytes")
    return raw


def is_signed(head: SignedHead, key: Key) -> bool | None:
    """Check the head's signature by *key*; None where ``cryptography`` is not installed."""
    signature = head.signature_of(key)
    if head.name != key.name or signature is None:
        return False
    return _verified(key, signature, head.signed_text)


def _verified(key: Key, signature: bytes, text: bytes) -> bool | None:
    try:
        from cryptography.exceptions import InvalidSignature  # it is not everywhere
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text)
    except InvalidSignature:
        return False
    return True


Signatures = tuple[tuple[str, bytes, bytes], ...]


def read_signed(note: str) -> tuple[str, Signatures]:
    """Any signed text and its signatures. Raises BadNote for what is none."""
    text, gap, lines = note.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise BadNote("not a signed text")
    return text + "\n", tuple(_signature(line) for line in lines[:-1].split("\n"))


def signs(key: Key, text: str, signatures: Signatures) -> bool | None:
    """Check a text's signature by *key*; None where ``cryptography`` is not installed."""
    wanted = (key.name, key_hash(key.name, key.public))
    signature = next((sig for name, known, sig in signatures if (name, known) == wanted), None)
    return False if signature is None else _verified(key, signature, text.encode())


# --- one log ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """What speaks against the record: a sentence to translate and what fills it."""

    sentence: str
    values: Mapping[str, Any]

    def text(self, say: Callable[[str], str]) -> str:
        """The sentence in the reader's language."""
        return printable(say(self.sentence) % self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found about one log.

    faults: why it is not whole, or why a head contradicts it; empty if all is well.
    anchored: size of the newest signed head that fits, 0 if none; signed: None if the signature
    could not be checked here. after: entries that came later and that no head covers.
    """

    name: str
    log_id: str
    size: int
    faults: Sequence[Fault]
    fault_count: int
    anchored: int
    anchored_at: str
    signed: bool | None
    after: int

    def lines(self, say: Callable[[str], str]) -> Iterator[str]:
        """The three verdicts for people; *say* translates."""
        values: dict[str, object] = {
            "size": self.size,
            "faults": self.fault_count,
            "after": self.after,
        }
        values |= {"head": self.anchored, "at": printable(self.anchored_at)}
        yield f"{printable(self.name)} {self.log_id}"
        yield "  " + say(BROKEN if self.fault_count else WHOLE) % values
        yield from ("    " + fault.text(say) for fault in self.faults)
        yield "  " + say(ANCHORED if self.anchored else UNANCHORED) % values
        if self.anchored and self.signed is None:
            yield "  " + say(UNCHECKED)
        yield "  " + say(AFTER) % values


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found about all logs of a file or a database."""

    verdicts: Sequence[Verdict]
    faults: Sequence[Fault]
    erased: int = 0
    absent: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing at all speaks against the record."""
        return not self.faults and not any(verdict.fault_count for verdict in self.verdicts)

    def lines(self, say: Callable[[str], str] = str) -> Iterator[str]:
        """Everything for people, the short answer last."""
        for verdict in self.verdicts:
            yield from verdict.lines(say)
        if self.erased or self.absent:
            yield say(ERASURES) % {"erased": self.erased, "absent": self.absent}
        yield from (fault.text(say) for fault in self.faults)
        yield say(SOUND if self.is_sound else UNSOUND)


def printable(text: str) -> str:
    """Escape what could play tricks with a terminal."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


_MISPLACED: Final = _("entry %(found)s stands where %(wanted)s should")
_FOREIGN: Final = _("the head at %(size)d is not signed by this log's key")
_CUT: Final = _("a signed head counts %(size)d entries, %(here)d are here: the end was cut off")
_REWRITTEN: Final = _("the signed head at %(size)d has another root: entries were changed")


@dataclass(slots=True)
class LogCheck:
    """Takes a log's leaves in order and its heads, and says what they prove together."""

    key: Key
    heads: list[SignedHead] = field(default_factory=list)
    tree: Frontier = field(default_factory=Frontier)
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)
    _wanted: set[int] = field(default_factory=set)

    def expect(self, head: SignedHead) -> None:
        """Hold the log to *head*; all heads come before the first leaf."""
        self.heads.append(head)
        self.watch(head.size)

    def watch(self, size: int) -> None:
        """Keep the root at *size* when the log comes to it."""
        self._wanted.add(size)

    def add(self, counter: int, leaf: bytes) -> None:
        """Take the next leaf; its number must follow the one before."""
        tree = self.tree
        tree.append(leaf)
        if counter != tree.size:
            self.fault(
                _("entry %(found)s stands where %(wanted)s should"), found=counter, wanted=tree.size
            )
        if tree.size in self._wanted:
            self.roots[tree.size] = tree.root()

    def fault(self, sentence: str, **values: Any) -> None:
        """Note a fault; the first few are kept in words, all are counted."""
        self.fault_count += 1
        if len(self.faults) < SHOWN_FAULTS:
            self.faults.append(Fault(sentence, values))

    def verdict(self) -> Verdict:
        """Compare the heads with the tree.

        A fitting root says all that an older head can say, so signatures are checked from the
        newest head down to the first good one, and of every head that does not fit.
        """
        self.roots[0] = EMPTY_ROOT
        anchor: SignedHead | None = None
        signed: bool | None = False
        for head in sorted(self.heads, key=lambda head: head.size, reverse=True):
            if head.name == self.key.name and self.roots.get(head.size) == head.root:
                if anchor is None:
                    signed = is_signed(head, self.key)
                    anchor = None if signed is False else head
                    if anchor is None:
                        self.fault(_FOREIGN, size=head.size)
            else:
                self.fault(self._contradiction(head), size=head.size, here=self.tree.size)
        if anchor is None and self.tree.size:
            self.fault(_("no head that fits is signed by this log's key"))
        anchored = anchor.size if anchor else 0
        return Verdict(
            name=self.key.name,
            log_id=self.key.log_id,
            size=self.tree.size,
            faults=tuple(self.faults),
            fault_count=self.fault_count,
            anchored=anchored,
            anchored_at=anchor.at if anchor else "",
            signed=signed,
            after=self.tree.size - anchored,
        )

    def _contradiction(self, head: SignedHead) -> str:
        if is_signed(head, self.key) is False:
            return _FOREIGN
        return _CUT if head.size > self.tree.size else _REWRITTEN


# --- an exported file ---------------------------------------------------------------------------

MAX_LINE: Final = 64 * 2**20
ENTRY_PREFIX: Final = b'{"entry":'


class BadFile(ValueError):
    """Not a record that muster exported."""


@dataclass(slots=True)
class FileCheck:
    """Reads an export line by line and holds every log in it to its heads."""

    logs: dict[str, LogCheck] = field(default_factory=dict)
    unplaced: list[Fault] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)
    closed: dict[str, str] = field(default_factory=dict)

    def read(self, lines: Iterable[bytes], held: Sequence[SignedHead] = ()) -> None:
        """Take the whole file; *held* are heads that the caller kept elsewhere.

        Raises BadFile if it is no record at all.
        """
        lines = iter(lines)
        if _json(next(lines, b"")).get("muster") != "record/1":
            raise BadFile("not a record that muster exported")
        started = False
        for line in lines:
            if line.startswith(ENTRY_PREFIX):
                if not started:
                    self._hold(held)
                started = True
                self._entry(line[len(ENTRY_PREFIX) : -2])
            else:
                self._other(_json(line), started=started)
        if not started:
            self._hold(held)

    def _hold(self, held: Sequence[SignedHead]) -> None:
        for head in held:
            self._head(head)

    def _head(self, head: SignedHead) -> None:
        logs = [log for log in self.logs.values() if log.key.name == head.name]
        for log in logs:
            log.expect(head)
        if not logs:
            self._misfit(_("the head of %(what)s belongs to no log here"), head.name)

    def _entry(self, raw: bytes) -> None:
        entry = _json(raw)
        log = self.logs.get(entry.get("log", ""))
        counter = entry.get("counter")
        if log is None or not isinstance(counter, int):
            self._misfit(_("an entry of an unknown log: %(what)s"), str(raw[:80]))
            return
        log.add(counter, leaf_hash(raw))
        if entry.get("commitment"):
            self.closed[f"{log.key.log_id}/{counter}"] = entry["commitment"]
        if entry.get("kind") == ERASED:
            self.erased.add(entry.get("subject", ""))

    def _other(self, line: dict[str, Any], *, started: bool) -> None:
        if "personal" in line:
            self._personal(line["personal"])
        elif "key" in line and not started:
            key = read_key(line["key"])
            self.logs[key.log_id] = LogCheck(key)
        elif "head" in line and not started:
            self._head(read_head(line["head"]))
        else:
            self._misfit(_("a line that means nothing: %(what)s"), str(line)[:80])

    def _personal(self, part: dict[str, str]) -> None:
        commitment = self.closed.pop(part["of"], "")
        if commitment_of(bytes.fromhex(part["salt"]), part["text"]) != commitment:
            self._misfit(NOT_RECORDED, part["of"])

    def _misfit(self, sentence: str, what: str) -> None:
        self.unplaced.append(Fault(sentence, {"what": what}))

    def report(self, keys: Sequence[str] = ()) -> Report:
        """Close the books, once. *keys*: if any are given, every log must have one of them."""
        faults = self.unplaced if self.logs else [Fault(_("there is no log here"), {})]
        erased = sum(f"entry:{place}" in self.erased for place in self.closed)
        for log in self.logs.values():
            if keys and not {log.key.text, log.key.log_id}.intersection(keys):
                log.fault(_("its key is none of those you gave"))
        return Report(
            verdicts=[log.verdict() for log in self.logs.values()],
            faults=faults,
            erased=erased,
            absent=len(self.closed) - erased,
        )


def commitment_of(salt: bytes, text: str) -> str:
    """The salted commitment to a personal part."""
    return sha256(salt + text.encode()).hexdigest()


def _json(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as fault:
        raise BadFile(f"not a line of a record: {line[:60]!r}") from fault
    if not isinstance(value, dict):
        raise BadFile(f"not a line of a record: {line[:60]!r}")
    return value


def record_lines(path: str) -> Iterator[bytes]:
    """The lines of an export, packed or not."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed, packed.open(RECORD) as stream:
            yield from _lines(stream)
    else:
        with open(path, "rb") as stream:  # noqa: PTH123 - the same on every Python
            yield from _lines(stream)


def _lines(stream: Any) -> Iterator[bytes]:
    yield from iter(lambda: stream.readline(MAX_LINE), b"")


def main(argv: Sequence[str] | None = None) -> int:
    """Verify one file: 0 if sound, 1 if not, 2 if it is no record."""
    parser = argparse.ArgumentParser(description="Prove a record of muster.")
    parser.add_argument("file", nargs="?", default=sys.argv[0])
    parser.add_argument("--key", action="append", default=[], help="a log's key or its id")
    parser.add_argument("--head", action="append", default=[], help="a file with a kept head")
    asked = parser.parse_args(argv)
    check = FileCheck()
    try:
        held = [read_head(_text(path)) for path in asked.head]
        check.read(record_lines(asked.file), held)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as fault:
        sys.stdout.write(f"cannot be read: {printable(str(fault))}\n")
        return 2
    report = check.report(asked.key)
    sys.stdout.write("\n".join(report.lines()) + "\n")
    return 0 if report.is_sound else 1


def _text(path: str) -> str:
    with open(path, encoding="utf-8", newline="") as stream:  # noqa: PTH123 - as above
        return stream.read()


if __name__ == "__main__":
    sys.exit(main())
