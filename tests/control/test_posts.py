"""Two command posts that lose their link go on, and merge: two database files, two keys."""

import tempfile
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make_control as make
from tests.control import two_posts
from tests.control.test_alerts import content
from tests.control.test_rebuild import ACTS, do
from tests.control.two_posts import KEEPER, Pair, Post, tables, waiting

from muster.control import services
from muster.control.errors.posts import (
    ConflictMoved,
    FingerprintDiffers,
    NumberOfAnotherPost,
    PostBegunAlready,
    PostOpensNoRoom,
)
from muster.control.models import (
    Alert,
    Bundle,
    CommandPost,
    Conflict,
    ControlRoom,
    Incident,
    Line,
    Task,
    Team,
)
from muster.control.queries.after_actions import content_after
from muster.control.queries.conflicts import shown_conflicts
from muster.control.queries.passing import under_way
from muster.control.services import AlertDraft, CallDraft, IncidentDraft, TeamDraft, Typed
from muster.errors import DomainError
from muster.ledger.checking import check_record
from muster.packs.schema import TeamState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_only]
LATER = make.NOW + timedelta(hours=3)


def minutes(count: float) -> datetime:
    return make.NOW + timedelta(minutes=count)


def must_be_equal(pair: Pair) -> None:
    """Both have the same rows, and each of them what its own record says."""
    found = []
    for post in (pair.first, pair.second):
        with post.open():
            found.append(tables())
            assert services.rebuild(is_trial=True).rows == 0
            assert check_record().is_sound
    assert found[0] == found[1]


def decide(post: Post, topic: str, *, side: str, at: datetime, note: str = "") -> None:
    """Choose the side of one post: "first", "second", or "" for both."""
    with post.open():
        conflict = waiting()[topic]
        second = CommandPost.objects.filter(ordinal=1).values_list("log", flat=True).get()
        entries = {
            "second" if one["log"] == second else "first": one["entry"] for one in conflict.sides
        }
        chosen, judged = entries.get(side, ""), tuple(entries.values())
        services.decide_conflict(
            conflict, chosen=chosen, judged=judged, note=note, actor=make.SANG, now=at
        )


def test_what_both_wrote_apart_stands_in_both_afterwards(pair: Pair) -> None:
    with pair.first.open():
        pair.first.day().say("@2 /yt choáng", after_min=1)
    with pair.second.open():
        pair.second.day().say("đủ quân số", after_min=0.5)
        pair.second.day().say("@3 /gt xe chắn lối", after_min=2)
        assert Incident.objects.get().number == 1001

    pair.both_ways(at=LATER)

    must_be_equal(pair)
    with pair.first.open():
        numbers = Incident.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 1001]
        lines = Line.objects.order_by("place").values_list("text", "place")
        assert [place for _text, place in lines] == [1, 2, 3]
        assert lines[0][0] == "đủ quân số"
        assert not waiting()


def test_the_report_counts_what_there_is_and_not_the_highest_number(pair: Pair) -> None:
    with pair.first.open():
        pair.first.day().say("@2 /yt choáng", after_min=1)
    with pair.second.open():
        pair.second.day().say("@3 /gt xe chắn lối", after_min=2)
    pair.both_ways(at=LATER)

    with pair.first.open():
        report = content_after(pair.first.day().room, now=LATER)

    counts = {one["word"]: one["count"] for one in report["totals"]}
    assert counts["Vụ việc"] == 2
    assert report["left_out"] == 0


