"""Files kept by their hash: judged by their mark, then by their bytes, before any row points."""

import hashlib
import os
import time
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from django.conf import settings
from django.db import connection

from muster.season.errors import EvidenceTooLarge, EvidenceWrongType
from muster.season.registry.held import held_sources
from muster.season.services.grades import Mark, must_be_held

MB: Final = 1024 * 1024
BLOCK: Final = 64 * 1024
HEAD: Final = 4096
SWEPT_AFTER_S: Final = 2 * 24 * 3600
OFFICE: Final = "application/vnd.openxmlformats-officedocument."
UNKNOWN: Final = "application/octet-stream"
SIGNATURES: Final = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
)
# A folder inside the archive tells the three kinds of office document apart.
PARTS: Final = (
    ("word/", OFFICE + "wordprocessingml.document"),
    ("xl/", OFFICE + "spreadsheetml.sheet"),
    ("ppt/", OFFICE + "presentationml.presentation"),
)


def content_type_of(file: IO[bytes]) -> str:
    """The media type that the bytes themselves say; the name and the browser are not believed."""
    file.seek(0)
    head = file.read(HEAD)
    for at, wanted, name in SIGNATURES:
        if head[at : at + len(wanted)] == wanted:
            return name
    if head[:4] == b"PK\x03\x04":
        return _archive(file)
    return UNKNOWN


def _archive(file: IO[bytes]) -> str:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return UNKNOWN
    for folder, media_type in PARTS:
        if any(name.startswith(folder) for name in names):
            return media_type
    return "application/zip"


def path_of(sha256: str) -> Path:
    """Where a file with this hash lies; a database row alone leads there."""
    return Path(settings.MEDIA_ROOT) / "evidence" / sha256[:2] / sha256


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies under its hash; content_type is what its bytes say.

    stamp_ns: the time that the file bore once it was kept; who keeps the same bytes later gives
    it another, so that nobody drops what somebody else is about to point at.
    """

    sha256: str
    content_type: str
    size_bytes: int
    stamp_ns: int


def keep_file(content: IO[bytes], *, mark: Mark, media_types: Collection[str], max_mb: int) -> Kept:
    """Judge a file by its mark, then by its bytes, and keep it under its hash before any row.

    The only way into the folder of files: nobody keeps one without saying how it is marked. Raises
    GradeNotHeld, GradeNeverHeld before a byte is read, EvidenceTooLarge, EvidenceWrongType.
    """
    must_be_held(mark)
    with SpooledTemporaryFile(max_size=MB) as spool:
        size, sha256 = _copy(content, spool, max_bytes=max_mb * MB)
        found = content_type_of(spool)
        if found not in media_types:
            raise EvidenceWrongType(found=found, wanted=", ".join(media_types))
        stamp_ns = _keep(spool, sha256)
    return Kept(sha256=sha256, content_type=found, size_bytes=size, stamp_ns=stamp_ns)


@contextmanager
def keeping(
    content: IO[bytes], *, mark: Mark, media_types: Collection[str], max_mb: int
) -> Iterator[Kept]:
    """Keep a file while the block writes the row that points at it; refused, neither stays."""
    kept = keep_file(content, mark=mark, media_types=media_types, max_mb=max_mb)
    with or_dropped(kept.sha256, kept.stamp_ns):
        yield kept


@contextmanager
def or_dropped(sha256: str, stamp_ns: int) -> Iterator[None]:
    """Drop a file that was kept already if the block refuses its row."""
    try:
        yield
    except BaseException:
        # Inside a transaction that failed nobody can be asked; the nightly sweep then drops it.
        if not connection.needs_rollback and not is_held(sha256):
            _drop(path_of(sha256), stamp_ns)
        raise


@contextmanager
def let_go_of(kept: Collection[str]) -> Iterator[None]:
    """Let go of the files that the block kept, if it is refused as a whole later on."""
    try:
        yield
    except BaseException:
        if not connection.needs_rollback:
            for sha256 in kept:
                drop_unheld(sha256)
        raise


def sweep() -> int:
    """Remove files that lie for days and that no row points at; how many.

    Such are left where a process was killed, or where a page with a kept file was never sent.
    """
    held = {
        sha256
        for source in held_sources()
        for sha256 in source.holding().values_list("sha256", flat=True)
    }
    gone = 0
    for path in (Path(settings.MEDIA_ROOT) / "evidence").glob("*/*"):
        is_old = time.time() - path.stat().st_mtime > SWEPT_AFTER_S
        if is_old and path.name not in held:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def is_held(sha256: str) -> bool:
    """Whether any row points at the file with this hash."""
    return any(source.holding().filter(sha256=sha256).exists() for source in held_sources())


def drop_unheld(sha256: str) -> None:
    """Remove the bytes of a hash that no row points at any more."""
    if sha256 and not is_held(sha256):
        path_of(sha256).unlink(missing_ok=True)


def _drop(path: Path, stamp_ns: int) -> None:
    """Remove a file, unless somebody kept the same bytes since: it is moved away to look."""
    aside = path.with_suffix(f".{time.time_ns():x}.gone")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return
    if aside.stat().st_mtime_ns == stamp_ns:
        aside.unlink()
    else:
        aside.rename(path)


def _copy(content: IO[bytes], spool: IO[bytes], *, max_bytes: int) -> tuple[int, str]:
    """Copy block by block, so that a file without end ends at the limit."""
    digest, size = hashlib.sha256(), 0
    for block in _blocks(content.read):
        size += len(block)
        if size > max_bytes:
            raise EvidenceTooLarge(size_mb=size / MB, max_mb=max_bytes // MB)
        digest.update(block)
        spool.write(block)
    return size, digest.hexdigest()


def _blocks(read: Callable[[int], bytes]) -> Iterable[bytes]:
    while block := read(BLOCK):
        yield block


def _keep(spool: IO[bytes], sha256: str) -> int:
    """Write the file under its hash before the row: a row never points at nothing. Its stamp."""
    target, stamp_ns = path_of(sha256), time.time_ns()
    try:
        os.utime(target, ns=(stamp_ns, stamp_ns))
    except FileNotFoundError:
        _write(spool, target, stamp_ns)
    return target.stat().st_mtime_ns


def _write(spool: IO[bytes], target: Path, stamp_ns: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    spool.seek(0)
    part = target.with_suffix(f".{stamp_ns:x}.part")
    try:
        with part.open("xb") as out:
            for block in _blocks(spool.read):
                out.write(block)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
