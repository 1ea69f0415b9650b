"""Writes to the record."""

from muster.ledger.entry import Receipt
from muster.ledger.services.anchoring import Held, anchor, hold
from muster.ledger.services.erasing import erase, overwrite_freed_pages
from muster.ledger.services.importing import import_log
from muster.ledger.services.recording import Record, recorded
from muster.ledger.services.retrying import retry_on_deadlock

__all__ = [
    "Held",
    "Receipt",
    "Record",
    "anchor",
    "erase",
    "hold",
    "import_log",
    "overwrite_freed_pages",
    "recorded",
    "retry_on_deadlock",
]
