from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import make_duty, make_office, make_tree, make_venues

from muster.duty.models import Post
from muster.office.bridge import rules_of
from muster.office.services import PartnerDraft, add_partner
from muster.site.search.finding import HITS, find, words_of
from muster.tree.models import Account, ParentEdge
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> make_duty.World:
    """The season of the duty tests, with today's tree equal to the frozen one."""
    made = make_duty.world()
    for child in made.season.units.exclude(parent=None).select_related("parent"):
        assert child.parent is not None
        ParentEdge.objects.create(
            child_id=child.unit_id,
            parent_id=child.parent.unit_id,
            kind=made.season.edge_kind,
            valid_from=date(2000, 1, 1),
        )
    return made


def found(account: Account, text: str) -> dict[str, list[str]]:
    account = Account.objects.get(pk=account.pk)
    groups = find(account, words_of(text))
    return {group.title: [hit.title for hit in group.hits] for group in groups}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  Chốt  CỔNG ", ["chot", "cong"]),
        ("c", []),
        ("", []),
        ("a b c d e f g h", ["a", "b", "c", "d", "e", "f"]),
        ("%_", ["%_"]),
    ],
)
def test_words_are_folded_and_bounded(typed: str, words: list[str]) -> None:
    assert words_of(typed) == words


def test_post_is_found_without_accents(world: make_duty.World) -> None:
    plan = make_duty.plan(make_duty.event(world))
    Post.objects.filter(plan=plan, number=1).update(name="Chốt cổng")
    planner = make_duty.account(Role.PLANNER, on=world.root)

    posts = next(hits for hits in found(planner, "chot cong").values() if hits)

    assert posts == ["1\N{NO-BREAK SPACE}Chốt cổng"]
    assert found(planner, "chot cong vam cat").values()
    assert not found(planner, "chot cong huyen tay")


def test_units_venues_and_persons_are_found(world: make_duty.World) -> None:
    make_venues.venue("Nhà văn hóa Vàm Cát", unit=world.commune.unit)
    make_tree.person("Lê Vàm Cát", unit=world.commune.unit)
    planner = make_duty.account(Role.PLANNER, on=world.root)

    hits = [title for titles in found(planner, "vam cat").values() for title in titles]

    assert sorted(hits) == ["Lê Vàm Cát", "Nhà văn hóa Vàm Cát", "Xã Vàm Cát Đông"]


def test_meetings_and_partners_are_found(world: make_duty.World) -> None:
    kinds = rules_of(world.root)
    partner = PartnerDraft(kind=next(iter(kinds.partner_kinds)), name="Sở Y tế")
    add_partner(world.root, actor=make_duty.ACTOR, now=make_duty.NOW, draft=partner)
    make_office.meeting(world.root, subject="Hiệp đồng y tế")
    planner = make_duty.account(Role.PLANNER, on=world.root)

    hits = [title for titles in found(planner, "y te").values() for title in titles]

    assert sorted(hits) == ["Hiệp đồng y tế", "Sở Y tế"]


def test_what_is_out_of_reach_is_not_found(world: make_duty.World) -> None:
    make_venues.venue("Nhà văn hóa Vàm Cát", unit=world.commune.unit)
    make_tree.person("Lê Vàm Cát", unit=world.commune.unit)
    west = make_duty.account(Role.PLANNER, on=world.west)
    clerk = make_duty.account(Role.CLERK, on=world.commune)

    assert found(west, "vam cat") == {}
    names = [name for names in found(clerk, "vam cat").values() for name in names]
    assert "Lê Vàm Cát" not in names
    assert "Xã Vàm Cát Đông" in names


def test_names_that_begin_with_the_words_come_first(world: make_duty.World) -> None:
    for name in ("Hội trường An", "An Bình"):
        make_venues.venue(name, unit=world.commune.unit)
    planner = make_duty.account(Role.PLANNER, on=world.root)

    assert list(found(planner, "an").values()) == [["An Bình", "Hội trường An"]]


def test_each_sort_is_bounded_and_says_that_there_is_more(world: make_duty.World) -> None:
    for n in range(HITS + 2):
        make_venues.venue(f"Hall {n}", unit=world.commune.unit)
    planner = make_duty.account(Role.PLANNER, on=world.root)

    (group,) = find(planner, ["hall"])

    assert len(group.hits) == HITS
    assert group.has_more
    assert group.more_url.endswith("?q=hall")


@pytest.mark.parametrize("venues", [1, 9])
def test_searching_costs_the_same_whatever_is_found(
    venues: int,
    world: make_duty.World,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    for n in range(venues):
        make_venues.venue(f"Hall {n}", unit=world.commune.unit)
    planner = make_duty.account(Role.PLANNER, on=world.root)

    with django_assert_max_num_queries(12):
        find(planner, ["hall"])


def test_the_page_and_its_part(world: make_duty.World) -> None:
    planner = make_duty.account(Role.PLANNER, on=world.root)
    client = Client()
    assert client.get(reverse("search"), {"q": "xa"}).status_code == 302
    client.force_login(planner)

    page = client.get(reverse("search"), {"q": "vam cat"}).text
    part = client.get(reverse("search"), {"q": "vam cat"}, headers={"HX-Request": "true"}).text

    assert "Xã Vàm Cát Đông" in page
    assert "Xã Vàm Cát Đông" in part
    assert "<html" in page
    assert "<html" not in part
    assert client.get(reverse("search"), {"q": "<b>x"}).status_code == 200
    assert "&lt;b&gt;x" in client.get(reverse("search"), {"q": "<b>x"}).text
