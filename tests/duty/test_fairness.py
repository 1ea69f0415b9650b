"""Who carries how much, against the fair share, in a roster and over a season."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import Q
from django.urls import reverse
from tests import make_duty as make
from tests.duty.test_rosters import published, solved
from tests.duty.test_search import planner

from muster.duty.models import Assignment, Officer, Roster, Shift
from muster.duty.queries.fairness import Fairness, fairness_of, season_rosters
from muster.duty.web.drawings import spread_chart

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
