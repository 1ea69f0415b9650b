"""Lines of the log: what they say, what follows from them, how they are corrected."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import make_control as make

from muster.control import errors, services
from muster.control.models import Incident, Line, Task
from muster.control.services import Typed
from muster.errors import DomainError
from muster.ledger.actor import Actor
from muster.ledger.errors import UuidOfAnother, UuidReused
from muster.ledger.models import Entry

pytestmark = pytest.mark.django_db


def test_a_line_is_a_fact_with_two_times() -> None:
    """Typed for 17 seconds: it happened at the first key."""
    day = make.day()

    typed = Typed(text="Ghế cản lối đi số 3 đã dọn", age=timedelta(seconds=17))
    written = services.write_line(day.room.pk, actor=make.TAM, now=make.NOW, typed=typed)

    line = Line.objects.get(pk=written.uuid)
    assert (line.place, line.text) == (1, "Ghế cản lối đi số 3 đã dọn")
    assert line.happened_at == make.NOW - timedelta(seconds=17)
    assert line.recorded_at == make.NOW
    entry = Entry.objects.get(uuid=line.pk)
    assert entry.counter == written.number
    assert entry.season == day.world.season.pk
    assert entry.unit == day.world.commune.unit_id
    assert (Incident.objects.count(), Task.objects.count()) == (0, 0)


def test_a_time_in_front_is_when_it_happened_and_tomorrow_is_refused() -> None:
    day = make.day()

    day.say("09:12 Thử máy phát điện tốt")

    assert day.newest().text == "Thử máy phát điện tốt"
    assert make.NOW - day.newest().happened_at == timedelta(minutes=30, seconds=17)
    with pytest.raises(errors.HappensLater):
        day.say("10:30 khai mạc")


def test_the_same_line_sent_twice_gives_the_same_receipt() -> None:
    day, key = make.day(), uuid4()
    typed = Typed(text="@2 /yt Đại biểu choáng")

    def send(typed: Typed, actor: Actor = make.TAM) -> services.Written:
        return services.write_line(
            day.room.pk, actor=actor, now=make.NOW, typed=typed, client_uuid=key
        )

    first, again = send(typed), send(typed)

    assert first.receipts == again.receipts
    assert Line.objects.count() == 1
    assert Incident.objects.count() == 1
    with pytest.raises(UuidReused):
        send(Typed(text="@2 /yt Đại biểu ngã"))
    with pytest.raises(UuidOfAnother):
        send(typed, actor=make.SANG)


def test_a_medical_call_opens_an_incident_whose_card_gives_tasks() -> None:
    day = make.day()

    day.say("@2 yt đại biểu choáng, hàng ghế 14")

    incident = day.incident(1)
    assert incident.level == 1
    assert incident.team == day.team(2)
    assert incident.due_at - incident.opened_at == timedelta(minutes=8)
    assert day.newest().incident == incident
    tasks = list(incident.tasks.order_by("due_at"))
    assert [(task.due_at - incident.opened_at).seconds // 60 for task in tasks if task.due_at] == [
        *(1, 3, 4)
    ]
    assert all(task.card == "medical_card" for task in tasks)


def test_a_line_moves_a_team_to_an_incident_and_both_are_timed() -> None:
    day = make.day()
    day.say("@4 vt")
    day.say("@2 /yt choáng", after_min=1)

    day.say("@4 nl @2 #1", after_min=2)
    day.say("@4 /cd #1", after_min=3)
    day.say("@4 /den #1", after_min=6)

    team, incident = day.team(4), day.incident(1)
    assert (team.state, team.incident, team.towards) == ("on_scene", incident, day.team(2))
    assert incident.tasked_at == make.NOW + timedelta(minutes=2)
    assert incident.on_scene_at == make.NOW + timedelta(minutes=6)


def test_an_incident_lives_and_ends_by_the_pack() -> None:
    day = make.day()
    day.say("@2 /gt xe chết máy")

    day.say("#1 /xl")
    day.say("#1 /kt đã kéo xe", after_min=5)

    incident = day.incident(1)
    assert incident.is_over
    assert incident.ended_at == make.NOW + timedelta(minutes=5)
    with pytest.raises(errors.LifeNotAllowed):
        day.say("#1 /kc")
    day.say("@4 /vt")
    with pytest.raises(errors.IncidentOver):
        day.say("@4 /cd #1")


def test_a_task_has_an_owner_and_an_hour() -> None:
    day = make.day()

    day.say("@3 /viec kéo xe khách, mở lại lối bãi đỗ +13")
    day.say("/viec báo cáo nhanh >10:00")

    first, second = Task.objects.order_by("number")
    assert first.owner == "@3 Bãi đỗ, phân luồng"
    assert first.due_at == make.NOW + timedelta(minutes=13)
    assert second.owner == make.TAM.name
    assert second.due_at is not None
    assert second.due_at.isoformat() == "2030-08-22T03:00:00+00:00"

    services.close_task(first, actor=make.SANG, now=make.NOW, state=Task.State.DONE, note="đã kéo")
    first.refresh_from_db()
    assert (first.state, first.closed_by, first.note) == ("done", make.SANG.name, "đã kéo")
    with pytest.raises(errors.TaskClosed):
        services.close_task(first, actor=make.SANG, now=make.NOW, state=Task.State.DROPPED)


def test_tasks_without_an_hour_come_last_and_a_receipt_names_its_task() -> None:
    day = make.day()

    day.say("/viec giữ lối thoát")
    written = day.say("/viec báo cáo nhanh >10:00")

    assert [task.number for task in Task.objects.all()] == [2, 1]
    assert "*2" in written.made[0]


def entries_of(kind: str) -> list[dict[str, Any]]:
    return [json.loads(one.text) for one in Entry.objects.filter(kind=kind).order_by("arrival")]


def test_a_line_closes_the_task_that_it_names_as_the_button_does() -> None:
    day = make.day()
    day.say("@2 /yt đại biểu choáng")
    tasks = Task.objects.filter(incident=day.incident(1)).order_by("number")
    by_button, by_line, dropped = tasks[:3]

    services.close_task(
        by_button, actor=make.TAM, now=make.NOW, state=Task.State.DONE, note="đã đi"
    )
    button_line = day.newest()
    written = day.say(f"@3 /xong *{by_line.number} đã đi", after_min=1)
    key_line = day.newest()
    day.say(f"/thoi *{dropped.number}", after_min=2)

    for task in (by_button, by_line, dropped):
        task.refresh_from_db()
    assert (by_line.state, by_line.closed_by, by_line.note) == ("done", make.TAM.name, "đã đi")
    assert by_line.closed_at == make.NOW + timedelta(minutes=1)
    assert (dropped.state, dropped.note) == ("dropped", "")
    of_button, of_line, of_drop = entries_of("control.task_closed")
    assert of_button.keys() == of_line.keys() == of_drop.keys()
    own = {"task": by_line.pk.hex, "number": by_line.number}
    assert of_line == of_button | own
    words = button_line.text.partition(by_button.text)[2]
    assert key_line.text == f"@3 *{by_line.number} {by_line.text}{words}"
    assert key_line.incident == button_line.incident == day.incident(1)
    assert key_line.team == day.team(3)
    assert any(f"*{by_line.number}" in one for one in written.made)


def test_one_line_closes_several_tasks_or_none() -> None:
    day = make.day()
    for text in ("một", "hai", "ba"):
        day.say(f"@3 /viec {text}")
    heard_at = day.team(3).heard_at

    day.say("/xong *1 *2, *1")
    with pytest.raises(errors.TaskClosed):
        day.say("/xong *3 *2")
    with pytest.raises(errors.NotInRoom):
        day.say("/xong *3 *4")

    states = list(Task.objects.order_by("number").values_list("state", flat=True))
    assert states == ["done", "done", "open"]
    assert day.newest().text.startswith("*1 một; *2 hai: ")
    assert day.newest().team is None
    assert day.team(3).heard_at == heard_at, "to close a post's task is not to hear it"


def test_a_task_that_a_line_only_mentions_stays_open_and_a_retry_closes_once() -> None:
    day = make.day()
    day.say("@3 /viec kéo xe")
    key = uuid4()

    day.say("*1 xe cứu hộ đang đến")
    assert Task.objects.get().state == Task.State.OPEN
    numbers = {
        services.write_line(
            day.room.pk,
            actor=make.TAM,
            now=make.NOW,
            typed=Typed(text="/xong *1"),
            client_uuid=key,
        ).number
        for _ in range(2)
    }

    assert len(numbers) == 1
    assert len(entries_of("control.task_closed")) == 1
    task = Task.objects.get()
    services.close_task(task, actor=make.TAM, now=make.NOW, state=Task.State.OPEN)
    day.say("09:00 /thoi *1", after_min=3)
    task.refresh_from_db()
    assert task.state == Task.State.DROPPED
    assert task.closed_at is not None
    assert task.closed_at < make.NOW + timedelta(minutes=3)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("   ", errors.LineEmpty),
        ("x" * 2001, errors.LineTooLong),
        ("/xyz abc", errors.KindUnknown),
        ("@77 abc", errors.NotInRoom),
        ("#3 abc", errors.NotInRoom),
        ("/ktl", errors.TeamWanted),
        ("/kt xong", errors.IncidentWanted),
        ("/xong", errors.TasksWanted),
        ("/xong *1", errors.NotInRoom),
        ("*1 abc", errors.NotInRoom),
        ("@1 /ve", errors.MoveNotAllowed),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(
    text: str, refusal: type[DomainError]
) -> None:
    day = make.day()
    before = Entry.objects.count()

    with pytest.raises(refusal) as told:
        day.say(text)

    assert str(told.value)
    assert Entry.objects.count() == before
    assert Line.objects.count() == 0


def test_a_correction_is_a_new_line_and_the_old_one_stays() -> None:
    day = make.day()
    day.say("@4 Khách 45 chỗ chết máy")
    old = day.newest()

    services.correct_line(
        old, actor=make.SANG, now=make.NOW, text="@4 Khách 29 chỗ chết máy", reason="nghe nhầm"
    )

    new = day.newest()
    assert (new.corrects, new.reason, new.team) == (old, "nghe nhầm", old.team)
    assert new.happened_at == old.happened_at
    old.refresh_from_db()
    assert old.text == "@4 Khách 45 chỗ chết máy"
    with pytest.raises(errors.AlreadyCorrected):
        services.correct_line(old, actor=make.TAM, now=make.NOW, text="khác", reason="lại")
    with pytest.raises(errors.ReasonMissing):
        services.correct_line(new, actor=make.TAM, now=make.NOW, text="khác", reason=" ")


def test_a_closed_room_takes_no_line_but_answers_a_retry() -> None:
    day, key = make.day(), uuid4()
    send = {"actor": make.TAM, "now": make.NOW, "typed": Typed(text="a"), "client_uuid": key}
    first = services.write_line(day.room.pk, **send)  # type: ignore[arg-type]  # one set for both
    services.close_room(day.room.pk, actor=make.TAM, now=make.NOW)

    again = services.write_line(day.room.pk, **send)  # type: ignore[arg-type]  # one set for both

    assert again.number == first.number
    with pytest.raises(errors.RoomClosed):
        day.say("còn gì nữa")


def test_a_channel_has_one_loggist() -> None:
    day = make.day()
    room, channel = day.room.pk, "channel_1"
    typed = Typed(text="@1 bc", channel=channel)
    with pytest.raises(errors.ChannelNotHeld):
        services.write_line(room, actor=make.TAM, now=make.NOW, typed=typed)
    services.take_channel(room, actor=make.TAM, now=make.NOW, channel=channel)

    services.write_line(room, actor=make.TAM, now=make.NOW, typed=typed)

    with pytest.raises(errors.ChannelTaken):
        services.write_line(room, actor=make.SANG, now=make.NOW, typed=typed)
    with pytest.raises(errors.ChannelTaken):
        services.take_channel(room, actor=make.SANG, now=make.NOW, channel=channel)
    services.relieve_channel(room, actor=make.SANG, now=make.NOW, channel=channel)
    services.write_line(room, actor=make.SANG, now=make.NOW, typed=typed)
    assert day.newest().channel == channel


def test_marks_alone_say_what_their_kind_is_called_and_titles_have_none() -> None:
    day = make.day()
    day.say("@4 vt")

    day.say("@2 /gt xe chết máy, gần @3")
    assert day.incident(1).title == "xe chết máy, gần @3"
    day.say("@4 /cd @2 #1")
    assert day.newest().text == "@4 Cơ động @2 #1"
    day.say("@4 /viec kéo xe đi #1")
    assert Task.objects.latest("number").text == "kéo xe đi"
