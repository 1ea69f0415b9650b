"""After-action reports: counted by hand on small days, frozen, written and signed."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from tests import make_control as make
from tests import make_duty, make_phones

from muster.control import services
from muster.control.errors import RoomStillOpen
from muster.control.models import AfterAction, ControlRoom, Incident, Line, Piece, Task
from muster.control.queries.after_actions import content_after, head_over_after_action
from muster.control.queries.response import LEAST, Case, quartiles_of
from muster.control.services import CallDraft, IncidentDraft
from muster.control.services.phones.entered import Act
from muster.duty.models import Shift
from muster.office import services as office
from muster.office.queries import state_of
from muster.packs.schema import TeamState
from muster.tree.actors import actor_for
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def at(minutes: float) -> datetime:
    return make.NOW + timedelta(minutes=minutes)


def incident(day: make.Day, *, kind: str = "lost_item", call: float, **later: float) -> Incident:
    """An incident by its minutes: sent and there by team 3, then over."""
    who, room = {"actor": make.TAM}, day.room.pk
    draft = IncidentDraft(type=kind, title=f"vụ {call:g}", happened_at=at(call))
    services.open_incident(room, now=at(call), draft=draft, **who)  # type: ignore[arg-type]
    row = Incident.objects.filter(room=room).latest("number")
    for name, state in (("sent", TeamState.TASKED), ("there", TeamState.ON_SCENE)):
        if name in later:
            services.move_team(
                day.team(3), now=at(later[name]), state=state, incident=row.pk, actor=make.TAM
            )
    if "over" in later:
        ends = next(one for one in day.world.pack.incident_states.values() if one.ends)
        services.move_incident(row, now=at(later["over"]), state=ends.key, actor=make.TAM)
    if "sent" in later:
        services.move_team(
            day.team(3), now=at(later["over"]), state=TeamState.AVAILABLE, actor=make.TAM
        )
    return row


def five(day: make.Day) -> None:
    """Five lost items: sent after 1 to 5 minutes, there 2 later, over after 10, 20 … 50 more."""
    services.move_team(day.team(3), now=at(0), state=TeamState.AVAILABLE, actor=make.TAM)
    for n in range(1, 6):
        begin = 100.0 * n
        incident(
            day,
            call=begin,
            sent=begin + n,
            there=begin + n + 2,
            over=begin + n + 2 + 10 * n,
        )


def close(day: make.Day, after_min: float = 900) -> None:
    services.close_room(day.room.pk, actor=make.TAM, now=at(after_min))
    day.room.refresh_from_db()


def report(day: make.Day, after_min: float = 950, text: str = "") -> AfterAction:
    services.report_after_action(day.room.pk, actor=make.TAM, now=at(after_min), text=text)
    return AfterAction.objects.filter(room=day.room).latest("number")


def group(content: Any, by: str, name: str = "") -> dict[str, Any]:
    found = [one for one in content["response"] if one["by"] == by and name in one["name"]]
    assert len(found) == 1
    return dict(found[0])


def steps(found: Any) -> dict[str, tuple[int, list[float] | None]]:
    """By step n and the quartiles in minutes."""
    return {
        one["key"]: (one["n"], one["quartiles_s"] and [s / 60 for s in one["quartiles_s"]])
        for one in found["steps"]
    }


@pytest.mark.parametrize(
    ("seconds", "quartiles"),
    [
        ([60, 120, 180, 240, 300], (120, 180, 240)),
        # places 1.25, 2.5 and 3.75 of 0 to 5: 60 + 60/4, half of 120 and 180, 180 + 60 * 3/4
        ([0, 60, 120, 180, 240, 600], (75, 150, 225)),
        ([600, 0, 240, 60, 180, 120], (75, 150, 225)),
        ([7, 7, 7, 7, 7], (7, 7, 7)),
        ([60, 120, 180, 240], None),
        ([], None),
    ],
)
def test_quartiles_by_hand(seconds: Sequence[int], quartiles: tuple[int, int, int] | None) -> None:
    assert quartiles_of(seconds) == quartiles


@given(seconds=st.lists(st.integers(0, 10**6), min_size=LEAST, max_size=60))
def test_quartiles_are_those_of_another_maker(seconds: list[int]) -> None:
    """numpy's usual percentiles are of the same type; it may differ by the rounding."""
    found = quartiles_of(seconds)
    assert found is not None
    assert list(found) == pytest.approx(np.percentile(seconds, [25, 50, 75]), abs=0.51)


