"""Pages of the control room as their readers meet them."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests import make_control as make
from tests import make_duty

from muster.control import services
from muster.control.models import ControlRoom, Line, Passing, Task
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def client_of(day: make.Day, role: Role, *, on: object = None) -> Client:
    client = Client()
    unit = on or day.world.root
    client.force_login(make_duty.account(role, on=unit), backend=BACKEND)  # type: ignore[arg-type]
    return client


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"control:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_line_posted_by_a_script_gives_its_number_and_what_it_made() -> None:
    day = make.day()
    client, key = client_of(day, Role.DISPATCHER), uuid4()
    sent = {"text": "@2 /yt choáng", "uuid": str(key), "age_ms": "6000"}
    address = reverse("control:write", args=[day.room.pk])

    first = client.post(address, sent, headers={"accept": "application/json"})
    again = client.post(address, sent, headers={"accept": "application/json"})

    assert first.status_code == 200
    assert json.loads(first.content)["number"] == json.loads(again.content)["number"]
    line = Line.objects.get()
    assert line.pk == key
    assert line.happened_at == make.NOW - timedelta(seconds=6)
    assert "1" in json.loads(first.content)["made"][0]


@pytest.mark.parametrize("age", ["", "-5", "x", "9" * 40, "٣"])
def test_an_age_that_is_none_does_no_harm(age: str) -> None:
    day = make.day()
    client = client_of(day, Role.DISPATCHER)

    client.post(reverse("control:write", args=[day.room.pk]), {"text": "a", "age_ms": age})

    assert Line.objects.get().happened_at == make.NOW


def test_a_refusal_reaches_the_script_with_its_code_and_the_form_as_a_page() -> None:
    day = make.day()
    client = client_of(day, Role.DISPATCHER)
    address = reverse("control:write", args=[day.room.pk])

    told = client.post(address, {"text": "@77 a"}, headers={"accept": "application/json"})
    shown = client.post(address, {"text": "@77 a"})

    assert (told.status_code, json.loads(told.content)["code"]) == (422, "control.not_in_room")
    assert 'data-code="control.not_in_room"' in shown.content.decode()


def test_the_reading_says_what_a_line_would_do_and_records_nothing() -> None:
    day = make.day()
    client = client_of(day, Role.DISPATCHER)
    address = reverse("control:reading", args=[day.room.pk])

    said = client.get(address, {"text": "@3 /viec kéo xe >10:00"}).json()["said"]
    refused = client.get(address, {"text": "/kt"}).json()

    assert said[0] == "Giao việc"
    assert said[-1].endswith("10:00")
    assert refused["code"] == "control.incident_wanted"
    assert Line.objects.count() == 0


def test_the_reading_says_which_task_a_line_closes_or_why_it_cannot() -> None:
    day = make.day()
    day.say("@3 /viec kéo xe +10")
    day.say("/viec báo cáo nhanh")
    client = client_of(day, Role.DISPATCHER)
    address = reverse("control:reading", args=[day.room.pk])

    def read(text: str) -> dict[str, Any]:
        answer: dict[str, Any] = client.get(address, {"text": text}).json()
        return answer

    assert read("/xong *1")["said"] == ["Việc đã xong", "*1 kéo xe → đã xong"]
    assert read("*2 đang làm")["said"] == ["Ghi nhận", "*2 báo cáo nhanh"]
    assert "*1, *2" in read("/xong")["refused"]
    assert read("/xong *9")["code"] == "control.not_in_room"
    day.say("/xong *1")
    closed = read("/thoi *1")
    assert closed["code"] == "control.task_closed"
    assert "1" in closed["refused"]
    assert Task.objects.get(number=1).state == Task.State.DONE
    screen = page(client, "screen", day.room.pk)
    assert "<b>*2 báo cáo nhanh</b>" in screen
    assert "*1 kéo xe</b>" not in screen


PAGES: dict[str, Callable[[make.Day], tuple[str, tuple[object, ...]]]] = {
    "room": lambda day: ("room", (day.room.pk,)),
    "screen": lambda day: ("screen", (day.room.pk,)),
    "wall": lambda day: ("wall", (day.room.pk,)),
    "log": lambda day: ("log", (day.room.pk,)),
    "line": lambda day: ("line", (day.newest().pk,)),
    "incident": lambda day: ("incident", (day.incident(1).pk,)),
    "passings": lambda day: ("passings", (day.room.pk,)),
    "passing": lambda day: ("passing", (Passing.objects.get(room=day.room).pk,)),
}


def busy_day() -> make.Day:
    day = make.day()
    day.say("@4 vt")
    day.say("@2 /yt <b>choáng</b> hàng 14")
    day.say("@4 /cd @2 #1")
    services.draw_up_passing(day.room.pk, actor=make.TAM, now=make.NOW)
    return day


@pytest.mark.parametrize("name", PAGES)
def test_who_reads_sees_every_page_and_a_stranger_none(name: str) -> None:
    day = busy_day()
    address, args = PAGES[name](day)

    said = page(client_of(day, Role.AUDITOR), address, *args)

    assert "<b>choáng" not in said
    stranger = client_of(day, Role.DISPATCHER, on=day.world.west)
    assert stranger.get(reverse(f"control:{address}", args=args)).status_code == 404
    officer = client_of(day, Role.OFFICER)
    assert officer.get(reverse(f"control:{address}", args=args)).status_code == 403


@pytest.mark.parametrize(
    "act", ["write", "channel", "add_team", "close", "bring_posts", "draw_up", "life", "take"]
)
def test_an_auditor_writes_nothing(act: str) -> None:
    day = busy_day()
    row = {"life": day.incident(1).pk, "take": Passing.objects.get().pk}.get(act, day.room.pk)
    lines = Line.objects.count()

    answer = client_of(day, Role.AUDITOR).post(
        reverse(f"control:{act}", args=[row]), {"text": "a", "state": "wound_up"}
    )

    assert answer.status_code == 403
    assert Line.objects.count() == lines


def test_a_screen_costs_the_same_however_much_happens(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    day = busy_day()
    client = client_of(day, Role.DISPATCHER)
    page(client, "screen", day.room.pk)
    for number in range(12):
        day.say(f"@3 /gt xe {number}")
        day.say(f"@{1 + number % 4} bc")

    with django_assert_max_num_queries(22):
        said = page(client, "screen", day.room.pk)

    assert "xe 11" in said


def test_a_room_is_opened_once_over_a_plan() -> None:
    world = make_duty.world()
    event = make_duty.event(world)
    client = Client()
    client.force_login(make_duty.account(Role.COMMANDER, on=world.root), backend=BACKEND)
    address = reverse("control:open", args=[event.pk])
    assert client.post(address).status_code == 409
    make_duty.plan(event)

    assert client.get(reverse("control:rooms")).content.decode().count(address) == 1
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 409
    assert client.post(address, {"mode": "exercise"}).status_code == 302

    assert sorted(ControlRoom.objects.values_list("mode", flat=True)) == ["actual", "exercise"]
    assert client.get(reverse("control:rooms")).content.decode().count(address) == 0


def test_a_sheet_taken_by_the_next_shift_carries_a_code() -> None:
    day = busy_day()
    passing = Passing.objects.get()
    client = client_of(day, Role.DISPATCHER)
    assert 'class="qr"' not in page(client, "passing", passing.pk)

    client.post(reverse("control:take", args=[passing.pk]))

    assert 'class="qr"' in page(client, "passing", passing.pk)


def test_a_correction_from_the_page() -> None:
    day = busy_day()
    old = Line.objects.get(place=1)
    client = client_of(day, Role.DISPATCHER)

    client.post(
        reverse("control:line", args=[old.pk]), {"text": "@4 đủ 3 người", "reason": "đếm lại"}
    )

    assert day.newest().corrects == old
    assert str(day.newest().pk) in page(client, "line", old.pk)


def test_a_script_closes_a_task_once_and_opens_it_again_as_an_act_of_its_own() -> None:
    day = make.day()
    day.say("@3 /viec kéo xe +10")
    task, key = Task.objects.get(), str(uuid4())
    client, address = client_of(day, Role.DISPATCHER), reverse("control:close_task", args=[task.pk])
    as_script = {"accept": "application/json"}

    first = client.post(address, {"state": "done", "uuid": key}, headers=as_script)
    again = client.post(address, {"state": "done", "uuid": key}, headers=as_script)

    assert first.json() == again.json()
    task.refresh_from_db()
    assert task.state == Task.State.DONE
    refused = client.post(address, {"state": "dropped"}, headers=as_script)
    assert (refused.status_code, refused.json()["code"]) == (409, "control.task_closed")
    opened = client.post(address, {"state": "open", "uuid": str(uuid4())}, headers=as_script)
    task.refresh_from_db()
    assert task.state == Task.State.OPEN
    assert opened.json()["number"] > first.json()["number"]
    said = Line.objects.filter(text__startswith="*1 kéo xe: ").order_by("place")
    assert [line.text.partition(": ")[2] for line in said] == [
        str(Task.State.DONE.label),
        str(Task.State.OPEN.label),
    ]


def test_closing_names_what_stands_in_the_way_and_what_stays_open() -> None:
    day = make.day()
    day.say("@1 vt ")
    day.say("@3 /viec kéo xe +10")
    day.say("@2 /yt đại biểu choáng")
    client = client_of(day, Role.DISPATCHER)

    said = page(client, "close", day.room.pk)
    assert "đại biểu choáng" in said
    assert "kéo xe" in said
    assert 'type="submit"' not in said.partition("<main")[2].partition("</main")[0]
    answer = client.post(reverse("control:close", args=[day.room.pk]))
    assert answer.status_code == 409

    day.say("#1 /kt đã ổn")
    said = page(client, "close", day.room.pk)
    assert "kéo xe" in said
    assert 'type="submit"' in said.partition("<main")[2].partition("</main")[0]
    client.post(reverse("control:close", args=[day.room.pk]))
    assert ControlRoom.objects.get().closed_at is not None
    assert client.get(reverse("control:close", args=[day.room.pk])).status_code == 409


def test_the_room_leads_to_its_closing_and_adding_a_team_does_not() -> None:
    day = make.day()
    client = client_of(day, Role.DISPATCHER)
    address = reverse("control:close", args=[day.room.pk])

    assert address in page(client, "room", day.room.pk)
    assert address not in page(client, "add_team", day.room.pk)
    assert address not in page(client_of(day, Role.AUDITOR), "room", day.room.pk)


def test_a_closed_room_stays_as_it_was_left(settings: object) -> None:
    """Post 1 reports every 15 minutes: three hours after the closing it is not out of contact."""
    day = make.day()
    day.say("@1 vt")
    closed_at = make.NOW + timedelta(minutes=10)
    services.close_room(day.room.pk, actor=make.TAM, now=closed_at)
    settings.MUSTER_NOW = closed_at + timedelta(hours=3)  # type: ignore[attr-defined]

    said = page(client_of(day, Role.AUDITOR), "room", day.room.pk)

    assert 'class="bad"' not in said
    assert "22/8 09:52" in said
    assert "data-clock" not in said
    assert "room.js" not in said


def test_the_first_five_choices_are_seen_and_only_they_have_a_key() -> None:
    choices = [
        {"place": n, "teams": [f"@{n}"], "value": str(n), "score": 1.0, "minutes": 2}
        for n in range(1, 8)
    ]
    context = {"offered": {"choices": choices}, "may_write": True, "incident": {"pk": uuid4()}}

    said = render_to_string("control/_advice.html", context)

    seen, _fold, rest = said.partition('class="adv-more"')
    assert seen.count('class="n"') == 5
    assert 'data-key="5"' in seen
    assert rest.count('class="n"') == 2
    assert "data-key" not in rest
