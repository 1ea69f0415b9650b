"""Short messages of a day: what is recorded, what is left in the box and why, nothing twice."""

import itertools
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests import make_control as make
from tests import make_duty

from muster.control import commands, errors, services
from muster.control.models import DayCall, DaySheet
from muster.control.queries.days import rows_of
from muster.control.queries.texts import Book, book_of
from muster.control.services import CallDraft, TakenTexts, TextLine
from muster.season.models import Event
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
# 08:00 local time, half an hour after the congresses begin
NOW = datetime(2030, 8, 22, 1, 0, tzinfo=UTC)
ON = date(2030, 8, 22)


@pytest.fixture
def world() -> make_duty.World:
    return make_duty.world()


@pytest.fixture
def event(world: make_duty.World) -> Event:
    return make_duty.event(world)


def book(on: date = ON) -> Book:
    return book_of(Event.objects.all(), on=on)


def foresee(pasted: str, *, on: date = ON) -> list[TextLine]:
    return services.foresee_texts(pasted, book=book(on), now=NOW)


def take(pasted: str, *, now: datetime = NOW, on: date = ON) -> TakenTexts:
    return services.take_texts(pasted, book=book(on), actor=make.TAM, now=now)


def why(pasted: str) -> str:
    return foresee(pasted)[-1].why


def reached(event: Event) -> dict[str, str]:
    cells = rows_of([event], now=NOW)[0].cells
    local = {cell.stage.letters: cell.at + timedelta(hours=7) for cell in cells if cell.at}
    return {letters: f"{at:%H:%M}" for letters, at in local.items()}


def test_one_message_records_its_stages_at_their_hours(event: Event) -> None:
    code = event.season_unit.code

    taken = take(f"{code.lower()}: vt 6h05, KM7:30 ĐĐ 142/150 7g45")

    assert (taken.recorded, taken.left) == (1, "")
    assert reached(event) == {"vt": "06:05", "km": "07:30", "dd": "07:45"}
    calls = DayCall.objects.order_by("number")
    assert [(call.way, call.text) for call in calls] == [
        ("message", ""),
        ("message", ""),
        ("message", "142/150"),
    ]


def test_a_unit_is_called_by_its_short_name_too_with_and_without_marks(event: Event) -> None:
    assert foresee("Vàm Cát Đông KM")[0].event == event
    assert foresee("vam cat dong km")[0].event == event
    assert foresee("xã  Vàm Cát ĐÔNG km")[0].event == event


def test_a_block_records_its_good_lines_and_leaves_the_others_with_the_reason(
    world: make_duty.World, event: Event
) -> None:
    west = make_duty.event(world, season_unit=world.west)
    pasted = "\n".join(
        (
            f"{event.season_unit.code} KM 7h30",
            "",
            "Xã Nào Đó KM 7h30",
            f"{west.season_unit.code} KM 9h30",
            f"{west.season_unit.code} SC 7h50 mất điện hội trường",
            f"{west.season_unit.code} xong rồi",
        )
    )

    taken = take(pasted)

    assert taken.recorded == 2
    assert taken.left.splitlines() == [
        "Xã Nào Đó KM 7h30",
        f"{west.season_unit.code} KM 9h30",
        f"{west.season_unit.code} xong rồi",
    ]
    assert DayCall.objects.get(is_trouble=True).text == "mất điện hội trường"
    assert [call.actor for call in DayCall.objects.all()] == [make.TAM.name] * 2
    assert services.rebuild(is_trial=True).rows == 0


def test_a_stage_at_another_time_is_shown_and_never_overwritten(event: Event) -> None:
    code = event.season_unit.code
    take(f"{code} KM 7h30")

    taken = take(f"{code} VT 6h KM 7h40")

    assert (taken.recorded, taken.left) == (0, f"{code} VT 6h KM 7h40")
    assert "07:30" in taken.lines[0].why
    assert "07:40" in taken.lines[0].why
    assert reached(event) == {"km": "07:30"}


def test_two_lines_of_one_block_contradict_each_other_as_well(event: Event) -> None:
    code = event.season_unit.code

    taken = take(f"{code} KM 7h30\n{code} KM 7h35")

    assert (taken.recorded, taken.left) == (1, f"{code} KM 7h35")
    assert reached(event) == {"km": "07:30"}


def test_a_block_pasted_twice_is_recorded_once(event: Event) -> None:
    code = event.season_unit.code
    pasted = (
        f"{code} VT\n{code} KM 7h30\n{code} ĐĐ 142 7h45\n{code} BT\n{code} BT 7h55\n"
        f"{code} SC mất loa\n{code} SC 7h50 Mất điện"
    )
    first = take(pasted)
    count = DayCall.objects.count()

    again = take(pasted, now=NOW + timedelta(minutes=3))

    # "BT" without an hour, right behind other words of the same officer, says nothing new
    assert (first.recorded, first.known, count) == (6, 1, 6)
    assert (again.recorded, again.known, again.left) == (0, 7, "")
    assert DayCall.objects.count() == count


def test_the_same_form_sent_twice_is_one_act(event: Event) -> None:
    code = event.season_unit.code
    said: dict[str, Any] = {"book": book(), "actor": make.TAM, "now": NOW, "client_uuid": uuid4()}

    first = services.take_texts(f"{code} SC mất loa", **said)
    DayCall.objects.filter(is_trouble=True).update(settled_at=NOW)
    again = services.take_texts(f"{code} SC mất loa", **said)

    assert first.receipts == again.receipts
    assert DayCall.objects.count() == 1


