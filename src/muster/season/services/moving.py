"""Moving a congress: what it breaks, shown before; the steps counted again, with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from muster.engines.schedule import Break, BreakKind, Gathering, Limit, Move, what_breaks
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.packs import Milestone, Text
from muster.packs.timing import engine_steps
from muster.season.bridge import (
    Outline,
    calendar_around,
    is_counted,
    pack_of,
    procedure_of,
    schedule_of,
    steps_of,
)
from muster.season.errors import AlreadyHeld, NothingToChange, OutOfOrder, ReasonMissing
from muster.season.models import Congress, DayChange, DeadlineChange, Event, SeasonUnit, Step
from muster.season.services.drafting import event_hours, must_be_days
from muster.season.services.hand import Hand, day, outline_for, take_congress

COUNTED: Final = ("start_on", "due_on", "version", "changed_by", "changed_at")


@dataclass(frozen=True, slots=True)
class StepMove:
    """A step whose deadline moves with the day."""

    key: str
    name: Text
    old_due_on: date
    new_due_on: date


@dataclass(frozen=True, slots=True)
class BreakLine:
    """One thing that the move breaks, in words."""

    kind: BreakKind
    text: str


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move would do."""

    steps: Sequence[StepMove]
    breaks: Sequence[BreakLine]

    @property
    def broken(self) -> int:
        """How many things break."""
        return len(self.breaks)

    @property
    def is_forbidden(self) -> bool:
        """Whether the order of the tree stands against it; the rest is for people to weigh."""
        return any(
            line.kind in (BreakKind.AFTER_PARENT, BreakKind.BEFORE_CHILD) for line in self.breaks
        )


def preview_move(congress: Congress, *, starts_on: date, ends_on: date, today: date) -> MovePreview:
    """What moving a congress would change and break; nothing is saved."""
    must_be_days(congress.season, congress.season_unit, starts_on, ends_on)
    before = outline_for(congress)
    after = before.moved(opens_on=starts_on, closes_on=ends_on)
    steps = {step.key: step for step in Step.objects.filter(congress=congress)}
    own, others = _around(congress)
    found = breaks_of(congress, steps, before, after, today=today, own=own, others=others)
    return MovePreview(step_moves(congress, steps, after), found)


def step_moves(congress: Congress, steps: Mapping[str, Step], after: Outline) -> list[StepMove]:
    """The steps not done that get another deadline."""
    procedure, planned = procedure_of(congress), schedule_of(after)
    return [
        StepMove(key, procedure.steps[key].label, step.due_on, planned[key].due_on)
        for key, step in steps.items()
        if not is_counted(step.state, procedure)
        and key in planned.steps
        and planned[key].due_on != step.due_on
    ]


def breaks_of(
    congress: Congress,
    steps: Mapping[str, Step],
    before: Outline,
    after: Outline,
    *,
    today: date,
    own: Gathering,
    others: Sequence[Gathering] = (),
) -> list[BreakLine]:
    """What other days break for one congress, in words. others: with whom it stands in order."""
    procedure = procedure_of(congress)
    done = {key for key, step in steps.items() if is_counted(step.state, procedure)}
    last_on = before.tier_deadline_on
    found = what_breaks(
        Move(
            before=own,
            after=Gathering(
                unit=own.unit, opens_on=after.opens_on, closes_on=after.closes_on, parent=own.parent
            ),
            anchors_before=before.anchors,
            anchors_after=after.anchors,
        ),
        steps=engine_steps(steps_of(after), days=after.days),
        done=done,
        today=today,
        calendar=calendar_around(after),
        others=others,
        limits=[Limit(name=Milestone.HELD.value, last_on=last_on)],
    )
    return [BreakLine(one.kind, _sentence(congress, one)) for one in found]


def _around(congress: Congress) -> tuple[Gathering, list[Gathering]]:
    """The congress, and those that it must stand in order with: above it and below it."""
    unit = congress.season_unit
    rows = (
        Congress.objects.filter(season=congress.season_id, cancelled_at=None)
        .filter(_above(unit) | _below(unit))
        .select_related("season_unit")
        .order_by("season_unit__first")
    )
    above: str | None = None
    others = []
    for row in rows:
        name = str(row.season_unit_id)
        if row.season_unit.first < unit.first:
            above = name
            parent = None
        else:
            parent = str(unit.pk)
        others.append(
            Gathering(unit=name, opens_on=row.starts_on, closes_on=row.ends_on, parent=parent)
        )
    own = Gathering(
        unit=str(unit.pk), opens_on=congress.starts_on, closes_on=congress.ends_on, parent=above
    )
    return own, others


def _above(unit: SeasonUnit) -> Q:
    return Q(season_unit__first__lt=unit.first, season_unit__last__gte=unit.last)


def _below(unit: SeasonUnit) -> Q:
    return Q(season_unit__first__gt=unit.first, season_unit__first__lte=unit.last)


