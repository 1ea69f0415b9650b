"""What a server says of itself: messages and shapes, as other programs read them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.engines.cot import Event, chat, kinds, read, shapes, written
from muster.engines.cot.chat import EVERYBODY, Chat, read_chat
from muster.engines.cot.shapes import Label, Place, hull

AT = datetime(2030, 8, 22, 2, 42, tzinfo=UTC)
LABEL = Label(
    uid="z-1", name="Vòng trong", remarks="", made_at=AT, stale_at=AT + timedelta(hours=6)
)
SAID = Chat(sender="post", callsign="Sở chỉ huy", room=EVERYBODY, message="m-1", text="Đóng <cổng>")
# Whole thousandths of a degree, so that corners are exact.
PLACES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=20)


def back(event: Event) -> Event:
    """The event as somebody else reads it."""
    return read(written(event))


def test_a_message_comes_back_as_it_was_said() -> None:
    event = back(chat.chat(SAID, at=AT))

    assert read_chat(event) == SAID
    assert event.uid == "GeoChat.post.All Chat Rooms.m-1"
    assert not kinds.is_directed(event)


@pytest.mark.parametrize("kind", ["b-t-f-d", "b-t-f-r", "a-f-G"])
def test_receipts_are_no_messages(kind: str) -> None:
    event = chat.chat(SAID, at=AT)

    assert read_chat(read(written(event).replace(b'"b-t-f"', f'"{kind}"'.encode()))) is None


def test_an_area_is_closed_and_stands_at_its_middle() -> None:
    event = back(shapes.area(LABEL, [(10.0, 106.0), (10.0, 106.2), (10.2, 106.1)]))

    points = [node.get("point") for node in event.detail if node.name == "link"]
    assert points == ["10.0,106.0", "10.0,106.2", "10.2,106.1", "10.0,106.0"]
    assert (round(event.point.lat, 4), round(event.point.lon, 4)) == (10.0667, 106.1)
    assert kinds.callsign(event) == "Vòng trong"


def test_a_way_names_each_of_its_points() -> None:
    event = back(shapes.route(LABEL, [("1 Cổng", (10.0, 106.0)), ("2 Cầu", (10.1, 106.1))]))

    links = [node for node in event.detail if node.name == "link"]
    assert [(node.get("callsign"), node.get("type")) for node in links] == [
        ("1 Cổng", "b-m-p-w"),
        ("2 Cầu", "b-m-p-w"),
    ]
    assert len({node.get("uid") for node in links}) == 2


def test_too_few_points_make_no_shape() -> None:
    with pytest.raises(ValueError, match="three"):
        shapes.area(LABEL, [(10.0, 106.0), (10.0, 106.2)])
    with pytest.raises(ValueError, match="two"):
        shapes.route(LABEL, [("1", (10.0, 106.0))])


def test_a_removal_names_what_is_gone() -> None:
    event = back(shapes.removal("z-1", by="muster", at=AT, until=AT))

    assert event.type == kinds.REMOVE
    assert list(kinds.linked(event)) == ["z-1"]


def turn(a: Place, b: Place, c: Place) -> float:
    return (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1])


@given(places=PLACES)
def test_a_hull_holds_every_place_and_turns_one_way(places: list[Place]) -> None:
    corners = hull(places)

    assert set(corners) <= set(places)
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    assert all(turn(a, b, place) >= 0 for a, b in sides for place in places)
    if not corners:  # all on one line
        assert all(turn(a, b, c) == 0 for a in places for b in places for c in places[:3])