def test_an_ended_incident_that_was_ranked_anew_waits_for_a_person(pair: Pair) -> None:
    with pair.first.open():
        pair.first.day().say("@2 /yt choáng", after_min=1)
    pair.both_ways(at=minutes(2))
    with pair.first.open():
        pair.first.day().say("#1 /kt", after_min=5)
        assert Incident.objects.get().is_over
    with pair.second.open():
        row = Incident.objects.get()
        priority = next(iter(pair.second.day().world.pack.priorities))
        draft = IncidentDraft(type=row.type, title="ngất, gọi cấp cứu", priority=priority)
        services.change_incident(row, actor=make.TAM, now=minutes(6), draft=draft)

    pair.both_ways(at=minutes(10))

    must_be_equal(pair)
    with pair.first.open():
        (conflict,) = waiting().values()
        assert (conflict.topic, conflict.number) == ("end", 1)
        (shown,) = shown_conflicts([conflict])
        assert {side.actor for side in shown.sides} == {"Nguyễn Tâm"}
        assert Incident.objects.get().title == "ngất, gọi cấp cứu"

    decide(pair.first, "end", side="second", at=minutes(11), note="người bệnh chưa ổn")
    with pair.first.open():
        row = Incident.objects.get()
        assert (row.is_over, row.ended_at) == (False, None)
        assert "người bệnh chưa ổn" in Line.objects.latest("place").text

    pair.both_ways(at=minutes(12))
    must_be_equal(pair)
    with pair.second.open():
        assert not waiting()
        assert not Incident.objects.get().is_over


def test_a_team_that_was_sent_to_two_places_goes_where_a_person_says(pair: Pair) -> None:
    with pair.first.open():
        day = pair.first.day()
        day.say("@2 /yt choáng", after_min=1)
        day.say("@3 /gt xe chắn lối", after_min=1)
        team = Team.objects.get(number=4)
        services.move_team(team, actor=make.TAM, now=minutes(1), state=TeamState.AVAILABLE)
    pair.both_ways(at=minutes(2))
    for post, number in ((pair.first, 1), (pair.second, 2)):
        with post.open():
            incident = Incident.objects.get(number=number)
            services.move_team(
                Team.objects.get(number=4),
                actor=make.TAM,
                now=minutes(3),
                state=TeamState.TASKED,
                incident=incident.pk,
            )

    pair.both_ways(at=minutes(10))
    must_be_equal(pair)
    decide(pair.second, "team", side="first", at=minutes(11))
    pair.both_ways(at=minutes(12))

    must_be_equal(pair)
    with pair.first.open():
        assert not waiting()
        assert Incident.objects.get(teams__number=4).number == 1


def test_what_was_decided_in_two_ways_is_a_conflict_again(pair: Pair) -> None:
    with pair.first.open():
        pair.first.day().say("@2 /viec kiểm tra lối thoát", after_min=1)
    pair.both_ways(at=minutes(2))
    for post, state in ((pair.first, Task.State.DONE), (pair.second, Task.State.DROPPED)):
        with post.open():
            services.close_task(Task.objects.get(), actor=make.TAM, now=minutes(3), state=state)
    pair.both_ways(at=minutes(4))
    decide(pair.first, "task", side="first", at=minutes(5))
    decide(pair.second, "task", side="second", at=minutes(6))

    pair.both_ways(at=minutes(7))

    must_be_equal(pair)
    with pair.first.open():
        assert set(waiting()) == {"decision"}
    decide(pair.first, "decision", side="first", at=minutes(8))
    pair.both_ways(at=minutes(9))
    must_be_equal(pair)


def test_a_decision_does_not_cover_what_was_not_seen(pair: Pair) -> None:
    with pair.first.open():
        pair.first.day().say("@2 /viec kiểm tra lối thoát", after_min=1)
    pair.both_ways(at=minutes(2))
    for post, state in ((pair.first, Task.State.DONE), (pair.second, Task.State.DROPPED)):
        with post.open():
            services.close_task(Task.objects.get(), actor=make.TAM, now=minutes(3), state=state)
    pair.carry(pair.second, pair.first, at=minutes(4))
    with pair.first.open():
        seen = waiting()["task"]
    with pair.second.open():
        task = Task.objects.get()
        services.close_task(task, actor=make.TAM, now=minutes(5), state=Task.State.OPEN)
    decide(pair.first, "task", side="first", at=minutes(6))

    pair.both_ways(at=minutes(7))

    must_be_equal(pair)
    with pair.first.open():
        assert waiting()["task"].pk == seen.pk
        with pytest.raises(ConflictMoved):
            services.decide_conflict(
                waiting()["task"],
                chosen="",
                judged=tuple(side["entry"] for side in seen.sides),
                actor=make.TAM,
                now=minutes(8),
            )