def test_what_happens_again_later_is_new(event: Event) -> None:
    code = event.season_unit.code
    take(f"{code} BT\n{code} SC mất loa")
    services.settle_trouble(DayCall.objects.get(is_trouble=True), actor=make.SANG, now=NOW)

    taken = take(f"{code} BT\n{code} SC Mất loa", now=NOW + timedelta(minutes=40))

    assert taken.recorded == 2
    assert rows_of([event], now=NOW)[0].troubles == 1


def test_a_number_that_comes_after_its_stage_is_said_for_itself_once(event: Event) -> None:
    code = event.season_unit.code
    take(f"{code} ĐĐ 7h40")

    first, again = take(f"{code} ĐĐ 145/150"), take(f"{code} ĐĐ 145/150")

    assert (first.recorded, again.known) == (1, 1)
    assert reached(event) == {"dd": "07:40"}
    assert DayCall.objects.latest("number").text.endswith("145/150")


def test_names_of_several_are_not_guessed(world: make_duty.World, event: Event) -> None:
    make_duty.event(world)
    code = event.season_unit.code

    assert event.key in why(f"{code} KM 7h30")
    assert take(f"{event.key} KM 7h30").recorded == 1
    twin = world.west
    twin.short_name = event.season_unit.short_name
    twin.save()
    make_duty.event(world, season_unit=twin)
    assert why("Vàm Cát Đông KM")


def test_a_near_code_is_offered(event: Event) -> None:
    code = event.season_unit.code

    assert code in why(f"{code}x KM 7h30")


@pytest.mark.parametrize("said", ["KM 8h30", "KM 23h59"])
def test_what_has_not_come_yet_is_left(event: Event, said: str) -> None:
    assert why(f"{event.season_unit.code} {said}")
    assert take(f"{event.season_unit.code} {said}").recorded == 0


def test_of_another_day_a_message_needs_its_hour(world: make_duty.World) -> None:
    before = make_duty.event(world, day=date(2030, 8, 21))
    code, on = before.season_unit.code, date(2030, 8, 21)

    assert foresee(f"{code} KM", on=on)[0].why
    assert take(f"{code} KM 7h30", on=on).recorded == 1
    assert reached(before) == {"km": "07:30"}


def test_a_message_and_a_call_of_one_minute_agree(event: Event) -> None:
    at = NOW - timedelta(minutes=30, seconds=-20)
    draft = CallDraft(stage="congress_opened", happened_at=at)
    services.take_call(event, actor=make.SANG, now=NOW, draft=draft)

    assert foresee(f"{event.season_unit.code} KM 7h30")[0].is_known


def test_too_many_are_refused_whole(event: Event) -> None:
    line = f"{event.season_unit.code} BT\n"
    with pytest.raises(errors.TooManyTexts):
        take(line * (services.MOST_TEXTS + 1))
    with pytest.raises(errors.TooManyTexts):
        take(line + "x" * services.MOST_PASTED)
    assert DaySheet.objects.count() == 0


def client_of(world: make_duty.World, role: Role) -> Client:
    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(make_duty.account(role, on=world.root), backend=backend)
    return client


def test_the_page_records_and_keeps_what_is_left_in_the_box(
    settings: Any, world: make_duty.World, event: Event
) -> None:
    settings.MUSTER_NOW = NOW
    client = client_of(world, Role.DISPATCHER)
    said = {"on": "2030-08-22", "text": f"{event.season_unit.code} KM 7h30\nai đó KM"}

    shown = client.post(reverse("control:read_texts"), said).content.decode()
    assert shown.count("<li") == 2
    assert DaySheet.objects.count() == 0
    page = client.post(reverse("control:texts"), said).content.decode()

    assert reached(event) == {"km": "07:30"}
    assert ">ai đó KM</textarea>" in page
    assert DayCall.objects.get().way == "message"


def test_too_many_stay_in_the_box(settings: Any, world: make_duty.World, event: Event) -> None:
    settings.MUSTER_NOW = NOW
    line = f"{event.season_unit.code} BT\n"

    answer = client_of(world, Role.DISPATCHER).post(
        reverse("control:texts"), {"text": line * (services.MOST_TEXTS + 1)}
    )

    assert answer.status_code == 422
    assert line * 2 in answer.content.decode()


def test_who_may_only_read_sends_no_messages_and_others_know_their_units_alone(
    settings: Any, world: make_duty.World, event: Event
) -> None:
    settings.MUSTER_NOW = NOW
    said = {"on": "2030-08-22", "text": f"{event.season_unit.code} KM 7h30"}
    auditor = client_of(world, Role.AUDITOR)
    assert auditor.get(reverse("control:texts")).status_code == 403
    stranger = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    stranger.force_login(make_duty.account(Role.DISPATCHER, on=world.west), backend=backend)

    page = stranger.post(reverse("control:texts"), said).content.decode()

    assert DaySheet.objects.count() == 0
    assert event.name not in page


def test_reading_costs_as_much_for_many_as_for_one(
    world: make_duty.World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    events = [make_duty.event(world) for _ in range(30)]
    found = book()
    pasted = "\n".join(f"{event.key} KM 7h30" for event in events)

    with django_assert_max_num_queries(2):
        lines = services.foresee_texts(pasted, book=found, now=NOW)

    assert all(line.is_new for line in lines)
    assert len(list(itertools.chain(*(line.told for line in lines)))) == 30


def test_the_command_records_what_a_modem_wrote_down(
    settings: Any, event: Event, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MUSTER_NOW = NOW
    file = tmp_path / "inbox"
    file.write_text(f"{event.season_unit.code} KM 7h30\nai đó KM\n", encoding="utf-8")

    assert commands.main(["messages", str(file)]) == 1

    assert reached(event) == {"km": "07:30"}
    assert "ai đó KM\t" in capsys.readouterr().out
