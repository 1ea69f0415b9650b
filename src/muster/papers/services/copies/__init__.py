"""Numbered copies: ordered, printed, given out, taken back, missing, destroyed."""

from muster.papers.services.copies.destroying import (
    DestructionDraft,
    draw_up_destruction,
    sign_destruction,
    sign_destruction_on_paper,
    withdraw_destruction,
)
from muster.papers.services.copies.issuing import IssueDraft, enter_receipt, issue_copies
from muster.papers.services.copies.losing import explain_missing, report_missing
from muster.papers.services.copies.ordering import SeriesDraft, change_series, order_series
from muster.papers.services.copies.printing import (
    PrintingDraft,
    PrintResult,
    delete_plates,
    hand_to_printer,
    print_here,
    take_printed,
)
from muster.papers.services.copies.returning import spoil_copies, take_back_copies

__all__ = [
    "DestructionDraft",
    "IssueDraft",
    "PrintResult",
    "PrintingDraft",
    "SeriesDraft",
    "change_series",
    "delete_plates",
    "draw_up_destruction",
    "enter_receipt",
    "explain_missing",
    "hand_to_printer",
    "issue_copies",
    "order_series",
    "print_here",
    "report_missing",
    "sign_destruction",
    "sign_destruction_on_paper",
    "spoil_copies",
    "take_back_copies",
    "take_printed",
    "withdraw_destruction",
]
