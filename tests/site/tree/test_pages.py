from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import make_tree as make
from tests.make_tree import LINE, NOW, TESTER

from muster.season.models import Season
from muster.tree import clock, services
from muster.tree.models import Account, Grant, Person, Unit, UnitVersion
from muster.tree.queries import ancestors
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
Tree = dict[str, Unit]


def client_of(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def tree() -> Tree:
    province = make.unit("Province", code="P")
    east = make.unit("East", parent=province, code="E")
    return {
        "province": province,
        "east": east,
        "town": make.unit("Town", parent=east, code="T"),
        "west": make.unit("West", parent=province, code="W"),
    }


@pytest.fixture
def office(tree: Tree) -> Client:
    return client_of(make.account((Role.OFFICE, tree["province"])))


@pytest.fixture
def boss(tree: Tree) -> Client:
    return client_of(make.account((Role.ADMINISTRATOR, tree["province"]), username="boss"))


def test_units_are_listed_in_the_order_of_the_tree(office: Client) -> None:
    page = office.get(reverse("tree:units")).text

    places = [page.index(f">{name}</a>") for name in ("Province", "East", "Town", "West")]
    assert places == sorted(places)


def test_the_tree_of_an_earlier_day_is_shown(office: Client, tree: Tree) -> None:
    services.rename(TESTER, unit_id=tree["east"].pk, name="Orient", on=date(2025, 7, 1), now=NOW)

    now = office.get(reverse("tree:units")).text
    then = office.get(reverse("tree:units"), {"on": "2025-06-30"}).text

    assert (">Orient</a>" in now, ">East</a>" in now) == (True, False)
    assert (">Orient</a>" in then, ">East</a>" in then) == (False, True)


def test_nonsense_in_the_address_shows_today(office: Client) -> None:
    assert office.get(reverse("tree:units"), {"on": "soon", "line": "x"}).status_code == 200


@pytest.mark.parametrize("more", [0, 40])
def test_the_list_of_units_costs_the_same_however_long(
    more: int,
    office: Client,
    tree: Tree,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    for _ in range(more):
        make.unit(parent=tree["west"])

    with django_assert_max_num_queries(15):
        office.get(reverse("tree:units"))


def test_a_unit_out_of_reach_is_not_found(tree: Tree) -> None:
    west = client_of(make.account((Role.SECRETARY, tree["west"])))

    assert west.get(reverse("tree:unit", args=[tree["east"].pk])).status_code == 404
    assert ">East</a>" not in west.get(reverse("tree:units")).text


def test_a_unit_page_tells_names_places_and_events(office: Client, tree: Tree) -> None:
    east = tree["east"].pk
    services.rename(TESTER, unit_id=east, name="Orient", on=date(2025, 7, 1), now=NOW)
    services.move(
        TESTER,
        unit_id=tree["town"].pk,
        parent_id=tree["west"].pk,
        kind=LINE,
        on=date(2025, 8, 1),
        now=NOW,
    )

    page = office.get(reverse("tree:unit", args=[east])).text
    town = office.get(reverse("tree:unit", args=[tree["town"].pk])).text

    assert "East" in page
    assert "Orient" in page
    assert page.index("Orient") < page.index("East")
    assert "West" in town


def test_persons_of_a_unit_are_shown_to_those_who_may_read_them(tree: Tree) -> None:
    make.person("Nguyễn Thị Ánh", unit=tree["east"])
    page = reverse("tree:unit", args=[tree["east"].pk])
    clerk = client_of(make.account((Role.CLERK, tree["province"])))
    planner = client_of(make.account((Role.PLANNER, tree["province"])))

    assert "Nguyễn Thị Ánh" not in clerk.get(page).text
    assert "Nguyễn Thị Ánh" in planner.get(page).text


EVENTS = {
    "rename": {"name": "Orient", "code": "E", "on": "2025-07-01"},
    "move": {"edge": LINE, "parent": "W", "on": "2025-07-01"},
    "merge": {"into": "W", "on": "2025-07-01"},
}


def test_a_unit_is_renamed_moved_and_merged_by_form(office: Client, tree: Tree) -> None:
    town = tree["town"].pk
    for verb, said in EVENTS.items():
        if verb != "merge":
            assert office.post(reverse(f"tree:{verb}", args=[town]), said | {"code": "T"})

    assert UnitVersion.objects.get(unit=town, valid_to=None).name == "Orient"
    assert ancestors(town, day=date(2025, 7, 1), edge_kind=LINE)[0] == tree["west"].pk
    answer = office.post(reverse("tree:merge", args=[town]), {"into": "W", "on": "2025-08-01"})
    assert answer.status_code == 302
    assert Unit.objects.get(pk=town).dissolved_on == date(2025, 8, 1)


def test_a_unit_is_split_by_form(office: Client, tree: Tree) -> None:
    answer = office.post(
        reverse("tree:split", args=[tree["east"].pk]),
        {
            "on": "2025-07-01",
            "parts": "EA; East one; 60\nEB; East two; 40\n",
            f"child_{tree['town'].pk}": "EB",
        },
    )

    assert answer.status_code == 302
    above = ancestors(tree["town"].pk, day=date(2025, 7, 1), edge_kind=LINE)[0]
    assert UnitVersion.objects.get(unit=above).name == "East two"


@pytest.mark.parametrize(("parts", "status"), [("EA; East one; much", 200), ("EA; East one", 409)])
def test_a_split_that_does_not_fit_is_refused(
    parts: str, status: int, office: Client, tree: Tree
) -> None:
    said = {"on": "2025-07-01", "parts": parts, f"child_{tree['town'].pk}": "EA"}

    answer = office.post(reverse("tree:split", args=[tree["east"].pk]), said)

    assert answer.status_code == status
    assert Unit.objects.get(pk=tree["east"].pk).dissolved_on is None


def test_a_cycle_is_refused_by_name_and_what_was_typed_stays(office: Client, tree: Tree) -> None:
    answer = office.post(
        reverse("tree:move", args=[tree["east"].pk]),
        {"edge": LINE, "parent": "T", "on": "2025-07-01", "decision_ref": "77/QĐ"},
    )

    assert answer.status_code == 409
    assert "Town" in answer.text
    assert "77/QĐ" in answer.text


def test_units_are_founded_below_and_dissolved(office: Client, tree: Tree) -> None:
    with_words = {"code": "N", "name": "New", "on": "2025-07-01", "tier": "base"}

    answer = office.post(reverse("tree:found-below", args=[tree["west"].pk]), with_words)

    # Without a season there are no tiers to choose from, so the form says so.
    assert answer.status_code == 200
    gone = office.post(reverse("tree:dissolve", args=[tree["town"].pk]), {"on": "2025-07-01"})
    assert gone.status_code == 302
    assert Unit.objects.get(pk=tree["town"].pk).dissolved_on == date(2025, 7, 1)


def test_changing_units_needs_the_role_on_both_ends(tree: Tree) -> None:
    eve = client_of(make.account((Role.OFFICE, tree["east"]), (Role.SECRETARY, tree["west"])))

    answer = eve.post(
        reverse("tree:move", args=[tree["town"].pk]),
        {"edge": LINE, "parent": "W", "on": "2025-07-01"},
    )

    assert answer.status_code in {403, 409}
    assert ancestors(tree["town"].pk, day=date(2025, 7, 1), edge_kind=LINE)[0] == tree["east"].pk


def test_closing_shuts_the_door_behind_oneself(boss: Client, tree: Tree) -> None:
    boss.post(reverse("tree:close", args=[tree["east"].pk]), {"reason": "inspection"})

    assert Unit.objects.get(pk=tree["east"].pk).is_closed
    assert boss.get(reverse("tree:unit", args=[tree["east"].pk])).status_code == 404


def test_persons_are_found_without_accents(tree: Tree) -> None:
    make.person("Nguyễn Thị Ánh", unit=tree["east"])
    make.person("Trần Bình", unit=tree["east"])
    planner = client_of(make.account((Role.PLANNER, tree["province"])))

    page = planner.get(reverse("tree:persons"), {"q": "anh nguyen"}).text

    assert "Nguyễn Thị Ánh" in page
    assert "Trần Bình" not in page


def test_a_person_is_added_and_moved_by_form(tree: Tree) -> None:
    desk = client_of(make.account((Role.PERSONNEL, tree["province"])))
    desk.post(reverse("tree:add-person"), {"number": "7", "name": "Ada", "unit": "E"})
    ada = Person.objects.get(number="7")

    answer = desk.post(
        reverse("tree:person", args=[ada.pk]), {"number": "7", "name": "Ada", "unit": "W"}
    )

    ada.refresh_from_db()
    assert answer.status_code == 302
    assert ada.unit == tree["west"]
    desk.post(reverse("tree:person-leave", args=[ada.pk]))
    ada.refresh_from_db()
    assert not ada.is_active


def test_reading_persons_is_not_changing_them(tree: Tree) -> None:
    ada = make.person("Ada", unit=tree["east"])
    planner = client_of(make.account((Role.PLANNER, tree["province"])))

    answer = planner.post(
        reverse("tree:person", args=[ada.pk]), {"number": "7", "name": "Eve", "unit": "W"}
    )

    assert answer.status_code == 403
    ada.refresh_from_db()
    assert ada.name == "Ada"


def test_a_new_account_shows_its_password_once(boss: Client) -> None:
    answer = boss.post(reverse("tree:add-account"), {"username": "eve"})

    eve = Account.objects.get(username="eve")
    start = answer.text.index('id="one-time-password">') + len('id="one-time-password">')
    password = answer.text[start : answer.text.index("</code>", start)]
    assert eve.check_password(password)
    assert "no-store" in answer["Cache-Control"]
    assert password not in boss.get(reverse("tree:account", args=[eve.pk])).text


def test_a_grant_is_given_and_revoked(boss: Client, tree: Tree) -> None:
    eve = make.account(person=make.person(unit=tree["east"]))
    boss.post(
        reverse("tree:give", args=[eve.pk]),
        {"role": Role.CLERK.value, "unit": "E", "until": "2099-12-31"},
    )
    grant = Grant.objects.get(account=eve)
    assert (grant.role, grant.unit, grant.until) == ("clerk", tree["east"], date(2099, 12, 31))
    assert grant.since == clock.today()

    boss.post(reverse("tree:revoke", args=[grant.pk]), {"reason": "left"})

    grant.refresh_from_db()
    assert grant.revoked_at is not None


def test_a_grant_that_ends_before_it_begins_is_refused(boss: Client, tree: Tree) -> None:
    eve = make.account(person=make.person(unit=tree["east"]))

    answer = boss.post(
        reverse("tree:give", args=[eve.pk]),
        {"role": Role.CLERK.value, "unit": "E", "until": "2001-01-01"},
    )

    assert answer.status_code in {200, 409}
    assert not Grant.objects.filter(account=eve).exists()


def test_nobody_hands_on_more_than_reaches_him(tree: Tree) -> None:
    small = client_of(make.account((Role.ADMINISTRATOR, tree["east"])))
    make.account((Role.ADMINISTRATOR, tree["province"]))
    eve = make.account(person=make.person(unit=tree["town"]))

    answer = small.post(reverse("tree:give", args=[eve.pk]), {"role": Role.HEAD.value, "unit": "P"})

    assert answer.status_code in {200, 403}
    assert not Grant.objects.filter(account=eve).exists()


@pytest.mark.parametrize("verb", ["password", "disable", "enable"])
def test_a_small_administrator_does_not_get_at_a_great_account(verb: str, tree: Tree) -> None:
    small = client_of(make.account((Role.ADMINISTRATOR, tree["east"])))
    head = make.account((Role.HEAD, tree["province"]), (Role.CLERK, tree["town"]))
    before = Account.objects.get(pk=head.pk).password

    answer = small.post(reverse(f"tree:{verb}", args=[head.pk]))

    assert answer.status_code == 403
    assert Account.objects.get(pk=head.pk).password == before
    assert Account.objects.get(pk=head.pk).is_active


def test_who_keeps_one_season_gives_no_grant_for_all(tree: Tree) -> None:
    season = Season.objects.create(
        key="s",
        name="s",
        pack="p",
        pack_version="1",
        root=tree["province"],
        edge_kind=LINE,
        tree_on=date(2030, 1, 1),
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    make.account((Role.ADMINISTRATOR, tree["province"]))
    keeper = make.account()
    make.grant(keeper, Role.ADMINISTRATOR, tree["east"], season_id=season.pk)
    eve = make.account(person=make.person(unit=tree["town"]))
    address = reverse("tree:give", args=[eve.pk])
    said = {"role": Role.CLERK.value, "unit": "T"}

    refused = client_of(keeper).post(address, said)
    given = client_of(keeper).post(address, said | {"season": str(season.pk)})

    assert (refused.status_code, given.status_code) == (403, 302)
    assert Grant.objects.get(account=eve).season == season


def test_accounts_are_the_administrators_business(office: Client, tree: Tree) -> None:
    assert office.get(reverse("tree:accounts")).status_code == 403
    assert office.post(reverse("tree:add-account"), {"username": "x"}).status_code == 403


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_of_accounts_costs_the_same_however_long(
    more: int,
    boss: Client,
    tree: Tree,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    for _ in range(more):
        make.account((Role.CLERK, tree["east"]), (Role.OFFICE, tree["town"]))

    with django_assert_max_num_queries(13):
        page = boss.get(reverse("tree:accounts"))

    assert page.status_code == 200
    assert Account.objects.count() == more + 1


def test_access_is_explained(boss: Client, tree: Tree) -> None:
    make.account((Role.HEAD, tree["east"]), username="eve")
    address = reverse("tree:explain")

    town = boss.get(address, {"username": "eve", "unit": "T"}).text
    west = boss.get(address, {"username": "eve", "unit": "W"}).text

    assert "East &gt; Town" in town
    assert "East &gt;" not in west
    assert boss.get(address, {"username": "nobody", "unit": "T"}).status_code == 200
    assert boss.get(address, {"unit": "T"}).status_code == 200


def test_the_founder_of_a_root_becomes_its_administrator() -> None:
    first = Account.objects.create_user("first", is_staff=True)
    new = services.NewUnit(code="R", name="Root", tier="t")
    actor = make.TESTER.__class__(name="first", via="page", account_id=first.pk)

    root = services.found_root(actor, unit=new, on=date(2025, 1, 1), now=NOW)

    assert Grant.objects.get(account=first).unit == root
