"""What a short message says: no database, no clock."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.control.texting import (
    MOST_LETTERS,
    Fault,
    Letters,
    Mark,
    Message,
    read_marks,
    read_whom,
    squeezed,
)

LETTERS = Letters(
    stages={"vt": "placed", "km": "opened", "dd": "enough"},
    counting=frozenset({"enough"}),
    well="bt",
    trouble="sc",
)
NAMES = {"ta1": (1,), "tanan": (2, 3), "tan": (4,), "e1": (5,)}


@pytest.mark.parametrize(
    ("typed", "marks"),
    [
        ("KM", [Mark(stage="opened")]),
        (
            "vt 6h05, km 7:30.",
            [Mark(stage="placed", clock=time(6, 5)), Mark(stage="opened", clock=time(7, 30))],
        ),
        ("KM7h30", [Mark(stage="opened", clock=time(7, 30))]),
        ("Km 7g", [Mark(stage="opened", clock=time(7))]),
        ("km 7.05", [Mark(stage="opened", clock=time(7, 5))]),
        ("ĐĐ 142/150 7h45", [Mark(stage="enough", text="142/150", clock=time(7, 45))]),
        ("đđ 7h45 1420", [Mark(stage="enough", text="1420", clock=time(7, 45))]),
        ("BT", [Mark()]),
        ("bt 9h30", [Mark(clock=time(9, 30))]),
        (
            "SC 8h10 Mất điện, KM 9h",
            [Mark(is_trouble=True, clock=time(8, 10), text="Mất điện, KM 9h")],
        ),
        ("sc mất điện", [Mark(is_trouble=True, text="mất điện")]),
        ("SC8h10 mất điện", [Mark(is_trouble=True, clock=time(8, 10), text="mất điện")]),
        (
            "KM 7h30 SC mất loa",
            [Mark(stage="opened", clock=time(7, 30)), Mark(is_trouble=True, text="mất loa")],
        ),
    ],
)
def test_marks_are_read(typed: str, marks: list[Mark]) -> None:
    assert read_marks(typed.split(), LETTERS) == Message(marks=tuple(marks))


@pytest.mark.parametrize(
    ("typed", "fault", "at"),
    [
        ("", Fault.NOTHING, ""),
        ("--", Fault.NOTHING, ""),
        ("KM 0730", Fault.NO_HOUR, "0730"),
        ("KM 730", Fault.NO_HOUR, "730"),
        ("DD 0730", Fault.NO_HOUR, "0730"),
        ("DD 142 150", Fault.NO_HOUR, "150"),
        ("142", Fault.NO_HOUR, "142"),
        ("KM 7h30 8h30", Fault.UNREADABLE, "8h30"),
        ("KM 25h00", Fault.UNREADABLE, "25h00"),
        ("KM đúng giờ", Fault.UNREADABLE, "đúng"),
        ("khai mạc 7h30", Fault.UNREADABLE, "khai"),
        ("SC", Fault.NO_WORDS, ""),
        ("SC 8h10", Fault.NO_WORDS, ""),
        ("SC " + "a" * MOST_LETTERS, Fault.TOO_LONG, str(MOST_LETTERS)),
    ],
)
def test_what_is_half_understood_is_not_understood(typed: str, fault: Fault, at: str) -> None:
    assert read_marks(typed.split(), LETTERS) == Message(fault=fault, given=at)


@pytest.mark.parametrize(
    ("line", "found", "rest"),
    [
        ("TA1 KM", (1,), "KM"),
        ("ta 1: km 7h30", (1,), "km 7h30"),
        ("TA-1 km", (1,), "km"),
        ("Tân An KM", (2, 3), "KM"),
        ("tan km", (4,), "km"),
        ("Xã nào KM", (), "nào KM"),
        ("", (), ""),
    ],
)
def test_the_longest_name_in_front_is_whom_it_is_about(
    line: str, found: tuple[int, ...], rest: str
) -> None:
    whom = read_whom(line, NAMES)

    assert whom.found == found
    assert " ".join(whom.rest) == rest


@given(line=st.text(max_size=400))
def test_any_text_is_read_or_refused_and_never_an_error(line: str) -> None:
    whom = read_whom(line, NAMES)
    message = read_marks(whom.rest, LETTERS)

    assert (message.fault is None) == bool(message.marks)
    assert squeezed(line).isascii()
