"""Files that versions come in: a Word file is read apart from the server, a scan is kept as it is.

Files are judged by their bytes and kept by their hash beside the season's evidence.
"""

from datetime import datetime
from io import BytesIO
from pathlib import PurePath
from typing import IO, Final

from django.utils import timezone

from muster.engines import texts
from muster.engines.word.stamping import stamped
from muster.engines.word.unpacking import Limits
from muster.exchange.documents import DOCX_TYPE
from muster.exchange.limited import Bounds, OutOfBounds, Refused, apart
from muster.papers.bridge import WordText, rules_of, word_text
from muster.papers.errors.files import FileUnreadable
from muster.papers.models import Document, Version
from muster.papers.services.documents.guarding import mark_of
from muster.papers.services.documents.versions import FileDraft
from muster.season.services import Kept, keep_file, path_of

SCANS: Final = ("application/pdf", "image/jpeg", "image/png")
APART: Final = Bounds(memory_mb=512, seconds=20)
LONGEST_NAME: Final = 200
MB: Final = 1 << 20


def most_bytes(document: Document) -> int:
    """How large a Word file may be, so that no more of it is read."""
    return rules_of(document.season_unit).papers.word_max_mb * MB


def read_word(content: bytes, *, name: str, max_mb: int) -> WordText:
    """The text of a Word file, read in a process of its own. Raises FileUnreadable."""
    try:
        reading = apart(
            texts.read,
            APART,
            content,
            name=name,
            zone=timezone.get_default_timezone(),
            limits=Limits(file_mb=max_mb),
        )
    except Refused as refused:
        raise FileUnreadable(refused.code, refused.data) from None
    except OutOfBounds as fault:
        raise FileUnreadable(fault.what, {"name": name}) from None
    return word_text(reading)


def word_file(version: Version, *, line: str = "") -> bytes:
    """The Word file that a version came in, with *line* on every page if there is one.

    Stamped in a process of its own. Raises FileUnreadable, FileNotFoundError.
    """
    content = path_of(version.sha256).read_bytes()
    max_mb = rules_of(version.document.season_unit).papers.word_max_mb
    return marked(content, line, name=version.name, max_mb=max_mb)


def marked(content: bytes, line: str, *, name: str, max_mb: int) -> bytes:
    """A Word file with *line* on every page if there is one. Raises FileUnreadable."""
    if not line:
        return content
    try:
        return apart(stamped, APART, content, line, name=name, limits=Limits(file_mb=max_mb))
    except Refused as refused:
        raise FileUnreadable(refused.code, refused.data) from None
    except OutOfBounds as fault:
        raise FileUnreadable(fault.what, {"name": name}) from None


def keep_word(document: Document, content: bytes, *, name: str, now: datetime) -> FileDraft:
    """Keep a Word file. Raises GradeNotHeld, EvidenceTooLarge, EvidenceWrongType."""
    max_mb = rules_of(document.season_unit).papers.word_max_mb
    mark = mark_of(document, now)
    kept = keep_file(BytesIO(content), mark=mark, media_types=(DOCX_TYPE,), max_mb=max_mb)
    return drafted(kept, name)


def keep_scan(document: Document, content: IO[bytes], *, name: str, now: datetime) -> FileDraft:
    """Keep a scan. Raises GradeNotHeld, EvidenceTooLarge, EvidenceWrongType."""
    max_mb = rules_of(document.season_unit).papers.scan_max_mb
    kept = keep_file(content, mark=mark_of(document, now), media_types=SCANS, max_mb=max_mb)
    return drafted(kept, name)


def drafted(kept: Kept, name: str) -> FileDraft:
    """A kept file as a version or an intake takes it."""
    return FileDraft(
        sha256=kept.sha256,
        name=PurePath(name).name[:LONGEST_NAME] or kept.sha256[:12],
        content_type=kept.content_type,
        size_bytes=kept.size_bytes,
        stamp_ns=kept.stamp_ns,
    )