def test_a_time_before_the_one_it_follows_is_left_out() -> None:
    case = Case(
        priority="p",
        type="t",
        opened_at=at(5),
        due_at=at(9),
        tasked_at=at(4),
        on_scene_at=at(5),
        ended_at=None,
    )
    assert case.seconds("opened_at", "tasked_at") is None
    assert case.seconds("opened_at", "on_scene_at") == 0
    assert case.seconds("tasked_at", "on_scene_at") == 60
    assert case.seconds("on_scene_at", "ended_at") is None


def test_response_times_are_those_that_a_hand_counts() -> None:
    day = make.day()
    five(day)
    # a medical call, limit 8 minutes: somebody is there after 9
    incident(day, kind="medical_call", call=700, sent=701, there=709, over=720)
    # nobody was ever sent
    incident(day, kind="power_cut", call=800, over=805)

    content = content_after(day.room, now=at(900))

    lost = group(content, "type", str(day.world.pack.incident_types["lost_item"].name))
    assert (lost["n"], lost["there"], lost["in_time"]) == (5, 5, 5)
    assert steps(lost) == {
        "tasked": (5, [2, 3, 4]),
        "on_scene": (5, [2, 2, 2]),
        "ended": (5, [20, 30, 40]),
        "reached": (5, [4, 5, 6]),
    }
    medical = group(content, "type", str(day.world.pack.incident_types["medical_call"].name))
    assert (medical["n"], medical["there"], medical["in_time"]) == (1, 1, 0)
    assert steps(medical)["tasked"] == (1, None)
    every = group(content, "all")
    assert (every["n"], every["there"], every["in_time"]) == (7, 6, 5)
    # 1 1 2 3 4 5: places 1.25, 2.5, 3.75
    assert steps(every)["tasked"] == (6, [1.25, 2.5, 3.75])
    routine = day.world.pack.priorities["routine_work"]
    assert group(content, "priority", str(routine.name))["n"] == 5
    assert sum(one["n"] for one in content["response"] if one["by"] == "priority") == 7


