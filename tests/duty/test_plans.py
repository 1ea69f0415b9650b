"""From an event to numbered posts with absolute hours; edits, and what they may not touch."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import make_duty as make

from muster.duty import errors, services
from muster.duty.models import Plan, Shift
from muster.duty.services import ShiftEdit
from muster.ledger.models import Entry

pytestmark = pytest.mark.django_db


def edit_of(shift: Shift, **changes: object) -> ShiftEdit:
    values: dict[str, object] = {
        "starts_at": shift.starts_at,
        "ends_at": shift.ends_at,
        "head_count": shift.head_count,
        "weight": shift.weight,
        "skills": tuple(shift.skills),
    } | changes
    return ShiftEdit(**values)  # type: ignore[arg-type]  # values of the row itself


def test_a_small_congress_by_hand() -> None:
    """Gate 60 min before to 30 after 07:30-11:30; local guard 30 before to 30 after."""
    world = make.world()

    plan = make.plan(make.event(world))

    posts = {post.number: post for post in plan.posts.prefetch_related("shifts")}
    assert [posts[n].key for n in sorted(posts)] == [
        "main_gate",
        "local_guard",
        "parking",
        "perimeter",
    ]
    gate = posts[1].shifts.get()
    assert gate.starts_at == datetime(2030, 8, 21, 23, 30, tzinfo=UTC)
    assert gate.ends_at == datetime(2030, 8, 22, 5, 0, tzinfo=UTC)
    assert gate.head_count == 2
    assert gate.own_units == [world.east.unit_id, world.root.unit_id]
    assert posts[1].name == "Cổng chính"
    assert posts[1].lat is not None
    assert posts[1].lat < make.HALL[0]  # 60 m south of the hall


def test_planning_anew_keeps_what_is_still_wanted() -> None:
    world = make.world()
    event = make.event(world)
    before = make.plan(event)
    shifts = set(Shift.objects.values_list("pk", flat=True))

    after = make.plan(event)

    assert after.pk == before.pk
    assert after.version == before.version + 1
    assert set(Shift.objects.values_list("pk", flat=True)) == shifts


def test_an_event_that_moved_gets_new_hours_and_the_old_ones_are_withdrawn() -> None:
    world = make.world()
    event = make.event(world)
    make.plan(event)
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)
    event.save()

    make.plan(event)

    assert Shift.objects.filter(withdrawn_at__isnull=True).count() == 6
    assert Shift.objects.filter(withdrawn_at__isnull=False).count() == 6


def test_a_vehicle_and_its_people_are_one_crew() -> None:
    world = make.world()

    plan = make.plan(make.event(world, size="middle"))

    crews = Shift.objects.filter(post__plan=plan).exclude(crew="")
    assert crews.filter(of_vehicles=True).exists()
    for shift in crews.filter(of_vehicles=True):
        people = crews.get(crew=shift.crew, of_vehicles=False)
        assert (people.starts_at, people.ends_at) == (shift.starts_at, shift.ends_at)


def test_an_event_without_a_place_is_refused() -> None:
    world = make.world()

    with pytest.raises(errors.EventUnplaced):
        make.plan(make.event(world, at=None))

    assert not Plan.objects.exists()


def test_many_events_are_one_entry_and_the_unplaced_one_is_told() -> None:
    world = make.world()
    events = [
        make.event(world),
        make.event(world, day=date(2030, 8, 23)),
        make.event(world, at=None),
    ]

    made, skipped = services.make_plans(make.ACTOR, events=events, now=make.NOW)

    assert len(made) == 2
    assert [(one.event_id, one.code) for one in skipped] == [(events[2].pk, "plan.event_unplaced")]
    assert Entry.objects.filter(kind="plan.made_many").count() == 1


def test_the_second_of_two_editors_is_refused() -> None:
    world = make.world()
    plan = make.plan(make.event(world))
    shift = Shift.objects.filter(post__plan=plan).first()
    assert shift is not None
    services.edit_shift(
        make.ACTOR,
        shift_id=shift.pk,
        version=plan.version,
        edit=edit_of(shift, head_count=3),
        now=make.NOW,
    )

    with pytest.raises(errors.PlanStale):
        services.edit_shift(
            make.ACTOR,
            shift_id=shift.pk,
            version=plan.version,
            edit=edit_of(shift, head_count=4),
            now=make.NOW,
        )

    shift.refresh_from_db()
    assert shift.head_count == 3


def test_other_hours_make_another_shift() -> None:
    world = make.world()
    plan = make.plan(make.event(world))
    shift = Shift.objects.filter(post__plan=plan).first()
    assert shift is not None

    changed = services.edit_shift(
        make.ACTOR,
        shift_id=shift.pk,
        version=plan.version,
        edit=edit_of(shift, ends_at=shift.ends_at + timedelta(hours=1)),
        now=make.NOW,
    )

    shift.refresh_from_db()
    assert shift.withdrawn_at == make.NOW
    assert changed.pk != shift.pk


@pytest.mark.parametrize("heads", [0, -1])
def test_a_shift_needs_somebody(heads: int) -> None:
    world = make.world()
    plan = make.plan(make.event(world))
    shift = Shift.objects.filter(post__plan=plan).first()
    assert shift is not None

    with pytest.raises(errors.ShiftUnfit):
        services.edit_shift(
            make.ACTOR,
            shift_id=shift.pk,
            version=plan.version,
            edit=edit_of(shift, head_count=heads),
            now=make.NOW,
        )
