"""Tasks under a congress: planned one by one or all at once, waiting for each other, looked at."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make_office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.ledger.models import Entry
from muster.office import errors, services
from muster.office.models import Task, TaskState
from muster.office.services import Place, TaskDraft
from muster.season.models import Congress, Event
from muster.season.services import move_congress
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
OCTOBER = date(2030, 10, 15)


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def planner(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


def task(congress: Congress, title: str, *, after: Task | None = None, due: str = "20/6") -> Task:
    return services.add_task(
        Place(season_unit=congress.season_unit, congress=congress),
        actor=make.ACTOR,
        now=make.NOW,
        draft=draft(title, after=after, due=due),
    )


def draft(title: str, *, after: Task | None = None, due: str = "20/6") -> TaskDraft:
    return TaskDraft(
        title=title,
        owner="Chị Hà",
        due_on=make_office.day(due),
        after_id=after.pk if after else None,
    )


def plan(congress: Congress, **said: Any) -> int:
    chosen = services.sets_for(congress)[0]
    return services.plan_tasks(
        congress,
        actor=make.ACTOR,
        now=make.NOW,
        chosen=chosen,
        **{"owners": {}, **said},
    )


def waits(row: Task, after: Task | None) -> Task:
    return services.change_task(
        row,
        actor=make.ACTOR,
        now=make.NOW,
        version=Task.objects.get(pk=row.pk).version,
        draft=draft(row.title, after=after),
    )


def test_the_tasks_of_a_provincial_congress_come_in_one_act(world: make.World) -> None:
    congress = make.congress(world.top, OCTOBER)

    made = plan(congress, owners={"documents": "Đ/c Hòa"})

    rows = Task.objects.filter(congress=congress)
    units, documents = 2, 25
    assert made == rows.count() == 126 + 5 * documents + 5 * units
    assert Entry.objects.filter(kind="tasks.planned").count() == 1
    assert set(rows.filter(subcommittee="documents").values_list("owner", flat=True)) == {"Đ/c Hòa"}
    assert rows.get(title="Full rehearsal of the congress").due_on == date(2030, 10, 14)


def test_names_follow_the_language_of_who_plans(world: make.World) -> None:
    plan(make.congress(world.top, OCTOBER))

    assert Task.objects.filter(title="Close the list of the delegation: Huyện Đông").exists()


def test_a_task_made_for_each_waits_for_its_own(world: make.World) -> None:
    plan(make.congress(world.top, OCTOBER))

    row = Task.objects.get(template__endswith=f"unit_invitations.{world.east.code}")

    assert row.after is not None
    assert row.after.template.endswith(f"unit_delegates.{world.east.code}")


def test_planning_twice_adds_nothing_and_keeps_what_was_changed(world: make.World) -> None:
    congress = make.congress(world.top, OCTOBER)
    plan(congress)
    row = Task.objects.filter(congress=congress).first()
    assert row is not None
    services.drop(row, actor=make.ACTOR, now=make.NOW, version=1, reason="không cần")

    assert plan(congress) == 0
    assert Task.objects.get(pk=row.pk).state == TaskState.DROPPED


def test_what_was_due_before_today_can_be_left_out(world: make.World) -> None:
    congress = make.congress(world.top, OCTOBER)

    plan(congress, leave_out_past=True)

    first = Task.objects.filter(congress=congress).order_by("due_on").first()
    assert first is not None
    assert first.due_on >= make.NOW.date()


def test_tasks_follow_a_moved_congress_and_done_ones_stay(world: make.World) -> None:
    congress = make.congress(world.top, OCTOBER)
    plan(congress)
    before = dict(Task.objects.values_list("pk", "due_on"))
    done = Task.objects.filter(title="Issue the plan of the congress").get()
    services.answer(done, actor=make.ACTOR, now=make.NOW, version=1)
    moved = move_congress(
        congress, actor=make.ACTOR, now=make.NOW, starts_on=date(2030, 10, 17), reason="Bão"
    )

    count = services.follow_day(moved, actor=make.ACTOR, now=make.NOW)

    after = dict(Task.objects.values_list("pk", "due_on"))
    assert count == len(before) - 1
    assert after.pop(done.pk) == before.pop(done.pk)
    assert {(after[pk] - before[pk]).days for pk in after} == {2}
    assert list(services.moved_tasks(moved)) == []


def test_a_circle_is_refused_by_name(world: make.World) -> None:
    congress = make.congress(world.communes[0])
    one = task(congress, "Một")
    two = task(congress, "Hai", after=one)
    three = task(congress, "Ba", after=two)

    with pytest.raises(errors.WouldCircle, match="Ba → Hai → Một → Ba"):
        waits(one, three)
    with pytest.raises(errors.WouldCircle, match="Một → Một"):
        waits(one, one)


@settings(
    max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(links=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_whatever_is_tried_no_circle_stands(
    world: make.World, links: list[tuple[int, int]]
) -> None:
    congress = Congress.objects.first() or make.congress(world.communes[0])
    rows = [task(congress, f"Việc {n}") for n in range(6)]
    for at, after in links:
        try:
            waits(rows[at], rows[after])
        except errors.WouldCircle:
            continue

    before = dict(Task.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "after"))
    for start in before:
        seen = set[int]()
        here: int | None = start
        while here is not None:
            assert here not in seen
            seen.add(here)
            here = before[here]


def test_a_task_waits_only_for_one_beside_it(world: make.World) -> None:
    here, there = make.congress(world.communes[0]), make.congress(world.communes[1])
    other = task(there, "Nơi khác")

    with pytest.raises(errors.OtherCongress, match="Nơi khác"):
        task(here, "Ở đây", after=other)


def test_a_task_hangs_under_a_step_and_under_an_event(planner: Client, world: make.World) -> None:
    congress = make.congress(world.communes[0])
    step = make.step(congress, "plan")
    typed = {"title": "Soạn", "owner": "Ba", "due_on": "2030-06-20"}
    for under, row_id in (("step", step.pk), ("event", congress.event.pk)):
        data = {**typed, "client_uuid": uuid4()}
        answer = planner.post(reverse("office:add-task", args=[under, row_id]), data)
        assert answer.status_code == 302

    places = list(Task.objects.order_by("pk").values_list("step", "event", "congress"))
    assert places == [(step.pk, None, congress.pk), (None, congress.event.pk, None)]


def test_a_planned_task_without_owner_says_what_is_wanted(
    planner: Client, world: make.World
) -> None:
    congress = make.congress(world.communes[0])

    answer = planner.post(
        reverse("office:add-task", args=["congress", congress.pk]),
        {"title": "Soạn kịch bản", "client_uuid": uuid4()},
    )

    assert answer.status_code == 409
    assert "still wanted: who does it, by when" in answer.text
    assert "Soạn kịch bản" in answer.text


def test_a_page_plans_the_set_and_shows_it_in_three_ways(
    planner: Client, world: make.World
) -> None:
    congress = make.congress(world.top, OCTOBER)
    address = reverse("office:plan", args=[congress.pk])
    assert "usual tasks" in planner.get(address).text
    planner.post(address, {"client_uuid": uuid4(), "owner_documents": "Đ/c Hòa"})

    about: dict[str, str] = {"congress": str(congress.pk)}
    lists = planner.get(reverse("office:tasks"), {**about, "subcommittee": "documents"}).text
    board = planner.get(reverse("office:board"), about).text
    month = planner.get(reverse("office:month"), {**about, "month": "2030-10"}).text

    assert "Đ/c Hòa" in lists
    assert "Overdue" in board
    assert "10/2030" in month
    assert "Full rehearsal of the congress" in month


def test_a_tasks_buttons_follow_its_state(planner: Client, world: make.World) -> None:
    row = task(make.congress(world.communes[0]), "Soạn kịch bản")
    for action, typed in (
        ("begin", {}),
        ("answer", {"text": "xong"}),
        ("reopen", {"reason": "thiếu"}),
        ("drop", {"reason": "thôi"}),
    ):
        version = Task.objects.get(pk=row.pk).version
        said = {"client_uuid": uuid4(), "version": version, **typed}
        data = {f"{action}-{name}": value for name, value in said.items()}
        answer = planner.post(reverse("office:act-task", args=[row.pk, action]), data)
        assert answer.status_code == 302, action

    kinds = Entry.objects.filter(subject=f"task:{row.pk}").order_by("arrival")
    assert list(kinds.values_list("kind", flat=True)) == [
        *("task.added", "task.begun", "task.answered", "task.reopened", "task.dropped"),
    ]


@pytest.mark.parametrize("page", ["office:tasks", "office:board", "office:month"])
def test_pages_cost_the_same_however_many_tasks(
    planner: Client,
    world: make.World,
    page: str,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    congress = make.congress(world.communes[0])
    rows = [task(congress, f"Việc {n}") for n in range(3)]
    for before, after in pairwise(rows):
        waits(after, before)

    with django_assert_max_num_queries(26):
        answer = planner.get(reverse(page))

    assert answer.status_code == 200


def test_who_reads_only_plans_nothing(world: make.World) -> None:
    congress = make.congress(world.communes[0])
    auditor = signed_in(make.account(world.top, Role.AUDITOR))

    assert auditor.get(reverse("office:tasks")).status_code == 200
    assert auditor.get(reverse("office:plan", args=[congress.pk])).status_code == 403


def test_the_tasks_of_a_step_and_of_an_event_are_looked_at_alone(
    planner: Client, world: make.World
) -> None:
    congress = make.congress(world.communes[0])
    step = make.step(congress, "plan")
    event = Event.objects.get(congress=congress)
    here: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW}
    under = Place(season_unit=congress.season_unit, step=step)
    beside = Place(season_unit=congress.season_unit, event=event)
    services.add_task(under, **here, draft=draft("Việc của bước"))
    services.add_task(beside, **here, draft=draft("Việc của sự kiện"))
    task(congress, "Việc của đại hội")

    of_step = planner.get(reverse("office:tasks"), {"step": step.pk}).text
    of_event = planner.get(
        reverse("office:month"), {"event": str(event.pk), "month": "2030-06"}
    ).text
    page = planner.get(reverse("season:step", args=[step.pk])).text

    titles = ("Việc của bước", "Việc của sự kiện", "Việc của đại hội")
    assert [title in of_step for title in titles] == [True, False, False]
    assert [title in of_event for title in titles] == [False, True, False]
    assert reverse("office:add-task", args=["step", step.pk]) in of_step
    assert f"?step={step.pk}" in page
    west = signed_in(make.account(world.west, Role.SECRETARY))
    assert west.get(reverse("office:tasks"), {"step": step.pk}).status_code == 404