def test_a_line_closes_the_task_that_the_other_post_gave(pair: Pair) -> None:
    """Each post numbers its own; a number means one task at both."""
    for post in (pair.first, pair.second):
        with post.open():
            post.day().say(f"@2 /viec của {post.folder.name}", after_min=1)
    pair.both_ways(at=minutes(2))
    with pair.first.open():
        own, other = Task.objects.order_by("number")
        pair.first.day().say(f"/xong *{other.number} đã xem", after_min=3)
    with pair.second.open():
        pair.second.day().say(f"/thoi *{own.number}", after_min=3)

    pair.both_ways(at=minutes(4))

    must_be_equal(pair)
    assert (own.number, other.number) == (1, 1001)
    with pair.second.open():
        found = Task.objects.order_by("number").values_list("number", "state", "note")
        assert list(found) == [(1, "dropped", ""), (1001, "done", "đã xem")]
        assert not waiting()


def test_what_was_seen_stands_in_front_whatever_the_clocks_say(pair: Pair) -> None:
    """The clock of the first post is ten minutes behind that of the second."""
    with pair.second.open():
        pair.second.day().say("@3 /gt xe chắn lối", after_min=12)
    pair.carry(pair.second, pair.first, at=minutes(3))
    with pair.first.open():
        pair.first.day().say("#1001 /kt đã kéo xe", after_min=4)

    pair.carry(pair.first, pair.second, at=minutes(15))

    with pair.second.open():
        assert Incident.objects.get().is_over
        assert not waiting()
    pair.both_ways(at=minutes(16))
    must_be_equal(pair)


def test_a_shift_that_both_passed_on_and_an_alert_that_one_took_back(pair: Pair) -> None:
    with pair.first.open():
        room = pair.first.day().room.pk
        services.draft_alert(
            room, actor=make.TAM, now=minutes(1), draft=AlertDraft(content=content(note="gió"))
        )
    pair.both_ways(at=minutes(2))
    for post in (pair.first, pair.second):
        with post.open():
            services.draw_up_passing(room, actor=make.TAM, now=minutes(3))
            waits = under_way(post.day().room)
            assert waits is not None
            services.take_passing(waits, actor=make.SANG, now=minutes(4))
    with pair.first.open():
        services.release_alert(Alert.objects.get(), actor=make.SANG, now=minutes(5))
    with pair.second.open():
        services.withdraw_alert(Alert.objects.get(), actor=make.TAM, now=minutes(3))

    pair.both_ways(at=minutes(10))

    must_be_equal(pair)
    with pair.second.open():
        assert set(waiting()) == {"shift", "alert"}
        assert Alert.objects.get().state == Alert.State.RELEASED
    decide(pair.second, "shift", side="first", at=minutes(11))
    decide(pair.second, "alert", side="", at=minutes(11))
    pair.both_ways(at=minutes(12))
    must_be_equal(pair)


def test_a_room_closed_at_one_post_goes_on_where_a_person_says_so(pair: Pair) -> None:
    with pair.first.open():
        room = pair.first.day().room.pk
        services.close_room(room, actor=make.TAM, now=minutes(1))
    with pair.second.open():
        pair.second.day().say("@3 /gt xe chắn lối", after_min=2)
    pair.both_ways(at=minutes(3))
    must_be_equal(pair)
    with pair.first.open():
        assert pair.first.day().room.closed_at is not None

    decide(pair.first, "room", side="second", at=minutes(4))
    pair.carry(pair.first, pair.second, at=minutes(4))
    with pair.second.open():
        pair.second.day().say("vẫn ghi", after_min=5)

    pair.both_ways(at=minutes(6))
    must_be_equal(pair)
    with pair.second.open():
        assert pair.second.day().room.closed_at is None
        assert not waiting()


