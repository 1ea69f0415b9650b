"""Complete dossiers are given to teams and their members: proposed evenly, decided by a person."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.services.replays import made_before
from muster.packs import Feed
from muster.papers.errors.appraisal import (
    AssignedAlready,
    DueTooLate,
    FewScorers,
    NothingForTeam,
    NotWaiting,
    ReasonMissing,
    TakenAlready,
    TeamEnded,
)
from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalState,
    AppraisalTeam,
    Assignment,
    Dossier,
    DossierState,
)
from muster.papers.services.appraisals.hand import (
    locked,
    locked_dossier,
    locked_team,
    must_be,
    must_be_impartial,
    must_be_member,
    note_inside,
    pack_for,
    queued,
)
from muster.papers.services.appraisals.leaving import take_one
from muster.season.services import feed_step
from muster.season.services.hand import day, local
from muster.tree.models import Person

GIVEN_OUT: Final = (AppraisalState.SCORING, AppraisalState.CHECKING)


@retry_on_deadlock
def take_in(
    dossier: Dossier,
    team: AppraisalTeam,
    *,
    actor: Actor,
    now: datetime,
    persons: Sequence[Person],
    due_on: date,
    few_reason: str = "",
    client_uuid: UUID | None = None,
) -> Appraisal:
    """Give a complete dossier to a team, and its sheets to some of the members.

    The step that stands for the dossier is accepted with it. Raises NotWaiting, TeamEnded,
    TakenAlready, NothingForTeam, OwnUnit (also for the head), NoMember, FewScorers, DueTooLate.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Appraisal.objects.get(pk=made_before(record))
        queued(dossier.congress_id)
        standing = locked_team(team.pk)
        row = locked_dossier(dossier.pk)
        _may_be_taken(row, standing)
        wanted = pack_for(row).appraisal.scorers
        if len(persons) < wanted and not few_reason.strip():
            raise FewScorers(wanted=wanted, count=len(persons))
        appraisal = Appraisal.objects.create(
            dossier=row,
            team=standing,
            blind=pack_for(row).appraisal.blind,
            taken_at=now,
            taken_by=actor.name,
        )
        AppraisalRound.objects.create(appraisal=appraisal, number=1, opened_at=now)
        row.state = DossierState.APPRAISED
        row.save()
        for person in persons:
            _give(appraisal, person, due_on, actor=actor, now=now)
        note_inside(
            record,
            "appraisal.taken_in",
            appraisal,
            {
                "to": [one.name for one in persons],
                "due_on": due_on.isoformat(),
                "few_reason": few_reason.strip(),
            },
        )
        feed_step(row.congress, actor=actor, now=now, feed=Feed.DOSSIER_COMPLETE)
    return appraisal


def _may_be_taken(row: Dossier, team: AppraisalTeam) -> None:
    unit = row.congress.season_unit
    if not row.is_under_way:
        raise NotWaiting(number=row.number, unit=unit.name, state=row.get_state_display())
    if team.ended_at is not None:
        raise TeamEnded(team=team.name, who=team.ended_by, reason=team.ended_reason)
    other = Appraisal.objects.filter(dossier=row, team=team).first()
    if other is not None:
        raise TakenAlready(
            team=team.name,
            number=row.number,
            unit=unit.name,
            who=other.taken_by,
            at=local(other.taken_at),
        )
    kind = pack_for(row).appraisal.teams[team.kind]
    if not any(kind.takes(paper.kind) for paper in row.papers.filter(round=1, scored=True)):
        raise NothingForTeam(team=team.name)
    must_be_impartial(team.head, unit)


def _give(
    appraisal: Appraisal, person: Person, due_on: date, *, actor: Actor, now: datetime
) -> Assignment:
    """One more assignment of an appraisal in hand."""
    congress = appraisal.dossier.congress
    must_be_member(appraisal.team, person)
    must_be_impartial(person, congress.season_unit)
    _must_be_in_time(due_on, congress.starts_on)
    if appraisal.assignments.filter(person=person, ended_at__isnull=True).exists():
        raise AssignedAlready(person=person.name)
    return Assignment.objects.create(
        appraisal=appraisal,
        person=person,
        due_on=due_on,
        assigned_at=now,
        assigned_by=actor.name,
    )


def _must_be_in_time(due_on: date, opens_on: date) -> None:
    if due_on >= opens_on:
        raise DueTooLate(due=day(due_on), opens=day(opens_on))


@retry_on_deadlock
def assign(
    appraisal: Appraisal,
    *,
    actor: Actor,
    now: datetime,
    person: Person,
    due_on: date,
    client_uuid: UUID | None = None,
) -> Assignment:
    """Give the dossier to one more member. Raises as :func:`take_in` does, WrongAppraisalState."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(appraisal.pk)
        if record.is_replay:
            return row.assignments.get(person=person, ended_at__isnull=True)
        must_be(row, *GIVEN_OUT)
        made = _give(row, person, due_on, actor=actor, now=now)
        body = {"person": person.name, "due_on": due_on.isoformat()}
        note_inside(record, "appraisal.assigned", row, body)
    return made


@retry_on_deadlock
def reassign(
    assignment: Assignment,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    to: Person | None = None,
    due_on: date | None = None,
    client_uuid: UUID | None = None,
) -> Assignment | None:
    """Take a dossier from a member, with a reason, and give it to another if one is named.

    What the first wrote counts no more. None where nobody takes over. Raises ReasonMissing,
    WrongAppraisalState, and as :func:`take_in` does.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(assignment.appraisal_id)
        if record.is_replay:
            return row.assignments.filter(person=to, ended_at__isnull=True).first()
        must_be(row, *GIVEN_OUT)
        old = row.assignments.get(pk=assignment.pk)
        if old.ended_at is None:
            take_one(old, actor=actor, now=now, reason=reason.strip())
        if to is None:
            return None
        made = _give(row, to, due_on or old.due_on, actor=actor, now=now)
        body = {"person": to.name, "due_on": made.due_on.isoformat()}
        note_inside(record, "appraisal.assigned", row, body)
    return made
