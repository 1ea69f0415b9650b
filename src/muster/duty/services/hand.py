"""Hand changes in a draft: every rule is asked, and the refusal says which one said no."""

from datetime import datetime

from muster.duty.bridge.breach import refuse_breach
from muster.duty.bridge.problem import (
    officer_key,
    pairs_of,
    problem_of,
    resource_pk,
    shift_id,
    vehicle_key,
)
from muster.duty.errors import NotAtHand, RosterBusy, ShiftElsewhere, ShiftFull
from muster.duty.models import Assignment, Officer, Roster, Shift, Vehicle
from muster.duty.queries.naming import day_and_hours, full_name, post_name, vehicle_name
from muster.duty.services.drafts import taken
from muster.duty.services.settle import settle
from muster.duty.services.solving import live_job
from muster.engines.roster.rules import Judge
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded
from muster.packs import load


def assign(
    actor: Actor, *, roster_id: int, version: int, shift_id: int, officer_id: int, now: datetime
) -> Assignment:
    """Put an officer on a shift of a draft.

    Takes the roster by its version, so two planners can neither overfill a post nor book one
    person twice. Raises RosterStale, RosterNotDraft, RosterBusy, ShiftElsewhere, ShiftFull and the
    refusals of ``bridge.breach``.
    """
    return _assign(actor, roster_id, version, shift_id, officer_key(officer_id), now)


def assign_vehicle(
    actor: Actor, *, roster_id: int, version: int, shift_id: int, vehicle_id: int, now: datetime
) -> Assignment:
    """Put a vehicle on a vehicle's shift of a draft; refuses as :func:`assign` does."""
    return _assign(actor, roster_id, version, shift_id, vehicle_key(vehicle_id), now)


def unassign(actor: Actor, *, assignment_id: int, version: int, now: datetime) -> Roster:
    """Take somebody off a shift of a draft; the place is open then."""
    with recorded(actor, now=now) as record:
        row = Assignment.objects.select_related("roster").get(pk=assignment_id)
        roster = _free(taken(row.roster_id, version))
        row.delete()
        _changed(record, roster, "roster.unassigned", row)
    return roster


def lock(
    actor: Actor, *, assignment_id: int, version: int, is_locked: bool, now: datetime
) -> Assignment:
    """Say whether a search must keep this assignment."""
    with recorded(actor, now=now) as record:
        row = Assignment.objects.select_related("roster").get(pk=assignment_id)
        roster = _free(taken(row.roster_id, version))
        row.is_locked = is_locked
        row.save(update_fields=("is_locked",))
        kind = "roster.locked" if is_locked else "roster.unlocked"
        record(
            kind=kind,
            subject=f"roster:{roster.pk}",
            season=roster.season_id,
            audience=Audience.SAFETY,
            body=_body(row),
        )
    return row


def _assign(
    actor: Actor, roster_id: int, version: int, shift_pk: int, who: str, now: datetime
) -> Assignment:
    with recorded(actor, now=now) as record:
        roster = _free(taken(roster_id, version))
        shift = Shift.objects.select_related("post__plan__event__venue").get(pk=shift_pk)
        held = Assignment.objects.filter(roster=roster, shift=shift).count()
        if held >= shift.head_count:
            raise ShiftFull(
                post=post_name(shift.post),
                hours=day_and_hours(shift.starts_at, shift.ends_at),
                count=shift.head_count,
            )
        _refuse_breach(roster, shift=shift, who=who)
        officer_id, vehicle_id = resource_pk(who)
        row = Assignment.objects.create(
            roster=roster,
            shift=shift,
            officer_id=officer_id,
            vehicle_id=vehicle_id,
            is_locked=True,  # a search would undo what a hand decided
        )
        _changed(record, roster, "roster.assigned", row)
    return row


def _refuse_breach(roster: Roster, *, shift: Shift, who: str) -> None:
    problem = problem_of(roster, only=[who])
    judge = Judge(problem)
    post = judge.posts.get(shift_id(shift))
    name = _name(who, roster)
    if post is None:
        raise ShiftElsewhere(number=roster.number)
    if not problem.people:
        raise NotAtHand(who=name)
    mine = [judge.posts[p] for p, i in pairs_of(roster) if i == who and p in judge.posts]
    refuse_breach(judge, problem.people[0], mine, post, shift=shift, name=name)


def _free(roster: Roster) -> Roster:
    if live_job(roster) is not None:
        raise RosterBusy(number=roster.number)
    return roster


def _name(who: str, roster: Roster) -> str:
    officer_id, vehicle_id = resource_pk(who)
    if officer_id is None:
        return vehicle_name(Vehicle.objects.get(pk=vehicle_id or 0))
    officer = Officer.objects.select_related("person").get(pk=officer_id)
    pack = load(roster.season.pack, roster.season.pack_version)
    return full_name(officer.person, pack=pack)


def _changed(record: Record, roster: Roster, kind: str, row: Assignment) -> None:
    """What every hand change ends with: open places, and scores that no longer hold."""
    settle(roster)
    Roster.objects.filter(pk=roster.pk).update(
        uncovered=None, uncovered_bound=None, score=None, score_bound=None
    )
    record(
        kind=kind,
        subject=f"roster:{roster.pk}",
        season=roster.season_id,
        audience=Audience.SAFETY,
        body=_body(row),
    )


def _body(row: Assignment) -> dict[str, int | None]:
    return {"shift": row.shift_id, "officer": row.officer_id, "vehicle": row.vehicle_id}
