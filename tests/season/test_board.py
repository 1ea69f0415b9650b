"""The board by hand: verdict, who is missing and why, whose lateness it is, what comes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests import make_season as make

from muster.season import queries, services
from muster.season.models import Congress, SeasonUnit, Snapshot
from muster.season.services import CongressRow
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
TODAY = date(2030, 8, 16)
NOW = datetime(2030, 8, 16, 2, 0, tzinfo=UTC)


def test_the_verdict_by_hand() -> None:
    """Five congresses: one finished, four late with their plan since 8/6."""
    world = make.world()
    congresses = [make.congress(unit) for unit in world.communes]
    make.finish_all(congresses[0])

    found = queries.board(world.top_now(), today=TODAY)

    assert (found.total, found.finished, found.unfinished, found.late) == (5, 1, 4, 4)
    assert found.late_by_desk == {"unit": 4, "appraiser": 0, "superior": 0}
    assert [(line.unit.name, line.total, line.finished, line.late) for line in found.groups] == [
        ("Huyện Đông", 3, 1, 2),
        ("Huyện Tây", 2, 0, 2),
    ]
    held = found.milestones[0]
    assert (held.milestone, held.done, held.total, held.due_on) == (
        "held",
        1,
        5,
        date(2030, 8, 31),
    )
    assert (found.due_on, found.days_left) == (date(2030, 9, 10), 25)


def test_lateness_is_the_desks_that_holds_the_step() -> None:
    """Handed in on time, the plan lies at the superior's when its deadline passes."""
    world = make.world()
    make.hand_in(make.step(make.congress(world.communes[0]), "plan"))

    on_the_day = queries.board(world.top_now(), today=date(2030, 6, 8))
    a_day_later = queries.board(world.top_now(), today=date(2030, 6, 9))

    assert on_the_day.late == 0
    assert a_day_later.late_by_desk == {"unit": 0, "appraiser": 0, "superior": 1}
    assert [(line.step, line.count) for line in a_day_later.causes.superior] == [("plan", 1)]
    assert (a_day_later.causes.unit_total, a_day_later.causes.superior_total) == (0, 1)


def test_a_group_line_says_how_many_have_passed_each_step() -> None:
    world = make.world()
    for unit in world.communes:
        make.congress(unit)
    east = [unit for unit in world.communes if unit.group_id == world.east.pk]
    for unit in east:
        make.finish(make.step(unit.congress, "plan"))

    line = queries.board(world.top_now(), today=TODAY).groups[0]

    assert (line.passed["plan"].done, line.passed["plan"].is_all) == (3, True)
    assert (line.passed["drafts"].done, line.passed["drafts"].total) == (0, 3)


def test_danger_comes_first_and_a_lost_day_is_called_so() -> None:
    """Least work before the congress takes 23 days from 30/7 to 22/8: on 16/8 the day is lost.
    On 20/11 there is time; what was held already can only be late with its report, which is due
    seven working days after 1/8: on 12/8."""
    world = make.world()
    lost, safe, held = world.communes[0], world.communes[1], world.communes[3]
    make.congress(safe, date(2030, 11, 20))
    make.congress(lost)
    congress = make.congress(held, date(2030, 8, 1))
    for step in congress.steps.exclude(key__in=("report", "ratification")):
        make.finish(step)

    rows = queries.missing(world.top_now(), today=TODAY, kind="unfinished").rows

    assert [row.congress.season_unit_id for row in rows] == [lost.pk, safe.pk, held.pk]
    first, _second, last = rows
    assert (first.left_days, first.needed_days, first.cannot_be_met) == (6, 23, True)
    assert (rows[1].cannot_be_met, last.is_held, last.cannot_be_met) == (False, True, False)
    assert (last.step_name.en, last.days_late) == ("Report", 4)  # type: ignore[union-attr]  # a name


