"""Days counted back by hand, and what a plan refuses."""

from datetime import UTC, date, datetime

import pytest
from tests import make_season as make

from muster.errors import DomainError
from muster.ledger.models import Entry
from muster.packs import RuleUnknown, load
from muster.season import errors, services
from muster.season.models import Congress, Event, SeasonUnit, Step
from muster.season.services import CongressRow, EventRow

pytestmark = pytest.mark.django_db


def test_steps_are_counted_back_from_the_day() -> None:
    """N is Thursday 22/8/2030. Plan: N-75 = 8/6. Documents: N-45 = 8/7. Report: seven working
    days after 22/8, of which 2/9 is the national day (and the day beside it): 4/9."""
    congress = make.congress(make.world().communes[0])

    due = {step.key: step.due_on for step in congress.steps.all()}

    assert due["plan"] == date(2030, 6, 8)
    assert due["drafts"] == date(2030, 7, 8)
    assert due["congress"] == date(2030, 8, 22)
    assert due["report"] == date(2030, 9, 4)


def test_the_congress_knows_its_next_deadline_and_its_slack() -> None:
    """Least durations before N: plan 3, documents 7, comments 3 (personnel 10 runs beside),
    dossier 1, approval 3, revision 2, printing 1, rehearsal: counted back by the engine."""
    congress = make.congress(make.world().communes[0])

    assert (congress.next_step, congress.next_due_on) == ("plan", date(2030, 6, 8))
    assert congress.slack_on == date(2030, 7, 30)


def test_the_event_has_the_hours_of_the_pack() -> None:
    congress = make.congress(make.world().communes[0], date(2030, 8, 22), date(2030, 8, 23))

    event = Event.objects.get(congress=congress)

    assert event.starts_at == datetime(2030, 8, 22, 0, 30, tzinfo=UTC)  # 07:30
    assert event.ends_at == datetime(2030, 8, 23, 10, 0, tzinfo=UTC)  # 17:00


def test_an_agenda_without_elections_has_no_step_of_personnel() -> None:
    pack = load(make.PACK)
    plain = next(
        agenda.key
        for agenda in pack.agendas.values()
        if "committee_election" not in agenda.contents
    )

    congress = make.congress(make.world().communes[0], content=plain)

    assert not Step.objects.filter(congress=congress, key="personnel").exists()


def test_many_are_one_entry_with_the_digest_of_each() -> None:
    world = make.world()
    rows = [
        CongressRow(season_unit_id=unit.pk, starts_on=date(2030, 8, 22)) for unit in world.communes
    ]

    planned = services.plan_congresses(world.season, actor=make.ACTOR, now=make.NOW, rows=rows)

    entry = Entry.objects.get(kind="congress.planned_many")
    assert planned == 5
    assert set(entry.body["rows"]) == {unit.code for unit in world.communes}
    assert services.counters_equal(world.season)


def test_a_child_must_end_before_its_parent_begins() -> None:
    world = make.world()
    make.congress(world.east, date(2030, 9, 1))

    with pytest.raises(errors.OutOfOrder) as refused:
        make.congress(world.communes[0], date(2030, 8, 31), date(2030, 9, 1))

    assert refused.value.params["child"] == world.communes[0].name
    assert refused.value.params["parent"] == "Huyện Đông"
    make.congress(world.communes[1], date(2030, 8, 31))


def test_the_order_holds_over_a_unit_without_a_congress() -> None:
    world = make.world()
    make.congress(world.communes[0], date(2030, 8, 22))

    with pytest.raises(errors.OutOfOrder):
        make.congress(world.top, date(2030, 8, 22))


