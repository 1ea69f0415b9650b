"""Writes to visits: one transaction and one entry each."""

from muster.papers.services.visits.holding import number_conclusion, order_from, record_visit
from muster.papers.services.visits.planning import (
    VisitDraft,
    cancel_visit,
    change_visit,
    plan_visit,
)

__all__ = [
    "VisitDraft",
    "cancel_visit",
    "change_visit",
    "number_conclusion",
    "order_from",
    "plan_visit",
    "record_visit",
]
