"""Nobody learns another's scores before the head closes the scoring: rows, record, counters."""

import json
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make_appraisals as a
from tests import make_season as make

from muster.errors import DomainError
from muster.ledger.models import Entry, Personal
from muster.packs import LeadsTo
from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    Assignment,
    ConclusionPoint,
    Score,
    ScoreSheet,
    SheetRemark,
)
from muster.papers.services import appraisals as services
from muster.papers.services.appraisals import RemarkDraft, SheetDraft
from muster.season.models import SeasonUnit
from muster.tree.models import Account
from muster.tree.scope import scope
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
SECRET = "ý kiến riêng của tôi"  # words to look for


def scene(*, blind: bool = True) -> tuple[Appraisal, a.Bench, SeasonUnit]:
    """Two members, one of whom has scored and remarked."""
    if blind:
        world = make.world()
        top, unit = world.top, world.communes[0]
    else:
        season, unit = make.association()
        assert unit.parent is not None
        top = unit.parent
        top.season = season
    people = a.bench(top)
    row = a.taken(a.dossier(unit), people)
    first = people.members[0]
    own = a.assignment(row, first)
    line = a.lines(row)[0]
    services.save_sheet(
        own,
        actor=a.by(first),
        now=make.NOW,
        version=0,
        draft=SheetDraft(lines=[line], summary=SECRET),
    )
    services.add_remark(
        own,
        actor=a.by(first),
        now=make.NOW,
        version=1,
        draft=RemarkDraft(paper_id=line.paper_id, text=SECRET),
    )
    a.scored(row, first, remark=SECRET)
    return row, people, top


def seen(account: Account, row: Appraisal) -> tuple[int, int, int]:
    """How many sheets, scores and remarks of the appraisal somebody sees."""
    return (
        scope(account, ScoreSheet).filter(assignment__appraisal=row).count(),
        scope(account, Score).filter(sheet__assignment__appraisal=row).count(),
        scope(account, SheetRemark).filter(sheet__assignment__appraisal=row).count(),
    )


def test_before_the_closing_a_sheet_is_its_authors_alone() -> None:
    row, people, top = scene()
    whole = (1, len(a.lines(row)), 1)

    assert seen(people.members[0], row) == whole
    for role in Role:
        assert seen(make.account(top, role), row) == (0, 0, 0)
    assert seen(people.members[1], row) == (0, 0, 0)
    assert seen(people.head, row) == (0, 0, 0)


def test_after_it_those_beside_the_team_see_all_and_the_unit_none() -> None:
    row, people, top = scene()
    a.scored(row, people.members[1])
    services.close_scoring(row, actor=a.by(people.head), now=make.NOW)
    whole = (2, 2 * len(a.lines(row)), 1)
    unit = row.dossier.congress.season_unit

    for role in (Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.APPRAISER, Role.AUDITOR):
        assert seen(make.account(top, role), row) == whole
        assert seen(make.account(unit, role), row) == (0, 0, 0)
    assert seen(make.account(top, Role.CLERK), row) == (0, 0, 0)


def test_where_the_rules_are_open_a_sheet_is_seen_once_it_is_handed_in() -> None:
    row, people, _top = scene(blind=False)

    assert seen(people.members[1], row) == (1, len(a.lines(row)), 1)
    services.take_back_sheet(
        a.assignment(row, people.members[0]), actor=a.by(people.members[0]), now=make.NOW
    )
    assert seen(people.members[1], row) == (0, 0, 0)


def test_the_record_holds_no_word_of_it_before_the_closing() -> None:
    row, _people, _top = scene()

    texts = [entry.text for entry in Entry.objects.all()]
    assert not any(SECRET in text or "recommendation" in text for text in texts)
    assert not Personal.objects.exists()
    assert Assignment.objects.filter(appraisal=row, submitted_at__isnull=False).count() == 1


def test_the_unit_reads_a_conclusion_when_it_is_in_force_and_not_before() -> None:
    row, people, _top = scene()
    unit = row.dossier.congress.season_unit
    secretary = make.account(unit, Role.SECRETARY)
    a.scored(row, people.members[1])
    services.close_scoring(row, actor=a.by(people.head), now=make.NOW)
    current = a.written(row, people, LeadsTo.ANSWER)
    assert not scope(secretary, AppraisalRound).exists()
    assert not scope(secretary, ConclusionPoint).exists()

    a.concluded(row, people, LeadsTo.ANSWER)

    assert scope(secretary, AppraisalRound).get() == current
    assert scope(secretary, ConclusionPoint).count() == 2


STEPS = ("save", "hand in", "take back", "close")


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(min_value=0, max_value=1)), max_size=8
    )
)
def test_whatever_happens_nobody_sees_more_than_his_own_before_the_closing(
    acts: list[tuple[str, int]],
) -> None:
    world = make.world()
    people = a.bench(world.top, name=f"Tổ {world.season.pk}")
    row = a.taken(a.dossier(world.communes[0]), people)
    auditor = make.account(world.top, Role.AUDITOR)

    for act, number in acts:
        _do(act, row, people, number)
        closed = Appraisal.objects.get(pk=row.pk).scored_at is not None
        for who, other in product((*people.members[:2], people.head, auditor), repeat=2):
            if who is other or closed:
                continue
            foreign = scope(who, Score).filter(sheet__assignment__appraisal=row)
            own = foreign.filter(sheet__assignment__person=who.person_id)
            assert foreign.count() == own.count()
            bodies = json.dumps([entry.text for entry in Entry.objects.all()])
            assert SECRET not in bodies


def _do(act: str, row: Appraisal, people: a.Bench, number: int) -> None:
    """One act, which may be refused."""
    member = people.members[number]
    own = a.assignment(row, member)
    sheet = ScoreSheet.objects.filter(assignment=own).first()
    version = sheet.version if sheet else 0
    common = {"actor": a.by(member), "now": make.NOW}
    draft = a.draft(row, remark=SECRET)
    try:
        if act == "save":
            services.save_sheet(own, version=version, draft=draft, **common)  # type: ignore[arg-type]
        elif act == "hand in":
            services.hand_in_sheet(own, version=version, draft=draft, **common)  # type: ignore[arg-type]
        elif act == "take back":
            services.take_back_sheet(own, **common)  # type: ignore[arg-type]
        else:
            services.close_scoring(row, actor=a.by(people.head), now=make.NOW, reason="x")
    except DomainError:
        return
