"""What each form of ATAK means here."""

import pytest
from tests.engines.cot.make import ALERT, CHAT, CORPUS, POSITION
from tests.engines.cot.samples import SAMPLES

from muster.engines.cot import Event, kinds, read
from muster.engines.cot.chat import read_chat

ALL = {"position": POSITION, "chat": CHAT, "alert": ALERT, **SAMPLES}


def sample(name: str) -> Event:
    return read(ALL[name].encode())


def those(is_so: object) -> set[str]:
    """The samples of which it is so."""
    assert callable(is_so)
    return {name for name in ALL if is_so(sample(name))}


def test_every_sample_is_in_the_corpus_that_the_reader_and_the_framer_are_held_to() -> None:
    assert set(SAMPLES) <= set(CORPUS)


def test_positions_of_a_sender_are_told_from_things_on_the_map() -> None:
    assert those(kinds.is_self_report) == {"position", "vehicle", "no fix"}
    assert those(lambda one: kinds.is_nowhere(one.point)) == {
        "no fix",
        "removal",
        "asks for protobuf",
    }


def test_calls_for_help_are_told_from_their_end_and_from_other_alarms() -> None:
    assert those(kinds.is_alert) == {"alert", "bell", "in contact", "cancel", "geofence"}
    assert those(kinds.is_call_for_help) == {"alert", "bell", "in contact"}
    assert those(kinds.ends_alert) == {"cancel"}
    assert {sample(name).uid for name in ("alert", "cancel")} == {"ANDROID-7c1-9-1-1"}


def test_directed_events_name_whom_they_are_for() -> None:
    assert those(kinds.is_directed) == {"to one", "to a group", "delivered", "file"}
    assert kinds.addressees(sample("to a group")) == {"Xe 3", "Tổ 14"}


@pytest.mark.parametrize(
    ("name", "room", "text"),
    [
        ("chat", "All Chat Rooms", "Cổng B đã mở & thông"),
        ("to one", "ANDROID-9f2", "Đón ở cổng B"),
        ("to a group", "Cyan", "Rõ"),
    ],
)
def test_messages_are_read_with_their_room(name: str, room: str, text: str) -> None:
    said = read_chat(sample(name))

    assert said is not None
    assert (said.sender, said.callsign, said.room, said.text) == (
        "ANDROID-7c1",
        "Tổ 12",
        room,
        text,
    )
    assert said.is_for_everybody == (name == "chat")


def test_everything_else_is_no_message() -> None:
    assert those(lambda one: read_chat(one) is not None) == {"chat", "to one", "to a group"}


def test_a_removal_names_what_goes() -> None:
    assert list(kinds.linked(sample("removal"))) == ["c0ffee01"]
    assert sample("removal").type == kinds.REMOVE


def test_what_the_reader_does_not_know_is_kept_to_the_last_level() -> None:
    circle, route = sample("circle"), sample("route")

    shape = circle.part("shape")
    assert shape is not None
    assert shape.children[1].children[0].children[0].children[0].text == "ffffffff"
    assert [node.get("callsign") for node in route.detail if node.name == "link"] == [
        "Tuyến 1 SP",
        "",
        "VDO",
    ]
