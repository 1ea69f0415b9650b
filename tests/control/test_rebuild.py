"""The tables are what the record says: after any acts, and after they were lost."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make_control as make
from tests import make_duty
from tests.control.test_alerts import content as warning_content
from tests.engines.cap.make import FULL

from muster.control import services
from muster.control.models import (
    AfterAction,
    Alert,
    Channel,
    ControlRoom,
    Dispatch,
    Exercise,
    Incident,
    Inject,
    Lesson,
    Line,
    Message,
    Passing,
    Picture,
    Piece,
    Presence,
    ReceivedAlert,
    Situation,
    Task,
    Team,
)
from muster.control.projecting import piece_key
from muster.control.queries.equipment import stock_of
from muster.control.services import (
    AlertDraft,
    Count,
    Hands,
    IncidentDraft,
    InjectDraft,
    TaskDraft,
    TeamDraft,
)
from muster.duty.models import Officer
from muster.errors import DomainError
from muster.packs.schema import TeamState

pytestmark = pytest.mark.django_db
TABLES: tuple[type[models.Model], ...] = (
    *(ControlRoom, Team, Channel, Incident, Line, Task, Passing, Dispatch, Alert, ReceivedAlert),
    *(Message, Presence, Picture),
    *(Situation, AfterAction, Lesson),
    Piece,
    Exercise,
    Inject,
)


def dump() -> dict[str, list[dict[str, object]]]:
    return {
        table.__name__: list(table._default_manager.order_by("pk").values()) for table in TABLES
    }


def lose() -> None:
    """Empty every table of the capability, whatever points at what."""
    for table in reversed(TABLES):
        rows = table._default_manager.all()
        rows._raw_delete(rows.db)


WORDS = st.sampled_from(
    (
        *("xe chết máy", "đủ quân số", "gọi lần 2", "đại biểu choáng", "Đ/c Bình nhận"),
        *("tiếng Việt có dấu: ở, ữ, đ", "e\u0301 tổ hợp", "", "  ", "24/7 - 5'"),
    )
)
MARKS = st.lists(
    st.one_of(
        st.integers(1, 6).map(lambda n: f"@{n}"),
        st.integers(1, 5).map(lambda n: f"#{n}"),
        st.integers(1, 4).map(lambda n: f"*{n}"),
        st.sampled_from(("/yt", "/gt", "/cd", "/den", "/vt", "/het", "/nghi", "/nl", "/ve")),
        st.sampled_from(
            ("/ktl", "/bc", "/xl", "/kt", "/kc", "/viec", "/lenh", "/mll", "/chay", "/gn")
        ),
        st.sampled_from(("+5", ">10:15", "dk", "kl", "yt", "/xong", "/thoi")),
    ),
    max_size=4,
)
LINES = st.tuples(MARKS, WORDS).map(lambda both: " ".join((*both[0], both[1])))
ACTS = st.one_of(
    LINES,
    LINES,
    LINES,
    st.tuples(
        st.sampled_from(
            (
                *(
                    "correct",
                    "move",
                    "life",
                    "close_task",
                    "give",
                    "change",
                    "add",
                    "send",
                    "report",
                ),
                *("issue", "back", "place", "hand_over", "count"),
                *("warn", "follow", "release", "take_back", "hear"),
            )
        ),
        st.integers(0, 6),
        st.integers(0, 6),
    ),
    st.tuples(
        st.sampled_from(("take", "relieve", "leave", "open", "bring")),
        st.integers(0, 2),
        st.integers(0, 1),
    ),
)
Act = str | tuple[str, int, int]


def do(day: make.Day, act: Act, now: datetime) -> None:
    """One act; a refusal is an answer too, and must leave nothing behind."""
    if isinstance(act, str):
        with suppress(DomainError):
            day.say(act, after_min=(now - make.NOW).total_seconds() / 60)
        return
    name, a, b = act
    with suppress(DomainError, IndexError, Passing.DoesNotExist):
        OTHERS[name](day, a, b, actor=make.TAM if b % 2 else make.SANG, now=now)


def correct(day: make.Day, a: int, b: int, **who: Any) -> None:
    line = Line.objects.filter(room=day.room).order_by("place")[a]
    services.correct_line(line, text=f"sửa {b}", reason="nhầm", **who)


def move(day: make.Day, a: int, b: int, **who: Any) -> None:
    team = Team.objects.filter(room=day.room).order_by("number")[a]
    services.move_team(team, state=list(TeamState)[b], **who)


def live_on(day: make.Day, a: int, b: int, **who: Any) -> None:
    states = [*day.world.pack.incident_states]
    row = Incident.objects.filter(room=day.room).order_by("number")[a]
    services.move_incident(row, state=states[b % len(states)], **who)


def change(day: make.Day, a: int, b: int, **who: Any) -> None:
    row = Incident.objects.filter(room=day.room).order_by("number")[a]
    draft = IncidentDraft(type=[*day.world.pack.incident_types][b], title="hóa ra khác")
    services.change_incident(row, draft=draft, **who)


def close_task(day: make.Day, a: int, b: int, **who: Any) -> None:
    row = Task.objects.filter(room=day.room).order_by("number")[a]
    services.close_task(row, state=list(Task.State)[b % 3], **who)


def give(day: make.Day, _: int, b: int, *, now: datetime, **who: Any) -> None:
    draft = TaskDraft(text="việc", owner="trực ban", due_at=now + timedelta(minutes=b))
    services.give_task(day.room.pk, draft=draft, now=now, **who)


def add(day: make.Day, a: int, _: int, **who: Any) -> None:
    services.add_team(day.room.pk, draft=TeamDraft(number=20 + a, name="Xe 115"), **who)


def begin(day: make.Day, a: int, b: int, **who: Any) -> None:
    draft = IncidentDraft(
        type=[*day.world.pack.incident_types][a], title="báo", team=day.team(1 + b % 4).pk
    )
    services.open_incident(day.room.pk, draft=draft, **who)


def send(day: make.Day, a: int, b: int, **who: Any) -> None:
    row = Incident.objects.filter(room=day.room).order_by("number")[0]
    services.send_teams(row, numbers=[1 + a % 4, 1 + b % 4], reason="thử", fills=True, **who)


def report(day: make.Day, a: int, _: int, **who: Any) -> None:
    services.report_situation(day.room.pk, text=f"tình hình {a}", **who)


def bring(day: make.Day, _: int, __: int, **who: Any) -> None:
    services.bring_posts(day.room.pk, **who)


def warn(day: make.Day, a: int, b: int, **who: Any) -> None:
    draft = AlertDraft(content=warning_content(note=f"báo {a}"), holds_for=timedelta(minutes=b))
    services.draft_alert(day.room.pk, draft=draft, **who)


def follow(day: make.Day, a: int, b: int, **who: Any) -> None:
    kind = (Alert.Kind.UPDATE, Alert.Kind.CANCEL)[b % 2]
    replaces = Alert.objects.filter(room=day.room).order_by("number")[a % 3].pk
    draft = AlertDraft(content=warning_content(note=f"tiếp {b}"), kind=kind, replaces=replaces)
    services.draft_alert(day.room.pk, draft=draft, **who)


def release(day: make.Day, a: int, _: int, **who: Any) -> None:
    services.release_alert(Alert.objects.filter(room=day.room).order_by("number")[a % 4], **who)


def take_back(day: make.Day, a: int, _: int, **who: Any) -> None:
    services.withdraw_alert(Alert.objects.filter(room=day.room).order_by("number")[a], **who)


def hear(day: make.Day, a: int, _: int, **who: Any) -> None:
    xml = FULL.replace("muster-7-1", f"muster-7-{a % 3}")
    message = services.read_alert(xml.encode(), name="a.xml")
    services.receive_alert(day.room.pk, message=message, giver="ngoài", **who)


KIT = ("BĐ-1", "BĐ-2", "BĐ-3", "K-1")


def two_hands(b: int) -> Hands:
    first, second = Officer.objects.select_related("person").order_by("pk")[:2]
    return Hands(giver=(first, second)[b % 2], taker=(second, first)[b % 2])


def kit(a: int) -> list[UUID]:
    return [piece_key(number) for number in KIT[a % 3 : 1 + a]]


def issue(day: make.Day, a: int, b: int, **who: Any) -> None:
    services.issue_pieces(day.room.pk, pieces=kit(a), hands=two_hands(b), **who)


def back(day: make.Day, a: int, b: int, **who: Any) -> None:
    services.return_pieces(day.room.pk, pieces=kit(a), hands=two_hands(b), **who)


def place(day: make.Day, a: int, b: int, **who: Any) -> None:
    services.place_pieces(day.room.pk, pieces=kit(a), is_here=bool(b % 3), **who)


def hand_over(day: make.Day, _: int, __: int, **who: Any) -> None:
    services.draw_up_passing(day.room.pk, **who)


def count(day: make.Day, a: int, _: int, **who: Any) -> None:
    """A count that misses the first piece of a kind, or nothing."""
    stock = stock_of(day.room, pack=day.world.pack)
    gone = [one.here[0].number for one in stock.kinds[: a % 2] if one.here]
    counted = {one.key: one.due for one in stock.kinds}
    counted |= {one.key: one.due - 1 for one in stock.kinds[: a % 2] if one.here}
    passing = Passing.objects.get(taken_at=None, withdrawn_at=None)
    services.take_passing(passing, count=Count(counted=counted, missing=gone), **who)


def of_channel(act: Any) -> Any:
    def done(day: make.Day, a: int, _: int, **who: Any) -> None:
        act(day.room.pk, channel=[*day.world.pack.radio_channels][a], **who)

    return done


OTHERS: dict[str, Callable[..., None]] = {
    "correct": correct,
    "move": move,
    "life": live_on,
    "change": change,
    "close_task": close_task,
    "give": give,
    "add": add,
    "open": begin,
    "send": send,
    "report": report,
    "bring": bring,
    "warn": warn,
    "follow": follow,
    "release": release,
    "take_back": take_back,
    "hear": hear,
    "issue": issue,
    "back": back,
    "place": place,
    "hand_over": hand_over,
    "count": count,
    "take": of_channel(services.take_channel),
    "relieve": of_channel(services.relieve_channel),
    "leave": of_channel(services.leave_channel),
}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(ACTS, min_size=1, max_size=14))
def test_the_record_gives_the_tables_after_any_acts(acts: list[Act]) -> None:
    with transaction.atomic():
        day = make.day()
        make_duty.officers(day.world, names=make_duty.NAMES[:2])
        make.equip(day, *KIT[:3])
        make.equip(day, KIT[3], kind="service_weapon")
        for number, act in enumerate(acts):
            do(day, act, make.NOW + timedelta(seconds=7 * number))
        live = dump()

        assert services.rebuild(is_trial=True).rows == 0

        lose()
        services.rebuild()

        connection.check_constraints()
        assert dump() == live
        transaction.set_rollback(True)  # Django's own signature


def test_a_table_that_was_meddled_with_is_found_and_mended() -> None:
    day = make.day()
    day.say("@2 /yt choáng")
    day.say("@4 /vt")
    live = dump()
    Incident.objects.update(title="không có gì")
    Team.objects.filter(number=4).update(state="off", heard_at=None)
    Task.objects.all()[0].delete()
    stranger = Line.objects.get(place=2)
    stranger.pk, stranger.place = UUID(int=7), 9
    stranger.save(force_insert=True)

    found = services.rebuild(is_trial=True)
    assert (found.rooms, found.rows) == (1, 4)

    services.rebuild()

    assert dump() == live
    assert services.rebuild(is_trial=True).rows == 0


def test_the_record_gives_an_exercise_after_its_clock_was_led() -> None:
    day = make.day(mode=ControlRoom.Mode.EXERCISE)
    who: dict[str, Any] = {"actor": make.TAM}
    drafts = [InjectDraft(number=one, after_min=one, text=f"tình huống {one}") for one in range(4)]
    services.write_injects(day.room.pk, now=make.NOW, drafts=drafts, **who)
    services.start_exercise(day.room.pk, now=make.NOW, begin_s=0, speed=2, **who)
    services.play_due(now=make.NOW + timedelta(minutes=1), **who)
    services.judge_inject(Inject.objects.get(number=0), now=make.NOW, is_done=True, **who)
    services.pause_exercise(day.room.pk, now=make.NOW + timedelta(minutes=2), **who)
    live = dump()
    assert services.rebuild(is_trial=True).rows == 0

    lose()
    services.rebuild()

    assert dump() == live
    assert Inject.objects.exclude(line=None).count() == 3
