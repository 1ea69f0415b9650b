from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from tests import make_tree as make
from tests.make_tree import LINE, NOW, STAFF, TESTER

from muster.ledger.models import Entry
from muster.tree import errors, services
from muster.tree.models import ParentEdge, Unit, UnitEvent, UnitVersion
from muster.tree.queries import ancestors, as_of, events_of, heirs, subtree, tree_as_of
from muster.tree.services import NewUnit, Part

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)
EVE = DAY - timedelta(days=1)


def names_on(day: date) -> dict[str, str | None]:
    units = as_of(day, edge_kind=LINE)
    return {
        unit.name: units[unit.parent_id].name if unit.parent_id else None for unit in units.values()
    }


def test_a_founded_unit_is_there_from_its_day_on() -> None:
    root = make.unit("Province", on=DAY)
    make.unit("District", parent=root, on=DAY)

    assert names_on(EVE) == {}
    assert names_on(DAY) == {"Province": None, "District": "Province"}


def test_each_event_leaves_one_entry() -> None:
    root = make.unit("Province")
    before = Entry.objects.count()

    services.rename(TESTER, unit_id=root.pk, name="Region", on=DAY, now=NOW)

    entry = Entry.objects.order_by("-arrival")[0]
    assert Entry.objects.count() == before + 1
    assert (entry.kind, entry.unit, entry.body["old_name"]) == ("unit.renamed", root.pk, "Province")


def test_a_rename_leaves_the_past_as_it_was() -> None:
    root = make.unit("Province", code="P")

    services.rename(TESTER, unit_id=root.pk, name="Region", code="R", on=DAY, now=NOW)

    assert names_on(EVE) == {"Province": None}
    assert names_on(DAY) == {"Region": None}
    assert as_of(DAY, edge_kind=LINE)[root.pk].code == "R"


def test_a_second_change_on_one_day_puts_the_first_right() -> None:
    root = make.unit("Province")
    services.rename(TESTER, unit_id=root.pk, name="Regoin", on=DAY, now=NOW)

    services.rename(TESTER, unit_id=root.pk, name="Region", on=DAY, now=NOW)

    assert [v.name for v in UnitVersion.objects.filter(unit=root).order_by("valid_from")] == [
        "Province",
        "Region",
    ]


def test_changes_are_entered_in_the_order_of_their_days() -> None:
    root = make.unit("Province")
    services.rename(TESTER, unit_id=root.pk, name="Region", on=DAY, now=NOW)

    with pytest.raises(errors.TooEarly, match="Region"):
        services.rename(TESTER, unit_id=root.pk, name="Land", on=EVE, now=NOW)


def test_a_rename_to_the_same_name_is_refused() -> None:
    root = make.unit("Province")

    with pytest.raises(errors.NothingChanges):
        services.rename(TESTER, unit_id=root.pk, name="Province", on=DAY, now=NOW)


def test_a_code_belongs_to_one_living_unit() -> None:
    make.unit("First", code="A1")

    with pytest.raises(errors.CodeTaken, match=r"A1.*First"):
        make.unit("Second", code="A1")

    assert Unit.objects.count() == 1


def test_the_code_of_a_dissolved_unit_is_free_again() -> None:
    first = make.unit("First", code="A1")
    services.dissolve(TESTER, unit_id=first.pk, on=DAY, now=NOW)

    second = make.unit("Second", code="A1", on=DAY)

    assert as_of(DAY, edge_kind=LINE)[second.pk].code == "A1"


def test_a_tier_changes_without_a_new_name() -> None:
    root = make.unit("Province", tier="low")

    services.change_tier(TESTER, unit_id=root.pk, tier="high", on=DAY, now=NOW)

    tiers = [as_of(day, edge_kind=LINE)[root.pk].tier for day in (EVE, DAY)]
    assert tiers == ["low", "high"]


def test_a_move_takes_everything_below_along() -> None:
    root = make.unit("Province")
    east, west = make.unit("East", parent=root), make.unit("West", parent=root)
    town = make.unit("Town", parent=east)
    cell = make.unit("Cell", parent=town)

    services.move(TESTER, unit_id=town.pk, parent_id=west.pk, kind=LINE, on=DAY, now=NOW)

    assert subtree(east.pk, day=EVE, edge_kind=LINE) == {east.pk, town.pk, cell.pk}
    assert subtree(east.pk, day=DAY, edge_kind=LINE) == {east.pk}
    assert ancestors(cell.pk, day=DAY, edge_kind=LINE) == [town.pk, west.pk, root.pk]


def test_a_unit_cannot_move_below_itself() -> None:
    root = make.unit("Province")
    town = make.unit("Town", parent=root)
    cell = make.unit("Cell", parent=town)

    with pytest.raises(errors.Cycle) as refused:
        services.move(TESTER, unit_id=root.pk, parent_id=cell.pk, kind=LINE, on=DAY, now=NOW)

    assert refused.value.params == {"unit": "Province", "parent": "Cell"}
    assert names_on(DAY)["Province"] is None


