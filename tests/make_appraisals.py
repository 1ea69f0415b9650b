"""Builders of the appraisal of dossiers, through its services."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from tests import make_papers as papers
from tests import make_season as make

from muster.ledger.actor import Actor
from muster.office.services import sign_and_issue
from muster.packs import LeadsTo
from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalTeam,
    Assignment,
    Document,
    Dossier,
    ScoreSheet,
    Version,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.services import appraisals as services
from muster.papers.services import documents
from muster.papers.services.appraisals import (
    ConclusionDraft,
    DossierDraft,
    PointDraft,
    ScoreLine,
    SheetDraft,
    TeamDraft,
)
from muster.papers.services.appraisals.hand import pack_for
from muster.papers.services.appraisals.parts import kinds_of
from muster.season.bridge import pack_of
from muster.season.models import Congress, SeasonUnit
from muster.tree.actors import actor_for
from muster.tree.models import Account
from muster.tree.table import Role

DUE: Final = date(2030, 8, 1)
ANSWER_BY: Final = date(2030, 8, 12)
NAMES: Final = ("Phạm Văn Hòa", "Lê Thị Mai", "Đỗ Minh Quân", "Vũ Thị Lan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A team with its people: head and members with accounts that may appraise."""

    team: AppraisalTeam
    head: Account
    members: Sequence[Account]


def by(account: Account) -> Actor:
    """The author of what an account does."""
    return actor_for(account, via="page")


def person(account: Account) -> Any:
    """The person of an account that has one."""
    assert account.person is not None
    return account.person


def said(account: Account) -> str:
    """A person as one types him, without doubt who is meant."""
    return str(person(account).number)


def bench(
    unit: SeasonUnit, *, size: int = 3, kind: str = "", name: str = "Tổ 1", **more: Any
) -> Bench:
    """A team of *unit* for the whole dossier."""
    head = make.account(unit, Role.APPRAISER, name="Trần Quốc Tuấn")
    members = [make.account(unit, Role.APPRAISER, name=NAMES[n % 4]) for n in range(size)]
    team = services.found_team(
        unit,
        actor=make.ACTOR,
        now=make.NOW,
        draft=TeamDraft(
            kind=kind or team_kind(unit),
            name=name,
            head=said(head),
            members=[said(one) for one in members],
            **more,
        ),
    )
    return Bench(team=team, head=head, members=members)


def team_kind(unit: SeasonUnit, *, whole: bool = True) -> str:
    """A kind of team for the whole dossier, or for a part of it."""
    kinds = pack_of(unit.season).appraisal.teams.values()
    return next(one.key for one in kinds if bool(one.documents) != whole)


def conclusion(unit: SeasonUnit, leads_to: LeadsTo) -> str:
    """The conclusion that leads there."""
    kinds = pack_of(unit.season).appraisal.conclusions.values()
    return next(one.key for one in kinds if one.leads_to is leads_to)


def prepare(congress: Congress, *, without: Collection[str] = ()) -> Mapping[str, Document]:
    """The documents of a dossier, each with one typed version."""
    found = {}
    for kind in kinds_of(congress):
        if kind in without:
            continue
        found[kind] = documents.begin_document(
            congress.season_unit,
            kind=kind,
            title=str(pack_of(congress).documents[kind].name),
            congress=congress,
            actor=make.ACTOR,
            now=make.NOW,
        )
        papers.version(found[kind])
    return found


def new_version(congress: Congress, kind: str, text: str) -> Version:
    """A further version of a document of the dossier."""
    return papers.version(Document.objects.get(congress=congress, kind=kind), text)


def handed_in(
    congress: Congress, *, actor: Actor = make.ACTOR, now: datetime = make.NOW, **more: Any
) -> Dossier:
    """The dossier of a congress as it stands."""
    return services.hand_in(congress, actor=actor, now=now, draft=DossierDraft(**more))


