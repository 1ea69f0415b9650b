"""Writes files, and the proof of what the record says of them, into one file that proves itself.

The bytes depend on what goes in and on the signed head alone: names are sorted into the order in
which they are given, times and rights of the files are fixed.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from muster.ledger import sealed_verifier, verifier
from muster.ledger.canonical import time_text
from muster.ledger.entry import Draft, leaf_text
from muster.ledger.merkle import inclusion_path
from muster.ledger.models import Entry, Head
from muster.ledger.queries import Tiles
from muster.ledger.services.recording import local_key

PROGRAM: Final = "__main__.py"
LEVEL: Final = 6
# 1980 is the first year that the format knows; rights are those of a plain file.
FIRST_TIME: Final = (1980, 1, 1, 0, 0, 0)
RIGHTS: Final = 0o644 << 16
UNIX: Final = 3


class SealedFile:
    """One archive in the making. After :meth:`seal` nothing more goes in.

    size_bytes: of all that went in, unpacked.
    """

    def __init__(self, path: Path) -> None:
        self._packed = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._sums: dict[str, str] = {}
        self.size_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._packed.close()

    @property
    def sums(self) -> dict[str, str]:
        """The hash of each file so far, by its name."""
        return dict(self._sums)

    def add(self, name: str, chunks: Iterable[bytes]) -> int:
        """Put one file in; its size. Raises ValueError for a name that is there already."""
        if name in self._sums:
            raise ValueError(f"{name} is there already")
        digest, size = sha256(), 0
        with self._packed.open(_about(name), "w", force_zip64=True) as stream:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
        self._sums[name] = digest.hexdigest()
        self.size_bytes += size
        return size

    def prove(self, entries: Iterable[Entry]) -> int:
        """Put in the entries with their ways up to the newest signed head; how many.

        Entries of other nodes, and those after the head, have none here and are left out.
        """
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            for line in _proved(entries):
                count += line.startswith(b'{"entry"')
                yield line

        self.add(sealed_verifier.PROOF, lines())
        return count

    def seal(self, *, about: str) -> None:
        """Put in the verifier, the sums and the signed manifest. about: one line, what it is."""
        program = Path(sealed_verifier.__file__).read_bytes()
        beside = program.replace(b"from muster.ledger.verifier import", b"from verifier import")
        self.add(PROGRAM, [beside])
        self.add("verifier.py", [Path(verifier.__file__).read_bytes()])
        sums = "".join(f"{self._sums[name]}  {name}\n" for name in sorted(self._sums)).encode()
        self._packed.writestr(_about(sealed_verifier.SUMS), sums)
        key = local_key()
        said = {
            "key": key.verifier_key,
            "sums": sha256(sums).hexdigest(),
            "files": len(self._sums),
            "about": " ".join(about.split()),
        }
        lines = [sealed_verifier.TITLE, *(f"{name} {value}" for name, value in said.items())]
        note = key.sign("\n".join(lines) + "\n")
        self._packed.writestr(_about(sealed_verifier.MANIFEST), note.encode())


def _about(name: str) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(name, FIRST_TIME)
    about.compress_type, about.create_system, about.external_attr = (
        zipfile.ZIP_DEFLATED,
        UNIX,
        RIGHTS,
    )
    return about


def _proved(entries: Iterable[Entry]) -> Iterator[bytes]:
    log_id = local_key().log_id
    heads = Head.objects.filter(node__log_id=log_id, holder="").select_related("node")
    head = heads.order_by("-size").first()
    if head is None:
        return
    yield _line({"head": head.note})
    tiles = Tiles(head.node_id)
    for entry in entries:
        if entry.node_id != head.node_id or entry.counter > head.size:
            continue
        path = inclusion_path(index=entry.counter - 1, size=head.size, store=tiles)
        yield _line({"entry": text_of(entry, log_id), "path": _hex(path)})


def _hex(path: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in path]


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def text_of(entry: Entry, log_id: str) -> str:
    """The bytes under an entry's leaf hash."""
    draft = Draft(
        uuid=entry.uuid,
        kind=entry.kind,
        subject=entry.subject,
        unit=entry.unit,
        season=entry.season,
        audience=entry.audience,
        account=entry.account,
        person=entry.person,
        actor=entry.actor,
        via=entry.via,
        happened_at=time_text(entry.happened_at),
        recorded_at=time_text(entry.recorded_at),
        text=entry.text,
        commitment=entry.commitment,
    )
    return leaf_text(draft, counter=entry.counter, log_id=log_id)
