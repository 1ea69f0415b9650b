"""Two posts that lead one exercise, or take up one lesson, apart: people decide, in any order."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests import make_control as make
from tests.control.test_posts import LATER, decide, minutes, must_be_equal
from tests.control.two_posts import Pair, Post, waiting

from muster.control import services
from muster.control.errors import PostConcludesNothing
from muster.control.models import ControlRoom, Exercise, Inject, Lesson, Line
from muster.control.queries.conflicts import shown_conflicts
from muster.control.queries.exercises import run_s_at
from muster.control.services import ChangeDraft, InjectDraft, concluding
from muster.ledger.actor import Actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_only]
WORKER = Actor(name="muster", via="worker")
SEVEN = 7 * 3600
STORY = (
    InjectDraft(number=1, after_min=0, text="Báo cáo quân số", expected="đủ quân số"),
    InjectDraft(number=2, after_min=30, text="Mất điện hội trường"),
)
ORDERS = pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])


def merge(pair: Pair, order: Sequence[str], at: datetime) -> None:
    """Bundles there and back, whoever gives the first one."""
    one, other = (getattr(pair, name) for name in order)
    for place, (giver, taker) in enumerate(((one, other), (other, one), (one, other))):
        pair.carry(giver, taker, at=at + timedelta(seconds=place))
    must_be_equal(pair)


def room() -> ControlRoom:
    return ControlRoom.objects.get(mode=ControlRoom.Mode.EXERCISE)


@pytest.fixture
def led(pair: Pair) -> Pair:
    """Both posts have the room of an exercise with its story."""
    with pair.first.open():
        event = pair.first.day().event
        mode = ControlRoom.Mode.EXERCISE
        found = services.open_room(event, actor=make.TAM, now=make.NOW, mode=mode)
        services.write_injects(found.pk, actor=make.TAM, now=make.NOW, drafts=STORY)
    pair.both_ways(at=minutes(1))
    return pair


def at(post: Post, act: Callable[..., Any], *given: Any, after_min: float, **said: Any) -> None:
    with post.open():
        act(room().pk, *given, actor=make.TAM, now=minutes(after_min), **said)


def write(post: Post, draft: InjectDraft, *, after_min: float) -> None:
    at(post, services.write_injects, drafts=[draft], after_min=after_min)


def topics(post: Post) -> set[str]:
    with post.open():
        return set(waiting())


@ORDERS
def test_an_inject_written_in_two_ways_waits_for_a_person(led: Pair, order: Sequence[str]) -> None:
    write(led.first, InjectDraft(number=2, after_min=30, text="Mất nước"), after_min=5)
    write(led.second, InjectDraft(number=2, after_min=20, text="Mất mạng"), after_min=6)

    merge(led, order, minutes(10))

    assert topics(led.first) == topics(led.second) == {"inject"}
    with led.first.open():
        (shown,) = shown_conflicts(waiting().values())
        assert {side.text for side in shown.sides} == {"+30 Mất nước", "+20 Mất mạng"}
        assert "2" in shown.what
    decide(led.first, "inject", side="first", at=minutes(11))
    merge(led, order, minutes(12))
    assert topics(led.second) == set()
    with led.second.open():
        row = Inject.objects.get(number=2)
        assert (row.text, row.after_min) == ("Mất nước", 30)


@ORDERS
def test_the_same_change_at_both_is_no_conflict(led: Pair, order: Sequence[str]) -> None:
    same = InjectDraft(number=2, after_min=25, text="Mất nước")
    write(led.first, same, after_min=5)
    write(led.second, same, after_min=6)

    merge(led, order, minutes(10))

    assert topics(led.first) == set()


@ORDERS
def test_what_went_out_at_one_post_and_was_dropped_at_the_other(
    led: Pair, order: Sequence[str]
) -> None:
    at(led.first, services.start_exercise, begin_s=SEVEN, after_min=2)
    led.both_ways(at=minutes(3))
    with led.first.open():
        assert services.play_due(actor=WORKER, now=minutes(4)) == 1
    write(led.second, InjectDraft(number=1, after_min=0, text="-", is_dropped=True), after_min=4)

    merge(led, order, minutes(10))

    assert topics(led.first) == {"out"}
    decide(led.second, "out", side="first", at=minutes(11))
    merge(led, order, minutes(12))
    assert topics(led.first) == set()
    with led.first.open():
        assert Line.objects.filter(text__contains="Báo cáo quân số").count() == 1


@ORDERS
def test_an_inject_that_both_let_out_is_one_line(led: Pair, order: Sequence[str]) -> None:
    at(led.first, services.start_exercise, begin_s=SEVEN, after_min=2)
    led.both_ways(at=minutes(3))
    for post in (led.first, led.second):
        with post.open():
            services.play_due(actor=WORKER, now=minutes(4))

    merge(led, order, minutes(10))

    assert topics(led.first) == set()
    with led.second.open():
        assert Line.objects.filter(text__contains="Báo cáo quân số").count() == 1


@ORDERS
@pytest.mark.parametrize(("side", "state"), [("first", "paused"), ("second", "running")])
def test_one_story_has_one_clock(led: Pair, order: Sequence[str], side: str, state: str) -> None:
    at(led.first, services.start_exercise, begin_s=SEVEN, after_min=2)
    led.both_ways(at=minutes(3))
    at(led.first, services.pause_exercise, after_min=12)
    at(led.second, services.speed_exercise, speed=2, after_min=14)

    merge(led, order, minutes(20))

    assert topics(led.first) == topics(led.second) == {"story"}
    decide(led.first, "story", side=side, at=minutes(24))
    merge(led, order, minutes(25))
    assert topics(led.second) == set()
    with led.second.open():
        row = Exercise.objects.get()
        assert row.state == state
        # paused after ten minutes; or twelve, and since the fourteenth at twice the speed
        assert run_s_at(row, minutes(24)) == {"first": 600, "second": 720 + 1200}[side]


@ORDERS
def test_two_beginnings_of_a_story_and_its_times(led: Pair, order: Sequence[str]) -> None:
    at(led.first, services.start_exercise, begin_s=SEVEN, after_min=2)
    at(led.second, services.start_exercise, begin_s=SEVEN + 3600, after_min=3)

    merge(led, order, minutes(4))

    assert "story" in topics(led.first)
    decide(led.second, "story", side="first", at=minutes(5))
    merge(led, order, minutes(6))
    with led.first.open():
        row = Exercise.objects.get()
        assert (row.begin_s, run_s_at(row, minutes(5))) == (SEVEN, 180)
        assert Inject.objects.get(number=2).due_s == 1800


@ORDERS
def test_one_verdict_in_two_ways(led: Pair, order: Sequence[str]) -> None:
    at(led.first, services.start_exercise, begin_s=SEVEN, after_min=2)
    with led.first.open():
        services.play_due(actor=WORKER, now=minutes(3))
    led.both_ways(at=minutes(4))
    for post, done in ((led.first, True), (led.second, False)):
        with post.open():
            inject = Inject.objects.get(number=1)
            services.judge_inject(inject, actor=make.TAM, now=minutes(5), is_done=done)

    merge(led, order, minutes(10))

    assert topics(led.second) == {"verdict"}
    decide(led.first, "verdict", side="second", at=minutes(11))
    merge(led, order, minutes(12))
    with led.first.open():
        assert Inject.objects.get(number=1).is_done is False


@pytest.fixture
def learned(pair: Pair) -> Pair:
    """Both posts have a closed room with a lesson for which a change was proposed."""
    with pair.first.open():
        day = pair.first.day()
        services.close_room(day.room.pk, actor=make.TAM, now=make.NOW)
        services.note_lesson(day.room.pk, actor=make.TAM, now=minutes(1), text="Cổng B mở chậm")
        post = next(iter(day.world.pack.posts.values())).key
        draft = ChangeDraft(of=Lesson.Of.POST, key=post, change="Mở cổng B trước 15 phút")
        services.propose_change(Lesson.objects.get(), actor=make.TAM, now=minutes(2), draft=draft)
    pair.both_ways(at=minutes(3))
    return pair


def test_lessons_are_taken_up_at_the_first_post_alone(learned: Pair) -> None:
    with learned.second.open():
        lesson = Lesson.objects.get()
        with pytest.raises(PostConcludesNothing):
            services.refuse_change(lesson, actor=make.SANG, now=LATER, note="đã có")


@ORDERS
def test_a_lesson_that_another_installation_decided_all_the_same(
    learned: Pair, order: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post whose program does not refuse: its entry is well signed, and shown to people."""
    with learned.first.open():
        services.accept_change(
            Lesson.objects.get(), actor=make.SANG, now=minutes(5), note="bản 2 của mẫu chốt"
        )
    with learned.second.open(), monkeypatch.context() as other:
        other.setattr(concluding, "own_ordinal", lambda: 0)
        said: dict[str, Any] = {"actor": make.TAM, "now": minutes(6), "note": "không cần"}
        services.refuse_change(Lesson.objects.get(), **said)

    merge(learned, order, minutes(10))

    assert topics(learned.first) == topics(learned.second) == {"lesson"}
    decide(learned.first, "lesson", side="first", at=minutes(11))
    merge(learned, order, minutes(12))
    assert topics(learned.second) == set()
