"""The pages: what they show, refuse and keep. Through the client, behind the real permissions."""

import html
import re
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from tests import make_season as make

from muster.season import services
from muster.season.models import Evidence, Finding, Problem, Step, StepState
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


def signed_in(account: Account) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def act(client: Client, step: Step, action: str, **typed: Any) -> Any:
    data = {
        f"{action}-{name}": value
        for name, value in {"client_uuid": uuid4(), "version": step.version, **typed}.items()
    }
    return client.post(reverse("season:act", args=[step.pk, action]), data)


def test_a_secretary_hands_in_and_the_office_above_accepts() -> None:
    world = make.world()
    step = make.step(make.congress(world.communes[0]), "plan")
    own = signed_in(make.account(world.communes[0], Role.SECRETARY))
    office = signed_in(make.account(world.top, Role.OFFICE))
    own.post(
        reverse("season:add-evidence", args=[step.pk]),
        {
            "evidence-client_uuid": uuid4(),
            "evidence-kind": "signed_paper",
            "evidence-file": named(make.PDF, "ke-hoach.pdf"),
        },
    )

    handed_in = act(own, step, "submit")
    accepted = act(office, make.step(step.congress, "plan"), "accept")

    assert (handed_in.status_code, accepted.status_code) == (302, 302)
    step.refresh_from_db()
    assert step.state == StepState.ACCEPTED


def named(content: bytes, name: str) -> BytesIO:
    file = BytesIO(content)
    file.name = name
    return file


def test_a_refusal_keeps_what_was_typed() -> None:
    world = make.world()
    step = make.step(make.congress(world.communes[0]), "plan")
    own = signed_in(make.account(world.communes[0], Role.SECRETARY))

    answer = act(own, step, "submit", note="số 12/KH")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Still missing" in page
    assert 'value="số 12/KH"' in page
    assert make.step(step.congress, "plan").state == StepState.OPEN


def test_nobody_accepts_or_waives_for_the_own_unit() -> None:
    world = make.world()
    step = make.hand_in(make.step(make.congress(world.communes[0]), "plan"))
    own = signed_in(make.account(world.communes[0], Role.OFFICE))

    answers = [act(own, step, "accept"), act(own, step, "waive", reason="sáp nhập")]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_unit_outside_the_grant_is_not_found() -> None:
    world = make.world()
    step = make.step(make.congress(world.communes[0]), "plan")
    west = signed_in(make.account(world.west, Role.OFFICE))

    pages = [
        west.get(reverse("season:step", args=[step.pk])),
        west.get(reverse("season:move", args=[step.congress_id])),
        west.get(reverse("season:grid", args=[world.east.pk])),
    ]

    assert [page.status_code for page in pages] == [404, 404, 404]


def test_evidence_leaves_as_an_attachment_only_within_scope() -> None:
    world = make.world()
    step = make.step(make.congress(world.communes[0]), "plan")
    row = services.add_evidence(
        step, actor=make.ACTOR, now=make.NOW, name="kế hoạch.pdf", content=make.pdf()
    )
    url = reverse("season:evidence", args=[row.pk])

    inside = signed_in(make.account(world.east, Role.AUDITOR)).get(url)
    outside = signed_in(make.account(world.west, Role.AUDITOR)).get(url)

    assert inside.getvalue() == make.PDF
    assert inside["Content-Disposition"].startswith("attachment")
    assert outside.status_code == 404


def test_a_wrong_file_is_refused() -> None:
    world = make.world()
    step = make.step(make.congress(world.communes[0]), "plan")
    own = signed_in(make.account(world.communes[0], Role.SECRETARY))

    answer = own.post(
        reverse("season:add-evidence", args=[step.pk]),
        {
            "evidence-client_uuid": uuid4(),
            "evidence-kind": "signed_paper",
            "evidence-file": named(b"MZ\x90\x00", "ke-hoach.pdf"),
        },
    )

    assert answer.status_code == 415
    assert not Evidence.objects.exists()