def test_two_units_are_not_above_each_other_by_two_kinds_of_edge() -> None:
    root = make.unit("Province")
    town = make.unit("Town", parent=root)

    with pytest.raises(errors.Cycle):
        services.move(TESTER, unit_id=root.pk, parent_id=town.pk, kind=STAFF, on=DAY, now=NOW)


def test_places_may_be_exchanged_over_time() -> None:
    """What stood below may later stand above: a cycle needs one day on which all edges hold."""
    root = make.unit("Province")
    town = make.unit("Town", parent=root)
    ParentEdge.objects.filter(child=town).update(valid_to=DAY)

    services.move(TESTER, unit_id=root.pk, parent_id=town.pk, kind=LINE, on=DAY, now=NOW)

    assert (names_on(EVE)["Town"], names_on(DAY)["Province"]) == ("Province", "Town")


def test_a_unit_has_one_parent_of_each_kind() -> None:
    root, office = make.unit("Province"), make.unit("Office")
    town = make.unit("Town", parent=root)

    services.move(TESTER, unit_id=town.pk, parent_id=office.pk, kind=STAFF, on=DAY, now=NOW)

    assert ancestors(town.pk, day=DAY, edge_kind=LINE) == [root.pk]
    assert ancestors(town.pk, day=DAY, edge_kind=STAFF) == [office.pk]


def test_a_move_to_where_it_stands_is_refused() -> None:
    root = make.unit("Province")
    town = make.unit("Town", parent=root)

    with pytest.raises(errors.AlreadyThere):
        services.move(TESTER, unit_id=town.pk, parent_id=root.pk, kind=LINE, on=DAY, now=NOW)


def test_a_merger_hands_on_units_persons_and_the_name() -> None:
    root = make.unit("Province")
    east, west = make.unit("East", parent=root), make.unit("West", parent=root)
    town = make.unit("Town", parent=east)
    ada = make.person("Ada", unit=east)

    services.merge(TESTER, unit_ids=[east.pk], into_id=west.pk, on=DAY, now=NOW)

    ada.refresh_from_db()
    assert names_on(DAY) == {"Province": None, "West": "Province", "Town": "West"}
    assert names_on(EVE)["Town"] == "East"
    assert ada.unit == west
    assert [heir.unit_id for heir in heirs(east.pk, day=DAY)] == [west.pk]
    assert [heir.unit_id for heir in heirs(east.pk, day=EVE)] == [east.pk]
    assert subtree(root.pk, day=DAY, edge_kind=LINE) == {root.pk, west.pk, town.pk}


def test_a_parent_may_go_up_in_its_child() -> None:
    root = make.unit("Province")
    east = make.unit("East", parent=root)
    town, other = make.unit("Town", parent=east), make.unit("Other", parent=east)

    services.merge(TESTER, unit_ids=[east.pk], into_id=town.pk, on=DAY, now=NOW)

    assert names_on(DAY) == {"Province": None, "Town": "Province", "Other": "Town"}
    assert other.pk in subtree(town.pk, day=DAY, edge_kind=LINE)


def test_a_merger_needs_another_unit() -> None:
    root = make.unit("Province")

    with pytest.raises(errors.TooFewUnits):
        services.merge(TESTER, unit_ids=[root.pk], into_id=root.pk, on=DAY, now=NOW)


def part(name: str, *, share: int | None = 50, children: tuple[int, ...] = ()) -> Part:
    unit = NewUnit(code=name, name=name, tier="base")
    percent = Decimal(share) if share is not None else None
    return Part(unit=unit, share_percent=percent, child_ids=children)


def test_a_split_keeps_the_parent_and_hands_out_the_units_below() -> None:
    root = make.unit("Province")
    old = make.unit("Old", parent=root)
    one, two = make.unit("One", parent=old), make.unit("Two", parent=old)
    ada = make.person("Ada", unit=old)

    north, south = services.split(
        TESTER,
        unit_id=old.pk,
        parts=[
            part("North", share=60, children=(one.pk,)),
            part("South", share=40, children=(two.pk,)),
        ],
        on=DAY,
        now=NOW,
    )

    ada.refresh_from_db()
    assert names_on(DAY) == {
        "Province": None,
        "North": "Province",
        "South": "Province",
        "One": "North",
        "Two": "South",
    }
    assert ada.unit == north
    assert {heir.unit_id: heir.share_percent for heir in heirs(old.pk, day=DAY)} == {
        north.pk: 60,
        south.pk: 40,
    }


def test_a_split_names_every_unit_below_once() -> None:
    old = make.unit("Old")
    make.unit("Forgotten", parent=old)

    with pytest.raises(errors.SplitIncomplete, match="Forgotten"):
        services.split(
            TESTER, unit_id=old.pk, parts=[part("North"), part("South")], on=DAY, now=NOW
        )


@pytest.mark.parametrize("shares", [(60, 50), (50, None)])
def test_shares_of_a_split_make_a_whole(shares: tuple[int, int | None]) -> None:
    old = make.unit("Old")
    parts = [part(f"Part {n}", share=share) for n, share in enumerate(shares)]

    with pytest.raises(errors.SharesWrong):
        services.split(TESTER, unit_id=old.pk, parts=parts, on=DAY, now=NOW)


