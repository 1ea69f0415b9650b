"""Writes: previews of workbooks, blocks and returned sheets, applying them, sheets handed out."""

from muster.exchange.services.applying import ATOMIC_ROWS, apply, drop
from muster.exchange.services.deciding import keep_ours, take_theirs
from muster.exchange.services.issuing import issue_sheets, write_book, write_zip
from muster.exchange.services.naming import forget_columns, remember_columns, with_known_names
from muster.exchange.services.returning import RETURNED, stage_returned
from muster.exchange.services.staging import KEPT, NAMINGS, stage, stage_block

__all__ = [
    "ATOMIC_ROWS",
    "KEPT",
    "NAMINGS",
    "RETURNED",
    "apply",
    "drop",
    "forget_columns",
    "issue_sheets",
    "keep_ours",
    "remember_columns",
    "stage",
    "stage_block",
    "stage_returned",
    "take_theirs",
    "with_known_names",
    "write_book",
    "write_zip",
]
