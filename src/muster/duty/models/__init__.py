"""Own forces, plans with their posts and shifts, rosters and what they leave open."""

from muster.duty.models.feed import CalendarFeed
from muster.duty.models.force import Absence, Officer, Vehicle
from muster.duty.models.plan import Plan, Post, Shift
from muster.duty.models.quota import Naming, Quota, Split
from muster.duty.models.risk import Risk
from muster.duty.models.roster import Affected, Assignment, OpenPlace, Roster, Run
from muster.duty.models.standing import (
    StandingAffected,
    StandingDuty,
    StandingMember,
    StandingNeed,
    StandingPost,
    StandingRequest,
    StandingRoster,
    StandingRun,
)
from muster.duty.models.trial import Trial

__all__ = [
    "Absence",
    "Affected",
    "Assignment",
    "CalendarFeed",
    "Naming",
    "Officer",
    "OpenPlace",
    "Plan",
    "Post",
    "Quota",
    "Risk",
    "Roster",
    "Run",
    "Shift",
    "Split",
    "StandingAffected",
    "StandingDuty",
    "StandingMember",
    "StandingNeed",
    "StandingPost",
    "StandingRequest",
    "StandingRoster",
    "StandingRun",
    "Trial",
    "Vehicle",
]
