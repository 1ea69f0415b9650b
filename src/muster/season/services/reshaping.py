"""A congress under other rules: another version of its pack, another agenda, size or venue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from muster import packs
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.packs import Milestone, Pack, Procedure, Text
from muster.packs.changes import changes
from muster.season.bridge import is_counted, pack_of, procedure_of, schedule_of, steps_of
from muster.season.errors import NothingToChange, ReasonMissing, WorkWouldBeLost
from muster.season.models import (
    Congress,
    DeadlineChange,
    Event,
    Evidence,
    Season,
    Step,
    StepState,
    TierDeadline,
)
from muster.season.services.drafting import CongressRow, default_size, draft_step
from muster.season.services.hand import Hand, outline_for, take_congress
from muster.season.services.moving import move_congress, recount

MARKS: Final = ("content", "delegates", "size", "risk", "form")
UNTOUCHED: Final = (StepState.OPEN, StepState.WAIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackMove:
    """What another version of the pack means for one congress.

    redo: steps done under a rule that has changed since; somebody must look at them again.
    """

    added: Sequence[Text]
    removed: Sequence[Text]
    changed: Sequence[Text]
    redo: Sequence[Text]


def preview_pack(congress: Congress, *, version: str) -> PackMove:
    """What must be redone if the congress moves to another version; nothing is saved."""
    old, new = pack_of(congress), packs.load(congress.pack, version)
    before = procedure_of(congress)
    after = new.procedure_for(congress.season_unit.tier)
    rows = {step.key: step for step in Step.objects.filter(congress=congress)}
    outline = replace(outline_for(congress), version=new.version, procedure=after.key)
    wanted = {rule.key: rule for rule in steps_of(outline)}
    changed = _changed_keys(old, new, before, after) & rows.keys() & wanted.keys()
    done = {key for key, row in rows.items() if is_counted(row.state, before)}
    return PackMove(
        added=[rule.name for key, rule in wanted.items() if key not in rows],
        removed=[before.steps[key].name for key in rows if key not in wanted],
        changed=[wanted[key].name for key in wanted if key in changed],
        redo=[wanted[key].name for key in wanted if key in changed & done],
    )


def _changed_keys(old: Pack, new: Pack, before: Procedure, after: Procedure) -> set[str]:
    """Keys of the steps of the procedure that two versions lay down differently."""
    paths = (f"procedures.{before.key}.steps.", f"procedures.{after.key}.steps.")
    return {
        change.path.split(".")[3] for change in changes(old, new) if change.path.startswith(paths)
    }


@retry_on_deadlock
def migrate_pack(congress: Congress, *, actor: Actor, now: datetime, version: str) -> PackMove:
    """Pin another version of the pack; the entry lists what must be redone.

    New steps appear, those that no longer apply vanish if nothing was done on them
    (WorkWouldBeLost otherwise), open steps are counted again. Raises VersionUnknown.
    """
    with recorded(actor, now=now) as record:
        hand = take_congress(congress.pk, actor=actor, now=now)
        if hand.congress.pack_version == version:
            raise NothingToChange
        found = preview_pack(hand.congress, version=version)
        new = packs.load(congress.pack, version)
        was = hand.congress.pack_version
        hand.congress.pack_version = new.version
        hand.congress.procedure = new.procedure_for(hand.unit.tier).key
        hand.congress.save(update_fields=["pack_version", "procedure"])
        hand.procedure = procedure_of(hand.congress)
        reshape(hand, f"{was} → {new.version}")
        record(
            "congress.pack_changed",
            f"congress:{congress.pk}",
            unit=hand.unit.unit_id,
            season=congress.season_id,
            audience=Audience.UNIT,
            body={
                "was": was,
                "now": new.version,
                "digest": new.digest,
                "redo": [text.en for text in found.redo],
                "added": [text.en for text in found.added],
                "removed": [text.en for text in found.removed],
            },
        )
    return found


def reshape(hand: Hand, reason: str) -> None:
    """Bring the steps in line with what the congress's rules and marks ask for now."""
    outline = outline_for(hand.congress)
    wanted = {rule.key: place for place, rule in enumerate(steps_of(outline), start=1)}
    _drop(hand, [step for key, step in hand.steps.items() if key not in wanted])
    planned = schedule_of(outline)
    for rule in steps_of(outline):
        if rule.key not in hand.steps:
            step = draft_step(hand.congress, rule, planned, wanted[rule.key])
            step.save()
            hand.steps[rule.key] = step
    for key, place in wanted.items():
        hand.steps[key].position = place
        hand.steps[key].closes = hand.procedure.steps[key].closes
    Step.objects.bulk_update(list(hand.steps.values()), ["position", "closes"])
    recount(hand, outline, reason)
    hand.put_back(outline)


def _drop(hand: Hand, steps: Sequence[Step]) -> None:
    """Remove steps that no longer apply; those on which work was done stand against it."""
    begun = [step for step in steps if _has_begun(step)]
    if begun:
        names = ", ".join(step.key for step in begun)
        raise WorkWouldBeLost(unit=hand.unit.name, steps=names)
    for step in steps:
        DeadlineChange.objects.filter(step=step).delete()
        step.delete()
        del hand.steps[step.key]


def _has_begun(step: Step) -> bool:
    return step.state not in UNTOUCHED or Evidence.objects.filter(step=step).exists()


