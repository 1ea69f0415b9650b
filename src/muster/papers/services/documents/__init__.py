"""Writes to documents: begun, their versions, how they are marked and read, how they end."""

from muster.papers.bridge import PassageDraft
from muster.papers.services.documents.beginning import begin_document
from muster.papers.services.documents.ending import adopt, reopen, withdraw
from muster.papers.services.documents.files import SCANS, keep_scan, most_bytes, word_file
from muster.papers.services.documents.marking import regrade, retitle
from muster.papers.services.documents.reading import log_reading
from muster.papers.services.documents.staging import (
    Staged,
    drop_staged,
    save_staged,
    stage_word,
    staged,
)
from muster.papers.services.documents.tracking import tracked_file
from muster.papers.services.documents.typing import add_typed_version, passages_of
from muster.papers.services.documents.versions import (
    FileDraft,
    add_scan_version,
    add_version,
    standing,
)

__all__ = [
    "SCANS",
    "FileDraft",
    "PassageDraft",
    "Staged",
    "add_scan_version",
    "add_typed_version",
    "add_version",
    "adopt",
    "begin_document",
    "drop_staged",
    "keep_scan",
    "log_reading",
    "most_bytes",
    "passages_of",
    "regrade",
    "reopen",
    "retitle",
    "save_staged",
    "stage_word",
    "staged",
    "standing",
    "tracked_file",
    "withdraw",
    "word_file",
]
