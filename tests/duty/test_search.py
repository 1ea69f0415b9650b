"""The search as its readers follow it: both levels, what is proven, what a stop leaves."""

import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests import make_duty as make
from tests.duty.test_rosters import solved

from muster.duty import services
from muster.duty.bridge.child import search
from muster.duty.bridge.course import POINTS_MAX, Course, points_of
from muster.duty.bridge.errands import Effort, Standing
from muster.duty.bridge.problem import problem_of
from muster.duty.models import Roster
from muster.duty.queries.verdict import gap_share, places_at_most, verdict_of
from muster.duty.services.solving import SOLVE
from muster.duty.web.drawings import closing
from muster.jobs.models import Job
from muster.tree.models import Grant
from muster.tree.table import Role

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def planner(world: make.World) -> Client:
    client = Client()
    account = make.account(Role.PLANNER, Role.COMMANDER, Role.DISPATCHER, on=world.root)
    # the force hangs on today's tree, in which this little world has no edges
    Grant.objects.create(
        account=account, role=Role.PLANNER, unit=world.east.unit, since=date(2020, 1, 1)
    )
    client.force_login(account, backend=BACKEND)
    return client


def page(client: Client, roster: Roster) -> str:
    return client.get(reverse("duty:roster", args=[roster.pk])).content.decode()


def standing(seconds: float, *, score: float = 30.0) -> Standing:
    return Standing(
        share=0.5, seconds=seconds, uncovered=7, uncovered_bound=3, score=score, score_bound=20
    )


def test_the_lightest_open_places_are_counted_first() -> None:
    """Open: two of weight 1, three of weight 4; 9 units can be gained: 1 + 1 + 4 fit, no more."""
    assert places_at_most([(4, 3), (1, 2)], weight=9) == 3


@pytest.mark.parametrize(("weight", "places"), [(0, 0), (3.99, 0), (4, 1), (8, 2), (100, 2)])
def test_a_place_counts_from_its_whole_weight(weight: float, places: int) -> None:
    assert places_at_most([(4, 2)], weight=weight) == places


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(1, 10), st.integers(1, 5)), max_size=6),
    st.floats(0, 60, allow_nan=False),
)
def test_no_choice_of_open_places_beats_the_count(
    places: list[tuple[float, int]], weight: float
) -> None:
    every = sorted(one for one, missing in places for _ in range(missing))
    found = places_at_most(places, weight=weight)

    assert sum(every[:found]) <= weight + 1e-4
    assert found == len(every) or sum(every[: found + 1]) > weight


@pytest.mark.parametrize(
    ("value", "bound", "share"),
    [(100, 98, 0.02), (100, 97.99, 0.021), (100, 100, 0.0), (100, 0, None), (None, 5, None)],
)
def test_a_gap_is_never_rounded_down(
    value: float | None, bound: float, share: float | None
) -> None:
    assert gap_share(value, bound) == share


def test_a_long_course_keeps_its_first_and_last_point() -> None:
    course = Course()
    for second in range(500):
        course.note(standing(float(second)))

    points = points_of(course.text())

    assert len(points) <= POINTS_MAX
    assert (points[0].seconds, points[-1].seconds) == (0, 499)
    assert points_of(None) == ()


def test_a_course_of_one_point_is_no_picture() -> None:
    assert closing([(1, 5, 3)], label="x") is None
    assert closing([(1, 5, 3), (2, 4, 3)], label="x") is not None
    assert closing([(1, 3, 3), (2, 3, 3)], label="x") is None


@pytest.mark.django_db
def test_a_search_stopped_at_once_leaves_the_plain_start() -> None:
    world = make.world()
    make.officers(world)
    make.plan(make.event(world))
    problem = problem_of(make.draft(world))

    found = search(
        problem,
        effort=Effort(seconds=60),
        progress=lambda _standing: None,
        should_stop=lambda: True,
    )

    assert len(found.answer.assignments) == sum(post.count for post in problem.posts)


@pytest.mark.django_db
def test_a_job_cancelled_before_it_began_says_so_and_blames_no_rule() -> None:
    world = make.world()
    make.officers(world)
    make.plan(make.event(world))
    roster = make.draft(world)
    _ended(roster, Job.State.CANCELLED)

    said = page(planner(world), roster)

    assert "bị dừng trước khi bắt đầu" in said
    assert "chưa biết chỗ nào thiếu vì sao" in said
    assert "Để trống" not in said


@pytest.mark.django_db
def test_a_search_that_broke_off_says_why() -> None:
    world = make.world()
    roster = make.draft(world)
    _ended(roster, Job.State.FAILED, message="Hết bộ nhớ.")

    assert "không cho kết quả: Hết bộ nhớ." in page(planner(world), roster)


def _ended(roster: Roster, state: Job.State, *, message: str = "") -> Job:
    return Job.objects.create(
        kind=SOLVE,
        owner_name="x",
        params={"roster": roster.pk},
        state=state,
        message=message,
        created_at=make.NOW,
        ended_at=make.NOW + timedelta(seconds=1),
    )


@pytest.mark.django_db
def test_the_page_says_how_many_more_could_be_placed() -> None:
    world = make.world()
    make.officers(world, skills=("traffic",))
    make.plan(make.event(world))
    roster = solved(make.draft(world))
    Roster.objects.filter(pk=roster.pk).update(uncovered_bound=0.5)
    roster.refresh_from_db()

    verdict = verdict_of(roster, pack=world.pack)

    assert verdict.more_at_most is not None
    assert verdict.more_at_most > 0
    assert f"thêm được {verdict.more_at_most} chỗ" in page(planner(world), roster)


@pytest.mark.django_db
def test_both_levels_are_shown_while_the_search_runs() -> None:
    world = make.world()
    make.officers(world)
    make.plan(make.event(world))
    roster = make.draft(world)
    course = Course()
    course.note(standing(1.0, score=40))
    course.note(standing(2.0))
    with translation.override("vi"):
        job = services.start_solving(
            make.ACTOR, roster=roster, effort=Effort(seconds=5), now=make.NOW
        )
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING,
        figures={
            "uncovered": 7,
            "uncovered_bound": 3,
            "score": 30,
            "score_bound": 20,
            "course": course.text(),
        },
    )

    said = planner(world).get(reverse("duty:panel", args=[roster.pk])).content.decode()

    assert "nặng 7; không bảng nào xuống dưới 3" in said
    assert "tốt hơn quá 33,4" in said
    assert said.count('class="f-none k-doing"') == 2
    assert "cost" not in said.lower()


def test_the_server_loads_no_solver() -> None:
    """Every address and what stands behind it, imported as the server does."""
    heavy = ("numba", "numpy", "scipy", "highspy", "ortools")
    program = (
        "import sys, django; django.setup(); import muster.site.urls; "
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "muster.site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
