"""Why a place is open and what would fill it: data of the engine, sentences of the reader."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from tests import make_duty as make
from tests.duty.test_rosters import solved

from muster.duty import services
from muster.duty.models import Assignment, Officer, OpenPlace, Roster, Shift
from muster.duty.queries.account import account_of
from muster.duty.queries.people import crowd_of
from muster.duty.queries.reasons import OpenLine, open_lines
from muster.duty.services import AbsenceRow
from muster.engines.roster.rules import Rule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _vietnamese() -> object:
    with translation.override("vi"):
        yield


def lines_of(world: make.World, roster: Roster) -> list[OpenLine]:
    people = crowd_of(roster, pack=world.pack)
    return open_lines(
        roster.open_places.all(), pack=world.pack, names=people.names, units=people.lenders
    )


def gate(world: make.World) -> Shift:
    """The plan of one congress, cut down to its gate: one person, no crew."""
    plan = make.plan(make.event(world))
    shift = Shift.objects.get(post__plan=plan, post__key="main_gate")
    Shift.objects.filter(post__plan=plan).exclude(pk=shift.pk).update(withdrawn_at=make.NOW)
    shift.head_count = 1
    shift.save()
    return shift


def on_leave(world: make.World, *officers: Officer) -> None:
    rows = [
        AbsenceRow(
            person_number=officer.person.number,
            kind="leave",
            starts_at=datetime(2030, 8, 20, tzinfo=UTC),
            ends_at=datetime(2030, 8, 25, 7, tzinfo=UTC),
        )
        for officer in officers
    ]
    services.import_absences(make.ACTOR, rows=rows, pack=world.pack, now=make.NOW)


def test_those_on_leave_are_named_with_the_day_they_come_back() -> None:
    world = make.world()
    loc, man = make.officers(world, names=make.NAMES[:2])
    gate(world)
    on_leave(world, loc, man)

    (line,) = lines_of(world, solved(make.draft(world)))

    assert line.why.startswith("Có 2 người đủ điều kiện; ")
    assert "Lộc vắng đến CN\N{NO-BREAK SPACE}25/8 14:00" in line.why
    assert line.ways[0].text in ("gọi Lộc về trực ca này", "gọi Mận về trực ca này")


def test_a_rest_that_would_have_to_give_is_named_in_hours() -> None:
    """Off duty at 01:00, wanted at 06:30: 5,5 h of rest where 11 or 12 are due."""
    world = make.world()
    (loc,) = make.officers(world, names=make.NAMES[:1])
    day = gate(world)
    night = Shift.objects.create(
        post=day.post,
        starts_at=datetime(2030, 8, 21, 12, tzinfo=UTC),
        ends_at=datetime(2030, 8, 21, 18, tzinfo=UTC),
        weight=100,
        skills=day.skills,
        min_rank=day.min_rank,
        own_units=day.own_units,
        max_km=day.max_km,
    )
    roster = solved(make.draft(world))

    assert Assignment.objects.get(roster=roster).shift_id == night.pk
    (line,) = lines_of(world, roster)
    account = account_of(line.place.opening)

    assert account is not None
    assert account.counts == {Rule.REST: 1}
    hours_between = (day.starts_at - night.ends_at).total_seconds() / 3600
    written = f"{hours_between:g}".replace(".", ",")
    assert any(f"Lộc nghỉ {written} giờ thay vì" in way.text for way in line.ways)
    assert loc.pk in line.place.officers


def test_a_unit_that_is_not_asked_may_lend() -> None:
    world = make.world()
    make.officers(world, names=make.NAMES[:1], branch=world.west)
    shift = gate(world)
    shift.own_units = [world.east.unit_id]
    shift.save()

    (line,) = lines_of(world, solved(make.draft(world)))

    assert line.ways[0].text == "Tây cho mượn Lộc"


def test_where_nobody_has_the_skill_no_decision_helps() -> None:
    world = make.world()
    make.officers(world, skills=("medical",))
    gate(world)

    (line,) = lines_of(world, solved(make.draft(world)))

    assert line.ways == []
    assert "không có ai đủ chuyên môn: bảo vệ" in line.why
    assert line.help_text


def test_a_hand_that_empties_a_place_takes_the_old_reason_away() -> None:
    world = make.world()
    make.officers(world)
    gate(world)
    roster = solved(make.draft(world))
    row = Assignment.objects.filter(roster=roster).first()
    assert row is not None

    services.unassign(make.ACTOR, assignment_id=row.pk, version=roster.version, now=make.NOW)

    place = OpenPlace.objects.get(roster=roster)
    assert (place.kind, place.opening) == ("", {})
    assert "rút người bằng tay" in lines_of(world, roster)[0].why