def dossier(unit: SeasonUnit) -> Dossier:
    """A complete dossier of the unit's congress on 22 August."""
    congress = make.congress(unit)
    prepare(congress)
    return handed_in(congress)


def taken(
    row: Dossier, people: Bench, *, count: int = 2, actor: Actor = make.OTHER, **more: Any
) -> Appraisal:
    """A dossier given to a team and to its first members."""
    return services.take_in(
        row,
        people.team,
        actor=actor,
        now=make.NOW,
        **{
            "persons": [person(one) for one in people.members[:count]],
            "due_on": DUE,
            **more,
        },
    )


def assignment(row: Appraisal, account: Account) -> Assignment:
    """What a member has to appraise."""
    return row.assignments.get(person=account.person_id, ended_at__isnull=True)


def lines(row: Appraisal, *, share: float = 1.0, remark: str = "") -> list[ScoreLine]:
    """A score for every criterion of every document, *share* of the most that there is."""
    rules = pack_for(row.dossier).appraisal
    return [
        ScoreLine(
            paper_id=paper.pk,
            criterion=one.key,
            value=int(one.most * share),
            remark=remark,
        )
        for paper in papers_in_round(row, 1)
        for one in rules.rubric_for(paper.kind).criteria()
    ]


def draft(row: Appraisal, leads_to: LeadsTo = LeadsTo.MET, **more: Any) -> SheetDraft:
    """A whole sheet."""
    return SheetDraft(
        lines=lines(row, **more),
        recommendation=conclusion(row.team.season_unit, leads_to),
        summary="Nội dung khá, cần bổ sung số liệu.",
    )


def scored(row: Appraisal, account: Account, **more: Any) -> ScoreSheet:
    """A member's sheet, handed in."""
    sheet = ScoreSheet.objects.filter(assignment=assignment(row, account)).first()
    return services.hand_in_sheet(
        assignment(row, account),
        actor=by(account),
        now=make.NOW,
        version=sheet.version if sheet else 0,
        draft=draft(row, **more),
    )


def closed(row: Appraisal, people: Bench, *, count: int = 2) -> AppraisalRound:
    """A scoring that is closed, with the sheets of the first members."""
    for one in people.members[:count]:
        scored(row, one)
    return services.close_scoring(row, actor=by(people.head), now=make.NOW)


def points(row: Appraisal, count: int = 2) -> list[PointDraft]:
    """Points on the first document, each on one of its paragraphs."""
    paper = papers_in_round(row, row.round_number)[0]
    return [
        PointDraft(text=f"Bổ sung số liệu {n}", paper_id=paper.pk, paragraph=n)
        for n in range(1, count + 1)
    ]


def written(
    row: Appraisal, people: Bench, leads_to: LeadsTo = LeadsTo.MET, **more: Any
) -> AppraisalRound:
    """A conclusion sheet, not in force yet; points where its kind wants them."""
    current = row.rounds.get(number=Appraisal.objects.get(pk=row.pk).round_number)
    needs = leads_to is not LeadsTo.MET
    given: dict[str, Any] = {
        "conclusion": conclusion(row.team.season_unit, leads_to),
        "text": "Cơ bản đạt yêu cầu.",
        "answer_due_on": ANSWER_BY if needs else None,
        "points": points(Appraisal.objects.get(pk=row.pk)) if needs else (),
        **more,
    }
    return services.write_conclusion(
        row,
        actor=by(people.head),
        now=make.NOW,
        version=current.version,
        draft=ConclusionDraft(**given),
    )


def concluded(
    row: Appraisal, people: Bench, leads_to: LeadsTo = LeadsTo.MET, **more: Any
) -> AppraisalRound:
    """A conclusion in force, signed by the head of the team."""
    current = written(row, people, leads_to, **more)
    sign_and_issue(services.subject_of(current), actor=by(people.head), now=make.NOW)
    current.refresh_from_db()
    return current
