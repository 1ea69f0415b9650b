"""When a team counts as out of contact: pure, from its row and the moment."""

from dataclasses import dataclass
from datetime import datetime

from muster.control.models import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Why a team is silent: since when, by its own schedule, or by calls that it missed."""

    since: datetime
    missed: int
    by_schedule: bool


def silence_of(team: Team, *, calls_missed: int, now: datetime) -> Silence | None:
    """The silence of a team, or nothing. One that owes no reports is never silent.

    It is silent from the moment past its time, or from the call that it was one too many.
    """
    if team.due_at is None:
        return None
    overdue, unanswered = now > team.due_at, team.missed >= calls_missed
    if not (overdue or unanswered):
        return None
    since = max(filter(None, (team.heard_at, team.checked_in_at)), default=team.state_at)
    return Silence(since=since, missed=team.missed, by_schedule=overdue)
