"""Standing rosters as their readers meet them: the sheet, entering, publishing, the own phone."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries
from tests import make_duty as make
from tests import make_standing as stand
from tests.duty.test_pages import BACKEND, client_of, text_of
from tests.duty.test_search import planner

from muster.duty import services
from muster.duty.bridge.standing_requests import Asked
from muster.duty.models import Roster, StandingRoster
from muster.duty.queries.standing import sheet_of
from muster.duty.queries.standing_said import Proof, proof_of
from muster.duty.services.standing import SOLVE_STANDING
from muster.jobs.models import Job
from muster.shell.xlsx import Sheet, workbook
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: object) -> object:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]
    with translation.override("vi"):
        yield


def url(name: str, roster: StandingRoster) -> str:
    return reverse(f"duty:{name}", args=[roster.pk])


def post(client: Client, name: str, roster: StandingRoster, **typed: object) -> int:
    """Send a form with the version on the screen."""
    typed.setdefault("version", stand.fresh(roster).version)
    return client.post(url(name, roster), typed).status_code


def test_a_planner_opens_a_roster_and_begins_the_search() -> None:
    world = make.world()
    make.officers(world)
    client = planner(world)

    answer = client.post(
        reverse("duty:open_standing"),
        {
            "name": "Sở chỉ huy",
            "unit": world.east.unit_id,
            "kind": stand.ROOM,
            "first_on": "2030-08-19",
            "weeks": 2,
        },
    )

    roster = StandingRoster.objects.get()
    assert answer["Location"] == url("standing", roster)
    assert post(client, "solve_standing", roster, seconds=30) == 302
    job = Job.objects.get(kind=SOLVE_STANDING)
    assert job.params["seconds"] == 30
    assert "Dừng" in text_of(client, url("standing", roster))


def test_the_sheet_opens_with_what_is_short_and_what_is_proven() -> None:
    world = make.world()
    roster = stand.solved(stand.standing(world))
    sheet = sheet_of(roster)

    said = text_of(client_of(world, Role.PLANNER), url("standing", roster))

    assert f"Đã bố trí {sheet.filled} / {sheet.needed} lượt trực" in said
    assert "đã chứng minh" in said
    assert "chi phí" not in said
    line = sheet.lines[0]
    assert line.shifts == sum(bool(cell.letter) for cell in line.cells)
    assert line.hours == 8 * line.shifts
    assert line.name in said


def proof(roster: StandingRoster, penalty: int, bound: int) -> Proof | None:
    roster.penalty, roster.bound = penalty, bound
    return proof_of(roster, sheet_of(roster))


def test_what_is_not_proven_is_said_as_places_requests_and_surplus() -> None:
    """Short: 40 places of weight 100; one too many of weight 1; unmet: requests of 5 and 9."""
    world = make.world()
    roster = stand.standing(world, weeks=1)
    officers = stand.staff_of(roster)
    for officer in officers[:3]:
        roster = stand.placed(roster, officer, {0: stand.MORNING})
    asked = [
        Asked(
            officer_id=officers[n].pk,
            day=roster.starts_on,
            shift=stand.NIGHT,
            is_wanted=True,
            weight=weight,
        )
        for n, weight in enumerate((5, 9))
    ]
    services.enter_requests(
        make.ACTOR, roster_id=roster.pk, version=roster.version, rows=asked, now=make.NOW
    )
    roster = stand.fresh(roster)

    assert proof_of(roster, sheet_of(roster)) is None
    assert proof(roster, 700, 700) == Proof(places=0, requests=0, surplus=0)
    assert proof(roster, 700, 700 - 13) == Proof(places=0, requests=1, surplus=1)
    assert proof(roster, 700, 700 - 14) == Proof(places=0, requests=2, surplus=1)
    assert proof(roster, 700, 700 - 99) == Proof(places=0, requests=2, surplus=1)
    assert proof(roster, 700, 700 - 100) == Proof(places=1, requests=2, surplus=1)
    assert proof(roster, 9000, 0) == Proof(places=40, requests=2, surplus=1)


def test_broken_rules_stand_first_and_stop_the_publishing() -> None:
    world = make.world()
    roster = stand.standing(world, names=make.NAMES[:1])
    ada = stand.staff_of(roster)[0]
    client = planner(world)

    sent = post(
        client, "place", roster, officer=ada.pk, day=roster.starts_on.isoformat(), shift=stand.NIGHT
    )
    said = text_of(client, url("standing", roster))
    refused = client.post(url("publish_standing", roster), {"version": stand.fresh(roster).version})

    assert sent == 302
    assert "1 người trái quy định" in said
    assert "phải từ 48 đến 96 giờ" in said
    assert refused.status_code == 409
    assert stand.fresh(roster).state == Roster.State.DRAFT


def test_clashing_rules_are_the_verdict() -> None:
    world = make.world()
    roster = stand.standing(world, names=make.NAMES[:1])
    ada = stand.staff_of(roster)[0]
    StandingRoster.objects.filter(pk=roster.pk).update(
        clashes=[[f"o{ada.pk}", ["at least 2880 minutes", "at most 1 weekends"]]]
    )

    said = text_of(client_of(world, Role.PLANNER), url("standing", roster))

    assert "Quy định của 1 người không thể giữ đồng thời" in said
    assert "ít nhất 48 giờ; tối đa 1 cuối tuần" in said


def test_requests_are_pasted_as_a_block_all_or_none() -> None:
    world = make.world()
    roster = stand.standing(world)
    ada, ben = stand.staff_of(roster)[:2]
    client = planner(world)
    lines = [f"{ada.person.number}\t20/8\tĐ", f"{ben.person.number}\t21/8\t-S\t7"]

    wrong = client.post(
        url("paste_requests", roster),
        {"version": roster.version, "block": "\n".join([*lines, "Ai Đó\t20/8\tS"])},
    )
    none = roster.requests.count()
    right = post(client, "paste_requests", roster, block="\n".join(lines))

    assert (wrong.status_code, none, right) == (422, 0, 302)
    assert "Dòng 3" in wrong.content.decode()
    assert lines[0] in wrong.content.decode()
    found = roster.requests.values_list("officer", "shift", "is_wanted", "weight")
    assert set(found) == {
        (ada.pk, stand.NIGHT, True, 5),
        (ben.pk, stand.MORNING, False, 7),
    }


def test_requests_come_in_a_workbook() -> None:
    world = make.world()
    roster = stand.standing(world)
    ada = stand.staff_of(roster)[0]
    heads = ["Số hiệu", "Ngày", "Ca", "Mức"]
    book = workbook([Sheet(title="X", heads=heads, rows=[(ada.person.number, "22/8", "", 3)])])
    client = planner(world)

    answer = client.post(
        url("upload_requests", roster),
        {"version": roster.version, "file": SimpleUploadedFile("x.xlsx", book)},
    )
    page = text_of(client, url("standing_requests", roster))

    assert answer.status_code == 302
    row = roster.requests.get()
    assert (row.shift, row.is_wanted, row.weight) == ("", False, 3)
    assert "xin nghỉ" in page


def test_one_request_is_entered_and_struck() -> None:
    world = make.world()
    roster = stand.standing(world)
    ada = stand.staff_of(roster)[0]
    client = planner(world)

    entered = post(
        client,
        "enter_request",
        roster,
        officer=ada.pk,
        day="2030-08-20",
        what=f"-{stand.NIGHT}",
        weight=4,
    )
    row = roster.requests.get()
    struck = client.post(
        reverse("duty:strike_request", args=[row.pk]), {"version": stand.fresh(roster).version}
    )

    assert (entered, struck.status_code) == (302, 302)
    assert (row.shift, row.is_wanted, row.weight) == (stand.NIGHT, False, 4)
    assert not roster.requests.exists()


def test_cover_is_typed_day_by_day() -> None:
    world = make.world()
    roster = stand.standing(world, weeks=1)
    client = planner(world)
    page = text_of(client, url("standing_cover", roster))
    typed: dict[str, object] = dict(re.findall(r'name="([a-z_-]+[^"]*)"\s+value="(\d+)"', page))
    typed |= {f"need-{stand.NIGHT}-2030-08-20": 4, f"under-{stand.NIGHT}": 60}

    assert post(client, "standing_cover", roster, **typed) == 302

    tuesday = roster.needs.get(day="2030-08-20", shift=stand.NIGHT)
    assert (tuesday.need, tuesday.weight_under) == (4, 60)
    assert roster.needs.filter(shift=stand.MORNING, need=2).count() == 7


def test_staff_is_added_by_numbers_and_taken_off() -> None:
    world = make.world()
    roster = stand.standing(world, names=make.NAMES[:2])
    ada, ben = stand.staff_of(roster)
    new = make.officers(world, names=["Người Mới"])[0]
    client = planner(world)

    added = post(
        client,
        "standing_staff",
        roster,
        numbers=new.person.number,
        group=stand.ADDED,
        **{f"group-{ada.pk}": "", f"group-{ben.pk}": stand.FULL},
    )
    unknown = post(client, "standing_staff", roster, numbers="không có", group=stand.ADDED)

    assert (added, unknown) == (302, 422)
    assert set(roster.members.values_list("officer", "group")) == {
        (ben.pk, stand.FULL),
        (new.pk, stand.ADDED),
    }


def test_publishing_shows_who_is_affected_and_reaches_phone_and_calendar() -> None:
    world = make.world()
    roster = stand.solved(stand.standing(world))
    client = planner(world)
    ada = stand.staff_of(roster)[0]
    page = text_of(client, url("publish_standing", roster))

    assert post(client, "publish_standing", roster, sign="1") == 302

    assert ada.person.name in page
    own = Client()
    own.force_login(make.account(Role.OFFICER, on=world.root, person=ada.person), backend=BACKEND)
    phone = text_of(own, reverse("duty:mine"))
    secret = services.make_feed(make.ACTOR, officer=ada, now=make.NOW)
    feed = Client().get(reverse("duty:feed", args=[secret])).content
    events = Calendar.from_ical(feed).walk("VEVENT")
    duties = roster.duties.filter(officer=ada)
    assert "Sở chỉ huy" in phone
    assert len(events) == duties.count()
    assert {event.decoded("dtstart") for event in events} == {duty.starts_at for duty in duties}


def test_a_draft_does_not_reach_the_phone() -> None:
    world = make.world()
    roster = stand.solved(stand.standing(world))
    own = Client()
    person = stand.staff_of(roster)[0].person
    own.force_login(make.account(Role.OFFICER, on=world.root, person=person), backend=BACKEND)

    assert "Sở chỉ huy" not in text_of(own, reverse("duty:mine"))
    assert own.get(url("standing", roster)).status_code in {403, 404}


def test_the_workbook_is_the_sheet() -> None:
    world = make.world()
    roster = stand.solved(stand.standing(world))
    sheet = sheet_of(roster)

    content = client_of(world, Role.PLANNER).get(url("standing_excel", roster)).content
    book = openpyxl.load_workbook(io.BytesIO(content))

    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [line.name for line in sheet.lines]
    letters = [tuple(cell.letter or None for cell in line.cells) for line in sheet.lines]
    assert [row[3:17] for row in rows] == letters
    assert book.worksheets[1]["C2"].value == f"{sheet.cover[0].cells[0].held}/2"


def test_records_of_searches_are_read_back() -> None:
    world = make.world()
    roster = stand.solved(stand.standing(world))
    client = client_of(world, Role.PLANNER)
    run = roster.runs.get()

    page = text_of(client, url("standing_runs", roster))
    problem = client.get(reverse("duty:standing_problem", args=[run.pk]))
    answer = client.get(reverse("duty:standing_answer", args=[run.pk])).json()

    assert run.input_sha256[:12] in page
    assert problem.content.decode().startswith("SECTION_HORIZON\n14\n")
    assert answer["penalty"] == roster.penalty


def test_mending_makes_a_draft_near_the_roster_in_force() -> None:
    world = make.world()
    roster = stand.published(stand.solved(stand.standing(world)))
    client = planner(world)

    answer = client.post(url("mend_standing", roster), {"seconds": 30})

    draft = StandingRoster.objects.get(based_on=roster)
    assert answer["Location"] == url("standing", draft)
    assert Job.objects.get(kind=SOLVE_STANDING).params["aim"] == "mend"
    stopped = client.post(url("cancel_standing", draft))
    assert stopped.status_code == 302
    assert Job.objects.get(kind=SOLVE_STANDING).state == Job.State.CANCELLED


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = make.world()
    for n in range(count):
        stand.standing(world, name=f"Điểm {n}", names=())
    client = client_of(world, Role.PLANNER)
    client.get(reverse("duty:standing_rosters"))

    with django_assert_max_num_queries(16):
        said = text_of(client, reverse("duty:standing_rosters"))
    assert f"Điểm {count - 1}" in said


@pytest.mark.parametrize("people", [1, 8])
def test_the_sheet_costs_the_same_for_one_and_eight(
    people: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = make.world()
    roster = stand.standing(world, names=make.NAMES[:people])
    for officer in stand.staff_of(roster):
        roster = stand.placed(roster, officer, {0: stand.MORNING})
    client = client_of(world, Role.PLANNER)
    client.get(url("standing", roster))

    with django_assert_max_num_queries(45):
        client.get(url("standing", roster))


def test_pages_of_a_large_roster_are_cut() -> None:
    world = make.world()
    names = tuple(f"Người Số {n}" for n in range(61))
    roster = stand.standing(world, weeks=6, names=names)
    client = client_of(world, Role.PLANNER)

    first = text_of(client, url("standing", roster))
    last = text_of(client, url("standing", roster) + "?days=1&people=1")

    assert first.count("<tr data-row>") == 60
    assert last.count("<tr data-row>") == 1
    end = roster.ends_on - timedelta(days=1)
    assert f"/{end.month}</span>" in last


def test_one_who_may_not_draft_sees_no_buttons_and_is_refused() -> None:
    world = make.world()
    roster = stand.solved(stand.standing(world))
    auditor = client_of(world, Role.AUDITOR)

    said = text_of(auditor, url("standing", roster))

    assert 'name="aim"' not in said
    assert "?who=" not in said
    assert post(auditor, "solve_standing", roster, seconds=30) == 403
    assert post(auditor, "place", roster, officer=1, day="2030-08-19", shift="") == 403
