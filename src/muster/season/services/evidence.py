"""Files that prove a step: judged by their bytes, stored by their hash."""

import hashlib
import zipfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from tempfile import SpooledTemporaryFile
from typing import IO, Final
from uuid import UUID

from django.conf import settings

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.season.bridge import pack_of
from muster.season.errors import EvidenceFixed, EvidenceTooLarge, EvidenceWrongType
from muster.season.models import Evidence, Step, StepState
from muster.season.services.hand import take_congress

MB: Final = 1024 * 1024
BLOCK: Final = 64 * 1024
HEAD: Final = 4096
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


@retry_on_deadlock
def add_evidence(
    step: Step,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    content: IO[bytes],
    kind: str = "",
    client_uuid: UUID | None = None,
) -> Evidence:
    """Keep a file that proves a step. The same bytes twice on one step are one file.

    kind: key of the pack's kinds of evidence; the first that the step asks for if empty. Raises
    EvidenceTooLarge, EvidenceWrongType, EvidenceFixed (nothing is added to an accepted step).
    """
    rules = pack_of(step.congress)
    procedure = rules.procedures[step.congress.procedure]
    asked = [proof.kind for proof in procedure.steps[step.key].evidence]
    wanted = rules.evidence[kind or next(iter([*asked, *rules.evidence]))]
    kept = keep_file(content, media_types=wanted.media_types, max_mb=wanted.max_mb)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        hand = take_congress(step.congress_id, actor=actor, now=now)
        row = hand.steps[step.key]
        if row.state in (StepState.ACCEPTED, StepState.WAIVED):
            raise EvidenceFixed(state=row.get_state_display())
        made, is_new = Evidence.objects.get_or_create(
            step=row,
            sha256=kept.sha256,
            defaults={
                "kind": wanted.key,
                "name": PurePath(name).name[:200] or kept.sha256[:12],
                "content_type": kept.content_type,
                "size_bytes": kept.size_bytes,
                "added_by": actor.name,
                "added_at": now,
            },
        )
        if is_new:
            body = {
                "name": made.name,
                "sha256": kept.sha256,
                "size_bytes": kept.size_bytes,
                "kind": wanted.key,
            }
            hand.note(record, "evidence.added", row, body)
    return made


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that lies under its hash; content_type is what its bytes say."""

    sha256: str
    content_type: str
    size_bytes: int


def keep_file(content: IO[bytes], *, media_types: Collection[str], max_mb: int) -> Kept:
    """Judge a file by its bytes and keep it under its hash, before any row points at it.

    Raises EvidenceTooLarge, EvidenceWrongType.
    """
    with SpooledTemporaryFile(max_size=MB) as spool:
        size, sha256 = _copy(content, spool, max_bytes=max_mb * MB)
        found = content_type_of(spool)
        if found not in media_types:
            raise EvidenceWrongType(found=found, wanted=", ".join(media_types))
        _keep(spool, sha256)
    return Kept(sha256=sha256, content_type=found, size_bytes=size)


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


def _keep(spool: IO[bytes], sha256: str) -> None:
    """Write the file under its hash before the row: a row never points at nothing."""
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    spool.seek(0)
    part = target.with_suffix(f".{id(spool):x}.part")
    with part.open("wb") as out:
        for block in _blocks(spool.read):
            out.write(block)
    part.replace(target)
