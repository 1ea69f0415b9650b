"""Writes to the record."""

from muster.ledger.services.recording import Record, recorded
from muster.ledger.services.retrying import retry_on_deadlock
from muster.ledger.writer import Receipt

__all__ = ["Receipt", "Record", "recorded", "retry_on_deadlock"]