def test_plan_against_done_for_a_post_with_two_officers_and_one_without_anybody() -> None:
    field = make_phones.field(phones=2)
    day, team = field.day, field.team
    shift = field.phones[0].shift
    field.phones[0].send(field.phones[0].entry(Act.CHECK_IN, minutes_ago=30))
    day.say(f"@{team.number} /ktl")
    day.say(f"@{team.number} /mll không trả lời", after_min=1)
    day.say(f"@{team.number} /lenh mở cửa B", after_min=2)
    other = day.team(4)
    services.move_team(other, now=at(-100), state=TeamState.AVAILABLE, actor=make.TAM)
    services.move_team(other, now=at(60), state=TeamState.OFF, actor=make.TAM)
    services.move_team(other, now=at(70), state=TeamState.AVAILABLE, actor=make.TAM)

    posts = {one["number"]: one for one in content_after(day.room, now=at(80))["posts"]}

    mine = posts[team.number]
    overlapping = Shift.objects.filter(
        post=shift.post_id, starts_at__lt=at(80), ends_at__gt=day.room.opened_at, withdrawn_at=None
    )
    assert mine["heads"] == sum(one.head_count for one in overlapping)
    assert (mine["assigned"], mine["came"], mine["lost"]) == (2, 1, 1)
    assert (mine["asked"], mine["read"]) == (1, 0)
    assert mine["in_at"] == at(-30)
    assert mine["late_min"] == max(0, (at(-30) - mine["begins_at"]) // timedelta(minutes=1))
    theirs = posts[4]
    assert (theirs["assigned"], theirs["came"]) == (0, 0)
    assert (theirs["in_at"], theirs["out_at"]) == (at(-100), at(60))
    assert posts[3]["in_at"] is None


def test_without_any_phone_nothing_is_said_of_who_came() -> None:
    day = make.day()
    assert {one["came"] for one in content_after(day.room, now=at(0))["posts"]} == {None}


def test_stages_stand_against_their_hours_and_an_exercise_has_none() -> None:
    day = make.day()
    stage = next(iter(day.world.pack.day_stages.values()))
    due_at = day.event.starts_at + timedelta(minutes=stage.after_start_min or 0)
    draft = CallDraft(stage=stage.key, happened_at=due_at + timedelta(minutes=7, seconds=50))
    services.take_call(day.event, actor=make.TAM, now=make.NOW, draft=draft)

    first, second, *_ = content_after(day.room, now=make.NOW)["stages"]

    assert (first["name"], first["due_at"], first["late_min"]) == (str(stage.name), due_at, 7)
    assert (second["reached_at"], second["late_min"]) == (None, None)
    exercise = services.open_room(
        day.event, actor=make.TAM, now=make.NOW, mode=ControlRoom.Mode.EXERCISE
    )
    assert content_after(exercise, now=make.NOW)["stages"] == []


def test_the_time_line_is_bounded_and_a_correction_stands_for_what_it_corrects() -> None:
    day = make.day()
    day.say("@2 /mts mất túi")
    for n in range(1, 15):
        day.say(f"#1 tin {n}", after_min=n)
    wrong = Line.objects.get(text__endswith="tin 1")
    services.correct_line(wrong, text="#1 tin một", reason="nhầm", actor=make.TAM, now=at(20))

    (told,) = content_after(day.room, now=at(30))["timeline"]

    texts = [one["text"] for one in told["lines"]]
    assert len(texts) == 12
    assert told["more"] == 3
    assert not any(text.endswith("tin 1") for text in texts)
    assert [one["at"] for one in told["lines"]] == sorted(one["at"] for one in told["lines"])


def test_totals_are_counted_from_the_rows() -> None:
    day = make.day()
    day.say("@2 /yt choáng")
    task = day.incident(1).tasks.order_by("number").first()
    assert task is not None
    assert task.due_at is not None
    services.close_task(
        task, state=Task.State.DONE, actor=make.TAM, now=task.due_at + timedelta(minutes=1)
    )

    day.room.refresh_from_db()
    counts = [one["count"] for one in content_after(day.room, now=at(90))["totals"]]

    given = day.incident(1).tasks.count()
    assert counts == [day.newest().place, 1, given, 1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_a_piece_that_a_count_missed_is_counted_until_it_is_found() -> None:
    day = make.day()
    row = incident(day, call=1)
    Piece.objects.create(
        uuid=uuid4(), number="BD01", kind="radio", unit=day.world.root.unit, incident=row.pk
    )
    other = Piece.objects.create(
        uuid=uuid4(), number="BD02", kind="radio", unit=day.world.root.unit, missing_at=at(2)
    )
    assert content_after(day.room, now=at(3))["totals"][-1]["count"] == 0

    Piece.objects.filter(pk=other.pk).update(incident=row.pk)

    assert content_after(day.room, now=at(3))["totals"][-1]["count"] == 1


def test_an_open_room_is_not_concluded() -> None:
    day = make.day()
    with pytest.raises(RoomStillOpen):
        report(day)
    assert not AfterAction.objects.exists()


def test_what_was_frozen_stays_and_the_record_gives_it_again() -> None:
    day = make.day()
    five(day)
    close(day)
    made = report(day, text="Phối hợp tốt; nhận lệnh còn chậm.")
    before = made.content

    Incident.objects.filter(room=day.room).update(title="khác")
    second = report(day, 960)
    made.refresh_from_db()

    assert made.content == before
    assert (made.number, second.number) == (1, 2)
    services.rebuild()
    assert AfterAction.objects.get(pk=made.pk).content == before
    assert services.rebuild(is_trial=True).rows == 0
    head = head_over_after_action(made)
    assert head is not None


def test_a_report_sent_twice_is_made_once() -> None:
    day = make.day()
    close(day)
    key = uuid4()
    for _ in range(2):
        services.report_after_action(
            day.room.pk, actor=make.TAM, now=at(950), text="", client_uuid=key
        )
    assert AfterAction.objects.count() == 1


def test_no_name_of_anybody_on_a_post_is_in_the_report() -> None:
    field = make_phones.field(phones=2)
    field.phones[0].send(field.phones[0].entry(Act.CHECK_IN))

    said = json.dumps(content_after(field.day.room, now=at(1)), default=str)

    for phone in field.phones:
        assert phone.officer.person.name not in said


def test_the_queries_do_not_grow_with_the_incidents(
    django_assert_max_num_queries: Any,
) -> None:
    day = make.day()
    five(day)
    with django_assert_max_num_queries(26):
        content_after(day.room, now=at(900))


def visitor(day: make.Day, role: Role = Role.COMMANDER) -> Client:
    client = Client()
    client.force_login(make_duty.account(role, on=day.world.root), backend=BACKEND)
    return client


def test_the_commander_draws_it_up_on_the_page_and_the_dispatcher_only_reads(
    settings: Any,
) -> None:
    settings.MUSTER_NOW = at(950)
    day = make.day()
    five(day)
    close(day)
    page = reverse("control:after_actions", args=[day.room.pk])
    act = reverse("control:report_after_action", args=[day.room.pk])

    refused = visitor(day, Role.DISPATCHER).post(act)
    read = visitor(day, Role.DISPATCHER).get(page).content.decode()
    visitor(day).post(act, {"text": "Nhận lệnh còn chậm"})

    assert refused.status_code == 403
    assert "Trung vị" in read
    assert AfterAction.objects.get().text == "Nhận lệnh còn chậm"


def test_the_word_file_says_the_same_as_the_page(settings: Any) -> None:
    settings.MUSTER_NOW = at(950)
    day = make.day()
    five(day)
    close(day)
    made = report(day, text="Nhận lệnh còn chậm")
    client = visitor(day)

    content = b"".join(client.get(reverse("control:after_action_docx", args=[made.pk])))
    page = client.get(reverse("control:after_action", args=[made.pk])).content.decode()

    document = Document(BytesIO(content))
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    text = "\n".join(one.text for one in document.paragraphs)
    lost = next(place for place, row in enumerate(cells) if "Mất tài sản" in row[0])
    assert cells[lost][2:] == ["5", "2,0", "3,0", "4,0"]
    assert "Nhận lệnh còn chậm" in text
    assert "Nhận lệnh còn chậm" in page
    head = head_over_after_action(made)
    assert head is not None
    assert bytes(head.root).hex() in text
    assert bytes(head.root).hex() in page


def test_it_is_signed_and_issued_as_it_was_frozen(settings: Any) -> None:
    settings.MUSTER_NOW = at(950)
    day = make.day()
    five(day)
    close(day)
    subject = f"after_action:{report(day).pk}"
    boss = actor_for(make_duty.account(Role.COMMANDER, on=day.world.root), via="page")

    issued = office.sign_and_issue(subject, actor=boss, now=at(960))

    assert issued is not None
    assert state_of(subject).state == "issued"
    assert services.rebuild(is_trial=True).rows == 0
