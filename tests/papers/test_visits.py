"""Visits to a unit about its congress: planned, held, concluded under a number."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from tests import make_office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.duty.models import Absence, Vehicle
from muster.office.models import Paper, Register, Task
from muster.office.services.instructions import OrderLine
from muster.office.services.tasks import TaskDraft
from muster.papers.errors import appraisal as e
from muster.papers.models import AppraisalVisit
from muster.papers.services import visits as services
from muster.papers.services.visits import VisitDraft
from muster.season.bridge import pack_of
from muster.season.models import Congress, SeasonUnit
from muster.season.registry.vehicles import free_vehicles
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
BEGINS = make.NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


def draft(congress: Congress, **more: Any) -> VisitDraft:
    kinds = pack_of(congress).appraisal.visits
    said: dict[str, Any] = {
        "kind": next(iter(kinds)),
        "congress": congress,
        "starts_at": BEGINS,
        "ends_at": BEGINS + timedelta(hours=3),
        "place": "Hội trường xã",
        "lead": "Trần Quốc Tuấn",
        "car": "80A-01234",
        **more,
    }
    return VisitDraft(**said)


def planned(world: make.World, **more: Any) -> AppraisalVisit:
    unit = world.communes[0]
    congress = Congress.objects.filter(season_unit=unit).first() or make.congress(unit)
    return services.plan_visit(
        world.top, actor=make.ACTOR, now=make.NOW, draft=draft(congress, **more)
    )


def recorded(visit: AppraisalVisit, now: datetime = BEGINS) -> AppraisalVisit:
    return services.record_visit(
        visit,
        actor=make.ACTOR,
        now=now,
        version=visit.version,
        findings="Hội trường đủ chỗ; thiếu lối thoát nạn phía sau.",
        conclusion="Cơ bản bảo đảm; khắc phục trước 10/8.",
    )


def numbered(visit: AppraisalVisit, book: Register, **more: Any) -> AppraisalVisit:
    said = {"version": visit.version, "signer": visit.lead, "dated_on": date(2030, 7, 2), **more}
    return services.number_conclusion(visit, actor=make.ACTOR, now=BEGINS, register=book, **said)


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"place": " "}, "where"),
        ({"lead": ""}, "who leads it"),
        ({"ends_at": BEGINS}, "an end after the beginning"),
        ({"starts_at": None}, "from when to when"),
    ],
)
def test_a_visit_says_when_where_and_who(more: dict[str, Any], wanted: str) -> None:
    with pytest.raises(e.VisitIncomplete) as refused:
        planned(make.world(), **more)
    assert wanted in str(refused.value)


def test_the_second_who_plans_the_same_visit_is_told_of_the_first() -> None:
    world = make.world()
    visit = planned(world)

    with pytest.raises(e.VisitPlanned) as refused:
        services.plan_visit(world.top, actor=make.OTHER, now=make.NOW, draft=draft(visit.congress))

    assert make.ACTOR.name in str(refused.value)


def test_a_unit_visits_those_below_it_alone() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])

    for unit in (world.communes[0], world.communes[1]):
        with pytest.raises(e.VisitNotAbove):
            services.plan_visit(unit, actor=make.ACTOR, now=make.NOW, draft=draft(congress))


def test_members_are_own_staff_and_a_mistyped_name_is_helped() -> None:
    world = make.world()
    make.account(world.top, Role.APPRAISER, name="Phạm Văn Hòa")

    with pytest.raises(e.StaffUnknown) as refused:
        planned(world, members=["Phạm Văn Hoa Mai"])
    assert "Phạm Văn Hòa" in str(refused.value)

    visit = planned(world, members=["Phạm Văn Hòa"])
    assert [one.person.name for one in visit.members.all()] == ["Phạm Văn Hòa"]


def test_minutes_come_after_the_beginning_and_stand_once_numbered() -> None:
    world = make.world()
    visit, book = planned(world), make_office.register(world.top)

    with pytest.raises(e.VisitNotHeld):
        recorded(visit, now=BEGINS - timedelta(seconds=1))
    with pytest.raises(e.VisitIncomplete) as refused:
        numbered(visit, book)
    assert "the conclusion" in str(refused.value)

    written = recorded(visit)
    with pytest.raises(e.RoundChanged):
        recorded(visit)
    done = numbered(written, book)

    paper = Paper.objects.get()
    assert done.symbol == paper.symbol != ""
    assert paper.correspondent == visit.congress.season_unit.name
    with pytest.raises(e.VisitNumbered):
        recorded(done)
    with pytest.raises(e.VisitNumbered):
        numbered(done, book)
    assert Paper.objects.count() == 1


def test_points_become_tasks_of_the_visited_unit() -> None:
    world = make.world()
    visit = recorded(planned(world))
    unit = visit.congress.season_unit
    task = TaskDraft(title="Mở lối thoát nạn", owner="Trần Văn A", due_on=date(2030, 8, 10))

    for _time in range(2):
        services.order_from(
            visit,
            actor=make.ACTOR,
            now=BEGINS,
            lines=[OrderLine(task=task, to=unit.code)],
        )

    visit.refresh_from_db()
    assert visit.instruction is not None
    assert visit.instruction.leader == visit.lead
    assert list(Task.objects.values_list("season_unit", flat=True)) == [unit.pk, unit.pk]


def test_a_cancelled_visit_keeps_its_reason_and_takes_nothing_more() -> None:
    world = make.world()
    visit = planned(world)
    said: dict[str, Any] = {"actor": make.ACTOR, "now": make.NOW, "version": visit.version}

    with pytest.raises(e.ReasonMissing):
        services.cancel_visit(visit, reason=" ", **said)
    gone = services.cancel_visit(visit, reason="bão", **said)

    with pytest.raises(e.VisitCancelled) as refused:
        recorded(gone)
    assert "bão" in str(refused.value)
    again = services.plan_visit(
        world.top, actor=make.OTHER, now=make.NOW, draft=draft(visit.congress)
    )
    assert again.pk != visit.pk


def test_only_cars_that_are_free_are_offered() -> None:
    world = make.world()
    said = {"unit": world.top.unit, "home_lat": 10.3, "home_lon": 106.3}
    free, away = (Vehicle.objects.create(code=f"X-{n}", name=f"Xe {n}", **said) for n in (1, 2))
    Vehicle.objects.create(code="X-3", name="Xe 3", is_available=False, **said)
    ends_at = BEGINS + timedelta(hours=3)
    Absence.objects.create(
        vehicle=away, kind="repair", starts_at=BEGINS + timedelta(hours=2), ends_at=ends_at
    )

    assert free_vehicles(world.top, BEGINS, ends_at) == ["Xe 1 (X-1)"]
    before = BEGINS + timedelta(hours=2)
    assert free_vehicles(world.top, BEGINS, before) == ["Xe 1 (X-1)", "Xe 2 (X-2)"]
    assert free.is_available


# ---- pages


def at(name: str, *args: Any) -> str:
    return reverse(f"papers:{name}", args=args)


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(at(name, *args), query)
    assert answer.status_code == 200
    return answer.text


def of(unit: SeasonUnit, role: Role = Role.OFFICE) -> Client:
    return signed_in(make.account(unit, role))


def test_a_visit_is_planned_held_and_numbered_on_its_pages(settings: LazySettings) -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    office, unit = of(world.top), of(world.communes[0])
    assert at("plan-visit", congress.pk) in office.get(f"/congress/{congress.pk}/").text
    assert at("plan-visit", congress.pk) not in unit.get(f"/congress/{congress.pk}/").text
    typed = {
        "client_uuid": str(uuid4()),
        "kind": next(iter(pack_of(congress).appraisal.visits)),
        "day": "2030-07-02",
        "begins": "08:00",
        "ends": "11:00",
        "place": "Hội trường xã",
        "lead": "Trần Quốc Tuấn",
        "members": "",
        "car": "80A-01234",
    }
    assert office.post(at("plan-visit", congress.pk), {**typed, "ends": "07:00"}).status_code == 409
    office.post(at("plan-visit", congress.pk), typed)
    visit = AppraisalVisit.objects.get()
    assert "80A-01234" in page(office, "visit", visit.pk)
    assert "Trần Quốc Tuấn" in page(unit, "visit-month", month="2030-07")
    assert "BEGIN:VEVENT" in unit.get(at("visit-calendar")).text
    assert "1</b> visit is to come" in page(office, "visits", kind="coming")

    settings.MUSTER_NOW = visit.ends_at + timedelta(minutes=1)
    assert "1</b> visit lacks its minutes" in page(office, "visits", kind="unwritten")
    minutes = {
        "minutes-client_uuid": str(uuid4()),
        "minutes-version": visit.version,
        "minutes-findings": "Thiếu lối thoát nạn",
        "minutes-conclusion": "Khắc phục trước 10/8",
    }
    assert unit.post(at("visit-minutes", visit.pk), minutes).status_code == 403
    assert office.post(at("visit-minutes", visit.pk), minutes).status_code == 302
    assert "Thiếu lối thoát nạn" not in page(unit, "visit", visit.pk)
    points = {
        "points-client_uuid": str(uuid4()),
        "points-lines": f"Mở lối thoát nạn #{world.communes[0].code} @Trần Văn A 10/8",
    }
    assert office.post(at("visit-points", visit.pk), points).status_code == 302
    assert "Mở lối thoát nạn" in page(unit, "visit", visit.pk)
    assert "first needs a register" in page(office, "visit", visit.pk)
    book = make_office.register(world.top)
    visit.refresh_from_db()
    number = {
        "number-client_uuid": str(uuid4()),
        "number-version": visit.version,
        "number-register": book.pk,
        "number-signer": "Trần Quốc Tuấn",
        "number-dated_on": "2030-07-03",
    }
    assert office.post(at("number-visit", visit.pk), number).status_code == 302
    visit.refresh_from_db()
    assert visit.symbol in page(unit, "visit", visit.pk)
    assert "Thiếu lối thoát nạn" in page(unit, "visit", visit.pk)
    page(office, "visits", kind="held")


def test_an_outsider_sees_no_visit() -> None:
    world = make.world()
    visit = planned(world)
    outsider = of(world.communes[1])

    assert outsider.get(at("visit", visit.pk)).status_code == 404
    assert "Hội trường xã" not in page(outsider, "visits")
    cancel = {"cancel-client_uuid": str(uuid4()), "cancel-version": 1, "cancel-reason": "x"}
    assert of(world.communes[0]).post(at("cancel-visit", visit.pk), cancel).status_code == 403