def test_the_move_page_shows_what_breaks_and_leads_into_the_act() -> None:
    world = make.world()
    make.congress(world.east, date(2030, 9, 10))
    congress = make.congress(world.communes[0])
    office = signed_in(make.account(world.top, Role.OFFICE))
    url = reverse("season:move", args=[congress.pk])

    broken = office.get(url, {"starts_on": "2030-09-12", "ends_on": "2030-09-12"})
    whole = office.get(url, {"starts_on": "2030-08-26", "ends_on": "2030-08-26"})
    act_url = html.unescape(re.findall(r'href="([^"]*movings/new[^"]*)"', said(whole))[0])
    page = said(office.get(act_url))
    mark = re.findall(r'name="mark" value="(\w+)"', page)[0]
    answer = office.post(
        reverse("season:move-many"),
        dict(parse_qsl(urlsplit(act_url).query))
        | {"client_uuid": uuid4(), "mark": mark, "reason": "trùng lịch hội trường"},
    )

    assert "Huyện Đông above it begins on 10/09/2030" in said(broken)
    assert "Nothing breaks" in said(whole)
    congress.refresh_from_db()
    assert congress.starts_on == date(2030, 8, 26)
    assert congress.day_changes.get().reason == "trùng lịch hội trường"
    assert "26/8/2030" in said(office.get(answer["Location"]))