def test_the_boundary_of_what_can_still_be_met() -> None:
    """On 30/7 all that remains just fits; a day later it does not."""
    world = make.world()
    congress = make.congress(world.communes[0])

    last_day = queries.danger_of(congress, today=date(2030, 7, 30))
    too_late = queries.danger_of(congress, today=date(2030, 7, 31))

    assert (last_day.left_days, last_day.needed_days) == (23, 23)
    assert (last_day.cannot_be_met, too_late.cannot_be_met) == (False, True)


def test_a_missing_row_says_why_with_whom_and_whom_to_call() -> None:
    world = make.world()
    step = make.step(make.congress(world.communes[0]), "plan")
    make.account(world.communes[0], Role.SECRETARY, name="Trần Văn Lộc")
    services.promise(
        step,
        actor=make.ACTOR,
        now=make.NOW,
        version=step.version,
        promised_on=date(2030, 8, 15),
        delay="quorum",
    )

    row = queries.missing(world.top_now(), today=TODAY).rows[0]

    assert row.person_name == "Trần Văn Lộc"
    assert row.phone.startswith("0900 000")
    assert row.holder == world.communes[0].name
    assert row.cause == str(make.rules().delays["quorum"].name)
    assert (row.promised_on, row.promise_broken) == (date(2030, 8, 15), True)


def test_what_waits_for_the_superior_names_the_superior() -> None:
    world = make.world()
    make.hand_in(make.step(make.congress(world.communes[0]), "plan"))
    make.account(world.east, Role.OFFICE, name="Lê Thu Hà")

    row = queries.missing(world.top_now(), today=TODAY).rows[0]

    assert (row.desk, row.person_name) == ("superior", "Lê Thu Hà")
    assert "Huyện Đông" in row.holder


def test_a_unit_is_found_without_accents() -> None:
    world = make.world()
    for unit in world.communes:
        make.congress(unit)

    found = queries.missing(world.top_now(), today=TODAY, words="vam cat")

    assert [row.congress.season_unit.name for row in found.rows] == ["Xã Vàm Cát"]
    assert found.total == 1


def test_the_matrix_has_a_shape_for_each_state() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    make.finish(make.step(congress, "plan"))
    make.hand_in(make.step(congress, "comments"))
    returned = make.hand_in(make.step(congress, "personnel"))
    services.return_step(
        returned, actor=make.OTHER, now=make.NOW, version=returned.version, reason="thiếu"
    )
    waived = make.step(congress, "delegates")
    services.waive(waived, actor=make.OTHER, now=make.NOW, version=waived.version, reason="không")

    found = queries.matrix(world.top_now(), today=date(2030, 7, 10))

    marks = {cell.key: cell.mark for cell in found.sections[0].rows[0].cells}
    assert marks["plan"] == "done"
    assert marks["drafts"] == "late"
    assert marks["comments"] == "wait"
    assert marks["personnel"] == "back"
    assert marks["delegates"] == "na"
    assert marks["congress"] == "todo"
    assert found.sections[0].rows[0].cells[1].days_late == 2


@pytest.mark.parametrize(
    ("today", "mark"), [(date(2030, 5, 31), "doing"), (date(2030, 6, 1), "soon")]
)
def test_seven_days_before_it_is_soon(today: date, mark: str) -> None:
    world = make.world()
    make.congress(world.communes[0])

    found = queries.matrix(world.top_now(), today=today)

    assert found.sections[0].rows[0].cells[0].mark == mark


def test_sections_follow_the_tree_and_count_their_group() -> None:
    world = make.world()
    congresses = [make.congress(unit) for unit in world.communes]
    make.finish_all(congresses[0])

    found = queries.matrix(world.top_now(), today=TODAY)

    names = [section.group.name for section in found.sections if section.group]
    leaves = queries.matrix(world.again(world.east), today=TODAY).sections
    assert names == ["Huyện Đông", "Huyện Tây"]
    assert [(section.group, len(section.rows)) for section in leaves] == [(None, 2)]
    assert (found.sections[0].left, len(found.sections[0].rows)) == (2, 2)
    assert found.total == 4