def test_two_times_for_one_stage_of_a_day(pair: Pair) -> None:
    for post, minute in ((pair.first, 1), (pair.second, 9)):
        with post.open():
            day = post.day()
            stage = next(iter(day.world.pack.day_stages))
            draft = CallDraft(stage=stage, happened_at=minutes(minute))
            services.take_call(day.event, actor=make.TAM, now=minutes(10), draft=draft)

    pair.both_ways(at=minutes(11))
    must_be_equal(pair)
    decide(pair.first, "stage", side="first", at=minutes(12))

    pair.both_ways(at=minutes(13))
    must_be_equal(pair)
    with pair.second.open():
        sheet = pair.second.day().event.day_sheet
        assert sheet.reached[stage] == minutes(1).isoformat()
        assert sheet.calls == 3


def test_what_a_phone_sent_to_both_stays_one(pair: Pair) -> None:
    for post in (pair.first, pair.second):
        with post.open():
            services.write_line(
                post.day().room.pk,
                actor=make.TAM,
                now=minutes(1),
                typed=Typed(text="@2 /yt choáng"),
                client_uuid=UUID(int=77),
            )

    pair.both_ways(at=LATER)

    must_be_equal(pair)
    with pair.second.open():
        assert Line.objects.count() == Incident.objects.count() == 1
        assert not waiting()


def test_other_capabilities_are_recorded_but_not_merged_and_named(pair: Pair) -> None:
    from muster.ledger.models import Audience
    from muster.ledger.services import recorded

    with pair.second.open(), recorded(KEEPER, now=LATER) as record:
        record("duty.roster_published", "roster:1", audience=Audience.STAFF, body={})

    taken = pair.carry(pair.second, pair.first, at=LATER)

    assert taken.left_out == {"duty.roster_published": 1}
    with pair.first.open():
        assert Bundle.objects.get(way="taken").left_out == {"duty.roster_published": 1}
        assert CommandPost.objects.get(is_own=False).left_out == {"duty.roster_published": 1}

    with pair.second.open(), recorded(KEEPER, now=LATER) as record:
        for kind in ("duty.roster_published", "duty.roster_changed"):
            record(kind, "roster:1", audience=Audience.STAFF, body={})
    pair.carry(pair.second, pair.first, at=LATER, name="c.zip")
    pair.take(pair.first, at=LATER, name="c.zip")  # nothing new in it: counted once

    with pair.first.open():
        post = CommandPost.objects.get(is_own=False)
        assert post.left_out == {"duty.roster_changed": 1, "duty.roster_published": 2}
        assert services.rebuild(is_trial=True).rows == 0


def test_a_second_post_has_limits_that_it_names(pair: Pair) -> None:
    with pair.second.open():
        day = pair.second.day()
        with pytest.raises(PostOpensNoRoom):
            services.open_room(day.event, actor=make.TAM, now=LATER, mode=ControlRoom.Mode.EXERCISE)
        with pytest.raises(PostOpensNoRoom):
            services.close_room(day.room.pk, actor=make.TAM, now=LATER)
        draft = TeamDraft(number=21, name="Xe 115")
        with pytest.raises(NumberOfAnotherPost):
            services.add_team(day.room.pk, actor=make.TAM, now=LATER, draft=draft)
        draft = TeamDraft(number=1021, name="Xe 115")
        services.add_team(day.room.pk, actor=make.TAM, now=LATER, draft=draft)
        with pytest.raises(PostBegunAlready):
            services.begin_post(fingerprint="", actor=KEEPER, now=LATER)


