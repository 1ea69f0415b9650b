"""When a team is out of contact: by its own schedule, by calls that it missed."""

from datetime import timedelta

import pytest
from tests import make_control as make

from muster.control.queries.board import board_of
from muster.control.queries.silence import silence_of

pytestmark = pytest.mark.django_db


def silent_at(day: make.Day, number: int, minutes: float) -> bool:
    now = make.NOW + timedelta(minutes=minutes)
    found = silence_of(day.team(number), calls_missed=day.room.calls_missed, now=now)
    return found is not None


def test_the_main_gate_reports_every_15_minutes_with_2_of_grace() -> None:
    day = make.day()
    day.say("@1 vt")

    assert not silent_at(day, 1, 17)
    assert silent_at(day, 1, 17.02)

    day.say("@1 dk", after_min=10)
    assert not silent_at(day, 1, 27)
    assert silent_at(day, 1, 27.02)


def test_two_calls_without_an_answer_make_it_silent_and_one_word_ends_it() -> None:
    day = make.day()
    day.say("@1 vt")

    day.say("@1 kl", after_min=1)
    assert not silent_at(day, 1, 2)
    day.say("@1 /ktl gọi lần 2", after_min=2)
    assert silent_at(day, 1, 2)

    day.say("@1 dk", after_min=3)
    assert not silent_at(day, 1, 3)


def test_a_line_about_a_post_does_not_make_it_heard() -> None:
    """Whoever writes "@5 does not answer" must not hide that @5 is silent."""
    day = make.day()
    day.say("@1 vt")

    day.say("@1 gọi lần 3 không đáp", after_min=16)

    assert silent_at(day, 1, 17.02)


def test_what_is_recorded_late_does_not_count_as_heard_now() -> None:
    day = make.day()
    day.say("@1 vt")

    day.say("09:42 @1 dk", after_min=16)

    assert silent_at(day, 1, 17.02)


@pytest.mark.parametrize("state", ["nghi", "het"])
def test_who_rests_or_is_off_owes_no_report(state: str) -> None:
    day = make.day()
    day.say("@1 vt")
    day.say(f"@1 /{state}")

    assert not silent_at(day, 1, 600)


def test_medical_stands_above_silence_whatever_the_timer_says() -> None:
    day = make.day()
    day.say("@1 vt")
    day.say("@3 vt", after_min=15)
    day.say("@4 vt", after_min=15)
    day.say("@4 /yt choáng", after_min=16)
    day.say("@3 /cd #1", after_min=16)

    board = board_of(day.room, now=make.NOW + timedelta(hours=1))

    assert [(line.team.number, line.mark) for line in board.teams][:2] == [
        *((3, "p-silent"), (1, "p-silent"))
    ]
    assert [line.team.number for line in board.silent] == [3, 1, 4]
    assert board.incidents[0].incident.level == 1
