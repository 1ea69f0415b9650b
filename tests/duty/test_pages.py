"""Pages as their readers meet them: what they say, what they refuse, what they cost."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries
from tests import make_duty as make
from tests.duty.test_rosters import put, solved

from muster.duty import services
from muster.duty.models import Assignment, Officer, Roster, Shift
from muster.duty.queries.naming import full_name, hours, post_name
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
PLANNER = (Role.PLANNER, Role.COMMANDER, Role.DISPATCHER)


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def client_of(world: make.World, *roles: Role) -> Client:
    client = Client()
    client.force_login(make.account(*roles, on=world.root), backend=BACKEND)
    return client


BACKEND = "django.contrib.auth.backends.ModelBackend"


def staffed(world: make.World, *, events: int = 1) -> Roster:
    make.officers(world)
    for n in range(events):
        make.plan(make.event(world, day=date(2030, 8, 20) + timedelta(days=n)))
    return solved(make.draft(world))


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode().replace("&nbsp;", "\N{NO-BREAK SPACE}")


def test_number_name_and_hours_are_the_same_on_every_page_and_paper() -> None:
    world = make.world()
    roster = make.published(staffed(world))
    row = Assignment.objects.filter(roster=roster, officer__isnull=False).earliest(
        "shift__starts_at"
    )
    assert row.officer is not None
    shift, post = row.shift, row.shift.post
    name, when = post_name(post), hours(shift.starts_at, shift.ends_at)
    person = full_name(row.officer.person, pack=world.pack)
    planner = client_of(world, *PLANNER)
    own = Client()
    account = make.account(Role.OFFICER, on=world.root, person=row.officer.person)
    own.force_login(account, backend=BACKEND)
    roster_url = reverse("duty:roster", args=[roster.pk])
    docx_url = reverse("duty:post_docx", args=[roster.pk, post.pk])
    secret = services.make_feed(make.ACTOR, officer=row.officer, now=make.NOW)

    pages = {
        "plan": text_of(planner, reverse("duty:plan", args=[post.plan_id])),
        "roster": text_of(planner, roster_url),
        "by person": text_of(planner, f"{roster_url}?by=person"),
        "shift": text_of(planner, reverse("duty:staff", args=[roster.pk, shift.pk])),
        "post order": text_of(planner, reverse("duty:post_order", args=[roster.pk, post.pk])),
        "event orders": text_of(
            planner, reverse("duty:event_orders", args=[roster.pk, post.plan.event_id])
        ),
        "own order": text_of(own, reverse("duty:officer_order", args=[roster.pk, row.officer_id])),
        "phone": text_of(own, reverse("duty:mine")),
        "paper": document_text(planner.get(docx_url).content),
        "calendar": calendar_text(Client().get(reverse("duty:feed", args=[secret])).content),
        "workbook": workbook_text(planner.get(reverse("duty:excel", args=[roster.pk])).content),
    }

    for page, said in pages.items():
        assert name in said, page
        assert when in said, page
    for page in ("by person", "shift", "post order", "own order", "phone", "paper", "workbook"):
        assert person in pages[page], page


def document_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


def workbook_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return "\n".join(archive.read(name).decode() for name in sheets)


def calendar_text(content: bytes) -> str:
    events = Calendar.from_ical(content).walk("VEVENT")
    return "\n".join(f"{event['summary']} {event['description']}" for event in events)


def test_the_verdict_comes_first() -> None:
    world = make.world()
    roster = staffed(world)

    said = text_of(client_of(world, *PLANNER), reverse("duty:roster", args=[roster.pk]))

    assert "Đã bố trí 6 / 6 ca" in said
    assert "không ai quá 48 giờ một tuần" in said


def test_short_names_of_two_people_differ() -> None:
    world = make.world()
    make.officers(world, names=["Nguyễn Văn Lộc", "Trần Văn Lộc"])
    make.officers(world, names=["Lê Thị Lộc"], branch=world.west)
    make.plan(make.event(world))
    roster = make.draft(world)
    gate = Shift.objects.get(post__key="main_gate")
    first, second = Officer.objects.filter(unit=world.east.unit)
    put(roster, gate, first.pk)
    put(roster, gate, second.pk)

    said = text_of(client_of(world, *PLANNER), reverse("duty:roster", args=[roster.pk]))

    assert "Nguyễn Văn Lộc, Trần Văn Lộc" in said


def test_a_refusal_names_its_rule() -> None:
    world = make.world()
    loc = make.officers(world, names=make.NAMES[:1])[0]
    make.plan(make.event(world))
    first, second = Shift.objects.order_by("starts_at", "pk")[:2]
    roster = make.draft(world)
    put(roster, first, loc.pk)
    roster.refresh_from_db()

    answer = client_of(world, *PLANNER).post(
        reverse("duty:assign", args=[roster.pk, second.pk]),
        {"version": roster.version, "officer": loc.pk},
    )

    assert answer.status_code == 409
    assert "roster.person_busy" in answer.content.decode()


def test_a_stale_page_changes_nothing() -> None:
    world = make.world()
    loc = make.officers(world, names=make.NAMES[:1])[0]
    make.plan(make.event(world))
    gate = Shift.objects.get(post__key="main_gate")
    roster = make.draft(world)
    old = roster.version
    row = put(roster, gate, loc.pk)

    answer = client_of(world, *PLANNER).post(
        reverse("duty:unassign", args=[row.pk]), {"version": old}
    )

    assert answer.status_code == 409
    assert Assignment.objects.filter(pk=row.pk).exists()


def test_publishing_shows_who_is_affected_then_does_it() -> None:
    world = make.world()
    roster = staffed(world)
    url = reverse("duty:publish", args=[roster.pk])
    client = client_of(world, *PLANNER)
    people = Assignment.objects.filter(roster=roster).values("officer").distinct().count()

    assert f"{people} người có thay đổi" in text_of(client, url)
    client.post(url, {"version": roster.version, "sign": "1"})

    roster.refresh_from_db()
    assert roster.state == Roster.State.PUBLISHED


@pytest.mark.parametrize("role", [Role.PLANNER, Role.DISPATCHER, Role.SECRETARY, Role.AUDITOR])
def test_only_those_who_command_publish(role: Role) -> None:
    world = make.world()
    roster = staffed(world)

    answer = client_of(world, role).post(
        reverse("duty:publish", args=[roster.pk]), {"version": roster.version}
    )

    assert answer.status_code == 403
    roster.refresh_from_db()
    assert roster.state == Roster.State.DRAFT


def test_an_officer_reads_the_own_sheet_and_nobody_elses() -> None:
    world = make.world()
    roster = make.published(staffed(world))
    rows = Assignment.objects.filter(roster=roster, officer__isnull=False)
    mine = rows[0].officer
    other = rows.exclude(officer=mine)[0].officer
    assert mine is not None
    assert other is not None
    own = Client()
    account = make.account(Role.OFFICER, on=world.root, person=mine.person)
    own.force_login(account, backend=BACKEND)

    for officer, status in ((mine, 200), (other, 404)):
        url = reverse("duty:officer_order", args=[roster.pk, officer.pk])
        assert own.get(url).status_code == status


def test_a_closed_calendar_address_reads_nothing() -> None:
    world = make.world()
    loc = make.officers(world, names=make.NAMES[:1])[0]
    first = services.make_feed(make.ACTOR, officer=loc, now=make.NOW)
    second = services.make_feed(make.ACTOR, officer=loc, now=make.NOW)

    assert Client().get(reverse("duty:feed", args=[first])).status_code == 404
    assert Client().get(reverse("duty:feed", args=[second])).status_code == 200
    services.revoke_feed(make.ACTOR, officer=loc, now=make.NOW)
    assert Client().get(reverse("duty:feed", args=[second])).status_code == 404


def test_one_branch_does_not_see_the_posts_of_another() -> None:
    world = make.world()
    roster = staffed(world)
    plan = Shift.objects.all()[0].post.plan
    client = Client()
    client.force_login(make.account(Role.PLANNER, on=world.west), backend=BACKEND)

    assert client.get(reverse("duty:plan", args=[plan.pk])).status_code == 404
    said = text_of(client, reverse("duty:roster", args=[roster.pk]))
    assert "Cổng chính" not in said


def test_the_shift_form_changes_the_plan_and_tells_a_stale_one() -> None:
    world = make.world()
    plan = make.plan(make.event(world))
    gate = Shift.objects.get(post__key="main_gate")
    form = {
        "version": plan.version,
        "day": "2030-08-22",
        "starts": "06:30",
        "ends": "12:00",
        "head_count": 5,
        "weight": gate.weight,
        "skills": gate.skills,
        "min_rank": gate.min_rank,
        "units": gate.own_units,
        "max_km": 30,
    }
    client, url = client_of(world, *PLANNER), reverse("duty:shift", args=[gate.pk])

    assert client.post(url, form).status_code == 302
    again = client.post(url, form | {"head_count": 7})

    gate.refresh_from_db()
    assert gate.head_count == 5
    assert again.status_code == 422
    assert "vừa có người khác sửa" in again.content.decode()


@pytest.mark.parametrize("name", ["officers", "vehicles", "plans", "rosters"])
def test_a_list_costs_the_same_for_one_and_for_many(
    name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = make.world()
    make.officers(world, names=make.NAMES[:1])
    make.vehicle(world)
    make.plan(make.event(world))
    make.draft(world)
    client = client_of(world, *PLANNER)
    text_of(client, reverse(f"duty:{name}"))
    with django_assert_max_num_queries(25) as few:
        text_of(client, reverse(f"duty:{name}"))
    make.officers(world, names=make.NAMES[1:])
    make.vehicle(world)
    for day in (23, 24):
        make.plan(make.event(world, day=date(2030, 8, day)))
        make.draft(world)

    with django_assert_max_num_queries(len(few)):
        text_of(client, reverse(f"duty:{name}"))


@pytest.mark.parametrize("way", ["post", "person", "vehicle"])
def test_lanes_cost_the_same_for_one_event_and_for_three(
    way: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = make.world()
    small, large = staffed(world), None
    client = client_of(world, *PLANNER)
    url = f"{reverse('duty:roster', args=[small.pk])}?by={way}"
    text_of(client, url)
    with django_assert_max_num_queries(40) as few:
        text_of(client, url)
    large = staffed(world, events=3)

    with django_assert_max_num_queries(len(few)):
        text_of(client, f"{reverse('duty:roster', args=[large.pk])}?by={way}")


def test_every_page_answers() -> None:
    world = make.world()
    roster = make.published(staffed(world))
    draft = services.copy_roster(make.ACTOR, roster=roster, now=make.NOW)
    shift = Shift.objects.all()[0]
    client = client_of(world, *PLANNER)
    pages = [
        ("new_roster", []),
        ("changes", [draft.pk]),
        ("panel", [draft.pk]),
        ("orders", [roster.pk]),
        ("post", [shift.post_id]),
        ("shift", [shift.pk]),
        ("staff", [draft.pk, shift.pk]),
        ("event_docx", [roster.pk, shift.post.plan.event_id]),
        ("mine", []),
    ]

    for name, args in pages:
        assert client.get(reverse(f"duty:{name}", args=args)).status_code == 200, name
