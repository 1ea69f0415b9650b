"""What a standing roster is made of: its staff, the cover wanted, duties placed by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from muster.duty.errors.standing import ShiftUnknown, StaffTooLarge
from muster.duty.models import (
    Officer,
    StandingDuty,
    StandingMember,
    StandingNeed,
    StandingRoster,
)
from muster.duty.queries.standing_shifts import kind_of, pack_of, span_of
from muster.duty.services.standing import (
    MAX_STAFF,
    note_standing,
    refuse_outside,
    refuse_stranger,
    taken_standing,
    unproven,
)
from muster.ledger.actor import Actor
from muster.ledger.services import recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How many are wanted on a shift of a day, and what one missing or too many weighs."""

    day: date
    shift: str
    need: int
    weight_under: int
    weight_over: int


def set_staff(
    actor: Actor, *, roster_id: int, version: int, groups: Mapping[int, str], now: datetime
) -> StandingRoster:
    """Who serves at the post (officer ids) and in which group; duties of others go.

    Raises ShiftUnknown, StaffTooLarge, StandingStale, StandingNotDraft, StandingBusy.
    """
    if len(groups) > MAX_STAFF:
        raise StaffTooLarge(people=len(groups), most=MAX_STAFF)
    with recorded(actor, now=now) as record:
        roster = taken_standing(roster_id, version)
        known = kind_of(roster.post, pack=pack_of(roster)).groups
        for group in groups.values():
            if group not in known:
                raise ShiftUnknown(post=roster.post.name, key=group)
        roster.members.all().delete()
        officers = set(Officer.objects.filter(pk__in=groups).values_list("pk", flat=True))
        StandingMember.objects.bulk_create(
            StandingMember(roster=roster, officer_id=pk, group=group)
            for pk, group in groups.items()
            if pk in officers
        )
        roster.duties.exclude(officer__in=officers).delete()
        roster.requests.exclude(officer__in=officers).delete()
        unproven(roster)
        note_standing(record, roster, "standing.staffed", {"officers": sorted(officers)})
    return roster


def set_cover(
    actor: Actor, *, roster_id: int, version: int, needs: Sequence[Need], now: datetime
) -> StandingRoster:
    """How many are wanted, for each day and shift that is named; others stay as they are.

    Raises ShiftUnknown, DayOutside, StandingStale, StandingNotDraft, StandingBusy.
    """
    with recorded(actor, now=now) as record:
        roster = taken_standing(roster_id, version)
        for need in needs:
            refuse_outside(roster, need.day, need.shift)
        StandingNeed.objects.bulk_create(
            (
                StandingNeed(
                    roster=roster,
                    day=one.day,
                    shift=one.shift,
                    need=one.need,
                    weight_under=one.weight_under,
                    weight_over=one.weight_over,
                )
                for one in needs
            ),
            update_conflicts=True,
            unique_fields=("roster", "day", "shift"),
            update_fields=("need", "weight_under", "weight_over"),
        )
        unproven(roster)
        note_standing(record, roster, "standing.cover_set", {"cells": len(needs)})
    return roster


def set_duty(
    actor: Actor,
    *,
    roster_id: int,
    version: int,
    officer_id: int,
    day: date,
    shift: str,
    now: datetime,
) -> StandingRoster:
    """Put an officer on a shift of a day by hand, or off it (no shift); searches keep the former.

    What it breaks is said on the page and refused at publishing, so that two who change places
    can be moved one after the other. Raises NotOnStaff, ShiftUnknown, DayOutside, StandingStale,
    StandingNotDraft, StandingBusy.
    """
    with recorded(actor, now=now) as record:
        roster = taken_standing(roster_id, version)
        refuse_outside(roster, day, shift)
        refuse_stranger(roster, officer_id)
        StandingDuty.objects.filter(roster=roster, officer=officer_id, day=day).delete()
        if shift:
            starts_at, ends_at = span_of(pack_of(roster).standing_shifts[shift], day)
            StandingDuty.objects.create(
                roster=roster,
                officer_id=officer_id,
                day=day,
                shift=shift,
                starts_at=starts_at,
                ends_at=ends_at,
                is_locked=True,
            )
        unproven(roster)
        body = {"officer": officer_id, "day": day.isoformat(), "shift": shift}
        note_standing(record, roster, "standing.placed", body)
    return roster