@retry_on_deadlock
def update_congresses(
    season: Season,
    *,
    actor: Actor,
    now: datetime,
    rows: Sequence[CongressRow],
    reason: str = "",
) -> int:
    """Change planned congresses as a workbook has them; all or none. How many changed.

    A day moves as :func:`move_congress` does, with *reason*; other marks may add or drop steps.
    """
    changed = 0
    with recorded(actor, now=now):
        units = [row.season_unit_id for row in rows]
        found = Congress.objects.filter(season=season, season_unit__in=units, cancelled_at=None)
        known = {row.season_unit_id: row for row in found.select_related("season_unit", "season")}
        for row in _in_safe_order(rows, known):
            congress = known[row.season_unit_id]
            moved = _move(congress, row, actor=actor, now=now, reason=reason)
            remarked = change_marks(congress, row, actor=actor, now=now)
            changed += int(moved or remarked)
    return changed


def _in_safe_order(rows: Sequence[CongressRow], known: Mapping[int, Congress]) -> list[CongressRow]:
    """Those that come earlier from the bottom up, then those that go later from the top down."""
    earlier = [row for row in rows if row.starts_on <= known[row.season_unit_id].starts_on]
    later = [row for row in rows if row.starts_on > known[row.season_unit_id].starts_on]

    def depth(row: CongressRow) -> int:
        return known[row.season_unit_id].season_unit.depth

    return sorted(earlier, key=depth, reverse=True) + sorted(later, key=depth)


def _move(
    congress: Congress, row: CongressRow, *, actor: Actor, now: datetime, reason: str
) -> bool:
    if (congress.starts_on, congress.ends_on) == (row.starts_on, row.closes_on):
        return False
    move_congress(
        congress,
        actor=actor,
        now=now,
        starts_on=row.starts_on,
        ends_on=row.closes_on,
        reason=reason,
    )
    return True


@retry_on_deadlock
def change_marks(congress: Congress, row: CongressRow, *, actor: Actor, now: datetime) -> bool:
    """Change agenda, size, delegates, venue and name of a congress; whether anything differed."""
    with recorded(actor, now=now) as record:
        hand = take_congress(congress.pk, actor=actor, now=now)
        marks = _marks(hand.congress, row)
        event = _event_marks(hand.congress, row)
        if not marks and not event:
            return False
        for name, value in marks.items():
            setattr(hand.congress, name, value)
        hand.congress.save(update_fields=list(marks))
        if {"content", "size", "risk", "form"} & marks.keys():
            reshape(hand, ", ".join(sorted(marks)))
        if event:
            Event.objects.filter(congress=hand.congress).update(**event)
        record(
            "congress.changed",
            f"congress:{congress.pk}",
            unit=hand.unit.unit_id,
            season=congress.season_id,
            audience=Audience.UNIT,
            body={**marks, **{f"event_{name}": value for name, value in event.items()}},
        )
    return True


def _marks(congress: Congress, row: CongressRow) -> dict[str, Any]:
    pack = pack_of(congress)
    delegates = row.delegates if row.delegates is not None else congress.delegates
    size = row.size
    if not size and delegates != congress.delegates:
        size = default_size(pack, congress.season_unit.tier, delegates)
    wanted = {
        "content": row.content and pack.agendas[row.content].key,
        "delegates": delegates,
        "size": size and pack.sizes[size].key,
        "risk": row.risk and pack.risks[row.risk].key,
        "form": row.form and pack.forms[row.form].key,
    }
    return {
        name: value
        for name, value in wanted.items()
        if value not in ("", None) and value != getattr(congress, name)
    }


def _event_marks(congress: Congress, row: CongressRow) -> dict[str, Any]:
    event = Event.objects.filter(congress=congress).first()
    wanted = {
        "venue_id": row.venue_id,
        "name": row.name,
        "expected_people": row.expected_people or row.delegates,
        "size": row.size,
        "risk": row.risk,
    }
    return {
        name: value
        for name, value in wanted.items()
        if value not in ("", None) and event is not None and value != getattr(event, name)
    }


@retry_on_deadlock
def amend_tier_deadline(
    season: Season,
    *,
    actor: Actor,
    now: datetime,
    tier: str,
    milestone: str,
    due_on: date,
    reason: str,
) -> TierDeadline:
    """Give a tier another deadline; the old one stays readable.

    Steps that the pack counts from it are counted again. Raises ReasonMissing, NothingToChange.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now) as record:
        old = TierDeadline.objects.select_for_update().get(
            season=season, tier=tier, milestone=Milestone(milestone).value, replaced_at=None
        )
        if old.due_on == due_on:
            raise NothingToChange
        old.replaced_at = now
        old.save(update_fields=["replaced_at"])
        row = TierDeadline.objects.create(
            season=season,
            tier=tier,
            milestone=old.milestone,
            due_on=due_on,
            reason=reason.strip(),
            set_by=actor.name,
            set_at=now,
        )
        record(
            "season.deadline_amended",
            f"season:{season.pk}",
            unit=season.root_id,
            season=season.pk,
            audience=Audience.SEASON,
            body={
                "tier": tier,
                "milestone": old.milestone,
                "old_due_on": old.due_on,
                "new_due_on": due_on,
                "reason": reason,
            },
        )
        _recount_tier(season, tier, reason, actor=actor, now=now)
    return row


def _recount_tier(season: Season, tier: str, reason: str, *, actor: Actor, now: datetime) -> None:
    """Count again where the pack counts steps of the tier from its deadline."""
    rules = pack_of(season).procedure_for(tier).steps.values()
    if not any(rule.anchor is packs.Anchor.TIER_DEADLINE for rule in rules):
        return
    rows = Congress.objects.filter(
        season=season, season_unit__tier=tier, cancelled_at=None, is_held=False
    )
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        hand = take_congress(pk, actor=actor, now=now)
        outline = outline_for(hand.congress)
        recount(hand, outline, reason)
        hand.put_back(outline)
