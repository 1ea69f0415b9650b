"""Attendance for the tables after a congress: days on which duty began, by the roster in force."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import make_duty as make

from muster.duty.models import Assignment, Post, Roster, Shift
from muster.duty.queries.attendance import duty_days
from muster.season.models import Congress, Event

pytestmark = pytest.mark.django_db
NIGHT = datetime(2030, 8, 21, 16, 0, tzinfo=UTC)  # 23:00 in Ho Chi Minh City


def congress_of(event: Event) -> Congress:
    row = Congress.objects.create(
        season=event.season,
        season_unit=event.season_unit,
        procedure="grassroots",
        pack=event.season.pack,
        pack_version=event.season.pack_version,
        starts_on=event.starts_at.date(),
        ends_on=event.ends_at.date(),
    )
    Event.objects.filter(pk=event.pk).update(congress=row)
    return row


def test_a_day_counts_once_however_many_shifts_begin_on_it() -> None:
    world = make.world()
    first, second = make.officers(world)[:2]
    event = make.event(world)
    congress = congress_of(event)
    post = Post.objects.filter(plan=make.plan(event)).first()
    assert post is not None
    shifts = [
        Shift.objects.create(
            post=post, starts_at=NIGHT + timedelta(hours=h), ends_at=NIGHT + timedelta(hours=h + 2)
        )
        for h in (0, 3, 9)  # 23:00 the day before, 02:00 and 08:00 on the day
    ]
    roster = make.draft(world)
    Assignment.objects.bulk_create(
        [Assignment(roster=roster, shift=shift, officer=first) for shift in shifts]
        + [Assignment(roster=roster, shift=shifts[2], officer=second)]
    )
    assert duty_days(congress) == []

    Roster.objects.filter(pk=roster.pk).update(state=Roster.State.PUBLISHED)

    found = {one.source: one.days for one in duty_days(congress)}
    assert found == {f"officer:{first.pk}": 2, f"officer:{second.pk}": 1}