def test_the_next_days_name_their_congresses() -> None:
    world = make.world()
    make.congress(world.communes[0])

    days = queries.upcoming(world.top_now(), today=TODAY)

    assert len(days) == 14
    assert [day.count for day in days][5:8] == [0, 1, 0]
    assert days[6].congresses[0].season_unit == world.communes[0]


def test_the_difference_to_yesterday() -> None:
    """Snapshot on 8/6: nobody late. On 10/6 two are late since 9/6, and one has finished."""
    world = make.world()
    congresses = [make.congress(unit) for unit in world.communes[:3]]
    services.take_snapshot(
        world.season, actor=make.ACTOR, now=datetime(2030, 6, 8, 10, 0, tzinfo=UTC)
    )
    make.finish_all(congresses[0], now=datetime(2030, 6, 9, 2, 0, tzinfo=UTC))

    change = queries.board(world.top_now(), today=date(2030, 6, 10)).change
    names = queries.changes(world.top_now(), today=date(2030, 6, 10))

    assert change is not None
    assert (change.since_on, change.finished, change.late, change.newly_late) == (
        date(2030, 6, 8),
        1,
        2,
        2,
    )
    assert [row.pk for row in names.finished] == [congresses[0].pk]
    assert {row.pk for row in names.newly_late} == {row.pk for row in congresses[1:]}


def test_who_recovered_is_named() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    services.take_snapshot(
        world.season, actor=make.ACTOR, now=datetime(2030, 6, 9, 10, 0, tzinfo=UTC)
    )
    make.finish(make.step(congress, "plan"), now=datetime(2030, 6, 10, 2, 0, tzinfo=UTC))

    board = queries.board(world.top_now(), today=date(2030, 6, 10))
    names = queries.changes(world.top_now(), today=date(2030, 6, 10))

    assert board.change is not None
    assert (board.change.recovered, board.late) == (1, 0)
    assert [row.pk for row in names.recovered] == [congress.pk]


def test_the_forecast_never_ends_before_the_last_day_and_its_report() -> None:
    world = make.world()
    make.congress(world.communes[0], date(2030, 10, 22))

    found = queries.forecast(world.top_now(), today=TODAY)

    assert found is not None
    assert found.floor_on == date(2030, 10, 23)
    assert found.low_on >= found.floor_on
    assert found.low_on <= found.day <= found.high_on
    assert found.probability == 0.0


def test_nothing_left_needs_no_forecast() -> None:
    world = make.world()
    make.finish_all(make.congress(world.communes[0]))

    assert queries.forecast(world.top_now(), today=TODAY) is None


def test_a_leaf_has_a_board_of_its_own() -> None:
    world = make.world()
    make.congress(world.communes[0])

    found = queries.board(world.again(world.communes[0]), today=TODAY)

    assert (found.total, found.late, found.groups) == (1, 1, [])
    assert queries.missing(world.again(world.communes[0]), today=TODAY).total == 1


def test_a_board_over_leaves_counts_each_of_them() -> None:
    world = make.world()
    for unit in world.communes:
        make.congress(unit)

    found = queries.board(world.again(world.east), today=TODAY)

    assert [(line.unit.name, line.total, line.late) for line in found.groups] == [
        ("Xã Gò Đông", 1, 1),
        ("Xã Rạch Sen", 1, 1),
        ("Xã Vàm Cát", 1, 1),
    ]


def everything(unit: SeasonUnit) -> None:
    """All that the board page asks."""
    queries.board(unit, today=TODAY)
    queries.missing(unit, today=TODAY)
    queries.matrix(unit, today=TODAY)
    queries.upcoming(unit, today=TODAY)
    queries.changes(unit, today=TODAY)
    queries.progress_lines(unit, today=TODAY)
    queries.forecast(unit, today=TODAY)


