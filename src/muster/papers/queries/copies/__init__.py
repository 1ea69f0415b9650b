"""Reads of numbered copies: lists, one series, who holds what, what is overdue or missing."""

from muster.papers.queries.copies import scopes
from muster.papers.queries.copies.happening import (
    COPY_WORDS,
    CopyEvent,
    events_of,
    history_of,
)
from muster.papers.queries.copies.holding import (
    Holder,
    HolderFigures,
    holder_figures,
    holders,
    issues_of,
    late_issue,
    numbers_out,
)
from muster.papers.queries.copies.series import (
    Balance,
    CopyFigures,
    balance,
    choose_series,
    copies_of,
    copy_figures,
    destructions_of,
    grade_name,
    kind_name,
    losses_of,
    numbers_by_state,
    printings_of,
    series_of,
)

__all__ = [
    "COPY_WORDS",
    "Balance",
    "CopyEvent",
    "CopyFigures",
    "Holder",
    "HolderFigures",
    "balance",
    "choose_series",
    "copies_of",
    "copy_figures",
    "destructions_of",
    "events_of",
    "grade_name",
    "history_of",
    "holder_figures",
    "holders",
    "issues_of",
    "kind_name",
    "late_issue",
    "losses_of",
    "numbers_by_state",
    "numbers_out",
    "printings_of",
    "scopes",
    "series_of",
]
