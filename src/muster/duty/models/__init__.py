"""Own forces, plans with their posts and shifts, rosters and what they leave open."""

from muster.duty.models.feed import CalendarFeed
from muster.duty.models.force import Absence, Officer, Vehicle
from muster.duty.models.plan import Plan, Post, Shift
from muster.duty.models.roster import Affected, Assignment, OpenPlace, Roster, Run

__all__ = [
    "Absence",
    "Affected",
    "Assignment",
    "CalendarFeed",
    "Officer",
    "OpenPlace",
    "Plan",
    "Post",
    "Roster",
    "Run",
    "Shift",
    "Vehicle",
]
