"""Appraisal teams: founded with head and members, changed, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.queries.staff import staff_named, staff_near
from muster.office.services.replays import made_before
from muster.papers.bridge import rules_of
from muster.papers.errors.appraisal import (
    MemberCannotAppraise,
    ReasonMissing,
    RoundChanged,
    StaffUnknown,
    TeamBusy,
    TeamEnded,
    TeamIncomplete,
    TeamNameTaken,
)
from muster.papers.models import AppraisalState, AppraisalTeam, TeamMember, TeamUnit
from muster.papers.rules import Can
from muster.papers.services.appraisals.hand import locked_team, note_team
from muster.papers.services.appraisals.leaving import take_everything
from muster.season.models import SeasonUnit
from muster.season.services.hand import local
from muster.tree.models import Account, Person
from muster.tree.names import search_key, tidy
from muster.tree.permissions import is_allowed, role_names


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamDraft:
    """What is said of a team.

    kind: key of the pack's teams. head, members: names or numbers of own staff; the head is a
    member only if he is named among them. units: for whose dossiers it is; all below if none.
    """

    kind: str
    name: str
    head: str
    members: Sequence[str] = ()
    units: Sequence[SeasonUnit] = ()
    score_days: int = 2


@retry_on_deadlock
def found_team(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    draft: TeamDraft,
    client_uuid: UUID | None = None,
) -> AppraisalTeam:
    """Found a team of *unit*.

    Raises TeamIncomplete, TeamNameTaken, StaffUnknown, MemberCannotAppraise.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return AppraisalTeam.objects.get(pk=made_before(record))
        SeasonUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        head, members = _appraiser(unit, draft.head), _members(unit, draft.members)
        row = AppraisalTeam(season_unit=unit, founded_at=now, founded_by=actor.name)
        _fill(row, draft, head)
        row.save(force_insert=True)
        _join(row, members, actor=actor, now=now)
        _cover(row, draft.units)
        note_team(record, "team.founded", row, _said(row, members))
    return row


@retry_on_deadlock
def change_team(
    team: AppraisalTeam,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: TeamDraft,
    reason: str = "",
    client_uuid: UUID | None = None,
) -> AppraisalTeam:
    """Another head, other members, other units.

    Who is taken off loses what he had to appraise, so *reason* must be said (ReasonMissing); what
    he wrote counts no more. Raises also RoundChanged, TeamEnded and what :func:`found_team` does.
    """
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        SeasonUnit.objects.select_for_update(no_key=True).get(pk=team.season_unit_id)
        row = locked_team(team.pk)
        if record.is_replay:
            return row
        _check(row, version)
        head = _appraiser(row.season_unit, draft.head)
        members = _members(row.season_unit, draft.members)
        _fill(row, draft, head)
        _save(row, actor, now)
        _cover(row, draft.units)
        standing = {one.person_id: one for one in _standing(row)}
        gone = [one for pk, one in standing.items() if pk not in {m.pk for m in members}]
        if gone and not reason.strip():
            raise ReasonMissing
        for one in gone:
            one.ended_at, one.ended_by, one.ended_reason = now, actor.name, reason.strip()
            one.save()
            take_everything(row, one.person, actor=actor, now=now, reason=reason.strip())
        _join(row, [one for one in members if one.pk not in standing], actor=actor, now=now)
        left = [one.person.name for one in gone]
        note_team(
            record,
            "team.changed",
            row,
            {**_said(row, members), "left": left, "reason": reason.strip()},
        )
    return row


@retry_on_deadlock
def end_team(
    team: AppraisalTeam,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> AppraisalTeam:
    """A team has done its work. Raises TeamBusy while something is open, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked_team(team.pk)
        if record.is_replay:
            return row
        _check(row, version)
        still_open = row.appraisals.exclude(state=AppraisalState.ENDED)
        first = still_open.select_related("dossier__congress__season_unit").first()
        if first is not None:
            unit = first.dossier.congress.season_unit
            raise TeamBusy(team=row.name, count=still_open.count(), unit=unit.name)
        row.ended_at, row.ended_by, row.ended_reason = now, actor.name, reason.strip()
        _save(row, actor, now)
        note_team(record, "team.ended", row, {"reason": row.ended_reason})
    return row


def _complete(draft: TeamDraft) -> None:
    wanted = []
    if not draft.name.strip():
        wanted.append(_("the name of the team"))
    if not draft.head.strip():
        wanted.append(_("who heads it"))
    if not any(name.strip() for name in draft.members):
        wanted.append(_("at least one member"))
    if wanted:
        raise TeamIncomplete(wanted=", ".join(wanted))


def _check(row: AppraisalTeam, version: int) -> None:
    if row.ended_at is not None:
        raise TeamEnded(team=row.name, who=row.ended_by, reason=row.ended_reason)
    if row.version != version:
        at = local(row.changed_at) if row.changed_at else ""
        raise RoundChanged(who=row.changed_by or row.founded_by, at=at)


def _fill(row: AppraisalTeam, draft: TeamDraft, head: Person) -> None:
    row.kind = rules_of(row.season_unit).appraisal.teams[draft.kind].key
    row.name, row.head, row.score_days = tidy(draft.name)[:200], head, draft.score_days
    row.search_key = search_key(f"{row.name} {head.name}")
    other = (
        AppraisalTeam.objects.filter(
            season_unit=row.season_unit, name=row.name, ended_at__isnull=True
        )
        .exclude(pk=row.pk)
        .select_related("head")
        .first()
    )
    if other is not None:
        raise TeamNameTaken(unit=row.season_unit.name, name=row.name, head=other.head.name)


def _save(row: AppraisalTeam, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def _members(unit: SeasonUnit, names: Sequence[str]) -> list[Person]:
    found = {}
    for name in names:
        if name.strip():
            person = _appraiser(unit, name)
            found[person.pk] = person
    return list(found.values())


def _appraiser(unit: SeasonUnit, typed: str) -> Person:
    """The one person of the own staff, who can sign in and may read what he appraises."""
    person = staff_named(unit, typed)
    if person is None:
        near = ", ".join(staff_near(unit, typed))
        said = " " + _("Near it: %(names)s.") % {"names": near} if near else ""
        raise StaffUnknown(typed=typed.strip(), unit=unit.name, near=said)
    account = Account.objects.filter(person=person, is_active=True).first()
    why = ""
    if account is None:
        why = _("there is no account")
    elif not is_allowed(account, Can.APPRAISE, unit):
        why = _("the account has no role for it there")
    if why:
        raise MemberCannotAppraise(
            person=person.name, unit=unit.name, why=why, roles=role_names(Can.APPRAISE)
        )
    return person


def _standing(row: AppraisalTeam) -> list[TeamMember]:
    return list(row.members.filter(ended_at__isnull=True).select_related("person"))


def _join(row: AppraisalTeam, members: Sequence[Person], *, actor: Actor, now: datetime) -> None:
    TeamMember.objects.bulk_create(
        TeamMember(team=row, person=person, joined_at=now, joined_by=actor.name)
        for person in members
    )


def _cover(row: AppraisalTeam, units: Sequence[SeasonUnit]) -> None:
    TeamUnit.objects.filter(team=row).delete()
    TeamUnit.objects.bulk_create(TeamUnit(team=row, season_unit=unit) for unit in units)


def _said(row: AppraisalTeam, members: Sequence[Person]) -> dict[str, object]:
    return {"kind": row.kind, "head": row.head.name, "members": [one.name for one in members]}
