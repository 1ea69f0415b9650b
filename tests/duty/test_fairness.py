"""Who carries how much, against the fair share, in a roster and over a season."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from tests import make_duty as make
from tests.duty.test_rosters import published, solved
from tests.duty.test_search import planner

from muster.duty.bridge.problem import fair_shares, problem_of
from muster.duty.models import Assignment, Officer, Roster, Shift
from muster.duty.queries.fairness import Fairness, fairness_of, season_rosters
from muster.duty.queries.season_windows import windows_of
from muster.duty.web.drawings import spread_chart

HALF = timedelta(hours=4)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def fairness(world: make.World, rosters: Q) -> Fairness:
    return fairness_of(rosters, officers=Officer.objects.all(), pack=world.pack)


def test_hours_and_fair_share_by_hand() -> None:
    """One serves 6 + 2 h, two serve 2 h, one nothing: fair are 3 h, a shift lasts 3 h."""
    world = make.world()
    first, second, third, fourth = make.officers(world, names=make.NAMES[:4])
    plan = make.plan(make.event(world))
    post = plan.posts.all()[0]
    roster = make.draft(world)
    duties = ((first, 20, 12, 18), (first, 21, 1, 3), (second, 21, 4, 6), (third, 22, 7, 9))
    for officer, day, start, end in duties:
        shift = Shift.objects.create(
            post=post,
            starts_at=datetime(2030, 8, day, start, tzinfo=UTC),
            ends_at=datetime(2030, 8, day, end, tzinfo=UTC),
        )
        Assignment.objects.create(roster=roster, shift=shift, officer=officer)

    found = fairness(world, Q(pk=roster.pk))

    assert (found.fair_h, found.shift_h) == (3, 3)
    assert [(one.hours_h, one.over_h) for one in found.every] == [(8, 5), (2, -1), (2, -1), (0, -3)]
    assert [one.officer_id for one in found.over] == [first.pk]
    assert [one.officer_id for one in found.under] == [fourth.pk]
    assert (found.every[0].nights, found.every[1].nights) == (1, 0)
    assert found.on_duty == 3
    assert found.units[0].mean_h == 3


def test_the_season_counts_other_windows_and_each_day_once() -> None:
    world = make.world()
    make.officers(world)
    make.plan(make.event(world))
    first = published(solved(make.draft(world)))
    make.plan(make.event(world, day=date(2030, 8, 28)))
    second = solved(make.draft(world, first_on=date(2030, 8, 26)))
    again = solved(make.draft(world))

    alone, together = fairness(world, Q(pk=second.pk)), fairness(world, season_rosters(second))
    instead = fairness(world, season_rosters(again))

    old = fairness(world, Q(pk=first.pk))
    assert together.total_h == alone.total_h + old.total_h
    assert instead.total_h == fairness(world, Q(pk=again.pk)).total_h


def test_nobody_and_nothing_make_an_empty_page() -> None:
    world = make.world()
    roster = make.draft(world)

    found = fairness(world, Q(pk=roster.pk))

    assert (found.fair_h, found.every) == (0, [])
    assert spread_chart([], fair_h=0).shapes
    url = reverse("duty:load", args=[roster.pk])
    assert planner(world).get(url).status_code == 200


def test_the_lists_leave_as_excel() -> None:
    world = make.world()
    make.officers(world)
    make.plan(make.event(world))
    roster: Roster = solved(make.draft(world))
    client, url = planner(world), reverse("duty:load", args=[roster.pk])

    for query in ("?uformat=xlsx", "?of=season&oformat=xlsx"):
        answer = client.get(url + query)
        assert answer.headers["Content-Type"].endswith("sheet")
    assert "mức chia đều" in client.get(url + "?of=season").content.decode()


def test_who_carried_much_before_has_a_smaller_fair_share() -> None:
    """8 h carried by the first, 8 h ahead, two officers: 8 h each; the first has 0 left.

    With 16 h ahead it is 12 h each: 4 h are left for the first, at least one whole shift.
    """
    world = make.world()
    first, second = make.officers(world, names=make.NAMES[:2])
    post = make.plan(make.event(world)).posts.all()[0]
    shift = Shift(
        post=post,
        starts_at=datetime(2030, 8, 21, 1, tzinfo=UTC),
        ends_at=datetime(2030, 8, 21, 9, tzinfo=UTC),
    )
    half = Shift(post=post, starts_at=shift.starts_at, ends_at=shift.starts_at + HALF)
    people, before = [first.pk, second.pk], {first.pk: 480}

    assert fair_shares([shift], people, before=before) == {first.pk: 0, second.pk: 480}
    shares = fair_shares([half] * 4, people, before=before)
    assert shares == {first.pk: 240, second.pk: 720}
    assert fair_shares([shift], people, before={}) == {first.pk: 480, second.pk: 480}
    assert fair_shares([], people, before=before) == {first.pk: 0, second.pk: 0}


def test_the_next_window_carries_load_rest_and_hours() -> None:
    world = make.world()
    make.officers(world)
    make.plan(make.event(world, day=date(2030, 8, 25)))
    published(solved(make.draft(world)))
    make.plan(make.event(world, day=date(2030, 8, 26)))

    people = problem_of(make.draft(world, first_on=date(2030, 8, 26))).people

    carried = [one for one in people if one.history is not None]
    assert carried
    assert all(one.history is not None and one.history.last_end_min <= 0 for one in carried)
    fresh = max(one.fair_min for one in people if one.history is None)
    assert min(one.fair_min for one in carried) <= fresh


def test_the_windows_of_a_season_and_the_days_between() -> None:
    world = make.world()
    make.officers(world)
    make.plan(make.event(world))
    make.event(world, day=date(2030, 8, 29))
    roster = published(solved(make.draft(world)))
    make.draft(world)
    client = planner(world)

    rows = windows_of(world.season, Roster.objects.all(), today=date(2030, 8, 16))

    assert [(row.first_on, row.last_on) for row in rows] == [
        (date(2030, 8, 19), date(2030, 8, 25)),
        (date(2030, 8, 26), date(2030, 8, 29)),
    ]
    assert (rows[0].roster, rows[1].roster) == (roster, None)
    assert len(rows[0].drafts) == 1
    assert (rows[0].events, rows[1].events) == (1, 1)
    said = client.get(reverse("duty:windows")).content.decode()
    assert "first_on=2030-08-26&amp;days=4" in said
    form = client.get(reverse("duty:new_roster") + "?first_on=2030-08-26&days=4")
    assert "2030-08-26" in form.content.decode()
