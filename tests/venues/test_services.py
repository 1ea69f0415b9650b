from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext
from tests import make_tree, make_venues
from tests.make_tree import NOW, TESTER

from muster.ledger.models import Entry
from muster.tree.clock import day_of
from muster.tree.errors import RowsRefused
from muster.tree.services import Imported, Verdict
from muster.venues import errors, services
from muster.venues.models import Room, Venue, VenueContact
from muster.venues.services import VenueRow

pytestmark = pytest.mark.django_db


def row(code: str = "H1", *, unit: str = "U") -> VenueRow:
    return VenueRow(
        code=code,
        name=f"Hội trường {code}",
        unit_code=unit,
        lat=10.36,
        lon=106.35,
        room="Phòng lớn",
        capacity_people=200,
        capacity_stated_by="Văn phòng",
        contact="Mai Trung Lực",
        phone="09900 000 102",
    )


def load(*rows: VenueRow) -> Imported:
    return services.import_venues(TESTER, rows=rows, now=NOW)


@pytest.fixture(autouse=True)
def unit_with_code() -> None:
    make_tree.unit("Unit", code="U")


def test_a_venue_is_found_by_name_code_and_address_without_accents() -> None:
    unit = make_tree.unit()
    made = make_venues.venue("Hội  trường lớn", unit=unit, code="HT-1", address="Đường Bờ Sông")

    assert made.name == "Hội trường lớn"
    assert made.search_key == "hoi truong lon ht-1 duong bo song"


def test_codes_and_names_are_taken_once() -> None:
    unit = make_tree.unit()
    hall = make_venues.venue("Hall", unit=unit, code="A")
    make_venues.room(hall, "One")
    make_venues.contact(hall, "Ada")

    with pytest.raises(errors.CodeTaken, match="Hall"):
        make_venues.venue("Other", unit=unit, code=" A ")
    with pytest.raises(errors.NameTaken):
        make_venues.room(hall, "One")
    with pytest.raises(errors.NameTaken):
        make_venues.contact(hall, "Ada")


@pytest.mark.parametrize(
    ("lat", "lon", "fits"),
    [
        (None, None, True),
        (90.0, 180.0, True),
        (-90.0, -180.0, True),
        (90.1, 0.0, False),
        (0.0, -180.1, False),
        (10.0, None, False),
        (None, 10.0, False),
    ],
)
def test_coordinates_go_together_and_lie_on_earth(
    lat: float | None, lon: float | None, fits: bool
) -> None:
    venue = Venue(code="A", name="Hall", unit=make_tree.unit(), lat=lat, lon=lon)

    if fits:
        assert services.save_venue(TESTER, venue=venue, now=NOW).pk
        return
    with pytest.raises(errors.PlaceIncomplete):
        services.save_venue(TESTER, venue=venue, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        venue.save()


def test_a_capacity_is_what_somebody_stated() -> None:
    hall = make_venues.venue("Hall", unit=make_tree.unit())

    with pytest.raises(errors.CapacityNeedsName):
        services.save_room(TESTER, room=Room(venue=hall, name="One", capacity_people=80), now=NOW)
    assert make_venues.room(hall, "Two").capacity_people is None


def test_each_change_leaves_an_entry_for_those_who_see_the_unit() -> None:
    hall = make_venues.venue("Hall", unit=make_tree.unit(), at=(10.5, 106.25))
    keeper = make_venues.contact(hall, "Mai Trung Lực", phone="09900")
    services.remove_contact(TESTER, contact=keeper, now=NOW)

    entries = Entry.objects.filter(subject=f"venue:{hall.pk}").order_by("arrival")
    assert [entry.kind for entry in entries] == [
        "venue.added",
        "venue.contact_saved",
        "venue.contact_removed",
    ]
    assert entries[0].body["lat"] == "10.500000"
    assert {entry.unit for entry in entries} == {hall.unit_id}
    assert all("Lực" not in entry.text and "09900" not in entry.text for entry in entries)


def test_rows_bring_venue_room_and_contact() -> None:
    assert load(row()) == Imported(created=1, changed=0, same=0)

    room = Room.objects.get()
    assert (room.venue.code, room.capacity_people) == ("H1", 200)
    assert room.capacity_stated_on == day_of(NOW)
    assert VenueContact.objects.get().name == "Mai Trung Lực"


def test_the_same_rows_again_change_nothing() -> None:
    load(row(), row("H2"))
    before = Entry.objects.count()

    assert load(row(), row("H2")) == Imported(created=0, changed=0, same=2)
    assert Entry.objects.count() == before


def test_a_changed_row_shows_the_old_value_and_keeps_the_rest() -> None:
    load(row())
    Room.objects.update(capacity_stated_on=date(2029, 1, 1))
    venue = Venue.objects.get()

    moved = replace(row(), lat=10.5, phone="1")
    (found,) = services.compare_venues([moved])
    load(moved)

    assert (found.verdict, dict(found.old)) == (
        Verdict.CHANGED,
        {"lat": 10.36, "phone": "09900 000 102"},
    )
    assert Venue.objects.get().pk == venue.pk
    assert Room.objects.get().capacity_stated_on == date(2029, 1, 1)


def test_a_second_row_of_a_venue_brings_another_room() -> None:
    load(row(), replace(row(), room="Phòng nhỏ", capacity_people=30, contact="", phone=""))

    assert Venue.objects.count() == 1
    assert set(Room.objects.values_list("name", flat=True)) == {"Phòng lớn", "Phòng nhỏ"}


def test_what_a_row_does_not_name_stays() -> None:
    load(row())

    bare = replace(
        row(), room="", capacity_people=None, capacity_stated_by="", contact="", phone=""
    )
    assert load(bare).same == 1
    assert Room.objects.count() == VenueContact.objects.count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        replace(row(), unit_code="nowhere"),
        replace(row(), name=" "),
        replace(row(), lat=None),
        replace(row(), lat=91.0),
        replace(row(), room=""),
        replace(row(), capacity_stated_by=""),
    ],
)
def test_a_row_that_cannot_be_applied_refuses_all(bad: VenueRow) -> None:
    with pytest.raises(RowsRefused):
        load(row("H0"), bad)

    assert not Venue.objects.exists()


def test_two_rows_of_a_venue_agree_on_the_venue() -> None:
    with pytest.raises(RowsRefused):
        load(row(), replace(row(), room="Phòng nhỏ", name="Tên khác"))
    with pytest.raises(RowsRefused):
        load(row(), row())


@pytest.mark.parametrize("venues", [3, 300])
def test_importing_costs_few_statements(
    venues: int,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    rows = [row(f"H{n}") for n in range(venues)]

    with django_assert_max_num_queries(30):
        load(*rows)

    assert Venue.objects.count() == venues
