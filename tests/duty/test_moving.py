"""Moving a whole district in a storm: everything it touches against a plain count, and back."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from tests import make_duty, make_moving, make_office, make_venues
from tests import make_season as make

from muster.duty import services as duty
from muster.duty.models import Assignment, Officer, OpenPlace, Plan, Roster, Shift
from muster.duty.services.settle import settle
from muster.ledger.models import Entry
from muster.office import services as office
from muster.office.models import Call, CallList, Commitment, Paper, Partner, Task
from muster.packs import load
from muster.season import errors, services
from muster.season.models import Congress, Event, Moving, SeasonUnit, Step, StepState
from muster.season.registry.moving import Weight

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=2)
CONGRESS_ON = date(2030, 8, 22)
DONE = (StepState.ACCEPTED, StepState.WAIVED)


@pytest.fixture
def world() -> make.World:
    """Two districts with plans, a roster in force, a draft, tasks, papers and venues."""
    world = make.world()
    for unit in (world.communes[0], world.communes[1], world.communes[3]):
        _prepared(unit)
    make.congress(world.east, date(2030, 9, 10))
    make.finish(make.step(Congress.objects.get(season_unit=world.communes[0]), "plan"))
    register = make_office.register(world.top)
    make_office.paper(register, abstract="Giấy mời dự đại hội Xã Gò Đông ngày 22/8/2030")
    make_office.paper(register, abstract="Chương trình ngày 22 tháng 8 của Xã Mỹ Trung")
    make_office.paper(register, abstract="Báo cáo tuần")
    _rostered(world)
    for unit in (world.communes[0], world.communes[3]):
        _promised(unit)
    return world


def _promised(unit: SeasonUnit) -> Commitment:
    """The power company stands by at the congress."""
    event = Event.objects.get(season_unit=unit)
    partner = Partner.objects.create(
        season_unit=SeasonUnit.objects.get(season=unit.season, depth=0),
        kind="power",
        name=f"Điện lực {unit.name}",
        duty_phone="0900 000 222",
        changed_by=make.ACTOR.name,
        changed_at=make.NOW,
    )
    return Commitment.objects.create(
        partner=partner,
        event=event,
        what="Tổ trực điện",
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        reply_due_on=date(2030, 8, 1),
        changed_by=make.ACTOR.name,
        changed_at=make.NOW,
    )


def _prepared(unit: SeasonUnit) -> Congress:
    hall = make_venues.venue(unit=unit.unit, at=make_duty.HALL)
    make_venues.contact(hall)
    congress = make.congress(unit, CONGRESS_ON, venue_id=hall.pk, delegates=120)
    office.plan_tasks(
        congress, actor=make.ACTOR, now=make.NOW, chosen=office.sets_for(congress)[0], owners={}
    )
    duty.make_plan(make.ACTOR, event=Event.objects.get(congress=congress), now=make.NOW)
    return congress


def _rostered(world: make.World) -> None:
    """One officer and one vehicle have orders for each district; another stands in a draft."""
    roster = duty.draft_roster(
        make.ACTOR, season=world.season, first_on=date(2030, 8, 19), days=7, now=make.NOW
    )
    for n, unit in enumerate((world.communes[0], world.communes[3])):
        shift = Shift.objects.filter(
            post__plan__event__season_unit=unit, of_vehicles=False
        ).earliest("starts_at", "pk")
        Assignment.objects.create(roster=roster, shift=shift, officer=_officer(world, n))
    Roster.objects.filter(pk=roster.pk).update(state=Roster.State.PUBLISHED)
    duty.copy_roster(make.ACTOR, roster=Roster.objects.get(pk=roster.pk), now=make.NOW)
    for one in Roster.objects.all():
        settle(one)


def _officer(world: make.World, n: int) -> Officer:
    person = make_duty.person(f"Nguyễn Văn {n}", unit=world.east.unit)
    rows = [
        duty.OfficerRow(
            person_number=person.number,
            skills=("guard",),
            home_lat=make_duty.HALL[0],
            home_lon=make_duty.HALL[1],
        )
    ]
    duty.import_officers(make.ACTOR, rows=rows, pack=load(make.PACK), now=make.NOW)
    return Officer.objects.get(person=person)


# ---- the reference: a plain look over all tables that knows nothing of the parts


Owner = Callable[[Any], int | None]
WALKED: tuple[tuple[str, Any, Owner], ...] = (
    ("congress", Congress, lambda row: row.pk),
    ("step", Step, lambda row: None if row.state in DONE else row.congress_id),
    ("task", Task, lambda row: row.congress_id if row.is_pending else None),
    ("plan", Plan, lambda row: row.event.congress_id),
    ("shift", Shift, lambda row: None if row.withdrawn_at else row.post.plan.event.congress_id),
    ("assignment", Assignment, lambda row: row.shift.post.plan.event.congress_id),
    ("commitment", Commitment, lambda row: row.event.congress_id),
    ("venue", Event, lambda row: row.congress_id if row.venue_id else None),
)


def reference(unit: SeasonUnit) -> dict[str, set[str]]:
    """Subjects of everything that hangs on a congress of *unit* and below, by walking all rows.

    Every paper of the world that names one of these units names its old day too.
    """
    moved = {
        row.pk: row.season_unit.name
        for row in Congress.objects.all()
        if unit.first <= row.season_unit.first <= unit.last
    }
    found = {
        kind: {
            f"{kind}:{row.venue_id if kind == 'venue' else row.pk}"
            for row in model.objects.all()
            if owner(row) in moved
        }
        for kind, model, owner in WALKED
    }
    papers = (row for row in Paper.objects.all() if any(n in row.abstract for n in moved.values()))
    return found | {"paper": {f"paper:{row.pk}" for row in papers}}


def seen(unit: SeasonUnit) -> dict[str, set[str]]:
    preview = services.preview_moving(make_moving.moves(unit, days=DAYS.days))
    found: dict[str, set[str]] = defaultdict(set)
    for part in preview.parts:
        for line in part.lines:
            kind = line.subject.partition(":")[0]
            if line.weight in (Weight.CHANGES, Weight.STAYS) or kind == "assignment":
                found[kind].add(line.subject)
    return found


def test_the_preview_is_complete(world: make.World) -> None:
    found, wanted = seen(world.east), reference(world.east)

    assert {kind: found[kind] for kind in wanted} == wanted
    assert all(wanted[kind] for kind in ("step", "task", "plan", "shift", "assignment", "paper"))


def test_a_storm_is_applied_in_one_act(world: make.World) -> None:
    old = dict(Shift.objects.values_list("pk", "starts_at"))

    moving = make_moving.move(world.east, days=DAYS.days)

    east = Shift.objects.filter(post__plan__event__season_unit__parent=world.east)
    assert not east.filter(pk__in=old, withdrawn_at=None).exists()
    fresh = sorted(shift.starts_at for shift in east.filter(withdrawn_at=None))
    assert fresh == sorted(on + DAYS for pk, on in old.items() if east.filter(pk=pk).exists())
    west = Shift.objects.filter(post__plan__event__season_unit__parent=world.west)
    assert not west.exclude(withdrawn_at=None).exists()
    published = Roster.objects.get(state=Roster.State.PUBLISHED)
    assert Assignment.objects.filter(roster=published).count() == 2
    assert Entry.objects.filter(kind="moving.applied").count() == 1
    assert {part.key for part in moving.parts.all()} == {
        *("days", "tasks", "venues", "duty", "partners", "papers", "calls")
    }


def test_the_decision_and_the_letters_have_numbers(world: make.World) -> None:
    make_moving.move(world.east, days=DAYS.days)

    papers = Paper.objects.order_by("number").filter(number__gt=3)
    assert [paper.number for paper in papers] == [4, 5]
    assert [paper.symbol for paper in papers] == ["04/QĐ-VPTU", "05/CV-VPTU"]


def test_the_force_and_the_units_are_on_call_lists(world: make.World) -> None:
    moving = make_moving.move(world.east, days=DAYS.days)

    units = Call.objects.filter(call_list__origin=f"moving:{moving.pk}")
    called = {call.season_unit for call in units}
    assert called == {world.east, world.communes[0], world.communes[1]}
    force = CallList.objects.get(origin=f"moving:{moving.pk}:force")
    assert force.calls.count() == 1


def test_undone_every_table_is_as_it_was(world: make.World) -> None:
    places = OpenPlace.objects.filter(shift__post__plan__event__season_unit__parent=world.east)
    place = places.earliest("pk")
    place.kind, place.officers = "rest", [7]
    place.save()
    before = make_moving.dump()
    moving = make_moving.move(world.east, days=DAYS.days)

    make_moving.undo(moving)

    assert make_moving.dump() == before
    assert services.counters_equal(world.season)


def test_undone_the_numbers_stay_taken_and_who_was_told_is_told_again(world: make.World) -> None:
    moving = make_moving.move(world.east, days=DAYS.days)
    call = Call.objects.get(call_list__origin=f"moving:{moving.pk}", season_unit=world.communes[0])
    office.tell(call, actor=make.ACTOR, now=make.NOW, version=1)

    make_moving.undo(moving)

    papers = Paper.objects.filter(number__gt=3)
    assert papers.count() == papers.exclude(cancelled_at=None).count() == 2
    again = Call.objects.filter(call_list__origin=f"moving:{moving.pk}:undone")
    assert [one.season_unit for one in again if one.congress_id] == [world.communes[0]]
    assert "22/08/2030" in again.get(season_unit=world.communes[0]).words
    assert CallList.objects.get(origin=f"moving:{moving.pk}", above=None).closed_at is not None


def test_nothing_is_undone_after_somebody_was_put_on_the_new_days(world: make.World) -> None:
    moving = make_moving.move(world.east, days=DAYS.days)
    shift = Shift.objects.filter(
        post__plan__event__season_unit=world.communes[0], withdrawn_at=None, of_vehicles=False
    ).earliest("starts_at", "pk")
    draft = Roster.objects.get(state=Roster.State.DRAFT)
    Assignment.objects.create(roster=draft, shift=shift, officer=Officer.objects.earliest("pk"))

    with pytest.raises(errors.ChangedSinceMoving) as refused:
        make_moving.undo(moving)

    assert f" {draft.number} " in str(refused.value)
    assert Moving.objects.get().undone_at is None


def test_nothing_is_undone_after_a_task_was_answered(world: make.World) -> None:
    moving = make_moving.move(world.east, days=DAYS.days)
    task = Task.objects.filter(congress__season_unit=world.communes[0]).earliest("pk")
    office.answer(task, actor=make.OTHER, now=make.NOW, version=task.version)

    with pytest.raises(errors.ChangedSinceMoving) as refused:
        make_moving.undo(moving)

    assert task.title in str(refused.value)


def test_a_venue_taken_on_the_new_day_breaks(world: make.World) -> None:
    event = Event.objects.get(season_unit=world.communes[0], congress__isnull=False)
    services.plan_events(
        world.season,
        actor=make.ACTOR,
        now=make.NOW,
        rows=[
            services.EventRow(
                season_unit_id=world.east.pk,
                key="khac",
                kind=next(iter(load(make.PACK).events)),
                name="Lễ khác",
                venue_id=event.venue_id,
                starts_at=event.starts_at + DAYS,
                ends_at=event.ends_at + DAYS,
            )
        ],
    )

    preview = services.preview_moving(make_moving.moves(world.east, days=DAYS.days))

    lines = [line.what for part in preview.parts for line in part.lines]
    assert sum("Lễ khác" in line for line in lines) == 1
    assert not any("Lễ khác" in line for line in _lines(world, days=3))


def _lines(world: make.World, *, days: int) -> list[str]:
    preview = services.preview_moving(make_moving.moves(world.east, days=days))
    return [line.what for part in preview.parts for line in part.lines]
