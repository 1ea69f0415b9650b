"""The frozen tree, late comers, those who leave, and deadlines of tiers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make_season as make

from muster.season import errors, queries, services
from muster.season.models import Congress, SeasonUnit, TierDeadline
from muster.season.services.frame import places
from muster.tree.models import UnitVersion

pytestmark = pytest.mark.django_db


@given(parents=st.lists(st.integers(0, 30), max_size=30))
def test_everything_below_lies_between_two_numbers(parents: list[int]) -> None:
    children: dict[int, list[int]] = {}
    above = {number: parent % number for number, parent in enumerate(parents, start=1)}
    for child, parent in above.items():
        children.setdefault(parent, []).append(child)

    by_unit = {place.unit_id: place for place in places(0, children)}

    assert sorted(place.first for place in by_unit.values()) == list(range(1, len(parents) + 2))
    for unit, place in by_unit.items():
        inside = {u for u, p in by_unit.items() if place.first <= p.first <= place.last}
        assert inside == below(unit, children)


def below(unit: int, children: dict[int, list[int]]) -> set[int]:
    return {unit}.union(*(below(child, children) for child in children.get(unit, [])))


def test_the_tree_is_frozen_with_groups_and_depth() -> None:
    world = make.world()

    rows = [(row.name, row.depth, row.group and row.group.name) for row in world.season.units.all()]

    assert rows == [
        ("Tỉnh Sông Tiền", 0, None),
        ("Huyện Đông", 1, "Huyện Đông"),
        ("Xã Gò Đông", 2, "Huyện Đông"),
        ("Xã Rạch Sen", 2, "Huyện Đông"),
        ("Xã Vàm Cát", 2, "Huyện Đông"),
        ("Huyện Tây", 1, "Huyện Tây"),
        ("Xã Mỹ Trung", 2, "Huyện Tây"),
        ("Xã Phú Điền", 2, "Huyện Tây"),
    ]


def test_a_later_rename_does_not_reach_the_season() -> None:
    world = make.world()
    UnitVersion.objects.filter(unit=world.east.unit).update(name="Huyện Mới")

    assert SeasonUnit.objects.get(pk=world.east.pk).name == "Huyện Đông"


def test_a_unit_that_comes_late_moves_the_denominator_with_its_reason() -> None:
    world = make.world()
    make.congress(world.communes[0])

    row = services.add_unit(
        world.season,
        actor=make.ACTOR,
        now=make.NOW,
        unit=make.found("Xã Tân Lập", tier="grassroots"),
        parent=world.east,
        reason="thành lập mới",
    )
    make.congress(row)

    east = SeasonUnit.objects.get(pk=world.east.pk)
    west = SeasonUnit.objects.get(pk=world.west.pk)
    assert (east.first, east.last, row.first, west.first) == (2, 6, 6, 7)
    assert queries.board(east, today=date(2030, 6, 3)).total == 2
    assert [(one.change, one.reason) for one in queries.denominator(world.top_now())] == [
        (1, "thành lập mới")
    ]
    assert services.counters_equal(world.season)


def test_a_leaf_that_gets_a_child_starts_to_count() -> None:
    world = make.world()
    make.congress(world.communes[0])

    services.add_unit(
        world.season,
        actor=make.ACTOR,
        now=make.NOW,
        unit=make.found("Chi bộ 1", tier="cell"),
        parent=world.communes[0],
        reason="tách chi bộ",
    )

    assert services.counters_equal(world.season)
    assert queries.board(world.again(world.communes[0]), today=date(2030, 6, 3)).total == 1


def test_a_unit_that_leaves_is_no_longer_counted() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])

    with pytest.raises(errors.ReasonMissing):
        services.leave(
            world.communes[0], actor=make.ACTOR, now=make.NOW, on=date(2030, 6, 3), reason=""
        )
    services.leave(
        world.communes[0], actor=make.ACTOR, now=make.NOW, on=date(2030, 6, 3), reason="hợp nhất"
    )

    assert Congress.objects.get(pk=congress.pk).cancelled_at == make.NOW
    assert queries.board(world.top_now(), today=date(2030, 6, 3)).total == 0
    assert services.counters_equal(world.season)
    with pytest.raises(errors.NotInSeason):
        make.hand_in(make.step(congress, "plan"))


def test_a_unit_leaves_after_those_below_it() -> None:
    world = make.world()

    with pytest.raises(errors.HasUnitsBelow) as refused:
        services.leave(
            world.east, actor=make.ACTOR, now=make.NOW, on=date(2030, 6, 3), reason="hợp nhất"
        )

    assert refused.value.params["count"] == 3


def test_a_key_is_taken_once() -> None:
    world = make.world()

    with pytest.raises(errors.KeyTaken):
        services.open_season(
            actor=make.ACTOR,
            now=make.NOW,
            key=world.season.key,
            name="Lần nữa",
            pack=make.PACK,
            root=world.top.unit,
            tree_on=make.TREE_ON,
            starts_on=date(2030, 1, 1),
            ends_on=date(2030, 12, 31),
        )


def test_deadlines_given_hold_and_the_others_follow_from_them() -> None:
    """Reported on 10/9 is given; ratified is 15 working days later: 1/10."""
    world = make.world()

    rows = TierDeadline.objects.filter(season=world.season, tier="grassroots")

    assert {row.milestone: row.due_on for row in rows} == {
        "held": date(2030, 8, 31),
        "reported": date(2030, 9, 10),
        "ratified": date(2030, 10, 1),
    }


def test_a_tier_deadline_is_amended_never_overwritten() -> None:
    world = make.world()

    services.amend_tier_deadline(
        world.season,
        actor=make.ACTOR,
        now=make.NOW,
        tier="grassroots",
        milestone="held",
        due_on=date(2030, 9, 15),
        reason="kết luận 126",
    )

    rows = TierDeadline.objects.filter(season=world.season, tier="grassroots", milestone="held")
    assert [(row.due_on, row.replaced_at is None) for row in rows.order_by("pk")] == [
        (date(2030, 8, 31), False),
        (date(2030, 9, 15), True),
    ]
