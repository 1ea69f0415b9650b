"""The season board, the congress page and the desk, as their readers get them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings as SettingsWrapper
from tests import make_season, make_tree

from muster.packs import load
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> make_season.World:
    return make_season.world()


@pytest.fixture
def head(client: Client, world: make_season.World) -> Client:
    client.force_login(make_tree.account((Role.HEAD, world.top.unit)))
    return client


def test_the_board_begins_with_its_answer(head: Client, world: make_season.World) -> None:
    make_season.congress(world.communes[0])

    page = head.get(reverse("board")).content.decode()

    assert "<b>0 / 1</b>" in page


def test_without_a_season_the_board_says_how_to_begin(client: Client) -> None:
    unit = make_tree.unit("Root")
    client.force_login(make_tree.account((Role.HEAD, unit)))

    page = client.get(reverse("board"), headers={"accept-language": "en"})

    assert reverse("workbook:start") in page.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_board_asks_the_same_questions_for_one_as_for_three(
    head: Client, world: make_season.World, many: int, django_assert_max_num_queries: Any
) -> None:
    for commune in world.communes[:many]:
        make_season.congress(commune)
    head.get(reverse("board"))

    # Each source of what is overdue asks its few, whatever the number of units.
    with django_assert_max_num_queries(49):
        head.get(reverse("board"))


def test_who_may_not_see_a_unit_gets_no_board_of_it(
    client: Client, world: make_season.World
) -> None:
    client.force_login(make_tree.account((Role.HEAD, world.west.unit)))

    assert client.get(reverse("board-of", args=[world.east.pk])).status_code == 404
    assert client.get(reverse("board-of", args=[world.west.pk])).status_code == 200


def test_a_full_desk_shows_the_worst_and_leads_to_the_rest(
    client: Client, world: make_season.World, settings: SettingsWrapper
) -> None:
    settings.MUSTER_NOW = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
    for commune in world.communes:
        make_season.congress(commune)

    client.force_login(make_tree.account((Role.OFFICE, world.top.unit)))
    page = client.get(reverse("desk")).content.decode()

    assert "overdue on my desk" in page or "quá hạn" in page
    assert page.count(reverse("season:step", args=[0])[:-2]) <= 3 * 12
    assert reverse("season:steps") in page


def test_an_officer_s_first_page_is_his_duty(client: Client, world: make_season.World) -> None:
    officer = make_tree.person("Ada", unit=world.top.unit)
    client.force_login(make_tree.account((Role.OFFICER, world.top.unit), person=officer))

    answer = client.get(reverse("board"), follow=True)

    assert answer.redirect_chain == [(reverse("duty:mine"), 302)]
    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["missing", "board-of", "matrix-workbook"])
def test_an_officer_is_still_refused_every_figure_of_the_board(
    client: Client, world: make_season.World, address: str
) -> None:
    client.force_login(make_tree.account((Role.OFFICER, world.top.unit)))

    assert client.get(reverse(address, args=[world.top.pk])).status_code == 403


def test_the_congress_page_leads_to_visits_rules_and_leaving(
    client: Client, world: make_season.World
) -> None:
    congress = make_season.congress(world.communes[0])
    client.force_login(make_tree.account((Role.OFFICE, world.top.unit)))

    page = client.get(reverse("congress:one", args=[congress.pk])).content.decode()

    for checklist in load(congress.pack).checklists:
        assert reverse("season:inspect", args=[congress.pk, checklist]) in page
    assert reverse("season:pack", args=[congress.pk]) in page
    assert reverse("season:leave", args=[congress.season_unit_id]) in page


def test_who_may_not_inspect_is_offered_no_visit(client: Client, world: make_season.World) -> None:
    congress = make_season.congress(world.communes[0])
    client.force_login(make_tree.account((Role.AUDITOR, world.top.unit)))

    page = client.get(reverse("congress:one", args=[congress.pk])).content.decode()

    assert "/inspect/" not in page
