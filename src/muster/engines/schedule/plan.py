"""Due days counted back, then forward for slack, and the chain that may not slip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from muster.engines.schedule.calendar import DAY, Calendar
from muster.engines.schedule.steps import Step, by_key, dependents

Span = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One step with its days.

    wanted_on: what offset and anchor alone say. due_on: the same or earlier, so that the steps
    that wait for it still have their time. start_on: last day to begin for that.
    earliest_on, earliest_end_on: if everything begins as soon as it can.
    slack_days: calendar days from the earliest end to due_on; negative if begun too late.
    slip_days: calendar days it may end after due_on before a fixed or a last step is late.
    critical: no day to slip, and in the longest chain of such steps.
    """

    key: str
    wanted_on: date
    due_on: date
    start_on: date
    earliest_on: date
    earliest_end_on: date
    slack_days: int
    slip_days: int
    critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """All steps with their days, in the order given, and the chain that may not slip."""

    steps: Mapping[str, Planned]
    critical_path: tuple[str, ...]

    def __getitem__(self, key: str) -> Planned:
        return self.steps[key]

    @property
    def start_on(self) -> date | None:
        """The day the first step must begin; None without steps."""
        return min((step.start_on for step in self.steps.values()), default=None)


def plan(
    steps: Sequence[Step],
    *,
    anchors: Mapping[str, date],
    calendar: Calendar,
    begins_on: date | None = None,
) -> Schedule:
    """Give every step its days.

    anchors: the day of each anchor that the steps name. begins_on: nothing can start before; if
    None, the first day that the due days themselves ask for, and then no slack is negative.
    Raises CycleError, and ValueError for an anchor without a day.
    """
    ordered = by_key(steps)
    wanted = {key: _wanted(step, anchors, calendar) for key, step in ordered.items()}
    due = _backward(ordered, wanted, calendar)
    begin = begins_on or min((start for start, _ in due.values()), default=date.min)
    usual = {key: step.duration_days for key, step in ordered.items()}
    not_before = {key: due[key][0] for key, step in ordered.items() if step.fixed}
    first = earliest(
        ordered, begins_on=begin, calendar=calendar, durations=usual, not_before=not_before
    )
    slip = _slip(ordered, due, calendar)
    path = _critical_path(ordered, slip)
    return Schedule(
        steps={
            key: Planned(
                key=key,
                wanted_on=wanted[key],
                start_on=due[key][0],
                due_on=due[key][1],
                earliest_on=first[key][0],
                earliest_end_on=first[key][1],
                slack_days=(due[key][1] - first[key][1]).days,
                slip_days=slip[key],
                critical=key in path,
            )
            for key in (step.key for step in steps)
        },
        critical_path=path,
    )


def latest(step: Step, end_on: date, days: int, calendar: Calendar) -> Span:
    """Last day to begin and to end *days* of work so that they end by *end_on*."""
    if days == 0:
        return end_on, end_on
    end = calendar.on_or_before(end_on, count=step.count)
    return calendar.shift(end, 1 - days, count=step.count), end


def earliest(
    ordered: Mapping[str, Step],
    *,
    begins_on: date,
    calendar: Calendar,
    durations: Mapping[str, int],
    not_before: Mapping[str, date] | None = None,
) -> dict[str, Span]:
    """First day to begin and to end of each step that has a duration; others count as finished."""
    found: dict[str, Span] = {}
    own = not_before or {}
    for key, days in durations.items():
        step = ordered[key]
        ends = [found[other][1] for other in step.depends_on if other in found]
        afters = [end if days == 0 else end + DAY for end in ends]
        start = max([begins_on, own.get(key, begins_on), *afters])
        if days > 0:
            start = calendar.on_or_after(start, count=step.count)
        end = calendar.shift(start, days - 1, count=step.count) if days > 0 else start
        found[key] = (start, end)
    return found


def _wanted(step: Step, anchors: Mapping[str, date], calendar: Calendar) -> date:
    if step.anchor not in anchors:
        raise ValueError(f"Step {step.key} counts from {step.anchor}, which has no day.")
    return calendar.shift(anchors[step.anchor], step.offset_days, count=step.count)


def _backward(
    ordered: Mapping[str, Step], wanted: Mapping[str, date], calendar: Calendar
) -> dict[str, Span]:
    """Last day to begin and due day of every step, from the last step to the first."""
    waiting = dependents(ordered)
    found: dict[str, Span] = {}
    for key in reversed(list(ordered)):
        limits = [_end_before(ordered[other], found[other][0]) for other in waiting[key]]
        step = ordered[key]
        found[key] = latest(step, min([wanted[key], *limits]), step.duration_days, calendar)
    return found


def _end_before(step: Step, start_on: date) -> date:
    """The last day to end what *step* waits for; a moment may fall on that very day."""
    return start_on if step.duration_days == 0 else start_on - DAY


def _slip(
    ordered: Mapping[str, Step], due: Mapping[str, Span], calendar: Calendar
) -> dict[str, int]:
    """How far each step could end after its due day if nothing but the ends were held."""
    waiting = dependents(ordered)
    starts: dict[str, date] = {}
    slip: dict[str, int] = {}
    for key in reversed(list(ordered)):
        step, due_on = ordered[key], due[key][1]
        limits = [_end_before(ordered[other], starts[other]) for other in waiting[key]]
        end = due_on if step.fixed or not limits else min(limits)
        starts[key], end = latest(step, end, step.duration_days, calendar)
        slip[key] = (end - due_on).days
    return slip


def _critical_path(ordered: Mapping[str, Step], slip: Mapping[str, int]) -> tuple[str, ...]:
    """The chain of dependencies whose steps have no day to slip.

    Of several, one up to a fixed step, then the one with the most days of work.
    """
    chains: dict[str, _Chain] = {}
    for key, step in ordered.items():
        if slip[key] == 0:
            before = max((chains[o] for o in step.depends_on if o in chains), default=_NO_CHAIN)
            fixed, days, keys = before
            chains[key] = (fixed or step.fixed, days + step.duration_days, (*keys, key))
    return max(chains.values(), key=lambda chain: (*chain[:2], len(chain[2])), default=_NO_CHAIN)[2]


_Chain = tuple[bool, int, tuple[str, ...]]
_NO_CHAIN: _Chain = (False, 0, ())
