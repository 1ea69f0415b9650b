"""Moving many congresses as one act: the order judged at the end, undone exactly, or refused."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import make_moving
from tests import make_season as make

from muster.ledger.models import Entry
from muster.season import errors, services
from muster.season.models import Congress, MovedCongress, Moving, SeasonUnit
from muster.season.registry.moving import Weight
from muster.season.services import Area

pytestmark = pytest.mark.django_db
TODAY = date(2030, 6, 3)


def storm(world: make.World) -> Mapping[SeasonUnit, Congress]:
    """The east meets on 10 September, its communes on the days before."""
    days = {world.east: date(2030, 9, 10)}
    days |= {unit: date(2030, 9, 8 + n % 2) for n, unit in enumerate(world.communes[:3])}
    days |= {world.west: date(2030, 9, 20)}
    return {unit: make.congress(unit, day) for unit, day in days.items()}


def test_a_branch_moves_though_each_alone_would_stand_wrong() -> None:
    """Two days later, each commune would meet on or after the old day of the district."""
    world = make.world()
    congresses = storm(world)
    with pytest.raises(errors.OutOfOrder):
        services.move_congress(
            congresses[world.communes[0]],
            actor=make.ACTOR,
            now=make.NOW,
            starts_on=date(2030, 9, 10),
            reason="bão",
        )

    moving = make_moving.move(world.east, days=2)

    days = dict(Congress.objects.values_list("season_unit__name", "starts_on"))
    assert days[world.east.name] == date(2030, 9, 12)
    assert days[world.communes[0].name] == date(2030, 9, 10)
    assert days[world.west.name] == date(2030, 9, 20)
    assert moving.congresses.count() == 4
    assert services.counters_equal(world.season)


def test_the_order_of_the_final_state_is_judged() -> None:
    world = make.world()
    congresses = storm(world)
    given = {congresses[world.communes[0]].pk: date(2030, 9, 12)}
    moves = make_moving.moves(world.east, days=2, given=given)

    assert [line.weight for line in services.preview_moving(moves).forbidden] == [Weight.FORBIDS]
    with pytest.raises(errors.MovesForbidden) as refused:
        make_moving.apply(moves)

    assert world.communes[0].name in str(refused.value)
    assert not Moving.objects.exists()
    assert Congress.objects.get(season_unit=world.east).starts_on == date(2030, 9, 10)


def test_one_entry_names_every_day() -> None:
    world = make.world()
    storm(world)

    moving = make_moving.move(world.east, days=2)

    entry = Entry.objects.get(subject=f"moving:{moving.pk}")
    assert entry.body["rows"][world.east.code] == ["2030-09-10", "2030-09-12"]
    assert len(entry.body["rows"]) == 4


def test_undone_everything_is_as_it_was() -> None:
    world = make.world()
    congresses = storm(world)
    make.finish(make.step(congresses[world.east], "plan"))
    before = make_moving.dump()
    moving = make_moving.move(world.east, days=2)
    assert make_moving.dump() != before

    make_moving.undo(moving)

    assert make_moving.dump() == before
    assert services.counters_equal(world.season)
    assert Moving.objects.get().undone_reason == "bão đổi hướng"


def test_an_area_leaves_out_other_branches_other_days_and_what_was_held() -> None:
    world = make.world()
    congresses = storm(world)
    make.finish(make.step(congresses[world.communes[1]], "congress"))

    found = services.congresses_in(
        Area(unit=world.top, first_on=date(2030, 9, 8), last_on=date(2030, 9, 10))
    )

    names = {row.season_unit.name for row in found}
    assert names == {world.east.name, world.communes[0].name, world.communes[2].name}


def refused_undo(moving: Moving) -> str:
    with pytest.raises(errors.ChangedSinceMoving) as refused:
        make_moving.undo(moving)
    return str(refused.value)


def test_nothing_is_undone_after_a_congress_was_held() -> None:
    world = make.world()
    congresses = storm(world)
    moving = make_moving.move(world.east, days=2)
    make.finish(make.step(congresses[world.communes[0]], "congress"))
    kept = make_moving.dump()

    said = refused_undo(moving)

    assert world.communes[0].name in said
    assert make_moving.dump() == kept


def test_nothing_is_undone_after_another_move() -> None:
    world = make.world()
    storm(world)
    first = make_moving.move(world.east, days=2)
    make_moving.move(world.communes[0], days=1)

    assert world.communes[0].name in refused_undo(first)


def test_nothing_is_undone_after_a_step_was_handed_in() -> None:
    world = make.world()
    congresses = storm(world)
    moving = make_moving.move(world.east, days=2)
    make.hand_in(make.step(congresses[world.east], "drafts"), actor=make.OTHER)

    said = refused_undo(moving)

    assert world.east.name in said
    assert make.OTHER.name in said


def test_a_move_is_undone_once() -> None:
    world = make.world()
    storm(world)
    moving = make_moving.move(world.east, days=2)
    make_moving.undo(moving)

    with pytest.raises(errors.AlreadyUndone):
        make_moving.undo(moving)


def test_after_the_later_move_is_undone_the_earlier_one_can_be() -> None:
    """The versions of the steps went on, so what is compared must not be the version alone."""
    world = make.world()
    storm(world)
    before = make_moving.dump()
    first = make_moving.move(world.east, days=2)
    make_moving.undo(first)
    second = make_moving.move(world.east, days=5)

    make_moving.undo(second)

    assert make_moving.dump() == before


def test_a_congress_that_moved_since_the_preview_is_named() -> None:
    world = make.world()
    storm(world)
    moves = make_moving.moves(world.east, days=2)
    make_moving.move(world.communes[2], days=1)

    with pytest.raises(errors.RowChanged) as refused:
        make_moving.apply(moves)

    assert refused.value.params["what"] == world.communes[2].name


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_move_without_a_reason_is_refused(reason: str) -> None:
    world = make.world()
    storm(world)

    with pytest.raises(errors.ReasonMissing):
        make_moving.move(world.east, days=2, reason=reason)


def test_by_no_days_nothing_moves() -> None:
    world = make.world()
    storm(world)

    with pytest.raises(errors.NothingToMove):
        make_moving.move(world.east, days=0)


def test_days_outside_the_season_are_refused() -> None:
    world = make.world()
    storm(world)

    with pytest.raises(errors.OutsideSeason):
        make_moving.move(world.east, days=200)


def test_sent_twice_it_is_one_act() -> None:
    world = make.world()
    storm(world)
    moves, uuid = make_moving.moves(world.east, days=2), uuid4()

    first = make_moving.apply(moves, client_uuid=uuid)
    again = make_moving.apply(moves, client_uuid=uuid)

    assert first == again
    assert MovedCongress.objects.count() == 4


def reference(world: make.World, unit: SeasonUnit, days: int) -> set[Any]:
    """By hand: plan the same congresses anew on their new days in another season."""
    shifted = timedelta(days=days)
    return {
        (row.season_unit.name, row.starts_on + shifted)
        for row in Congress.objects.select_related("season_unit")
        if unit.first <= row.season_unit.first <= unit.last
    }


def test_the_preview_names_every_congress_with_its_new_day() -> None:
    world = make.world()
    storm(world)
    preview = services.preview_moving(make_moving.moves(world.east, days=2))

    lines = [line for part in preview.parts for line in part.lines]
    days = {line.becomes for line in lines if line.subject.startswith("congress:")}
    assert days == {f"{day:%d/%m/%Y}" for _name, day in reference(world, world.east, 2)}
