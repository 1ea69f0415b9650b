"""Taking an appraisal in hand: locks, whose turn it is, who may not judge, and its entries."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from muster import packs
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.packs import Pack
from muster.papers.errors.appraisal import (
    NoMember,
    OwnUnit,
    RoundChanged,
    WrongAppraisalState,
)
from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalState,
    AppraisalTeam,
    Dossier,
    DossierPaper,
)
from muster.papers.services.documents.guarding import must_take_texts
from muster.season.models import Congress, SeasonUnit
from muster.season.services.hand import local
from muster.tree.models import Person


def pack_for(dossier: Dossier) -> Pack:
    """The rules that a dossier is judged by: those of the day on which it was handed in."""
    return packs.load(dossier.pack, dossier.pack_version)


def queued(congress_id: int) -> Congress:
    """Let one after the other change what is handed in for a congress: its row under lock."""
    rows = Congress.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit__season", "season").get(pk=congress_id)


def locked(appraisal_id: int) -> Appraisal:
    """The appraisal as it is in the database now, under lock till the commit."""
    rows = Appraisal.objects.select_for_update(of=("self",))
    return rows.select_related(
        "dossier__congress__season_unit__season",
        "dossier__congress__season",
        "team__season_unit__season",
        "team__head",
    ).get(pk=appraisal_id)


def locked_dossier(dossier_id: int) -> Dossier:
    """The dossier as it is in the database now, under lock till the commit."""
    rows = Dossier.objects.select_for_update(of=("self",))
    return rows.select_related("congress__season_unit__season").get(pk=dossier_id)


def locked_team(team_id: int) -> AppraisalTeam:
    """The team as it is in the database now, under lock till the commit."""
    rows = AppraisalTeam.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit__season", "head").get(pk=team_id)


def round_of(row: Appraisal, number: int | None = None) -> AppraisalRound:
    """A round of an appraisal under lock, the one that it is in unless told otherwise."""
    return AppraisalRound.objects.get(appraisal=row, number=number or row.round_number)


def must_be_unchanged(row: AppraisalRound, version: int) -> None:
    """Refuse the second of two people who save."""
    if row.version != version:
        at = local(row.changed_at) if row.changed_at else ""
        raise RoundChanged(who=row.changed_by or _("Somebody"), at=at)


def must_be(row: Appraisal, *states: AppraisalState) -> None:
    """Refuse an act that belongs to another stage, naming who moved it on."""
    if row.state in states:
        return
    current = round_of(row)
    who = current.concluded_by or current.closed_by
    raise WrongAppraisalState(state=row.get_state_display(), who=f" ({who})" if who else "")


def save_round(row: AppraisalRound, actor: Actor, now: Any) -> None:
    """Save a round with its author."""
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def belongs_to(person: Person, unit: SeasonUnit) -> SeasonUnit | None:
    """The unit at or below *unit* that a person belongs to, if any: whose work he may not judge."""
    return SeasonUnit.objects.filter(
        season=unit.season_id,
        unit=person.unit_id,
        first__gte=unit.first,
        first__lte=unit.last,
    ).first()


def must_be_impartial(person: Person | None, unit: SeasonUnit) -> None:
    """Nobody appraises a document of the unit that he belongs to. Raises OwnUnit."""
    own = belongs_to(person, unit) if person is not None else None
    if own is not None:
        assert person is not None
        raise OwnUnit(person=person.name, own=own.name, unit=unit.name)


def person_of(actor: Actor) -> Person | None:
    """The person behind an act, if there is one."""
    return Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None


def must_be_member(team: AppraisalTeam, person: Person) -> None:
    """Refuse somebody who is not on the team now."""
    if not team.members.filter(person=person, ended_at__isnull=True).exists():
        raise NoMember(person=person.name, team=team.name)


def must_take_words(paper: DossierPaper | None, now: datetime) -> None:
    """Refuse words about a document whose grade may not be held here. Raises GradeNotHeld."""
    if paper is not None and paper.document is not None:
        must_take_texts(paper.document, now)


def note_dossier(record: Record, kind: str, row: Dossier, body: Mapping[str, Any]) -> None:
    """Record what happened to a dossier, for those who see its unit."""
    unit = row.congress.season_unit
    record(
        kind,
        f"dossier:{row.pk}",
        unit=unit.unit_id,
        season=unit.season_id,
        audience=Audience.UNIT,
        body={"congress": row.congress_id, "number": row.number, **body},
    )


def note_inside(record: Record, kind: str, row: Appraisal, body: Mapping[str, Any]) -> None:
    """Record what happened among the appraisers, for those who see the team's unit alone.

    No score, remark or recommendation enters a body before the scoring is closed.
    """
    unit = row.team.season_unit
    record(
        kind,
        f"appraisal:{row.pk}",
        unit=unit.unit_id,
        season=unit.season_id,
        audience=Audience.UNIT,
        body={"dossier": row.dossier_id, "team": row.team_id, **body},
    )


def note_team(record: Record, kind: str, row: AppraisalTeam, body: Mapping[str, Any]) -> None:
    """Record what happened to a team."""
    record(
        kind,
        f"team:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"name": row.name, **body},
    )
