"""Steps counted back from a day: calendars, dependencies, slack, and what moving a date breaks.

Pure: dates and durations in, dates and findings out. A day is done work when it ends, so a step
of one day that starts today ends today.
"""

from muster.engines.schedule.calendar import Calendar, Count
from muster.engines.schedule.moves import (
    Break,
    BreakKind,
    Gathering,
    Limit,
    Move,
    OrderFault,
    out_of_order,
    what_breaks,
)
from muster.engines.schedule.outlook import Outlook, outlook, remaining_days
from muster.engines.schedule.plan import Planned, Schedule, plan
from muster.engines.schedule.steps import CycleError, Step, in_order

__all__ = [
    "Break",
    "BreakKind",
    "Calendar",
    "Count",
    "CycleError",
    "Gathering",
    "Limit",
    "Move",
    "OrderFault",
    "Outlook",
    "Planned",
    "Schedule",
    "Step",
    "in_order",
    "out_of_order",
    "outlook",
    "plan",
    "remaining_days",
    "what_breaks",
]
