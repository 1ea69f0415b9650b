"""What the duty force fills into reports: the strength on duty of a day."""

from datetime import timedelta

import pytest
from tests import make_duty as make

from muster.duty.models import Assignment
from muster.packs import Known
from muster.season.models import SeasonUnit
from muster.season.registry import Asked, known

pytestmark = pytest.mark.django_db


def strength(units: list[SeasonUnit], days: int = 0) -> dict[int, int]:
    asked = Asked(units=units, on=make.FIRST_ON + timedelta(days=days), now=make.NOW)
    return dict(known({Known.STRENGTH_ON_DUTY}, asked)[Known.STRENGTH_ON_DUTY])


def test_officers_on_published_shifts_of_the_day_count_once_in_each_unit() -> None:
    world = make.world()
    plan = make.plan(make.event(world))
    first, second = make.officers(world, names=make.NAMES[:2])
    roster = make.draft(world)
    shifts = [shift for post in plan.posts.all() for shift in post.shifts.all()]
    for shift, officer in ((shifts[0], first), (shifts[1], second)):
        Assignment.objects.create(roster=roster, shift=shift, officer=officer)
    units = [world.root, world.commune, world.west]
    assert strength(units) == {unit.pk: 0 for unit in units}

    roster.state = roster.State.PUBLISHED
    roster.save()

    day = (shifts[0].starts_at.astimezone().date() - make.FIRST_ON).days
    found = strength(units, days=day)
    assert found == {world.root.pk: 2, world.commune.pk: 2, world.west.pk: 0}
    assert set(strength(units, days=day + 3).values()) == {0}
