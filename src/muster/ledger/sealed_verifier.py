"""Proves a sealed file of muster: ``python3 FILE.zip [--key KEY]``.

Needs the standard library alone; the signature is checked where the package ``cryptography`` is
installed, and the verdict says if it was not. Three questions: is every file the one that was
sealed, and none missing or added; did the node's key sign that; do the entries stand in the record
that the same key signed. A file cannot prove by itself that it was not made anew with a new key:
give ``--key`` with the key, or its id, that you noted earlier.

Inside a sealed file this module is ``__main__.py`` and stands beside ``verifier.py``.
"""

import argparse
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from muster.ledger.verifier import (
    BadNote,
    Key,
    leaf_hash,
    printable,
    proves_inclusion,
    read_head,
    read_key,
    read_signed,
    signs,
)

SUMS: Final = "SHA256SUMS"
MANIFEST: Final = "MANIFEST.txt"
PROOF: Final = "record/proof.jsonl"
TITLE: Final = "muster/sealed/1"
UNSUMMED: Final = frozenset({SUMS, MANIFEST})
BLOCK: Final = 1 << 20
SHOWN: Final = 20


@dataclass(slots=True)
class Verdict:
    """What was found. signed: None where it could not be checked here."""

    files: int = 0
    entries: int = 0
    signed: bool | None = None
    key: str = ""
    is_known: bool | None = None
    faults: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing speaks against the file."""
        return not self.faults and self.signed is not False and self.is_known is not False

    def lines(self) -> Iterator[str]:
        """The verdict in words."""
        yield f"{self.files} files, {self.entries} entries of the record"
        yield from (f"fault: {printable(one)}" for one in self.faults[:SHOWN])
        if len(self.faults) > SHOWN:
            yield f"and {len(self.faults) - SHOWN} more faults"
        yield {
            True: "the signature is good",
            False: "the signature is NOT that of the key",
            None: "the signature was NOT checked: install cryptography",
        }[self.signed]
        yield {
            True: f"signed with the key that you gave: {self.key}",
            False: f"signed with another key than you gave: {self.key}",
            None: f"signed with {self.key}; compare it with the key that you noted",
        }[self.is_known]
        yield "SOUND" if self.is_sound else "NOT SOUND"


def verify(path: str, *, keys: Sequence[str] = ()) -> Verdict:
    """Check one file. Raises OSError, KeyError, ValueError, BadZipFile for what is none."""
    verdict = Verdict()
    with zipfile.ZipFile(path) as packed:
        sums_text = packed.read(SUMS)
        key = _manifest(packed.read(MANIFEST).decode(), sums_text, verdict)
        _files(packed, _sums(sums_text), verdict)
        if PROOF in packed.namelist() and not verdict.faults:
            with packed.open(PROOF) as stream:
                _proof(stream, key, verdict)
    if keys:
        verdict.is_known = bool({key.text, key.log_id} & set(keys))
    return verdict


def _manifest(note: str, sums: bytes, verdict: Verdict) -> Key:
    """The key that the manifest names, with what of its text does not fit."""
    text, signatures = read_signed(note)
    lines = text.rstrip("\n").split("\n")
    if lines[0] != TITLE or len(lines) < 3:
        raise BadNote("not a manifest of a sealed file")
    said = dict(line.partition(" ")[::2] for line in lines[1:])
    key = read_key(said["key"])
    if said["sums"] != sha256(sums).hexdigest():
        verdict.faults.append(f"{SUMS} is not the one that was sealed")
    verdict.key, verdict.signed = key.text, signs(key, text, signatures)
    return key


def _sums(text: bytes) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in text.decode().splitlines():
        digest, gap, name = line.partition("  ")
        if not gap or len(digest) != 64 or name in found:
            raise BadNote(f"not a line of {SUMS}: {line[:80]!r}")
        found[name] = digest
    return found


def _files(packed: zipfile.ZipFile, sums: Mapping[str, str], verdict: Verdict) -> None:
    """Every file once, with its hash, and no other."""
    names = [one.filename for one in packed.infolist()]
    verdict.faults += [
        f"{name} stands twice" for name in sorted(set(names)) if names.count(name) > 1
    ]
    there = set(names) - UNSUMMED
    verdict.faults += [f"{name} is missing" for name in sorted(set(sums) - there)]
    verdict.faults += [f"{name} was added" for name in sorted(there - set(sums))]
    for name in sorted(there & set(sums)):
        if _digest(packed, name) != sums[name]:
            verdict.faults.append(f"{name} was changed")
    verdict.files = len(sums)


def _digest(packed: zipfile.ZipFile, name: str) -> str:
    """The hash of one file, or nothing where it cannot be unpacked any more."""
    digest = sha256()
    try:
        with packed.open(name) as stream:
            for block in iter(lambda: stream.read(BLOCK), b""):
                digest.update(block)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError):
        return ""
    except Exception as fault:  # zlib's own error has no public parent
        if type(fault).__name__ != "error":
            raise
        return ""
    return digest.hexdigest()


def _proof(lines: Iterable[bytes], key: Key, verdict: Verdict) -> None:
    """Each entry stands where its path says, in the tree that a head signs."""
    head = None
    for line in lines:
        said: dict[str, Any] = json.loads(line)
        if "head" in said:
            head = read_head(said["head"])
            text, signatures = read_signed(said["head"])
            if head.name != key.name or signs(key, text, signatures) is False:
                verdict.faults.append("the head of the record is not signed by the key")
            continue
        entry = said["entry"].encode()
        path = [bytes.fromhex(one) for one in said["path"]]
        index = json.loads(entry)["counter"] - 1
        if head is None or not proves_inclusion(
            leaf_hash(entry), index=index, size=head.size, path=path, root=head.root
        ):
            verdict.faults.append(f"entry {index + 1} is not in the record")
        verdict.entries += 1


def main(argv: Sequence[str] | None = None) -> int:
    """Verify one file: 0 if sound, 1 if not, 2 if it is no sealed file."""
    parser = argparse.ArgumentParser(description="Prove a sealed file of muster.")
    parser.add_argument("file", nargs="?", default=sys.argv[0])
    parser.add_argument("--key", action="append", default=[], help="the node's key or its id")
    asked = parser.parse_args(argv)
    try:
        verdict = verify(asked.file, keys=asked.key)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as fault:
        sys.stdout.write(f"cannot be read: {printable(str(fault))}\n")
        return 2
    sys.stdout.write("\n".join(verdict.lines()) + "\n")
    return 0 if verdict.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