def test_a_key_is_believed_only_with_the_fingerprint_that_was_read_out(
    begun_pair: Pair, tmp_path: Path
) -> None:
    pair = two_posts.again(begun_pair, tmp_path / "posts")
    with pair.first.open():
        services.copy_for_post(tmp_path / "third", name="C", actor=KEEPER, now=LATER)
        key = CommandPost.objects.get(ordinal=1).verifier_key
        with pytest.raises(FingerprintDiffers):
            services.enrol_post(
                2, key=key, fingerprint="0000 0000 0000 0000 0000", actor=KEEPER, now=LATER
            )
        assert CommandPost.objects.get(ordinal=2).log == ""


def pass_on(post: Post, now: datetime) -> None:
    room = post.day().room
    waits = under_way(room)
    if waits is None:
        services.draw_up_passing(room.pk, actor=make.TAM, now=now)
    else:
        services.take_passing(waits, actor=make.SANG, now=now)


def close_or_call(post: Post, what: str, number: int, now: datetime) -> None:
    day = post.day()
    if what == "call":
        stage = list(day.world.pack.day_stages)[number % 3]
        draft = CallDraft(stage=stage, is_taken_back=number > 4)
        services.take_call(day.event, actor=make.TAM, now=now, draft=draft)
    elif what == "close":
        services.close_room(day.room.pk, actor=make.TAM, now=now)
    elif what == "twice":
        services.write_line(
            day.room.pk,
            actor=make.TAM,
            now=now,
            typed=Typed(text=f"@{1 + number % 4} /yt choáng"),
            client_uuid=UUID(int=1000 + number),
        )
    elif what == "pass":
        pass_on(post, now)
    else:
        conflict = Conflict.objects.filter(decided_at=None).order_by("pk")[number % 3]
        entries = tuple(side["entry"] for side in conflict.sides)
        chosen = (*entries, "")[number % 3]
        services.decide_conflict(conflict, chosen=chosen, judged=entries, actor=make.SANG, now=now)


# Equipment is counted where it is, and not merged.
HERE_ONLY = ("issue", "back", "place", "hand_over", "count")
# A line is typed text, and may be empty; any other act begins with its name.
MERGED = ACTS.filter(lambda act: isinstance(act, str) or act[0] not in HERE_ONLY)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("first", "second")), MERGED),
        st.tuples(st.sampled_from(("first", "second")), MERGED),
        st.tuples(
            st.sampled_from(("first", "second")),
            st.tuples(
                st.sampled_from(("call", "close", "twice", "pass", "decide")), st.integers(0, 6)
            ),
        ),
        st.sampled_from((("to first",), ("to second",))),
    ),
    min_size=4,
    max_size=16,
)


@pytest.mark.slow
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, back_first=st.booleans())
def test_any_acts_on_both_sides_give_the_same_tables(
    begun_pair: Pair, steps: list[tuple[Any, ...]], back_first: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pair = two_posts.again(begun_pair, Path(folder) / "posts")
        posts = {"first": pair.first, "second": pair.second}
        # The clocks of the two are not the same: the second goes 11 s behind.
        behind = {"first": 0, "second": -11}
        for number, step in enumerate(steps):
            now = make.NOW + timedelta(seconds=7 * number)
            if step == ("to first",):
                pair.carry(pair.second, pair.first, at=now)
            elif step == ("to second",):
                pair.carry(pair.first, pair.second, at=now)
            else:
                name, act = step
                now += timedelta(seconds=behind[name])
                with posts[name].open():
                    if isinstance(act, tuple) and len(act) == 2:
                        with suppress(DomainError, IndexError):
                            close_or_call(posts[name], *act, now)
                    else:
                        do(posts[name].day(), act, now)
        if back_first:
            pair.carry(pair.second, pair.first, at=LATER)
        pair.both_ways(at=LATER)

        must_be_equal(pair)
