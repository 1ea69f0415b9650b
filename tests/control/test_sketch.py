"""The drawing of a room: far posts stand on its edge, words cover nothing."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import make_control as make
from tests import make_duty

from muster.control.drawing import EDGE, HEIGHT, WIDTH, put, view_of
from muster.control.lettering import LEFT, RIGHT, Word, lettered
from muster.control.queries.board import board_of
from muster.control.queries.sketch import sketch_of
from muster.duty.models import Post

HALL = (10.35, 106.36)
A_HUNDRED_M = 100 / 111_320


def places_of(*north_m: float) -> dict[int, tuple[float, float]]:
    return {
        n: (HALL[0] + one / 100 * A_HUNDRED_M, HALL[1]) for n, one in enumerate(north_m, start=1)
    }


def test_a_far_post_stands_on_the_edge_with_its_distance_and_the_others_stay_apart() -> None:
    places = places_of(60, -60, 120, -120, 4_200)
    view = view_of([*places.values()], HALL)

    at, away = put(places, view)

    assert away.keys() == {5}
    assert away[5].startswith("4")
    assert away[5].endswith("2 km")
    assert at[5][1] == EDGE
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(at.values(), 2)) > EDGE


def test_posts_that_lie_near_are_all_inside() -> None:
    places = places_of(60, -60, 120, -120, 170)

    _at, away = put(places, view_of([*places.values()], HALL))

    assert away == {}


def test_two_far_posts_in_one_direction_do_not_cover_each_other() -> None:
    places = places_of(60, -60, 80, -80, 5_000, 6_000, 7_000)

    at, away = put(places, view_of([*places.values()], HALL))

    assert away.keys() == {5, 6, 7}
    assert len({at[one] for one in away}) == 3


@given(
    east=st.lists(st.floats(-20_000, 20_000), min_size=1, max_size=40),
    north=st.lists(st.floats(-20_000, 20_000), min_size=40, max_size=40),
)
def test_every_post_is_in_the_drawing(east: list[float], north: list[float]) -> None:
    places = {
        n: (HALL[0] + y / 100 * A_HUNDRED_M, HALL[1] + x / 100 * A_HUNDRED_M)
        for n, (x, y) in enumerate(zip(east, north, strict=False))
    }

    at, _away = put(places, view_of([*places.values()], HALL))

    assert at.keys() == places.keys()
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in at.values())


def test_words_give_way_to_shapes_and_to_what_is_urgent() -> None:
    quiet = Word(x=100, y=100, text="7")
    urgent = Word(x=72, y=100, text="12 · Cửa A", is_first=True)

    placed = lettered([quiet, urgent], width=WIDTH, height=HEIGHT)

    assert placed[1] != RIGHT  # the shape of the other stands there
    assert placed[0] == RIGHT
    assert lettered([Word(x=600, y=9, text="7")], width=WIDTH, height=HEIGHT) == [LEFT]


@pytest.mark.django_db
def test_the_room_says_how_far_a_post_is_that_does_not_fit() -> None:
    day = make.day()
    far = Post.objects.filter(plan__event=day.event).order_by("-number").first()
    assert far is not None
    Post.objects.filter(pk=far.pk).update(lat=make_duty.HALL[0] + 30 * A_HUNDRED_M)

    sketch = sketch_of(day.room, board_of(day.room, now=make.NOW).teams)

    assert sketch is not None
    assert [spot.label for spot in sketch.spots if "km" in spot.label] == [f"{far.number} · 3,0 km"]
