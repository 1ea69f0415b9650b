"""Meetings: convened by number, concluded line by line, opened on last week's conclusions."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from icalendar import Calendar
from python_calamine import CalamineWorkbook
from tests import make_office, make_tree
from tests import make_season as make
from tests.office.pages import signed_in

from muster.ledger.models import Entry
from muster.office import errors, queries, services
from muster.office.errors import meetings
from muster.office.errors.approvals import ChangedSince
from muster.office.models import Meeting, MeetingUnit, Task, TaskState
from muster.office.services import MeetingDraft, OrderLine, TaskDraft
from muster.office.web.forms.conclusions import read_line
from muster.packs import load
from muster.tree.actors import actor_for
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
TIER = "Đảng bộ, chi bộ cơ sở"
HELD_ON = make_office.day("5/6")


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def secretary(world: make.World) -> Account:
    return make.account(world.top, Role.OFFICE)


@pytest.fixture
def desk(secretary: Account) -> Client:
    return signed_in(secretary)


def line(
    what: str = "Báo cáo", owner: str = "Chị Hà", due: str = "12/6", to: str = ""
) -> OrderLine:
    due_on = make_office.day(due) if due else None
    return OrderLine(to=to, task=TaskDraft(title=what, owner=owner, due_on=due_on))


def concluded(meeting: Meeting, *lines: OrderLine, **said: Any) -> Meeting:
    return services.conclude(
        meeting, actor=make.ACTOR, now=make.NOW, lines=lines or [line()], **said
    )


def draft_of(meeting: Meeting, **said: Any) -> MeetingDraft:
    kept: dict[str, Any] = {
        name: getattr(meeting, name)
        for name in ("kind", "subject", "starts_at", "ends_at", "chair", "agenda")
    }
    return MeetingDraft(**{**kept, **said})


# ---- planned and convened


def test_units_are_convened_by_number_and_own_staff_by_name(world: make.World) -> None:
    make_tree.person("Lê Thị Hà", unit=world.east.unit, number="0012")

    meeting = make_office.meeting(
        world.top,
        units=[(TIER, 2), ("huyen dong", 3), ("Sở Y tế", 1)],
        staff=["le thi ha", "0012"],
        agenda=["Kiểm điểm", " ", "Việc mới"],
    )

    rows = {
        one.name: (one.convened, one.season_unit_id is None)
        for one in MeetingUnit.objects.filter(meeting=meeting)
    }
    assert rows == {
        **{unit.name: (2, False) for unit in world.communes},
        "Huyện Đông": (3, False),
        "Sở Y tế": (1, True),
    }
    assert [one.person.name for one in meeting.staff.all()] == ["Lê Thị Hà"]
    assert meeting.agenda == ["Kiểm điểm", "Việc mới"]
    assert Entry.objects.get(kind="meeting.planned").body["convened"] == 15


def test_only_own_staff_is_convened_by_name(world: make.World) -> None:
    make_tree.person("Lê Thị Hà", unit=world.west.unit, number="77")

    with pytest.raises(meetings.StaffUnknown, match=r"Le Thi Ha is not .* of Huyện Đông"):
        make_office.meeting(world.east, staff=["Le Thi Ha"])
    with pytest.raises(meetings.StaffUnknown, match=r"one of these: Lê Thị Hà \(77\)\?"):
        make_office.meeting(world.top, staff=["thi ha"])

    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"chair": " "}, "who is in the chair"),
        ({"ends_at": None}, "from when to when"),
        ({"ends_at": make_office.hour("5/6", 7, 30)}, "an end after the beginning"),
    ],
)
def test_what_those_convened_must_know_is_wanted(
    world: make.World, said: dict[str, Any], wanted: str
) -> None:
    with pytest.raises(meetings.MeetingIncomplete, match=wanted):
        make_office.meeting(world.top, **said)


def test_the_second_who_plans_the_same_meeting_is_told_of_the_first(world: make.World) -> None:
    first = make_office.meeting(world.top)

    with pytest.raises(meetings.MeetingPlanned, match="Lê Thu planned “Giao ban” for 07:30 05/06"):
        make_office.meeting(world.top)
    services.cancel_meeting(first, actor=make.ACTOR, now=make.NOW, version=1, reason="Bão")
    again = make_office.meeting(world.top)

    assert again.pk != first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=first.pk).update(cancelled_at=None)


def test_a_change_keeps_what_was_counted(world: make.World) -> None:
    meeting = make_office.meeting(world.top, units=[("Huyện Đông", 2), ("Huyện Tây", 2)])
    east = meeting.units.get(name="Huyện Đông")
    services.count_present(
        meeting, actor=make.ACTOR, now=make.NOW, version=1, present={east.pk: 1}, attended=()
    )

    changed = services.change_meeting(
        meeting,
        actor=make.OTHER,
        now=make.NOW,
        version=2,
        draft=draft_of(meeting, chair="Trần Thị Tám", units=[("Huyện Đông", 3)]),
    )

    assert list(changed.units.values_list("name", "convened", "present")) == [("Huyện Đông", 3, 1)]
    body = Entry.objects.get(kind="meeting.changed").body
    assert body["changed"] == {"chair": ["Nguyễn Văn Bảy", "Trần Thị Tám"]}
    with pytest.raises(errors.Changed, match="Trần Văn Lộc changed this"):
        services.change_meeting(
            meeting, actor=make.ACTOR, now=make.NOW, version=2, draft=draft_of(meeting)
        )


def test_nothing_is_done_with_a_cancelled_meeting(world: make.World) -> None:
    meeting = make_office.meeting(world.top)
    services.cancel_meeting(meeting, actor=make.ACTOR, now=make.NOW, version=1, reason="Bão")

    with pytest.raises(meetings.MeetingCancelled, match="cancelled by Lê Thu: Bão"):
        concluded(meeting)
    with pytest.raises(meetings.MeetingCancelled):
        services.cancel_meeting(meeting, actor=make.ACTOR, now=make.NOW, version=2, reason="x")


def test_the_same_request_sent_twice_is_one_meeting(world: make.World) -> None:
    request = uuid4()
    draft = draft_of(make_office.meeting(world.top), subject="Tập huấn")

    made = [
        services.plan_meeting(
            world.top, actor=make.ACTOR, now=make.NOW, draft=draft, client_uuid=request
        ).pk
        for _sent in range(2)
    ]

    assert made[0] == made[1]
    assert Meeting.objects.count() == 2


# ---- concluded


@pytest.mark.parametrize(
    ("typed", "what", "to", "owner", "due"),
    [
        ("Rà soát chốt @Chị Hà 12/6", "Rà soát chốt", "", "Chị Hà", "2030-06-12"),
        ("Báo cáo #Huyện Đông @Bí thư 12.6.2030", "Báo cáo", "Huyện Đông", "Bí thư", "2030-06-12"),
        ("Họp 2/3 số đơn vị @Anh Ba 2030-06-20;", "Họp 2/3 số đơn vị", "", "Anh Ba", "2030-06-20"),
        ("Gửi thư a@b.vn @Ba", "Gửi thư a@b.vn", "", "Ba", "None"),
        ("Tổng kết @Ba 5/1", "Tổng kết", "", "Ba", "2031-01-05"),
        ("Việc đã trễ @Ba 1/6", "Việc đã trễ", "", "Ba", "2030-06-01"),
        ("Không ai 31/2", "Không ai 31/2", "", "", "None"),
        ("Dán\tVăn phòng\t12/6", "Dán", "", "Văn phòng", "2030-06-12"),
        ("Dán\tHuyện Tây\tVăn phòng\t12/6", "Dán", "Huyện Tây", "Văn phòng", "2030-06-12"),
    ],
)
def test_a_typed_line_is_understood(typed: str, what: str, to: str, owner: str, due: str) -> None:
    read = read_line(typed, held_on=HELD_ON)

    found = (read.task.title, read.to, read.task.owner, str(read.task.due_on))
    assert found == (what, to, owner, due)


def test_conclusions_become_tasks_ordered_by_the_chair(world: make.World) -> None:
    meeting = make_office.meeting(world.top)

    concluded(meeting, line("Rà soát"))
    meeting = concluded(meeting, line("Báo cáo", to=TIER), line("Kiểm tra", to="Huyện Đông"))

    assert meeting.instruction is not None
    assert (meeting.instruction.leader, meeting.instruction.subject) == (
        *("Nguyễn Văn Bảy", "Giao ban, 05/06/2030"),
    )
    kinds = load(make.PACK).meeting_kinds
    assert meeting.instruction.kind == kinds[meeting.kind].instruction
    assert meeting.instruction.tasks.count() == 2 + len(world.communes)


def test_a_conclusion_without_owner_is_refused_and_none_is_taken(world: make.World) -> None:
    meeting = make_office.meeting(world.top)

    with pytest.raises(errors.TaskIncomplete, match=r"Line 2 \(Họp\).*who does it, by when"):
        concluded(meeting, line(), line("Họp", owner="", due=""))
    with pytest.raises(errors.NoTasks):
        services.conclude(meeting, actor=make.ACTOR, now=make.NOW, lines=[])

    assert not Task.objects.exists()
    assert Meeting.objects.get().instruction is None


def test_a_conclusion_sent_twice_is_taken_once(world: make.World) -> None:
    meeting, request = make_office.meeting(world.top), uuid4()

    for _sent in range(2):
        concluded(meeting, client_uuid=request)

    assert Task.objects.count() == 1


# ---- the next one opens on it


def test_the_next_meeting_opens_on_the_last_ones_conclusions(
    world: make.World, secretary: Account
) -> None:
    first = concluded(
        make_office.meeting(world.top), line("Cũ", due="1/6"), line("Xong", due="2/6")
    )
    done = Task.objects.get(title="Xong")
    services.answer(done, actor=make.ACTOR, now=make.NOW, version=1, text="Đã làm")
    later = {"series": first, "ends_at": make_office.hour("30/6", 9)}
    second = make_office.meeting(world.top, starts_at=make_office.hour("12/6", 8), **later)
    concluded(second, line("Mới", due="18/6"))
    third = make_office.meeting(
        world.top, starts_at=make_office.hour("19/6", 8), **{**later, "series": second}
    )

    opening = queries.opening_of(secretary, third, today=make.NOW.date())

    assert opening is not None
    assert opening.last == second
    assert [row.task.title for row in opening.lines] == ["Mới"]
    assert [(row.task.title, row.is_late) for row in opening.carried] == [("Cũ", True)]
    assert queries.opening_of(secretary, first, today=make.NOW.date()) is None


def test_a_cancelled_meeting_is_left_out_of_the_series(
    world: make.World, secretary: Account
) -> None:
    first = concluded(make_office.meeting(world.top))
    hours = {"starts_at": make_office.hour("12/6", 8), "ends_at": make_office.hour("12/6", 9)}
    second = make_office.meeting(world.top, series=first, **hours)
    services.cancel_meeting(second, actor=make.ACTOR, now=make.NOW, version=1, reason="Bão")
    last = {"starts_at": make_office.hour("19/6", 8), "ends_at": make_office.hour("19/6", 9)}
    third = make_office.meeting(world.top, series=first, **last)

    opening = queries.opening_of(secretary, third, today=make.NOW.date())

    assert opening is not None
    assert opening.last == first


# ---- pages


def typed(**said: Any) -> dict[str, Any]:
    return {
        "client_uuid": uuid4(),
        "day": "2030-06-05",
        "begins": "07:30",
        "ends": "09:00",
        "chair": "Nguyễn Văn Bảy",
        **said,
    }


def test_a_meeting_is_planned_with_the_usual_agenda(desk: Client, world: make.World) -> None:
    weekly = next(key for key, kind in load(make.PACK).meeting_kinds.items() if kind.every_days)
    address = reverse("office:add-meeting") + f"?kind={weekly}"

    page = desk.get(address)
    answer = desk.post(
        address, typed(units="Huyện Đông: 2\nSở Y tế", where="Phòng 1", agenda="Một\nHai")
    )

    assert str(load(make.PACK).meeting_kinds[weekly].agenda[0].en) in page.text
    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == reverse("office:meeting", args=[meeting.pk])
    assert (meeting.place, meeting.agenda) == ("Phòng 1", ["Một", "Hai"])
    assert list(meeting.units.values_list("name", "convened")) == [
        ("Huyện Đông", 2),
        ("Sở Y tế", 1),
    ]


def test_the_next_one_is_begun_a_week_later_with_the_same_people(
    desk: Client, world: make.World
) -> None:
    meeting = make_office.meeting(world.top, units=[("Huyện Đông", 2)])

    page = desk.get(reverse("office:follow-meeting", args=[meeting.pk]))

    assert 'value="2030-06-12"' in page.text
    assert "Huyện Đông: 2" in page.text


def test_refused_conclusions_stay_as_they_were_typed(desk: Client, world: make.World) -> None:
    meeting = make_office.meeting(world.top)
    lines = "Rà soát @Hà 12/6\nHọp với &lt;b&gt; Sở Y tế 15/6"

    refused = desk.post(
        reverse("office:conclude", args=[meeting.pk]), {"client_uuid": uuid4(), "lines": lines}
    )

    assert refused.status_code == 409
    assert "Line 2 (Họp với &amp;lt;b&amp;gt; Sở Y tế): still wanted: who does it" in refused.text
    assert "Rà soát @Hà 12/6" in refused.text
    assert not Task.objects.exists()


def test_the_preview_shows_what_each_line_would_become(desk: Client, world: make.World) -> None:
    meeting = make_office.meeting(world.top)
    lines = f"Rà soát #{TIER} @Hà 12/6\nHọp\nBáo cáo #Xã Không Có @Ba 12/6"

    read = desk.post(reverse("office:read-conclusions", args=[meeting.pk]), {"lines": lines}).text

    assert "in 5 units" in read
    assert "who does it, by when" in read
    assert "Xã Không Có: not known" in read
    assert not Task.objects.exists()


def test_the_roll_is_all_but_for_what_is_changed(
    desk: Client, world: make.World, settings: LazySettings
) -> None:
    person = make_tree.person("Lê Thị Hà", unit=world.east.unit)
    meeting = make_office.meeting(world.top, units=[("Huyện Đông", 4)], staff=["Lê Thị Hà"])
    settings.MUSTER_NOW = make_office.hour("5/6", 8)
    page = desk.get(reverse("office:meeting", args=[meeting.pk])).text
    unit = meeting.units.get()
    assert f'name="unit_{unit.pk}" value="4"' in page
    assert f'name="staff_{person.pk}"' in page

    desk.post(
        reverse("office:present", args=[meeting.pk]),
        {"client_uuid": uuid4(), "version": 1, f"unit_{unit.pk}": 3},
    )

    assert meeting.units.get().present == 3
    assert meeting.staff.get().attended is False
    assert "3 of 5 present" in desk.get(reverse("office:meeting", args=[meeting.pk])).text


def test_agenda_and_sign_in_sheet_have_a_line_for_everybody(
    desk: Client, world: make.World
) -> None:
    make_tree.person("Lê Thị Hà", unit=world.east.unit)
    meeting = make_office.meeting(
        world.top, units=[("Huyện Đông", 3)], staff=["Lê Thị Hà"], agenda=["Việc mới"]
    )

    page = desk.get(reverse("office:meeting-paper", args=[meeting.pk])).text

    assert page.count("<td>Huyện Đông</td>") == 3
    assert "<td>Lê Thị Hà</td>" in page
    assert "<li>Việc mới</li>" in page


def test_calendars_carry_meetings_and_cancellations(desk: Client, world: make.World) -> None:
    kept = make_office.meeting(world.top, place="Phòng 1")
    gone = make_office.meeting(world.top, subject="Tập huấn")
    services.cancel_meeting(gone, actor=make.ACTOR, now=make.NOW, version=1, reason="Bão")

    found = {
        str(entry["UID"]): (str(entry["STATUS"]), entry.decoded("DTSTART"))
        for entry in Calendar.from_ical(desk.get(reverse("office:meetings-calendar")).content).walk(
            "VEVENT"
        )
    }

    assert found == {
        f"meeting-{kept.pk}@muster": ("CONFIRMED", kept.starts_at),
        f"meeting-{gone.pk}@muster": ("CANCELLED", gone.starts_at),
    }
    one = Calendar.from_ical(desk.get(reverse("office:meeting-calendar", args=[kept.pk])).content)
    assert str(one.walk("VEVENT")[0]["LOCATION"]) == "Phòng 1"
    month = desk.get(reverse("office:month"), {"month": "2030-06"}).text
    assert reverse("office:meeting", args=[kept.pk]) in month
    assert reverse("office:meeting", args=[gone.pk]) not in month


def test_the_list_leaves_as_excel_with_its_numbers(desk: Client, world: make.World) -> None:
    meeting = make_office.meeting(world.top, units=[("Huyện Đông", 3), ("Huyện Tây", 2)])
    concluded(meeting, line("A", due="1/6"), line("B"), line("C"))
    Task.objects.filter(title="C").update(state=TaskState.DONE, done_on=make_office.day("3/6"))

    sheet = desk.get(reverse("office:meetings"), {"format": "xlsx"}).content

    head, row = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    found = dict(zip(head, row, strict=True))
    assert [found[name] for name in ("Convened", "Tasks from it", "Pending", "Overdue")] == [
        *(5, 3, 2, 1),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many_meetings(
    desk: Client,
    world: make.World,
    count: int,
    django_assert_max_num_queries: Callable[[int], CaptureQueriesContext],
) -> None:
    for n in range(count):
        concluded(make_office.meeting(world.top, subject=f"Họp {n}", units=[("Huyện Đông", 1)]))

    with django_assert_max_num_queries(17):
        answer = desk.get(reverse("office:meetings"))

    assert answer.status_code == 200


def test_who_reads_only_neither_plans_nor_concludes(world: make.World) -> None:
    meeting = make_office.meeting(world.top)
    auditor = signed_in(make.account(world.top, Role.AUDITOR))
    clerk = signed_in(make.account(world.top, Role.CLERK))
    below = signed_in(make.account(world.east, Role.SECRETARY))
    lines = {"client_uuid": uuid4(), "lines": "Họp @Ba 12/6"}
    conclude = reverse("office:conclude", args=[meeting.pk])

    assert auditor.get(reverse("office:meeting", args=[meeting.pk])).status_code == 200
    assert auditor.post(reverse("office:add-meeting"), typed()).status_code == 403
    assert clerk.post(conclude, lines).status_code == 403
    assert below.get(reverse("office:meeting", args=[meeting.pk])).status_code == 404
    assert below.post(conclude, lines).status_code == 404
    assert not Task.objects.exists()


# ---- minutes


def counted(meeting: Meeting, present: int = 1) -> Meeting:
    units = {one.pk: present for one in meeting.units.all()}
    return services.count_present(
        meeting, actor=make.ACTOR, now=make.NOW, version=meeting.version, present=units, attended=()
    )


def test_minutes_are_signed_and_numbered_with_what_was_concluded(
    desk: Client, world: make.World
) -> None:
    head = actor_for(make.account(world.top, Role.HEAD), via="page")
    register = make_office.register(world.top)
    meeting = concluded(make_office.meeting(world.top, units=[("Huyện Đông", 2)]), line("Rà soát"))
    subject = f"meeting:{meeting.pk}"
    with pytest.raises(meetings.MinutesIncomplete, match="who was present at “Giao ban” first"):
        services.submit(subject, actor=make.ACTOR, now=make.NOW)
    counted(meeting)
    services.sign_and_issue(
        subject, actor=head, now=make.NOW, signature=services.Signature(register=register)
    )

    task = Task.objects.get()
    services.drop(task, actor=make.ACTOR, now=make.NOW, version=1, reason="Không cần")

    assert not queries.state_of(subject).needs_new_signature
    answer = desk.get(reverse("office:meeting-minutes", args=[meeting.pk]))
    written = Document(BytesIO(answer.content))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert {"Huyện Đông", "Rà soát", "Chị Hà", "12/6/2030"} <= set(cells)
    assert any(cell.endswith("Nguyễn Văn An") for cell in cells)
    assert "Số: 01/BB-VPTU" in cells
    sheet = desk.get(reverse("office:meetings"), {"format": "xlsx"}).content
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert "01/BB-VPTU" in rows[1]


def test_another_conclusion_asks_for_another_signature(world: make.World) -> None:
    head = actor_for(make.account(world.top, Role.HEAD), via="page")
    meeting = counted(concluded(make_office.meeting(world.top, units=[("Huyện Đông", 2)])))
    subject = f"meeting:{meeting.pk}"
    services.approve(
        services.submit(subject, actor=make.ACTOR, now=make.NOW), actor=head, now=make.NOW
    )

    concluded(meeting, line("Thêm việc"))

    assert queries.state_of(subject).needs_new_signature
    with pytest.raises(ChangedSince):
        services.issue(subject, actor=head, now=make.NOW)
