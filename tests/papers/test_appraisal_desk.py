"""What of appraisals waits on whose desk, and what the board calls late."""

from datetime import date, timedelta

import pytest
from tests import make_appraisals as a
from tests import make_season as make

from muster.packs import Feed, LeadsTo
from muster.papers.models import Appraisal, Dossier
from muster.papers.queries.appraisals import dossiers
from muster.papers.queries.appraisals.days import conclusion_due_on
from muster.papers.queries.appraisals.my_desk import my_appraisals
from muster.papers.queries.appraisals.teams import loads_of
from muster.papers.services import appraisals as services
from muster.papers.services.appraisals import AnswerDraft
from muster.season.models import SeasonUnit, Step
from muster.season.registry import overdue
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
TODAY = date(2030, 6, 3)
FEED = Feed.APPRAISAL_MET


def waits(account: Account) -> list[str]:
    return [one.what for one in my_appraisals(account, today=TODAY, now=make.NOW)]


def clerk_of(unit: SeasonUnit) -> Account:
    return make.account(unit, Role.OFFICE)


def test_each_stage_lies_on_one_desk() -> None:
    world = make.world()
    people = a.bench(world.top)
    top, unit = clerk_of(world.top), clerk_of(world.communes[0])
    first, second = people.members[:2]

    dossier = a.dossier(world.communes[0])
    assert waits(top) == ["Give the dossier to a team"]
    assert waits(unit) == []

    row = a.taken(dossier, people)
    assert (waits(top), waits(people.head)) == ([], [])
    assert waits(first) == waits(second) == ["Score the dossier"]

    a.scored(row, first)
    assert (waits(first), waits(people.head)) == ([], [])
    a.scored(row, second)
    assert waits(people.head) == ["Close the scoring"]

    services.close_scoring(row, actor=a.by(people.head), now=make.NOW)
    assert waits(people.head) == ["Write the conclusion"]

    current = a.concluded(row, people, LeadsTo.ANSWER)
    assert (waits(people.head), waits(unit)) == ([], ["Answer the points"])
    assert waits(clerk_of(world.communes[1])) == []

    services.hand_in_answers(
        Appraisal.objects.get(pk=row.pk),
        actor=a.by(unit),
        now=make.NOW,
        version=current.version,
        answers=[AnswerDraft(point_id=one.pk, handled=True) for one in current.points.all()],
    )
    assert waits(unit) == []
    assert waits(first) == ["Check the answers"]


def test_a_conclusion_is_late_from_the_day_after_it_was_due() -> None:
    world = make.world()
    people = a.bench(world.top)
    dossier = a.dossier(world.communes[0])
    a.taken(dossier, people)
    due_on = conclusion_due_on(dossier)
    top, outsider = clerk_of(world.top), clerk_of(world.communes[1])

    def late(account: Account, day: date) -> list[tuple[str, str, int]]:
        return [
            (line.unit, line.owner, line.days_late)
            for lines in overdue(account, world.top, today=day, limit=5)
            for line in lines.lines
            if line.url.endswith(f"/dossiers/{dossier.pk}/")
        ]

    assert late(top, due_on) == []
    tomorrow = due_on + timedelta(days=1)
    assert late(top, tomorrow) == [(world.communes[0].name, people.team.name, 1)]
    assert late(outsider, tomorrow) == []


def test_without_a_step_for_it_a_conclusion_is_late_by_the_count_of_the_pack() -> None:
    world = make.world()
    with_step, without = (a.dossier(unit) for unit in world.communes[:2])
    fed = {step.key for one in make.rules().procedures.values() if (step := one.fed_by(FEED))}
    Step.objects.filter(congress=without.congress_id, key__in=fed).delete()
    due_on = conclusion_due_on(Dossier.objects.get(pk=without.pk))
    top = clerk_of(world.top)

    def late(day: date) -> tuple[bool, bool, int]:
        rows = dossiers.dossiers_of(top, today=day)
        chosen = dossiers.choose_dossiers(rows, choice="late", today=day)
        told = overdue(top, world.top, today=day, limit=5)
        return (
            chosen.contains(without),
            any(f"/dossiers/{without.pk}/" in line.url for one in told for line in one.lines),
            dossiers.dossier_figures(rows, today=day).late,
        )

    assert late(due_on)[:2] == (False, False)
    tomorrow = due_on + timedelta(days=1)
    count = 1 + (conclusion_due_on(with_step) < tomorrow)
    assert late(tomorrow) == (True, True, count)
    listed = {row.pk: row for row in dossiers.dossiers_of(top, today=TODAY)}
    for row in (with_step, without):
        assert conclusion_due_on(listed[row.pk]) == conclusion_due_on(
            Dossier.objects.get(pk=row.pk)
        )


def test_the_load_counts_what_is_to_do_late_and_done() -> None:
    world = make.world()
    people = a.bench(world.top)
    first, second = people.members[:2]
    for unit in world.communes[:2]:
        a.taken(a.dossier(unit), people)
    a.scored(Appraisal.objects.earliest("pk"), first)

    found = {one.person.pk: one for one in loads_of(first, today=a.DUE + timedelta(days=1))}

    assert (found[a.person(first).pk].open, found[a.person(first).pk].done) == (1, 1)
    assert found[a.person(second).pk].late == 2
    assert found[a.person(people.members[2]).pk].open == 0
    assert found[a.person(second).pk].next_due_on == a.DUE
    assert [one.late for one in found.values()] == sorted(
        (one.late for one in found.values()), reverse=True
    )
    on_the_day = {one.person.pk: one.late for one in loads_of(first, today=a.DUE)}
    assert set(on_the_day.values()) == {0}


def test_nobody_finds_the_load_of_a_team_above() -> None:
    world = make.world()
    a.bench(world.top)

    assert loads_of(clerk_of(world.communes[0]), today=TODAY) == []
