"""Where a congress stands, derived from its steps: what the board reads without counting."""

from collections.abc import Collection, Sequence
from datetime import date

from muster.packs import Milestone, Procedure
from muster.season.bridge import Outline, is_counted, slack_on
from muster.season.models import Congress, Step

STANDING_FIELDS = (
    "steps_total",
    "steps_accepted",
    "is_held",
    "is_finished",
    "next_due_on",
    "next_step",
    "next_desk",
    "slack_on",
    "held_on",
    "reported_on",
    "ratified_on",
    "finished_on",
    "cleared_on",
)


def stand(
    congress: Congress,
    steps: Sequence[Step],
    *,
    outline: Outline,
    procedure: Procedure,
    today: date,
) -> None:
    """Set the congress's derived fields from its steps; nothing is saved.

    A milestone that is undone loses its day; one that stays keeps the day it was reached on.
    """
    was_late = is_late(congress, today)
    counted = {step.key for step in steps if is_counted(step.state, procedure)}
    congress.steps_total, congress.steps_accepted = len(steps), len(counted)
    _set_milestones(congress, counted, procedure, today)
    _set_next(congress, [step for step in steps if step.key not in counted])
    _set_slack(congress, outline, counted)
    if was_late and not is_late(congress, today):
        congress.cleared_on = today


def is_late(congress: Congress, today: date) -> bool:
    """Whether something of an unfinished congress is past its deadline."""
    return (
        not congress.is_finished
        and congress.next_due_on is not None
        and congress.next_due_on < today
    )


def _set_milestones(
    congress: Congress, counted: Collection[str], procedure: Procedure, today: date
) -> None:
    held, reported, ratified = (procedure.at(milestone).key in counted for milestone in Milestone)
    congress.is_held = held
    congress.is_finished = held and reported
    held_on = congress.held_on or min(congress.ends_on, today)
    congress.held_on = held_on if held else None
    congress.reported_on = (congress.reported_on or today) if reported else None
    congress.ratified_on = (congress.ratified_on or today) if ratified else None
    finished = congress.finished_on or today
    congress.finished_on = finished if congress.is_finished else None


def _set_next(congress: Congress, still_open: Sequence[Step]) -> None:
    first = min(still_open, key=lambda step: (step.due_on, step.position), default=None)
    congress.next_due_on = first.due_on if first else None
    congress.next_step = first.key if first else ""
    congress.next_desk = first.desk if first else ""


def _set_slack(congress: Congress, outline: Outline, counted: Collection[str]) -> None:
    if congress.is_finished:
        congress.slack_on = None
    elif congress.is_held:
        congress.slack_on = congress.next_due_on
    else:
        congress.slack_on = slack_on(outline, frozenset(counted))
