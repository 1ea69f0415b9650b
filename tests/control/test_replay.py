"""The day of a room again: each moment is a rebuild of what had happened by then."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests import make_control as make
from tests import make_duty
from tests.control.test_pages import client_of, page
from tests.control.test_rebuild import ACTS, KIT, Act, do
from tests.control.two_posts import Pair

from muster.control import services
from muster.control.bridge import replaying
from muster.control.bridge.merging import standing_now
from muster.control.bridge.rebuilding import entries_of, facts_in_order, rows_recorded, rows_stored
from muster.control.bridge.replaying import Film, film_of, replay_of, windows_of
from muster.control.models import ControlRoom, Line, Team
from muster.control.projecting import Fact, IncidentRow, Knowledge, Merging, Row, TeamRow
from muster.packs.schema import TeamState
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
KINDS: tuple[type[Row], ...] = (TeamRow, IncidentRow)


@pytest.fixture(autouse=True)
def _clock(settings: Any) -> None:
    settings.MUSTER_NOW = make.NOW + timedelta(hours=1)


def minutes(count: float) -> datetime:
    return make.NOW + timedelta(minutes=count)


def facts_of(room: ControlRoom) -> list[Fact]:
    return list(facts_in_order(room.pk, entries_of(room.pk), standing_now()))


def shown_at(film: Film, kind: type[Row], moment: datetime) -> dict[Any, Row]:
    """The rows of a kind at a moment, as the page looks them up: the last frame not later."""
    found = {}
    for (of, key), frames in film.frames.items():
        past = [row for at, row in frames if at <= moment]
        if of is kind and past and past[-1] is not None:
            found[key] = past[-1]
    return found


def stored(room: ControlRoom, kind: type[Row]) -> dict[Any, Row]:
    return {row.uuid: row for row in rows_stored(room.pk, kind)}


def must_show_each_moment(facts: Sequence[Fact], knowledge: Knowledge) -> Film:
    """Each moment at which something happened is what folding only what had happened gives."""
    film = film_of(facts, knowledge)
    for moment in sorted({fact.happened_at for fact in facts}):
        folded = Merging(knowledge)
        for fact in facts:
            if fact.happened_at <= moment:
                folded.take(fact)
        for kind in KINDS:
            assert shown_at(film, kind, moment) == folded.memory.rows.get(kind, {}), moment
    return film


LATE = st.one_of(ACTS, st.sampled_from(("09:10 @2 /den", "08:55 @3 đủ", "09:40 @4 /yt ngất")))


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(LATE, min_size=1, max_size=10))
def test_after_any_acts_the_last_moment_is_the_tables_and_each_one_a_rebuild(
    acts: list[Act],
) -> None:
    with transaction.atomic():
        day = make.day()
        make_duty.officers(day.world, names=make_duty.NAMES[:2])
        make.equip(day, *KIT[:3])
        make.equip(day, KIT[3], kind="service_weapon")
        for number, act in enumerate(acts):
            do(day, act, make.NOW + timedelta(seconds=7 * number))

        film = must_show_each_moment(facts_of(day.room), Knowledge())

        for kind in KINDS:
            assert shown_at(film, kind, minutes(600)) == stored(day.room, kind)
        transaction.set_rollback(True)


def test_a_moment_of_the_replay_is_a_rebuild_of_the_entries_up_to_then() -> None:
    day = make.day()
    day.say("@1 /vt", after_min=0)
    day.say("@2 /yt choáng", after_min=1)
    day.say("@1 /den #1", after_min=2)
    day.say("@3 /ktl", after_min=3)
    day.say("#1 /kt", after_min=4)
    film = film_of(facts_of(day.room), Knowledge())
    states = set()

    for count in (-200, -1, 1, 2, 3, 4, 60):
        entries = entries_of(day.room.pk).filter(happened_at__lte=minutes(count))
        rows, _inert = rows_recorded(day.room.pk, entries, standing_now())
        for kind in KINDS:
            assert shown_at(film, kind, minutes(count)) == rows.get(kind, {}), count
        states.add(repr(rows.get(IncidentRow)))

    assert len(states) == 4, "nothing, opened, attended, ended"


def test_what_was_written_down_later_is_shown_when_it_happened() -> None:
    day = make.day()
    team = day.team(4)
    services.move_team(team, state=TeamState.AVAILABLE, actor=make.TAM, now=minutes(0))
    services.move_team(team, state=TeamState.REST, actor=make.TAM, now=minutes(10))
    day.say("09:45 @4 đủ quân số", after_min=20)

    film = must_show_each_moment(facts_of(day.room), Knowledge())

    at_five = shown_at(film, TeamRow, minutes(5))[team.pk]
    assert isinstance(at_five, TeamRow)
    assert at_five.state == TeamState.AVAILABLE
    assert film.lines[1].text == "@4 đủ quân số"
    assert film.lines[1].happened_at < minutes(5)


def test_a_move_towards_an_incident_that_was_opened_for_later_waits_for_it() -> None:
    day = make.day()
    day.say("09:43 @1 /vt", after_min=1)
    day.say("09:50 @2 /yt choáng", after_min=20)
    day.say("09:44 @1 /den #1", after_min=21)

    film = must_show_each_moment(facts_of(day.room), Knowledge())

    row = shown_at(film, TeamRow, minutes(60))[day.team(1).pk]
    assert isinstance(row, TeamRow)
    assert row.incident_id == day.incident(1).pk
    assert shown_at(film, TeamRow, minutes(5))[row.uuid] != row


def test_of_a_line_and_its_correction_the_correction_is_shown() -> None:
    day = make.day()
    day.say("xe biển số 12", after_min=1)
    services.correct_line(
        Line.objects.get(), text="xe biển số 21", reason="nghe nhầm", actor=make.TAM, now=minutes(9)
    )

    (line,) = film_of(facts_of(day.room), Knowledge()).lines

    assert (line.text, line.happened_at) == ("xe biển số 21", minutes(1))


def test_a_room_is_cut_into_days_and_each_begins_with_what_was_before() -> None:
    day = make.day()
    day.say("@4 /vt", after_min=0)
    day.say("@3 /vt", after_min=60 * 24)
    room, later = day.room, minutes(60 * 30)

    windows = windows_of(room, now=later)
    reader = make_duty.account(Role.DISPATCHER, on=day.world.root)
    told = replay_of(room, windows[1], account=reader)

    assert [(one.ends_at - one.starts_at) <= timedelta(hours=24) for one in windows] == [True] * 2
    assert (windows[0].starts_at, windows[-1].ends_at) == (room.opened_at, later)
    frames = {team["number"]: team["frames"] for team in told["teams"]}
    assert [at < told["from"] for at, _row in frames[4]] == [True]
    assert frames[4][0][1]["state"] == TeamState.AVAILABLE
    assert [at < told["from"] for at, _row in frames[3]] == [True, False]
    assert len(told["lines"]) == 1


def test_a_record_that_is_too_long_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    day = make.day()
    day.say("một", after_min=1)
    day.say("hai", after_min=2)
    reader = make_duty.account(Role.DISPATCHER, on=day.world.root)
    (window,) = windows_of(day.room, now=minutes(60))
    assert not replay_of(day.room, window, account=reader)["is_cut"]
    monkeypatch.setattr(replaying, "MOST_ENTRIES", 2)

    told = replay_of(day.room, window, account=reader)

    assert told["is_cut"]
    assert [text for _at, text in told["lines"]] == ["một"]


def test_entries_that_would_be_folded_too_often_end_the_film(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day = make.day()
    for count in range(1, 6):
        day.say(f"@2 dòng {count}", after_min=count)
    day.say("09:00 @2 muộn", after_min=20)
    facts = facts_of(day.room)
    assert not film_of(facts, Knowledge()).is_cut
    monkeypatch.setattr(replaying, "MOST_AGAIN", 3)

    film = film_of(facts, Knowledge())

    assert film.is_cut
    assert [line.text for line in film.lines][:2] == ["@2 muộn", "@2 dòng 1"]


def told_to(client: Client, room: ControlRoom, query: str = "") -> Any:
    answer = client.get(reverse("control:replay_data", args=[room.pk]) + query)
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_who_may_not_see_the_room_may_not_see_its_replay() -> None:
    day = make.day()
    client = client_of(day, Role.DISPATCHER, on=day.world.west)
    for name in ("replay", "replay_data"):
        address = reverse(f"control:{name}", args=[day.room.pk])
        assert client.get(address).status_code == 404
        assert Client().get(address).status_code in (302, 401, 403)
        assert client_of(day, Role.DISPATCHER).post(address).status_code == 405
    assert told_to(client_of(day, Role.AUDITOR), day.room)["teams"]


@pytest.mark.parametrize("asked", ["0", "9", "-1", "x", "٣", "9" * 40])
def test_a_day_that_is_none_gives_one_that_is(asked: str) -> None:
    day = make.day()
    client = client_of(day, Role.DISPATCHER)

    assert told_to(client, day.room, f"?day={asked}") == told_to(client, day.room, "?day=1")
    assert "data-replay=" in page(client, "replay", day.room.pk)


def test_the_queries_of_a_replay_do_not_grow_with_the_day(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    day = make.day()
    client = client_of(day, Role.DISPATCHER)
    told_to(client, day.room)
    for count in range(12):
        day.say(f"@{1 + count % 4} /yt choáng {count}", after_min=count)

    with django_assert_max_num_queries(16):
        told = told_to(client, day.room)

    assert len(told["incidents"]) == 12
    with django_assert_max_num_queries(14):
        page(client, "replay", day.room.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite_only
def test_two_posts_replay_one_day_alike(pair: Pair) -> None:
    with pair.first.open():
        pair.first.day().say("@1 /vt", after_min=0)
        pair.first.day().say("@2 /yt choáng", after_min=1)
        pair.first.day().say("@1 /den #1", after_min=4)
    with pair.second.open():
        pair.second.day().say("@3 /gt xe chắn lối", after_min=2)
        pair.second.day().say("09:43 @4 /vt", after_min=5)
    with pair.first.open():
        pair.first.day().say("#1 /kt", after_min=6)
    pair.both_ways(at=minutes(180))
    films = []

    for post in (pair.first, pair.second):
        with post.open():
            room = post.day().room
            film = must_show_each_moment(facts_of(room), standing_now().knowledge)
            for kind in KINDS:
                assert shown_at(film, kind, minutes(600)) == stored(room, kind)
            assert len(shown_at(film, IncidentRow, minutes(3))) == 2
            assert Team.objects.filter(room=room).count() == 4
            films.append(film)

    assert films[0].frames == films[1].frames
    assert films[0].lines == films[1].lines
