"""Files that people send, kept under names of ours until they are read."""

import secrets
import time
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from muster.exchange.errors import TooLarge
from muster.exchange.guard import LIMITS, MB

UPLOADS: Final = "uploads"


# A file that nobody went on with is of no use on the next day but one.
KEPT_S: Final = 2 * 24 * 3600


def folder() -> Path:
    """Where uploads wait."""
    found: Path = settings.MUSTER_DATA / UPLOADS
    found.mkdir(exist_ok=True, mode=0o700)
    return found


def keep_upload(upload: Any) -> Path:
    """The upload in the data directory. Raises TooLarge."""
    size = upload.size or 0
    if size > LIMITS.file_mb * MB:
        raise TooLarge(name=upload.name, size_mb=size / MB, limit_mb=LIMITS.file_mb)
    _drop_old()
    path = folder() / secrets.token_hex(16)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    return path


def keep_content(content: bytes) -> Path:
    """What somebody pasted, as a file."""
    _drop_old()
    path = folder() / secrets.token_hex(16)
    path.write_bytes(content)
    return path


def _drop_old() -> None:
    """The files that waited in vain go when the next one comes."""
    for path in folder().iterdir():
        if time.time() - path.stat().st_mtime > KEPT_S:
            path.unlink(missing_ok=True)