def test_shares_multiply_over_generations() -> None:
    old = make.unit("Old")
    north, south = services.split(
        TESTER, unit_id=old.pk, parts=[part("North"), part("South")], on=DAY, now=NOW
    )
    later = DAY + timedelta(days=10)
    services.split(
        TESTER, unit_id=north.pk, parts=[part("Upper"), part("Lower")], on=later, now=NOW
    )
    services.merge(
        TESTER,
        unit_ids=[south.pk],
        into_id=UnitVersion.objects.get(name="Upper").unit_id,
        on=later + timedelta(days=1),
        now=NOW,
    )

    shares = [heir.share_percent for heir in heirs(old.pk, day=later + timedelta(days=1))]

    assert shares == [75, 25]


def test_only_an_empty_unit_is_dissolved() -> None:
    root = make.unit("Province")
    town = make.unit("Town", parent=root)
    ada = make.person("Ada", unit=town)

    with pytest.raises(errors.HasChildren, match="Town"):
        services.dissolve(TESTER, unit_id=root.pk, on=DAY, now=NOW)
    with pytest.raises(errors.HasPersons):
        services.dissolve(TESTER, unit_id=town.pk, on=DAY, now=NOW)
    services.deactivate_person(TESTER, person_id=ada.pk, now=NOW)
    services.dissolve(TESTER, unit_id=town.pk, on=DAY, now=NOW)

    assert names_on(DAY) == {"Province": None}
    assert heirs(town.pk, day=DAY) == []


def test_nothing_more_happens_to_a_dissolved_unit() -> None:
    town = make.unit("Town")
    services.dissolve(TESTER, unit_id=town.pk, on=DAY, now=NOW)

    with pytest.raises(errors.UnitDissolved, match="Town"):
        services.rename(TESTER, unit_id=town.pk, name="Village", on=DAY, now=NOW)


def test_events_are_told_with_their_parts() -> None:
    east, west = make.unit("East"), make.unit("West")
    services.merge(
        TESTER, unit_ids=[east.pk], into_id=west.pk, on=DAY, decision_ref="12/QĐ", now=NOW
    )

    kinds = [(event.kind, event.decision_ref) for event in events_of(west.pk)]

    assert kinds == [(UnitEvent.Kind.FOUND, ""), (UnitEvent.Kind.MERGE, "12/QĐ")]


def test_the_tree_reads_from_the_root_down_by_name() -> None:
    root = make.unit("Tỉnh")
    make.unit("Xã Ê", parent=root)
    make.unit("Xã E", parent=root)
    town = make.unit("Xã Đ", parent=root)
    make.unit("Thôn 10", parent=town)
    make.unit("Thôn 9", parent=town)

    lines = [(unit.depth, unit.name) for unit in tree_as_of(DAY, edge_kind=LINE)]

    assert lines == [
        (0, "Tỉnh"),
        (1, "Xã Đ"),
        (2, "Thôn 9"),
        (2, "Thôn 10"),
        (1, "Xã E"),
        (1, "Xã Ê"),
    ]


class TestDatabase:
    """The database itself refuses, whoever writes to it."""

    def test_overlapping_versions(self) -> None:
        town = make.unit("Town")

        with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
            UnitVersion.objects.create(
                unit=town, name="x", code="x", tier="t", valid_from=EVE, valid_to=DAY
            )

    def test_versions_that_touch_are_fine(self) -> None:
        town = make.unit("Town")
        UnitVersion.objects.filter(unit=town).update(valid_to=DAY)

        UnitVersion.objects.create(unit=town, name="x", code="x", tier="t", valid_from=DAY)

        assert UnitVersion.objects.filter(unit=town).count() == 2

    def test_a_version_stretched_over_its_neighbour(self) -> None:
        town = make.unit("Town")
        services.rename(TESTER, unit_id=town.pk, name="City", on=DAY, now=NOW)

        with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
            UnitVersion.objects.filter(unit=town, name="Town").update(
                valid_to=DAY + timedelta(days=1)
            )

    def test_two_parents_of_one_kind_at_a_time(self) -> None:
        east, west = make.unit("East"), make.unit("West")
        town = make.unit("Town", parent=east)

        with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
            ParentEdge.objects.create(
                child=town, parent=west, kind=LINE, valid_from=EVE, valid_to=DAY
            )

    def test_a_cycle_of_one_day(self) -> None:
        root = make.unit("Root")
        town = make.unit("Town", parent=root)
        cell = make.unit("Cell", parent=town)

        with pytest.raises(IntegrityError, match="cycle"), transaction.atomic():
            ParentEdge.objects.create(
                child=root, parent=cell, kind=LINE, valid_from=EVE, valid_to=DAY
            )

    def test_a_cycle_by_changing_an_edge(self) -> None:
        root, other = make.unit("Root"), make.unit("Other")
        town = make.unit("Town", parent=root)
        make.unit("Below", parent=town)
        edge = ParentEdge.objects.create(child=root, parent=other, kind=LINE, valid_from=EVE)

        with pytest.raises(IntegrityError, match="cycle"), transaction.atomic():
            ParentEdge.objects.filter(pk=edge.pk).update(parent=town)
