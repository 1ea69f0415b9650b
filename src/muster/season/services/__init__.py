"""Writes: one transaction and one entry each."""

from muster.season.services.counters import counters_equal, rebuild_counters
from muster.season.services.drafting import CongressRow
from muster.season.services.frame import add_unit, leave, open_season
from muster.season.services.planning import EventRow, plan_congress, plan_congresses, plan_events
from muster.season.services.steps import (
    accept,
    amend_deadline,
    check,
    feed_step,
    promise,
    reopen,
    return_step,
    submit,
    waive,
)

__all__ = [
    "CongressRow",
    "EventRow",
    "accept",
    "add_unit",
    "amend_deadline",
    "check",
    "counters_equal",
    "feed_step",
    "leave",
    "open_season",
    "plan_congress",
    "plan_congresses",
    "plan_events",
    "promise",
    "rebuild_counters",
    "reopen",
    "return_step",
    "submit",
    "waive",
]