def said(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def test_all_done_up_to_a_step_except_some() -> None:
    world = make.world()
    first, second = world.communes[0], world.communes[1]
    for unit in (first, second):
        make.congress(unit)
    clerk = signed_in(make.account(world.top, Role.CLERK))
    url = reverse("season:grid", args=[world.top.pk])

    page = clerk.get(url, {"up_to": "drafts", "except": second.name.lower()}).content.decode()
    boxes = re.findall(r'<input[^>]*name="cell"[^>]*>', page)
    ticked = [box.split('value="')[1].split('"')[0] for box in boxes if "checked" in box]
    clerk.post(
        url, {"client_uuid": uuid4(), "paper": "BC 15 ngày 3/6", "reason": "", "cell": ticked}
    )

    handed_in = Step.objects.filter(state=StepState.SUBMITTED)
    assert {(step.congress.season_unit_id, step.key) for step in handed_in} == {
        (first.pk, "plan"),
        (first.pk, "drafts"),
    }
    assert {step.note for step in handed_in} == {"BC 15 ngày 3/6"}
    assert all(step.on_behalf for step in handed_in)


def test_a_grid_saved_on_a_stale_page_changes_nothing() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    plan, drafts = make.step(congress, "plan"), make.step(congress, "drafts")
    clerk = signed_in(make.account(world.top, Role.CLERK))
    cells = [f"{plan.pk}:{plan.version}", f"{drafts.pk}:{drafts.version}"]
    make.hand_in(drafts)

    answer = clerk.post(
        reverse("season:grid", args=[world.top.pk]),
        {"client_uuid": uuid4(), "paper": "BC 15", "cell": cells},
    )

    assert answer.status_code == 409
    assert make.step(congress, "plan").state == StepState.OPEN


def test_a_problem_is_raised_passed_up_and_solved() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    own = signed_in(make.account(world.communes[0], Role.SECRETARY))
    office = signed_in(make.account(world.top, Role.OFFICE))

    own.post(
        reverse("season:raise-problem", args=[congress.pk]),
        {
            "client_uuid": uuid4(),
            "what": "Hội trường dột",
            "owner": "Chánh văn phòng",
            "due_on": "2030-06-10",
        },
    )
    row = Problem.objects.get()
    office.post(reverse("season:pass-up", args=[row.pk]))
    office.post(
        reverse("season:problem", args=[row.pk]),
        {"client_uuid": uuid4(), "solution": "Đổi sang nhà văn hóa"},
    )

    row.refresh_from_db()
    assert row.held_by == world.top
    assert row.solution == "Đổi sang nhà văn hóa"


def test_a_visit_is_recorded_and_cured() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    office = signed_in(make.account(world.top, Role.OFFICE))
    own = signed_in(make.account(world.communes[0], Role.SECRETARY))
    url = reverse("season:inspect", args=[congress.pk, "venue"])
    form = office.get(url).context["form"]
    typed = {f"result_{key}": "ok" for key in form.items}
    first = next(iter(form.items))

    office.post(
        url,
        {
            "client_uuid": uuid4(),
            "visited_on": "2030-06-03",
            "visited_by": "Tổ kiểm tra",
            **typed,
            f"result_{first}": "fix",
            f"text_{first}": "thiếu biển",
        },
    )
    finding = Finding.objects.get(result="fix")
    own.post(
        reverse("season:cure", args=[finding.pk]),
        {"client_uuid": uuid4(), "proof": "ảnh chụp 5/6"},
    )

    finding.refresh_from_db()
    assert finding.owner == congress.season_unit.name
    assert finding.proof == "ảnh chụp 5/6"


@pytest.mark.parametrize("name", ["congresses", "steps", "problems", "findings"])
def test_lists_cost_the_same_for_one_and_for_three(
    name: str, django_assert_num_queries: Any
) -> None:
    world = make.world()
    office = signed_in(make.account(world.top, Role.OFFICE))
    url = reverse(f"season:{name}")
    fill(world, 1)
    office.get(url)

    with django_assert_num_queries(make.count_queries(lambda: office.get(url))):
        one = office.get(url)
    fill(world, 2)
    with django_assert_num_queries(make.count_queries(lambda: office.get(url))):
        three = office.get(url)

    assert (one.status_code, three.status_code) == (200, 200)
    assert make.count_queries(lambda: office.get(url)) <= 20


def fill(world: make.World, how_many: int) -> None:
    free = [unit for unit in world.communes if not hasattr(unit, "filled")]
    for unit in free[:how_many]:
        congress = make.congress(unit)
        make.problem(congress)
        make.visit(congress)
        unit.filled = True  # type: ignore[attr-defined]  # the test's own note


@pytest.mark.parametrize("name", ["congresses", "steps", "problems", "findings"])
def test_lists_leave_as_excel(name: str) -> None:
    world = make.world()
    fill(world, 1)
    office = signed_in(make.account(world.top, Role.OFFICE))

    sheet = office.get(reverse(f"season:{name}"), {"format": "xlsx"})

    assert sheet.getvalue()[:2] == b"PK"


def test_the_rules_page_says_that_there_is_no_other_version() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    office = signed_in(make.account(world.top, Role.OFFICE))

    page = office.get(reverse("season:pack", args=[congress.pk])).content.decode()

    assert "No other version" in page


def test_visitors_are_sent_to_sign_in() -> None:
    answer = Client().get(reverse("season:congresses"))

    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_the_season_page_amends_deadlines_and_lets_units_leave() -> None:
    world = make.world()
    make.congress(world.communes[0])
    office = signed_in(make.account(world.top, Role.OFFICE))
    reader = signed_in(make.account(world.top, Role.AUDITOR))
    amend = reverse("season:amend-deadline", args=[world.season.pk, "grassroots", "held"])

    office.post(
        amend, {"client_uuid": uuid4(), "due_on": "2030-09-15", "reason": "kết luận số 126"}
    )
    office.post(
        reverse("season:leave", args=[world.communes[0].pk]),
        {"client_uuid": uuid4(), "on": "2030-06-03", "reason": "hợp nhất"},
    )
    page = reader.get(reverse("season:frame", args=[world.season.pk])).content.decode()

    assert "15/9/2030" in page
    assert "kết luận số 126" in page
    assert "hợp nhất" in page
    assert reader.get(amend).status_code == 403
