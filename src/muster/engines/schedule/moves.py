"""Order of days over the tree, and what moving one of them breaks."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from muster.engines.schedule.calendar import Calendar
from muster.engines.schedule.plan import Schedule, plan
from muster.engines.schedule.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """The day or days of one unit's congress, first and last included, and the unit above it."""

    unit: str
    opens_on: date
    closes_on: date
    parent: str | None = None

    def __post_init__(self) -> None:
        if self.closes_on < self.opens_on:
            raise ValueError(f"{self.unit}: the last day lies before the first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFault:
    """A child that does not end before its parent begins."""

    child: str
    parent: str
    child_closes_on: date
    parent_opens_on: date


def out_of_order(gatherings: Sequence[Gathering]) -> list[OrderFault]:
    """Every child that ends on or after the first day of its parent.

    ``parent`` names the next unit above that holds one; a parent not among them is not judged.
    """
    by_unit = {one.unit: one for one in gatherings}
    faults = []
    for child in gatherings:
        parent = by_unit.get(child.parent or "")
        if parent is not None and child.closes_on >= parent.opens_on:
            faults.append(
                OrderFault(
                    child=child.unit,
                    parent=parent.unit,
                    child_closes_on=child.closes_on,
                    parent_opens_on=parent.opens_on,
                )
            )
    return faults


class BreakKind(StrEnum):
    """What a move breaks."""

    NO_TIME_LEFT = "no_time_left"  # a step would have had to begin before today
    PAST_LIMIT = "past_limit"  # the day lies after the last one allowed
    AFTER_PARENT = "after_parent"  # the unit would not end before the one above begins
    BEFORE_CHILD = "before_child"  # a unit below would not have ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One thing a move breaks.

    subject: the step, or the other unit. was_on, now_on: the day before and after the move, of
    the step's last day to begin or of the moved gathering. limit_on: what it runs against.
    """

    kind: BreakKind
    subject: str
    was_on: date
    now_on: date
    limit_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The last day on which a gathering may close, and what lays it down."""

    name: str
    last_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A gathering moved, with the anchor days of its steps before and after."""

    before: Gathering
    after: Gathering
    anchors_before: Mapping[str, date]
    anchors_after: Mapping[str, date]


def what_breaks(
    move: Move,
    *,
    steps: Sequence[Step],
    done: Collection[str],
    today: date,
    calendar: Calendar,
    others: Sequence[Gathering] = (),
    limits: Sequence[Limit] = (),
) -> list[Break]:
    """What the move breaks that was whole before it; old faults are not blamed on it.

    others: the gatherings of the season that may touch this one, at least parent and children.
    """
    old = plan(steps, anchors=move.anchors_before, calendar=calendar)
    new = plan(steps, anchors=move.anchors_after, calendar=calendar)
    return [
        *_late_steps(old, new, done, today),
        *_past_limits(move, limits),
        *_order(move, others),
    ]


def _late_steps(
    old: Schedule, new: Schedule, done: Collection[str], today: date
) -> Iterator[Break]:
    for key, step in new.steps.items():
        was = old[key].start_on
        if key not in done and step.start_on < today <= was:
            yield Break(
                kind=BreakKind.NO_TIME_LEFT,
                subject=key,
                was_on=was,
                now_on=step.start_on,
                limit_on=today,
            )


def _past_limits(move: Move, limits: Sequence[Limit]) -> Iterator[Break]:
    for limit in limits:
        if move.before.closes_on <= limit.last_on < move.after.closes_on:
            yield Break(
                kind=BreakKind.PAST_LIMIT,
                subject=limit.name,
                was_on=move.before.closes_on,
                now_on=move.after.closes_on,
                limit_on=limit.last_on,
            )


def _order(move: Move, others: Sequence[Gathering]) -> Iterator[Break]:
    rest = [one for one in others if one.unit != move.before.unit]
    known = {(fault.child, fault.parent) for fault in out_of_order([*rest, move.before])}
    for fault in out_of_order([*rest, move.after]):
        if (fault.child, fault.parent) in known:
            continue
        moved_child = fault.child == move.after.unit
        yield Break(
            kind=BreakKind.AFTER_PARENT if moved_child else BreakKind.BEFORE_CHILD,
            subject=fault.parent if moved_child else fault.child,
            was_on=move.before.closes_on if moved_child else move.before.opens_on,
            now_on=move.after.closes_on if moved_child else move.after.opens_on,
            limit_on=fault.parent_opens_on if moved_child else fault.child_closes_on,
        )