def test_the_board_costs_the_same_for_two_and_for_many(django_assert_num_queries: Any) -> None:
    world = make.world()
    east, west = world.communes[0], world.communes[3]
    for unit in (east, west):
        make.congress(unit)
    unit = world.top_now()
    counted = make.count_queries(lambda: everything(unit))

    rows = []
    for number in range(40):
        added = services.add_unit(
            world.season,
            actor=make.ACTOR,
            now=make.NOW,
            unit=make.found(f"Xã {number}", tier="grassroots"),
            parent=world.again(world.west),
            reason="mới",
        )
        day = date(2030, 8, 1) + timedelta(days=number)
        rows.append(CongressRow(season_unit_id=added.pk, starts_on=day))
    services.plan_congresses(world.season, actor=make.ACTOR, now=make.NOW, rows=rows)

    unit = world.top_now()
    with django_assert_num_queries(counted):
        everything(unit)
    assert Congress.objects.count() == 42
    assert counted <= 36


def test_the_desk_shows_what_a_secretary_owes_and_what_an_office_decides() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    make.hand_in(make.step(congress, "plan"))
    secretary = make.account(world.communes[0], Role.SECRETARY)
    office = make.account(world.top, Role.OFFICE)
    appraiser = make.account(world.east, Role.APPRAISER)

    own = queries.desk(secretary, today=date(2030, 7, 10))
    above = queries.desk(office, today=date(2030, 7, 10))
    checking = queries.desk(appraiser, today=date(2030, 7, 10))

    assert [line.step.key for line in own.overdue] == ["drafts"]
    assert own.waiting == []
    assert [(line.step.key, line.reason) for line in above.waiting] == [("plan", "accept")]
    assert checking.waiting == []


def test_the_congress_page_says_what_is_due_and_what_may_not_slip() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])

    page = queries.congress_page(congress, today=date(2030, 7, 10))

    assert [line.key for line in page.due] == ["plan", "drafts", "convening"]
    assert "dossier" in page.critical_path
    assert "delegates" not in page.critical_path
    assert [str(group.name.en) for group in page.groups] == ["Preparation", "Safety", "Congress"]
    assert (page.days_left, page.needed_days, page.spare_days) == (43, 23, 20)


def test_history_is_the_record_in_words() -> None:
    step = make.hand_in(make.step(make.congress(make.world().communes[0]), "plan"))

    lines = queries.history(step)

    assert [line.actor for line in lines] == [make.ACTOR.name]
    assert "CV 12" in lines[0].text


def test_the_plan_line_ends_with_everything() -> None:
    world = make.world()
    make.congress(world.communes[0])
    make.congress(world.communes[1], date(2030, 8, 29))

    lines = queries.progress_lines(world.top_now(), today=TODAY)

    assert lines.plan == [(date(2030, 8, 23), 1), (date(2030, 8, 30), 2)]
    assert lines.done == [(TODAY, 0)]


@pytest.mark.parametrize("at_leaf", [True, False])
def test_the_done_line_rises_on_the_day_that_a_congress_was_finished(at_leaf: bool) -> None:
    world = make.world()
    row = make.finish_all(make.congress(world.communes[0]), now=make.NOW)
    unit = world.communes[0] if at_leaf else world.top_now()

    lines = queries.progress_lines(unit, today=TODAY)

    assert lines.done == [(row.finished_on, 1), (TODAY, 1)]


def test_scope_hides_what_is_not_granted() -> None:
    world = make.world()
    for unit in world.communes:
        make.congress(unit)
    west = make.account(world.west, Role.OFFICE)

    units = queries.visible_units(west, world.season)
    top = queries.top_unit(west, world.season)

    assert {unit.name for unit in units} == {"Huyện Tây", "Xã Mỹ Trung", "Xã Phú Điền"}
    assert top == world.west
    assert queries.visible_congresses(west, world.season).count() == 2


def test_snapshots_hold_every_inner_unit() -> None:
    world = make.world()
    make.congress(world.communes[0])

    taken = services.take_snapshot(world.season, actor=make.ACTOR, now=NOW)

    assert taken == 3
    row = Snapshot.objects.get(season_unit=world.top)
    assert (row.total, row.finished, row.late) == (1, 0, 1)