def test_one_bad_row_changes_nothing() -> None:
    world = make.world()
    rows = [
        CongressRow(season_unit_id=world.communes[0].pk, starts_on=date(2030, 8, 22)),
        CongressRow(season_unit_id=world.communes[1].pk, starts_on=date(2031, 1, 1)),
    ]

    with pytest.raises(errors.OutsideSeason):
        services.plan_congresses(world.season, actor=make.ACTOR, now=make.NOW, rows=rows)

    assert not Congress.objects.exists()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"starts_on": date(2029, 12, 31)}, "season.outside_season"),
        (
            {"starts_on": date(2030, 8, 22), "ends_on": date(2030, 8, 21)},
            "season.ends_before_start",
        ),
    ],
)
def test_nonsense_days_are_refused(row: dict[str, date], code: str) -> None:
    world = make.world()

    with pytest.raises(DomainError) as refused:
        make.congress(world.communes[0], **row)

    assert refused.value.code == code


def test_a_unit_holds_one_congress() -> None:
    world = make.world()
    make.congress(world.communes[0])

    with pytest.raises(errors.AlreadyPlanned):
        make.congress(world.communes[0])


def test_a_unit_of_another_season_is_not_in_this_one() -> None:
    world = make.world()
    row = CongressRow(season_unit_id=999_999, starts_on=date(2030, 8, 22))

    with pytest.raises(errors.NotInSeason):
        services.plan_congresses(world.season, actor=make.ACTOR, now=make.NOW, rows=[row])


def test_an_unknown_key_names_the_nearest() -> None:
    world = make.world()

    with pytest.raises(RuleUnknown):
        make.congress(world.communes[0], size="smal")


def test_side_events_stand_beside_the_congresses() -> None:
    world = make.world()
    kind = next(one.key for one in load(make.PACK).events.values() if not one.congress)
    row = EventRow(
        season_unit_id=world.top.pk,
        key="xuat-quan",
        kind=kind,
        name="Lễ xuất quân",
        starts_at=datetime(2030, 8, 18, 0, 0, tzinfo=UTC),
        ends_at=datetime(2030, 8, 18, 3, 0, tzinfo=UTC),
    )

    services.plan_events(world.season, actor=make.ACTOR, now=make.NOW, rows=[row])

    assert Event.objects.get().congress is None
    with pytest.raises(errors.KeyTaken):
        services.plan_events(world.season, actor=make.ACTOR, now=make.NOW, rows=[row])


def test_a_workbook_moves_parents_and_children_in_a_safe_order() -> None:
    world = make.world()
    child = make.congress(world.communes[0], date(2030, 8, 22))
    parent = make.congress(world.east, date(2030, 9, 10))
    rows = [
        CongressRow(season_unit_id=world.communes[0].pk, starts_on=date(2030, 9, 20)),
        CongressRow(season_unit_id=world.east.pk, starts_on=date(2030, 9, 30)),
    ]

    changed = services.update_congresses(
        world.season, actor=make.ACTOR, now=make.NOW, rows=rows, reason="lùi theo kế hoạch mới"
    )

    child.refresh_from_db()
    parent.refresh_from_db()
    assert (changed, child.starts_on, parent.starts_on) == (
        2,
        date(2030, 9, 20),
        date(2030, 9, 30),
    )
    assert services.counters_equal(world.season)


def test_other_marks_add_and_drop_steps() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    plain = next(
        agenda.key
        for agenda in load(make.PACK).agendas.values()
        if "committee_election" not in agenda.contents
    )
    row = CongressRow(
        season_unit_id=world.communes[0].pk, starts_on=congress.starts_on, content=plain
    )

    changed = services.change_marks(congress, row, actor=make.ACTOR, now=make.NOW)

    assert changed
    assert not Step.objects.filter(congress=congress, key="personnel").exists()
    assert services.counters_equal(world.season)
    assert not services.change_marks(congress, row, actor=make.ACTOR, now=make.NOW)


def test_work_that_was_begun_does_not_vanish() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    make.hand_in(make.step(congress, "personnel"))
    plain = next(
        agenda.key
        for agenda in load(make.PACK).agendas.values()
        if "committee_election" not in agenda.contents
    )
    row = CongressRow(
        season_unit_id=world.communes[0].pk, starts_on=congress.starts_on, content=plain
    )

    with pytest.raises(errors.WorkWouldBeLost):
        services.change_marks(congress, row, actor=make.ACTOR, now=make.NOW)

    assert SeasonUnit.objects.get(pk=world.communes[0].pk).congress.content != plain