def _sentence(congress: Congress, found: Break) -> str:
    words = {"now": day(found.now_on), "limit": day(found.limit_on)}
    if found.kind is BreakKind.NO_TIME_LEFT:
        step = procedure_of(congress).steps[found.subject].name
        return _("%(step)s would have had to begin on %(now)s.") % {"step": step, **words}
    if found.kind is BreakKind.PAST_LIMIT:
        return _("%(now)s lies after the deadline %(limit)s of its tier.") % words
    unit = SeasonUnit.objects.get(pk=int(found.subject)).name
    if found.kind is BreakKind.AFTER_PARENT:
        text = _("It would end on %(now)s, but %(unit)s above it begins on %(limit)s.")
    else:
        text = _("It would begin on %(now)s, but %(unit)s below it ends on %(limit)s.")
    return text % {"unit": unit, **words}


@retry_on_deadlock
def move_congress(
    congress: Congress,
    *,
    actor: Actor,
    now: datetime,
    starts_on: date,
    reason: str,
    ends_on: date | None = None,
    client_uuid: UUID | None = None,
) -> Congress:
    """Move a congress to other days and count its open steps again.

    Steps that are done keep their days; each changed deadline is kept with the reason. Raises
    OutOfOrder against the congress above or below, AlreadyHeld, OutsideSeason, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Congress.objects.get(pk=congress.pk)
        hand = take_congress(congress.pk, actor=actor, now=now)
        row, last = hand.congress, ends_on or starts_on
        _must_be_movable(row, starts_on, last)
        old = (row.starts_on, row.ends_on)
        row.starts_on, row.ends_on = starts_on, last
        day_change(row, old[0], reason, actor, now).save()
        recount(hand, outline_for(row), reason)
        row.save(update_fields=["starts_on", "ends_on"])
        _move_event(row)
        hand.put_back()
        record(
            "congress.moved",
            f"congress:{row.pk}",
            unit=hand.unit.unit_id,
            season=row.season_id,
            audience=Audience.SEASON,
            body={
                "old_starts_on": old[0],
                "old_ends_on": old[1],
                "new_starts_on": starts_on,
                "new_ends_on": last,
                "reason": reason,
            },
        )
    return row


def _must_be_movable(row: Congress, starts_on: date, ends_on: date) -> None:
    if row.held_on is not None:
        raise AlreadyHeld(unit=row.season_unit.name, held_on=day(row.held_on))
    if (starts_on, ends_on) == (row.starts_on, row.ends_on):
        raise NothingToChange
    must_be_days(row.season, row.season_unit, starts_on, ends_on)
    rows = Congress.objects.filter(season=row.season_id, cancelled_at=None)
    above = rows.filter(_above(row.season_unit), starts_on__lte=ends_on).first()
    if above is not None:
        raise _disorder(child=row, child_ends=ends_on, parent=above, parent_opens=above.starts_on)
    below = rows.filter(_below(row.season_unit), ends_on__gte=starts_on).first()
    if below is not None:
        raise _disorder(child=below, child_ends=below.ends_on, parent=row, parent_opens=starts_on)


def _disorder(
    *, child: Congress, child_ends: date, parent: Congress, parent_opens: date
) -> OutOfOrder:
    return OutOfOrder(
        child=child.season_unit.name,
        child_closes_on=day(child_ends),
        parent=parent.season_unit.name,
        parent_opens_on=day(parent_opens),
    )


def day_change(
    row: Congress, old_starts_on: date, reason: str, actor: Actor, now: datetime
) -> DayChange:
    """The row that keeps from which day a congress moved, not saved."""
    return DayChange(
        congress=row,
        old_starts_on=old_starts_on,
        new_starts_on=row.starts_on,
        reason=reason.strip(),
        changed_by=actor.name,
        changed_at=now,
    )


def recount(hand: Hand, outline: Outline, reason: str) -> None:
    """Give the open steps the days that the outline asks for; keep each deadline it replaces."""
    changed, kept = counted_again(hand, outline, reason)
    Step.objects.bulk_update(changed, COUNTED)
    DeadlineChange.objects.bulk_create(kept)


def counted_again(
    hand: Hand, outline: Outline, reason: str
) -> tuple[list[Step], list[DeadlineChange]]:
    """The open steps with the days that the outline asks for, and the deadlines that they replace.

    Nothing is saved.
    """
    planned = schedule_of(outline).steps
    changed, kept = [], []
    for key, step in hand.steps.items():
        if is_counted(step.state, hand.procedure) or key not in planned:
            continue
        days = planned[key]
        if days.due_on != step.due_on:
            kept.append(
                DeadlineChange(
                    step=step,
                    old_due_on=step.due_on,
                    new_due_on=days.due_on,
                    reason=reason.strip(),
                    changed_by=hand.actor.name,
                    changed_at=hand.now,
                )
            )
        step.start_on, step.due_on = days.start_on, days.due_on
        step.version += 1
        step.changed_by, step.changed_at = hand.actor.name, hand.now
        changed.append(step)
    return changed, kept


def _move_event(row: Congress) -> None:
    starts_at, ends_at = event_hours(pack_of(row), row.starts_on, row.ends_on)
    Event.objects.filter(congress=row).update(starts_at=starts_at, ends_at=ends_at)
