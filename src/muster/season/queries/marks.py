"""How a step stands on a day, as the shape that the board shows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from muster import packs
from muster.packs import Pack, Procedure
from muster.season.models import Congress, SeasonUnit, Step, StepState

SOON: Final = timedelta(days=7)
ORDER: Final = {StepState.SUBMITTED: 1, StepState.CHECKED: 2, StepState.ACCEPTED: 3}


def rules_of(congress: Congress) -> tuple[Pack, Procedure]:
    """The pack and the procedure that a congress pinned."""
    pack = packs.load(congress.pack, congress.pack_version)
    return pack, pack.procedures[congress.procedure]


def is_counted(step: Step, procedure: Procedure) -> bool:
    """Whether the step is done for the board."""
    if step.state == StepState.WAIVED:
        return True
    wanted = ORDER[StepState(procedure.board_counts.value)]
    return ORDER.get(StepState(step.state), 0) >= wanted


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape of the shell, and the days by which a late step is late."""

    shape: str
    days_late: int = 0


def mark_of(step: Step, procedure: Procedure, *, today: date) -> Mark:
    """What the step shows: late before returned, returned before waiting, waiting before soon."""
    if step.state == StepState.WAIVED:
        return Mark("na")
    if is_counted(step, procedure):
        return Mark("done")
    if step.due_on < today:
        return Mark("late", (today - step.due_on).days)
    if step.state == StepState.RETURNED:
        return Mark("back")
    if step.state in (StepState.SUBMITTED, StepState.CHECKED):
        return Mark("wait")
    if step.due_on <= today + SOON:
        return Mark("soon")
    return Mark("doing" if step.start_on <= today else "todo")


def holder_of(desk: str, unit: SeasonUnit, pack: Pack) -> str:
    """With whom a step at *desk* lies: the unit itself, or a desk of the unit above."""
    if desk == packs.Desk.UNIT.value or unit.parent is None:
        return unit.short_name or unit.name
    above = unit.parent.short_name or unit.parent.name
    return f"{pack.desks[packs.Desk(desk)].name} {above}"


def cause_of(step: Step, pack: Pack) -> str:
    """Why the step is not done, as far as anybody said so."""
    parts = []
    if step.state == StepState.RETURNED and step.return_reason:
        parts.append(_("returned: %(reason)s") % {"reason": step.return_reason})
    if step.delay and step.delay in pack.delays:
        parts.append(str(pack.delays[step.delay].name))
    if step.note:
        parts.append(step.note)
    if not parts and step.state in (StepState.SUBMITTED, StepState.CHECKED):
        parts.append(_("waits for %(desk)s") % {"desk": pack.desks[packs.Desk(step.desk)].name})
    return "; ".join(parts) or _("no reason given")
