from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import make_tree, make_venues

from muster.season.models import Event, Season, SeasonUnit
from muster.tree.models import Account, Unit
from muster.tree.scope import scope
from muster.tree.table import Role
from muster.venues.models import Room, Venue, VenueContact

pytestmark = pytest.mark.django_db


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def tree() -> dict[str, Unit]:
    province = make_tree.unit("Province", code="P")
    return {
        "province": province,
        "east": make_tree.unit("East", parent=province, code="E"),
        "west": make_tree.unit("West", parent=province, code="W"),
    }


@pytest.fixture
def planner(tree: dict[str, Unit]) -> Account:
    return make_tree.account((Role.PLANNER, tree["province"]))


def test_venues_are_seen_by_those_above_their_unit(tree: dict[str, Unit]) -> None:
    hall = make_venues.venue("Hall", unit=tree["east"])
    above, east, west = (
        make_tree.account((Role.SECRETARY, tree[name])) for name in ("province", "east", "west")
    )

    assert list(scope(above, Venue)) == list(scope(east, Venue)) == [hall]
    assert not scope(west, Venue).exists()
    assert client_of(west).get(reverse("venues:one", args=[hall.pk])).status_code == 404


def test_a_venue_is_seen_by_whoever_meets_there(tree: dict[str, Unit]) -> None:
    hall = make_venues.venue("Hall", unit=tree["east"])
    room = make_venues.room(hall)
    season = Season.objects.create(
        key="s",
        name="s",
        pack="p",
        pack_version="1",
        root=tree["province"],
        edge_kind=make_tree.LINE,
        tree_on=date(2030, 1, 1),
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    west = SeasonUnit.objects.create(
        season=season,
        unit=tree["west"],
        first=3,
        last=3,
        depth=1,
        code="W",
        name="West",
        tier="t",
        joined_on=season.tree_on,
    )
    Event.objects.create(
        season=season,
        season_unit=west,
        key="e",
        kind="k",
        name="Meeting",
        venue=hall,
        starts_at=datetime(2030, 8, 1, 1, tzinfo=UTC),
        ends_at=datetime(2030, 8, 1, 4, tzinfo=UTC),
    )
    eve = make_tree.account((Role.SECRETARY, tree["west"]))

    assert list(scope(eve, Venue)) == [hall]
    assert list(scope(eve, Room)) == [room]
    assert not scope(eve, VenueContact).exists()
    assert "Meeting" in client_of(eve).get(reverse("venues:one", args=[hall.pk])).text


def test_officers_and_visitors_do_not_get_the_list(tree: dict[str, Unit]) -> None:
    officer = make_tree.account((Role.OFFICER, tree["province"]))

    assert client_of(officer).get(reverse("venues:venues")).status_code == 403
    assert Client().get(reverse("venues:venues")).status_code == 302


@pytest.mark.parametrize("venues", [1, 3])
def test_the_list_costs_the_same_however_long(
    venues: int,
    planner: Account,
    tree: dict[str, Unit],
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    for _ in range(venues):
        make_venues.room(make_venues.venue(unit=tree["east"], at=(10.5, 106.3)), people=90)
    client = client_of(planner)

    with django_assert_max_num_queries(14):
        page = client.get(reverse("venues:venues"))

    assert page.status_code == 200


def test_the_list_filters_without_accents(planner: Account, tree: dict[str, Unit]) -> None:
    make_venues.venue("Nhà văn hóa Chợ Gạo", unit=tree["east"])
    make_venues.venue("Hội trường", unit=tree["west"])

    page = client_of(planner).get(reverse("venues:venues"), {"q": "cho gao"}).text

    assert "Chợ Gạo" in page
    assert "Hội trường</a>" not in page


def test_the_list_leaves_as_a_workbook(planner: Account, tree: dict[str, Unit]) -> None:
    make_venues.venue("Hall", unit=tree["east"])

    answer = client_of(planner).get(reverse("venues:venues"), {"format": "xlsx"})

    assert "spreadsheetml" in answer["Content-Type"]


def test_a_venue_is_added_on_its_form(planner: Account, tree: dict[str, Unit]) -> None:
    answer = client_of(planner).post(
        reverse("venues:add"),
        {"code": "H", "name": "Hall", "unit_code": "E", "lat": "10.36", "lon": "106.35"},
    )

    venue = Venue.objects.get()
    assert answer.status_code == 302
    assert (venue.unit, venue.lat) == (tree["east"], 10.36)


def test_a_refusal_keeps_what_was_typed(planner: Account, tree: dict[str, Unit]) -> None:
    make_venues.venue("Hall", unit=tree["east"], code="H")

    answer = client_of(planner).post(
        reverse("venues:add"), {"code": "H", "name": "Typed name", "unit_code": "E"}
    )

    assert answer.status_code == 409
    assert "Typed name" in answer.text
    assert Venue.objects.count() == 1


def test_a_unit_out_of_reach_is_not_taken(tree: dict[str, Unit]) -> None:
    planner = make_tree.account((Role.PLANNER, tree["west"]))

    answer = client_of(planner).post(
        reverse("venues:add"), {"code": "H", "name": "Hall", "unit_code": "E"}
    )

    assert answer.status_code == 200
    assert not Venue.objects.exists()


def test_seeing_is_not_changing(tree: dict[str, Unit]) -> None:
    """Who plans in the west and only reads in the east changes nothing in the east."""
    hall = make_venues.venue("Hall", unit=tree["east"])
    eve = make_tree.account((Role.PLANNER, tree["west"]), (Role.SECRETARY, tree["east"]))

    answer = client_of(eve).post(
        reverse("venues:add-room", args=[hall.pk]), {"name": "New", "capacity_people": ""}
    )

    assert answer.status_code == 403
    assert 'data-code="tree.not_allowed"' in answer.text
    assert not Room.objects.exists()


def test_rooms_and_contacts_come_change_and_go(planner: Account, tree: dict[str, Unit]) -> None:
    hall = make_venues.venue("Hall", unit=tree["east"])
    client = client_of(planner)

    client.post(
        reverse("venues:add-room", args=[hall.pk]),
        {"name": "Room", "capacity_people": "80", "capacity_stated_by": "Office"},
    )
    client.post(reverse("venues:add-contact", args=[hall.pk]), {"name": "Ada", "phone": "0900"})
    room, contact = Room.objects.get(), VenueContact.objects.get()
    client.post(reverse("venues:change-room", args=[hall.pk, room.pk]), {"name": "Large room"})
    client.post(
        reverse("venues:change-contact", args=[hall.pk, contact.pk]),
        {"name": "Ada", "phone": "0911"},
    )
    page = client.get(reverse("venues:one", args=[hall.pk])).text

    assert "Large room" in page
    assert "0911" in page
    client.post(reverse("venues:remove-room", args=[hall.pk, room.pk]))
    client.post(reverse("venues:remove-contact", args=[hall.pk, contact.pk]))
    assert not Room.objects.exists()
    assert not VenueContact.objects.exists()


def test_a_room_is_found_at_its_own_venue_only(planner: Account, tree: dict[str, Unit]) -> None:
    hall, other = (make_venues.venue(unit=tree["east"]) for _ in range(2))
    room = make_venues.room(hall)

    answer = client_of(planner).post(reverse("venues:remove-room", args=[other.pk, room.pk]))

    assert answer.status_code == 404
    assert Room.objects.exists()
