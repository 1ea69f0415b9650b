"""A day is many congresses: what a call changes, what is late, and that the record says it all."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from tests import make_control as make
from tests import make_duty

from muster.control import errors, services
from muster.control.models import DayCall, DaySheet
from muster.control.queries.days import DayRow, day_of, rows_of
from muster.control.services import CallDraft
from muster.packs import load
from muster.packs.errors import RuleUnknown
from muster.season.models import Event
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
# 07:30 local time, when the congress begins
START = datetime(2030, 8, 22, 0, 30, tzinfo=UTC)
STAGES = [*load("vn-party-2025").day_stages]


def one(world: make_duty.World | None = None) -> Event:
    return make_duty.event(world or make_duty.world())


def call(event: Event, after_min: float, **said: Any) -> None:
    now = START + timedelta(minutes=after_min)
    services.take_call(event, actor=make.TAM, now=now, draft=CallDraft(**said))


def row(event: Event, after_min: float) -> DayRow:
    return rows_of([event], now=START + timedelta(minutes=after_min))[0]


def late(found: DayRow) -> list[str]:
    return [cell.stage.key for cell in found.cells if cell.is_late]


def test_a_stage_is_late_ten_minutes_past_its_time_until_a_call() -> None:
    """The force should be in place 90 minutes before the opening."""
    event = one()

    assert late(row(event, -80)) == []
    assert late(row(event, -79)) == [STAGES[0]]
    call(event, -78, stage=STAGES[0])
    assert late(row(event, -77)) == []
    assert row(event, -77).cells[0].at == START - timedelta(minutes=78)


def test_what_a_later_stage_implies_is_not_waited_for() -> None:
    event = one()
    call(event, 1, stage=STAGES[3])

    found = row(event, 2)

    assert late(found) == []
    assert found.next is not None
    assert found.next.stage.key == STAGES[0]


def test_reports_are_owed_from_the_first_stage_until_the_force_has_left() -> None:
    event = one()
    call(event, -100, text="gọi thử")
    assert row(event, -99).due_at is None

    call(event, -90, stage=STAGES[0])
    assert row(event, -31).due_at == START - timedelta(minutes=30)
    assert not row(event, -20).is_overdue
    assert row(event, -19).is_overdue
    call(event, -19)
    assert not row(event, -18).is_overdue
    call(event, 320, stage=STAGES[-1])
    found = row(event, 900)
    assert (found.due_at, found.is_over, found.mark) == (None, True, "done")


def test_an_old_report_written_late_does_not_put_the_next_one_off() -> None:
    event = one()
    call(event, 0, stage=STAGES[3])
    call(event, 30)

    call(event, 31, happened_at=START + timedelta(minutes=5))

    assert row(event, 32).due_at == START + timedelta(minutes=90)


def test_the_newest_word_on_a_stage_holds_and_the_record_has_both() -> None:
    event = one()
    call(event, 0, stage=STAGES[3])
    call(event, 4, stage=STAGES[3], is_taken_back=True)
    assert row(event, 5).cells[3].at is None

    call(event, 6, stage=STAGES[3], happened_at=START + timedelta(minutes=3))

    assert row(event, 7).cells[3].at == START + timedelta(minutes=3)
    assert DayCall.objects.count() == 3


def test_a_trouble_needs_words_is_open_until_settled_and_is_settled_once() -> None:
    event = one()
    with pytest.raises(errors.CallEmpty):
        call(event, 0, is_trouble=True, text="  ")
    call(event, 0, is_trouble=True, text="mất điện hội trường")
    assert (row(event, 1).troubles, row(event, 1).mark) == (1, "late")

    settle: dict[str, Any] = {"actor": make.SANG, "now": START + timedelta(minutes=9)}
    services.settle_trouble(DayCall.objects.get(), **settle)

    assert row(event, 10).troubles == 0
    with pytest.raises(errors.TroubleSettled):
        services.settle_trouble(DayCall.objects.get(), **settle)


def test_nothing_is_recorded_that_has_not_come_or_that_the_pack_does_not_know() -> None:
    event = one()
    with pytest.raises(errors.HappensLater):
        call(event, 0, stage=STAGES[3], happened_at=START + timedelta(minutes=2))
    with pytest.raises(RuleUnknown):
        call(event, 0, stage="no_such_stage")
    assert DaySheet.objects.count() == 0


def test_a_call_sent_twice_is_one_call() -> None:
    event, key = one(), uuid4()
    draft = CallDraft(stage=STAGES[0])
    said: dict[str, Any] = {"actor": make.TAM, "now": START, "draft": draft, "client_uuid": key}

    first, again = services.take_call(event, **said), services.take_call(event, **said)

    assert first == again
    assert DayCall.objects.count() == 1


def test_incidents_of_an_open_room_count_in_the_row() -> None:
    day = make.day()
    day.say("@2 /yt đại biểu choáng")

    found = rows_of([day.event], now=make.NOW)[0]

    assert (found.troubles, found.room) == (1, day.room.pk)


CALLS = st.lists(
    st.tuples(st.sampled_from(("", *STAGES)), st.booleans(), st.booleans(), st.integers(-60, 0)),
    min_size=1,
    max_size=10,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(calls=CALLS)
def test_the_record_gives_the_sheet_after_any_calls(
    calls: list[tuple[str, bool, bool, int]],
) -> None:
    DayCall.objects.all()._raw_delete(DayCall.objects.db)
    DaySheet.objects.all()._raw_delete(DaySheet.objects.db)
    event = one()
    for number, (stage, back, trouble, minutes) in enumerate(calls):
        at = START + timedelta(minutes=number + minutes)
        call(
            event,
            number,
            stage=stage,
            is_taken_back=back,
            is_trouble=trouble,
            text="x",
            happened_at=at,
        )
        if trouble and number % 2:
            found = DayCall.objects.filter(sheet__event=event).order_by("-number")[0]
            services.settle_trouble(found, actor=make.SANG, now=START + timedelta(minutes=number))
    live = [
        *DaySheet.objects.filter(event=event).values(),
        *DayCall.objects.filter(sheet__event=event).order_by("number").values(),
    ]
    sheet = DaySheet.objects.get(event=event)
    assert sheet.calls == len(calls)
    assert (
        sheet.troubles
        == DayCall.objects.filter(sheet=sheet, is_trouble=True, settled_at=None).count()
    )

    DaySheet.objects.filter(event=event).update(reached={}, troubles=9, due_at=START)
    assert services.rebuild(is_trial=True).rows >= 1
    services.rebuild()

    again = [
        *DaySheet.objects.filter(event=event).values(),
        *DayCall.objects.filter(sheet__event=event).order_by("number").values(),
    ]
    assert again == live
    assert services.rebuild(is_trial=True).rows == 0


def client_of(world: make_duty.World, role: Role) -> Client:
    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(make_duty.account(role, on=world.root), backend=backend)
    return client


def test_the_day_costs_as_much_with_120_congresses_as_with_one(
    settings: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    settings.MUSTER_NOW = START
    world = make_duty.world()
    client = client_of(world, Role.DISPATCHER)
    for number in range(120):
        event = one(world)
        if number % 3 == 0:
            call(event, 0, stage=STAGES[number % 8])
    address = reverse("control:day")
    client.get(address)

    with django_assert_max_num_queries(14):
        answer = client.get(address)

    assert answer.content.decode().count("data-event=") == 120


def test_who_may_only_read_sees_the_day_and_cannot_write_it(settings: Any) -> None:
    settings.MUSTER_NOW = START
    world = make_duty.world()
    event = one(world)
    client = client_of(world, Role.AUDITOR)

    page = client.get(reverse("control:day"))
    answer = client.post(reverse("control:call"), {"say": f"{event.pk}:{STAGES[0]}"})

    assert event.name in page.content.decode()
    assert answer.status_code == 403
    assert DaySheet.objects.count() == 0


@pytest.mark.parametrize("written", ["7h25", "07:25", "7.25", " 7H25 "])
def test_an_hour_is_read_as_people_write_it(settings: Any, written: str) -> None:
    settings.MUSTER_NOW = START
    world = make_duty.world()
    event = one(world)

    client_of(world, Role.DISPATCHER).post(
        reverse("control:call"), {"say": f"{event.pk}:{STAGES[3]}", "clock": written}
    )

    assert row(event, 1).cells[3].at == START - timedelta(minutes=5)


def test_what_is_no_hour_is_refused_and_never_taken_for_now(settings: Any) -> None:
    settings.MUSTER_NOW = START
    world = make_duty.world()
    event = one(world)

    answer = client_of(world, Role.DISPATCHER).post(
        reverse("control:call"), {"say": f"{event.pk}:{STAGES[3]}", "clock": "0725"}
    )

    assert "0725" in answer.content.decode()
    assert answer.status_code == 422
    assert not DayCall.objects.exists()


def test_the_page_takes_a_call_and_goes_back_to_its_row(settings: Any) -> None:
    settings.MUSTER_NOW = START
    world = make_duty.world()
    event = one(world)
    client = client_of(world, Role.DISPATCHER)

    answer = client.post(
        reverse("control:call"),
        {"say": f"{event.pk}:{STAGES[3]}", "way": "phone", "clock": "07:25"},
    )

    assert answer.headers["Location"].endswith(f"?on=2030-08-22#e{event.pk}")
    assert row(event, 1).cells[3].at == START - timedelta(minutes=5)
    assert DayCall.objects.get().way == "phone"
    page = client.get(reverse("control:day_event", args=[event.pk])).content.decode()
    assert "Khai mạc" in page
    assert day_of(Event.objects.all(), on=START.date(), now=START).count("doing") == 1
