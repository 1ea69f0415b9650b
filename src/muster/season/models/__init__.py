"""Seasons, their frozen tree, congresses, steps, counters and what hangs on them."""

from muster.season.models.board import (
    DayCounter,
    DueCounter,
    FinishCounter,
    Snapshot,
    StepCounter,
)
from muster.season.models.congress import Congress, DayChange, Event
from muster.season.models.field import Evidence, Finding, Inspection, Problem
from muster.season.models.frame import Season, SeasonUnit, TierDeadline
from muster.season.models.grade import GradeApproval
from muster.season.models.moving import MovedCongress, MovedPart, Moving
from muster.season.models.step import DeadlineChange, Desk, Step, StepState

__all__ = [
    "Congress",
    "DayChange",
    "DayCounter",
    "DeadlineChange",
    "Desk",
    "DueCounter",
    "Event",
    "Evidence",
    "Finding",
    "FinishCounter",
    "GradeApproval",
    "Inspection",
    "MovedCongress",
    "MovedPart",
    "Moving",
    "Problem",
    "Season",
    "SeasonUnit",
    "Snapshot",
    "Step",
    "StepCounter",
    "StepState",
    "TierDeadline",
]
