"""Lanes of a big roster: what is drawn is bounded, and what is to be mended comes first."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_duty as make
from tests.duty.test_pages import client_of, staffed, text_of
from tests.duty.test_rosters import solved

from muster.duty.models import Assignment, Roster, Shift
from muster.duty.queries import lanes_posts
from muster.duty.queries.lanes import Lanes, Look
from muster.duty.queries.lanes_posts import lanes_by_post
from muster.duty.queries.people import crowd_of
from muster.duty.services.settle import settle
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def drawn(roster: Roster, world: make.World, *, unfolded: int | None = None) -> Lanes:
    people = crowd_of(roster, pack=world.pack)
    look = Look(shifts=Shift.objects.all(), unfolded=unfolded)
    return lanes_by_post(roster, crowd=people, look=look)


def opened(roster: Roster, shift: Shift) -> None:
    """Nobody stands on the shift any more."""
    Assignment.objects.filter(roster=roster, shift=shift).delete()
    settle(roster)


def test_events_beyond_the_room_are_folded_to_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make.world()
    roster = staffed(world, events=3)
    posts = Shift.objects.values("post__plan").distinct().count()
    assert posts == 3
    every = sum(len(group.lanes) for group in drawn(roster, world).groups)
    monkeypatch.setattr(lanes_posts, "LANES_DRAWN", every // 3)

    lanes = drawn(roster, world)

    assert [group.folded for group in lanes.groups] == [False, True, True]
    assert sum(len(group.lanes) for group in lanes.groups) == every // 3
    last = lanes.groups[2]
    assert last.hidden == every // 3
    assert sum(count.shifts for count in last.counts) == 6
    assert sum(count.open for count in last.counts) == 0


def test_posts_to_be_mended_are_drawn_where_others_have_no_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = make.world()
    roster = staffed(world, events=2)
    shift = Shift.objects.filter(assignments__roster=roster).latest("starts_at", "pk")
    opened(roster, shift)
    monkeypatch.setattr(lanes_posts, "LANES_DRAWN", 1)

    first, second = drawn(roster, world).groups

    assert first.event_id == shift.post.plan.event_id
    assert [lane.href_id for lane in first.lanes] == [shift.post_id]
    assert first.hidden > 0
    assert not first.folded
    assert second.folded


def test_the_reader_unfolds_one_event_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make.world()
    roster = staffed(world, events=2)
    monkeypatch.setattr(lanes_posts, "LANES_DRAWN", 0)
    wanted = drawn(roster, world).groups[1]

    first, second = drawn(roster, world, unfolded=wanted.event_id).groups

    assert first.folded
    assert (second.hidden, len(second.lanes)) == (0, wanted.hidden)


def test_a_short_name_tells_apart_those_who_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make.world()
    make.officers(world, names=["Nguyễn Văn Lộc", "Trần Văn Lộc"] * 5)
    make.plan(make.event(world, day=date(2030, 8, 20)))
    roster = solved(make.draft(world))
    crowd = crowd_of(roster, pack=world.pack)
    held = dict(
        Assignment.objects.filter(roster=roster, officer__isnull=False).values_list(
            "shift", "officer"
        )
    )

    def names() -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for group in drawn(roster, world).groups:
            for lane in group.lanes:
                for bar in (bar for cell in lane.cells for bar in cell if "," not in bar.text):
                    found.setdefault(bar.text, set()).add(held.get(bar.shift_id, 0))
        return found

    every = names()
    monkeypatch.setattr(lanes_posts, "LANES_DRAWN", 0)

    assert len(crowd.officers) > 2
    assert all(len(officers) == 1 for officers in every.values())
    assert names() == {}


def rows_of(client: Client, roster: Roster, asked: str = "") -> str:
    return text_of(client, reverse("duty:roster", args=[roster.pk]) + asked)


def test_lanes_are_walked_changed_and_explained_by_keys() -> None:
    world = make.world()
    roster = staffed(world)
    shift = Shift.objects.filter(assignments__roster=roster).latest("starts_at", "pk")
    opened(roster, shift)

    said = rows_of(client_of(world, Role.PLANNER), roster)

    assert "data-rows" in said
    assert said.count("data-why") == 1
    assert "data-edit" in said


def test_a_page_that_is_no_number_shows_the_first() -> None:
    world = make.world()
    roster = staffed(world)
    client = client_of(world, Role.PLANNER)
    first = rows_of(client, roster).count("data-row")

    assert first > 1
    assert rows_of(client, roster, "?event=x&page=99").count("data-row") == first
