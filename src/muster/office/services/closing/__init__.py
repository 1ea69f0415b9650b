"""Closing after a congress: items settled one by one, three tables, and the last signature."""

from muster.office.services.closing.closing import close, open_closing, open_closings, reopen
from muster.office.services.closing.items import (
    Counted,
    Settling,
    excuse,
    reopen_item,
    settle_item,
)
from muster.office.services.closing.tables import (
    TABLES,
    remove_row,
    save_rows,
    take_archive,
    take_attendance,
)

__all__ = [
    "TABLES",
    "Counted",
    "Settling",
    "close",
    "excuse",
    "open_closing",
    "open_closings",
    "remove_row",
    "reopen",
    "reopen_item",
    "save_rows",
    "settle_item",
    "take_archive",
    "take_attendance",
]
