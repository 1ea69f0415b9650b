"""Writes: one transaction and one entry each."""

from muster.office.services.papers import (
    PaperDraft,
    cancel,
    change_paper,
    pass_on,
    register_paper,
    reopen,
    settle,
)
from muster.office.services.registers import close_volume, open_register, open_volume
from muster.office.services.scans import add_scan

__all__ = [
    "PaperDraft",
    "add_scan",
    "cancel",
    "change_paper",
    "close_volume",
    "open_register",
    "open_volume",
    "pass_on",
    "register_paper",
    "reopen",
    "settle",
]
