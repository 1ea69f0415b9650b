"""Exercises: a story from a sheet, on a clock, each inject once, and everything marked."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests import make_control as make
from tests import make_duty

from muster.control import services
from muster.control.errors.exercises import (
    ExerciseNot,
    InjectEarlier,
    InjectGone,
    InjectNotOut,
    NoExercise,
    NoInjects,
    SpeedUnknown,
)
from muster.control.models import ControlRoom, Exercise, Inject, Line
from muster.control.projecting import ExerciseRow
from muster.control.queries.exercises import moment_of, run_s_at, story_of
from muster.control.services import InjectDraft
from muster.exchange.models import Import
from muster.ledger.actor import Actor
from muster.ledger.models import Entry
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
WORKER = Actor(name="muster", via="worker")
DRILL = str(ControlRoom.Mode.EXERCISE.label)
BEGIN_S = 7 * 3600
STORY = (
    InjectDraft(number=1, after_min=0, text="Báo cáo quân số", team=1, expected="đủ quân số"),
    InjectDraft(number=2, after_min=10, text="Mất điện hội trường", kind="power_line"),
    InjectDraft(number=3, clock_s=BEGIN_S + 15 * 60, text="Có khói ở kho", team=3),
)


@pytest.fixture(autouse=True)
def _clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def day() -> make.Day:
    return make.day(mode=ControlRoom.Mode.EXERCISE)


def at(minutes: float) -> datetime:
    return make.NOW + timedelta(minutes=minutes)


def write(day: make.Day, *drafts: InjectDraft, after_min: float = 0) -> None:
    services.write_injects(day.room.pk, actor=make.TAM, now=at(after_min), drafts=drafts)


def begun(day: make.Day, *, speed: int = 1) -> make.Day:
    write(day, *STORY)
    services.start_exercise(day.room.pk, actor=make.TAM, now=make.NOW, begin_s=BEGIN_S, speed=speed)
    return day


def play(minutes: float) -> int:
    return services.play_due(actor=WORKER, now=at(minutes))


def out() -> list[int]:
    return list(
        Inject.objects.exclude(out_at=None).order_by("number").values_list("number", flat=True)
    )


def test_each_inject_becomes_a_line_at_its_time_and_says_that_it_is_an_exercise(
    day: make.Day,
) -> None:
    begun(day)

    assert [play(0), play(9.9), play(10), play(14.9), play(15)] == [1, 0, 1, 0, 1]

    assert out() == [1, 2, 3]
    inject = Inject.objects.get(number=3)
    assert inject.line is not None
    line = Line.objects.get(pk=inject.line)
    assert line.happened_at == at(15)
    assert line.team is not None
    assert line.team.number == 3
    assert "DIỄN TẬP" in line.text
    assert line.incident is None
    assert services.rebuild(is_trial=True).rows == 0


def test_a_worker_that_was_away_loses_and_doubles_nothing_and_keeps_the_times(
    day: make.Day,
) -> None:
    begun(day)

    assert play(240) == 3
    assert play(240) == 0

    assert [one.out_at for one in Inject.objects.order_by("number")] == [at(0), at(10), at(15)]
    assert Line.objects.filter(text__contains="DIỄN TẬP").count() == 3


def test_two_workers_let_an_inject_out_once(day: make.Day) -> None:
    begun(day)
    inject = Inject.objects.get(number=1)
    who: dict[str, Any] = {"actor": WORKER, "now": at(1)}

    first = services.let_out(day.room.pk, inject.pk, **who)
    entries = Entry.objects.count()
    again = services.let_out(day.room.pk, inject.pk, **who)

    assert (first, again) == (True, False)
    assert Entry.objects.count() == entries


def test_the_story_pauses_goes_on_and_runs_faster(day: make.Day) -> None:
    begun(day)
    play(0)
    who: dict[str, Any] = {"actor": make.TAM}
    services.pause_exercise(day.room.pk, now=at(5), **who)
    assert play(60) == 0
    services.resume_exercise(day.room.pk, now=at(60), **who)
    assert play(64) == 0
    services.speed_exercise(day.room.pk, now=at(64), speed=10, **who)

    assert play(64.1) == 1
    assert play(64.5) == 0
    assert play(64.6) == 1
    assert services.rebuild(is_trial=True).rows == 0


def test_what_is_stopped_is_over(day: make.Day) -> None:
    begun(day)
    services.stop_exercise(day.room.pk, actor=make.TAM, now=at(1))

    assert play(600) == 0
    for act in (services.pause_exercise, services.resume_exercise, services.stop_exercise):
        with pytest.raises(ExerciseNot):
            act(day.room.pk, actor=make.TAM, now=at(2))


def test_a_closed_room_plays_nothing(day: make.Day) -> None:
    begun(day)
    services.close_room(day.room.pk, actor=make.TAM, now=at(0))

    assert play(60) == 0


def test_a_room_in_earnest_has_no_story() -> None:
    day = make.day()
    with pytest.raises(NoExercise):
        write(day, STORY[0])
    with pytest.raises(NoExercise):
        services.start_exercise(day.room.pk, actor=make.TAM, now=make.NOW, begin_s=0)
    assert Exercise.objects.count() == 0


def test_a_story_needs_injects_a_known_speed_and_times_after_its_beginning(day: make.Day) -> None:
    with pytest.raises(NoInjects):
        services.start_exercise(day.room.pk, actor=make.TAM, now=make.NOW, begin_s=0)
    write(day, *STORY)
    who: dict[str, Any] = {"actor": make.TAM, "now": make.NOW}
    with pytest.raises(InjectEarlier) as early:
        services.start_exercise(day.room.pk, begin_s=8 * 3600, **who)
    assert "3" in str(early.value)
    with pytest.raises(SpeedUnknown):
        services.start_exercise(day.room.pk, begin_s=BEGIN_S, speed=7, **who)
    assert Exercise.objects.get().state == Exercise.State.READY


def test_what_has_gone_out_stays_and_what_has_not_may_change_while_it_runs(day: make.Day) -> None:
    begun(day)
    play(0)
    with pytest.raises(InjectGone):
        write(day, STORY[0])
    write(day, InjectDraft(number=2, after_min=2, text="Mất điện sớm hơn"), after_min=1)
    write(day, InjectDraft(number=3, after_min=3, text="bỏ", is_dropped=True), after_min=1)

    assert play(60) == 1
    assert out() == [1, 2]
    with pytest.raises(InjectEarlier):
        write(day, InjectDraft(number=4, clock_s=60, text="quá sớm"), after_min=2)
    assert services.rebuild(is_trial=True).rows == 0


def test_what_was_expected_is_ticked_after_it_went_out(day: make.Day) -> None:
    begun(day)
    first = Inject.objects.get(number=1)
    with pytest.raises(InjectNotOut):
        services.judge_inject(first, actor=make.SANG, now=at(1), is_done=True)
    play(0)

    services.judge_inject(first, actor=make.SANG, now=at(2), is_done=False, note="chậm 3 phút")
    services.judge_inject(first, actor=make.SANG, now=at(3), is_done=True)

    story = story_of(day.room, pack=day.world.pack, now=at(3))
    assert (story.out, story.done, story.clock) == (1, 1, "07:03")
    assert services.rebuild(is_trial=True).rows == 0


@given(
    run_s=st.integers(0, 10_000),
    speed=st.sampled_from(services.SPEEDS),
    gaps_s=st.lists(st.floats(0, 500), max_size=6),
)
def test_the_clock_never_goes_back_and_reaches_each_second_when_it_says(
    run_s: int, speed: int, gaps_s: Sequence[float]
) -> None:
    base = datetime(2030, 8, 22, tzinfo=UTC)
    clock = ExerciseRow(
        uuid=UUID(int=1),
        room_id=UUID(int=2),
        state="running",
        run_s=run_s,
        speed=speed,
        base_at=base,
    )
    now, shown = base, run_s
    for gap_s in gaps_s:
        now += timedelta(seconds=gap_s)
        again = run_s_at(clock, now)
        assert again >= shown
        shown = again
    due_s = run_s + 90
    when = moment_of(clock, due_s, base + timedelta(days=1))
    assert run_s_at(clock, when + timedelta(milliseconds=1)) >= due_s
    assert run_s_at(clock, when - timedelta(milliseconds=1)) <= due_s


# ---- pages, prints and the sheet


def client_of(day: make.Day, role: Role) -> Client:
    client = Client()
    client.force_login(make_duty.account(role, on=day.world.root), backend=BACKEND)
    return client


@pytest.mark.parametrize(
    "name",
    ["room", "wall", "log", "passings", "situations", "alerts", "equipment", "exercise", "screen"],
)
def test_every_page_of_an_exercise_is_marked(day: make.Day, name: str) -> None:
    page = client_of(day, Role.COMMANDER).get(reverse(f"control:{name}", args=[day.room.pk]))

    assert "diễn tập" in page.text.lower()
    assert name == "screen" or 'class="cr-exercise"' in page.text


def test_every_line_and_the_excel_of_the_log_are_marked(day: make.Day) -> None:
    day.say("@1 vt")
    client = client_of(day, Role.COMMANDER)

    page = client.get(reverse("control:screen", args=[day.room.pk])).text
    answer = client.get(reverse("control:log", args=[day.room.pk]), {"format": "xlsx"})

    assert 'class="lt lt-exercise"' in page
    book = CalamineWorkbook.from_filelike(BytesIO(answer.getvalue()))
    _title, *rows = [row for row in book.get_sheet_by_index(0).to_python() if any(row)]
    assert all(DRILL in row for row in rows[-Line.objects.count() :])


def test_the_page_leads_the_story(day: make.Day) -> None:
    write(day, *STORY)
    client = client_of(day, Role.COMMANDER)
    lead = reverse("control:lead", args=[day.room.pk])

    client.post(lead, {"act": "start", "face": "07:00", "speed": "2"})
    play(0)
    client.post(lead, {"act": "pause"})
    inject = Inject.objects.get(number=1)
    client.post(reverse("control:judge", args=[inject.pk]), {"act": "done", "note": "tốt"})

    exercise = Exercise.objects.get()
    assert (exercise.state, exercise.begin_s, exercise.speed) == ("paused", BEGIN_S, 2)
    inject.refresh_from_db()
    assert (inject.is_done, inject.note) == (True, "tốt")
    assert "tốt" in client.get(reverse("control:exercise", args=[day.room.pk])).text
    auditor = client_of(day, Role.AUDITOR)
    assert auditor.post(lead, {"act": "stop"}).status_code == 403


def test_a_room_in_earnest_has_no_page_of_an_exercise() -> None:
    day = make.day()
    client = client_of(day, Role.COMMANDER)

    assert client.get(reverse("control:exercise", args=[day.room.pk])).status_code == 409
    assert client.get(reverse("grids:one", args=["injects", day.room.pk])).status_code == 409


def paste(client: Client, day: make.Day, *lines: str) -> list[Any]:
    address = reverse("grids:one", args=["injects", day.room.pk])
    answer = client.post(address, {"block": "\n".join(lines)})
    assert answer.status_code == 302, answer.text[:800]
    return list(Import.objects.latest("pk").rows.order_by("pk"))


def apply(client: Client) -> Any:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))


HEADS = "TT\tPhút hoặc giờ\tLoại tin\tNội dung tình huống\tChốt\tViệc cần làm"


def test_a_story_comes_from_a_sheet(day: make.Day) -> None:
    client = client_of(day, Role.COMMANDER)

    rows = paste(
        client,
        day,
        HEADS,
        "1\t0\t\tBáo cáo quân số\t@1\tđủ quân số",
        "2\t15'\t/yt\tĐại biểu choáng\t2\tđiều tổ y tế",
        "3\t08h30\tBáo cháy\tCó khói\t\t",
    )

    assert [fault for row in rows for fault in row.faults] == []
    assert apply(client).status_code == 302
    found = [
        (one.number, one.after_min, one.clock_s, one.kind, one.team)
        for one in Inject.objects.order_by("number")
    ]
    assert found == [
        (1, 0, None, day.world.pack.control.usual, 1),
        (2, 15, None, "medical_line", 2),
        (3, None, 8 * 3600 + 30 * 60, "fire_line", None),
    ]
    assert services.rebuild(is_trial=True).rows == 0


def test_every_fault_of_a_story_is_named_by_its_cell(day: make.Day) -> None:
    begun(day)
    play(0)
    client = client_of(day, Role.COMMANDER)

    rows = paste(
        client,
        day,
        HEADS,
        "1\t0\t\tĐổi nội dung\t@1\t",
        "5\tsáng sớm\t\tMưa\t\t",
        "6\t20\t\tMưa\t@77\t",
        "7\t06:00\t\tMưa\t\t",
        "8\t20\tchuyện lạ\tMưa\t\t",
        "9\t20\t\t\t\t",
    )

    assert [(fault["cell"], fault["code"]) for row in rows for fault in row.faults] == [
        ("F2", "inject.gone"),
        ("B3", "inject.time"),
        ("E4", "inject.post"),
        ("B5", "inject.early"),
        ("C6", "cell.unknown_choice"),
        ("D7", "cell.missing"),
    ]
