"""The pages of dossiers and their appraisal: who sees what, what each act does."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_appraisals as a
from tests import make_season as make
from tests.office.pages import signed_in

from muster.office.services import sign_and_issue
from muster.packs import LeadsTo
from muster.papers.models import (
    Appraisal,
    AppraisalState,
    AppraisalTeam,
    Assignment,
    Dossier,
    DossierState,
    ScoreSheet,
)
from muster.papers.queries.appraisals.papers import papers_in_round
from muster.papers.services import appraisals as services
from muster.season.models import SeasonUnit
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"papers:{name}", args=args)


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(at(name, *args), query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def of(unit: SeasonUnit, role: Role = Role.OFFICE) -> Client:
    return signed_in(make.account(unit, role))


def scene(*, count: int = 2) -> tuple[Appraisal, a.Bench, make.World]:
    world = make.world()
    people = a.bench(world.top)
    return a.taken(a.dossier(world.communes[0]), people, count=count), people, world


def test_a_dossier_is_handed_in_and_given_to_a_team() -> None:
    world = make.world()
    people = a.bench(world.top)
    congress = make.congress(world.communes[0])
    documents = a.prepare(congress)
    unit, top = of(congress.season_unit), of(world.top)
    assert at("document", documents["political_report"].pk) in page(unit, "hand-in", congress.pk)

    answer = unit.post(at("hand-in", congress.pk), {"client_uuid": str(uuid4())})

    row = Dossier.objects.get()
    assert answer.headers["Location"] == at("dossier", row.pk)
    assert row.state == DossierState.WAITING
    assert at("take-in", row.pk) not in page(unit, "dossier", row.pk)
    assert "<b>1</b> dossier waits for a team" in page(top, "dossiers")
    assert at("take-in", row.pk) in page(top, "dossier", row.pk)
    form = top.get(at("take-in", row.pk)).context["form"]
    assert len(form.initial["persons"]) == 2

    answer = top.post(
        at("take-in", row.pk),
        {"client_uuid": str(uuid4()), "persons": form.initial["persons"], "due_on": "2030-08-01"},
    )

    taken = Appraisal.objects.get()
    assert answer.headers["Location"] == at("appraisal", taken.pk)
    assert taken.team == people.team
    assert taken.assignments.count() == 2
    text = page(top, "appraisal", taken.pk)
    assert "<b>0</b> of 2 sheets are handed in" in text
    assert "Blind: nobody reads" in text
    assert people.members[0].person.name in page(top, "workload")  # type: ignore[union-attr]
    for name in ("dossiers", "teams", "assignments"):
        page(top, name, kind="all")
    page(top, "team", people.team.pk)


def typed_sheet(client: Client, given: Assignment, share: float) -> dict[str, Any]:
    """The fields of a member's sheet, all criteria filled in."""
    form = client.get(at("sheet", given.pk)).context["form"]
    data: dict[str, Any] = {"client_uuid": str(uuid4()), "version": form.initial["version"]}
    for line in form.lines():
        for _group, criteria in line["groups"]:
            for one in criteria:
                most = one["criterion"].most
                data[one["value"].html_name] = int(most * share) if most > 1 else 1
    return data


def test_members_score_blind_and_the_head_closes() -> None:
    row, people, world = scene()
    first, second = people.members[:2]
    ada = signed_in(first)
    given = a.assignment(row, first)
    data = typed_sheet(ada, given, 0.9)
    paper = papers_in_round(row, 1)[0]
    url = at("sheet", given.pk)

    answer = ada.post(url, {"client_uuid": str(uuid4()), "version": 0, "act": "hand_in"})
    assert answer.status_code == 409
    assert "your recommendation" in answer.content.decode()
    remark = {
        f"r{paper.pk}_new": "Bổ sung số liệu",
        f"p{paper.pk}_new": "1",
        "recommendation": a.conclusion(world.top, LeadsTo.ANSWER),
    }
    assert ada.post(url, {**data, **remark, "act": "save"}).status_code == 302
    assert signed_in(second).get(url).status_code == 404
    assert of(world.top, Role.HEAD).get(url).status_code == 404

    sheet = ScoreSheet.objects.get(assignment=given)
    handed = {**typed_sheet(ada, given, 0.9), **remark, f"r{paper.pk}_new": "", "act": "hand_in"}
    kept = sheet.remarks.get()
    handed |= {f"r{paper.pk}_{kept.pk}": "Bổ sung số liệu năm 2029", f"p{paper.pk}_{kept.pk}": "2"}
    assert ada.post(url, handed).status_code == 302
    kept.refresh_from_db()
    assert (kept.text, kept.paragraph.number) == ("Bổ sung số liệu năm 2029", 2)  # type: ignore[union-attr]
    text = page(signed_in(people.head), "appraisal", row.pk)
    assert "Bổ sung số liệu" not in text
    assert "<b>1</b> of 2 sheets are handed in" in text

    a.scored(row, second, share=0.5)
    head = signed_in(people.head)
    answer = head.post(at("close-scoring", row.pk), {"close-client_uuid": str(uuid4())})
    assert answer.status_code == 302
    text = page(head, "appraisal", row.pk)
    assert "Bổ sung số liệu năm 2029" in text
    assert "furthest apart" in text
    assert "Bổ sung số liệu năm 2029" in page(signed_in(second), "sheet", given.pk)
    assert (
        signed_in(make.account(row.dossier.congress.season_unit, Role.OFFICE))
        .get(at("appraisal", row.pk))
        .status_code
        == 404
    )


def test_a_member_is_replaced_with_a_reason_that_stays() -> None:
    row, people, world = scene()
    given = a.assignment(row, people.members[0])
    top, key = of(world.top), f"reassign-{given.pk}"
    typed = {
        f"{key}-client_uuid": str(uuid4()),
        f"{key}-person": str(people.members[2].person_id),
        f"{key}-due_on": "2030-08-02",
    }

    assert top.post(at("reassign", given.pk), typed).status_code == 422
    assert (
        top.post(at("reassign", given.pk), {**typed, f"{key}-reason": "đi học"}).status_code == 302
    )

    assert row.assignments.filter(
        ended_at__isnull=True, person=people.members[2].person_id
    ).exists()
    assert "đi học" in page(top, "appraisal", row.pk)
    assert "This dossier was taken away" in page(signed_in(people.members[0]), "sheet", given.pk)
    assert signed_in(people.members[0]).get(at("appraisal", row.pk)).status_code == 200


def concluded_page(head: Client, row: Appraisal, data: dict[str, Any]) -> Any:
    form = head.get(at("conclude", row.pk)).context["form"]
    typed = {
        "client_uuid": str(uuid4()),
        "version": form.initial["version"],
        "rows": form.initial["rows"],
    }
    return head.post(at("conclude", row.pk), {**typed, **data})


def test_a_conclusion_is_written_answered_checked_and_met() -> None:
    row, people, world = scene()
    paper = papers_in_round(row, 1)[0]
    services.fill_sheet(
        a.assignment(row, people.members[0]),
        actor=a.by(people.members[0]),
        now=make.NOW,
        version=0,
        draft=services.SheetDraft(lines=[]),
        remarks=services.Remarks(
            new=[services.RemarkDraft(paper_id=paper.pk, text="Thiếu số liệu so sánh", paragraph=1)]
        ),
    )
    a.closed(row, people)
    head = signed_in(people.head)
    form = head.get(at("conclude", row.pk)).context["form"]
    answer = concluded_page(
        head,
        row,
        {
            "conclusion": a.conclusion(world.top, LeadsTo.ANSWER),
            "answer_due_on": "2030-08-12",
            "text_0": "Bổ sung phần nguyên nhân",
            "take": [str(form.remarks[0].pk)],
        },
    )
    current = row.rounds.get()
    assert answer.headers["Location"] == at("conclusion", current.pk)
    assert list(current.points.values_list("text", flat=True)) == [
        "Bổ sung phần nguyên nhân",
        "Thiếu số liệu so sánh",
    ]
    unit = of(row.dossier.congress.season_unit)
    assert unit.get(at("conclusion", current.pk)).status_code == 404
    assert "Submit for a signature" in page(head, "conclusion", current.pk)

    sign_and_issue(services.subject_of(current), actor=a.by(people.head), now=make.NOW)
    assert "Answer the points" in page(unit, "dossier", row.dossier_id)
    assert "Thiếu số liệu so sánh" in page(unit, "conclusion", current.pk)
    form = unit.get(at("answer", row.pk)).context["form"]
    first, second = current.points.all()
    typed = {
        "client_uuid": str(uuid4()),
        "version": form.initial["version"],
        f"handled_{first.pk}": "1",
        f"text_{first.pk}": "Đã bổ sung ở mục 2",
    }
    answer = unit.post(at("answer", row.pk), {**typed, "act": "hand_in"})
    assert answer.status_code == 409
    assert "Đã bổ sung ở mục 2" in answer.content.decode()
    typed[f"handled_{second.pk}"] = "0"
    typed[f"text_{second.pk}"] = "Không có số liệu năm trước"
    assert unit.post(at("answer", row.pk), {**typed, "act": "hand_in"}).status_code == 302

    member = signed_in(people.members[0])
    assert "Không có số liệu năm trước" in page(member, "checks", row.pk)
    for point, result, note in ((first, "handled", ""), (second, "not", "vẫn phải có")):
        key = f"p{point.pk}"
        done = {f"{key}-client_uuid": str(uuid4()), f"{key}-result": result, f"{key}-note": note}
        assert member.post(at("check", row.pk, point.pk), done).status_code == 302
    assert (
        head.post(at("close-scoring", row.pk), {"close-client_uuid": str(uuid4())}).status_code
        == 302
    )

    form = head.get(at("conclude", row.pk)).context["form"]
    assert [one.pk for one in form.unsettled] == [second.pk]
    answer = concluded_page(
        head, row, {"conclusion": a.conclusion(world.top, LeadsTo.MET), "text": "Chấp nhận."}
    )
    assert answer.status_code == 302
    last = row.rounds.get(number=2)
    sign_and_issue(services.subject_of(last), actor=a.by(people.head), now=make.NOW)
    row.dossier.refresh_from_db()
    assert row.dossier.state == DossierState.MET
    assert "vẫn phải có" in page(unit, "conclusion", current.pk)
    assert Appraisal.objects.get(pk=row.pk).state == AppraisalState.ENDED


def test_a_dossier_comes_back_with_what_is_missing() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    a.prepare(congress, without=["draft_resolution"])
    unit = of(congress.season_unit)

    unit.post(at("hand-in", congress.pk), {"client_uuid": str(uuid4())})

    row = Dossier.objects.get()
    assert row.state == DossierState.INCOMPLETE
    text = page(unit, "dossier", row.pk)
    assert "Came back at once: <b>1</b> part is missing" in text
    assert at("hand-in", congress.pk) in text
    assert "not a Word file" in page(unit, "hand-in", congress.pk, look="1")
    answer = unit.post(
        at("hand-in", congress.pk),
        {"client_uuid": str(uuid4()), "paper_draft_resolution": "NQ 12 ngày 2/7"},
    )
    assert answer.status_code == 302
    assert Dossier.objects.filter(state=DossierState.WAITING).exists()


def test_a_team_is_founded_changed_and_ended() -> None:
    world = make.world()
    head, first, second = (make.account(world.top, Role.APPRAISER, name=n) for n in a.NAMES[:3])
    top = of(world.top)
    typed = {
        "client_uuid": str(uuid4()),
        "kind": a.team_kind(world.top),
        "name": "Tổ thẩm định số 1",
        "head": a.said(head),
        "members": f"{a.said(first)}\n{a.said(second)}",
        "units": world.communes[0].name,
        "score_days": "2",
    }
    assert top.post(at("found-team"), {**typed, "members": "Không Có"}).status_code == 409

    top.post(at("found-team"), typed)
    team = AppraisalTeam.objects.get()
    assert [one.season_unit for one in team.units.all()] == [world.communes[0]]
    form = top.get(at("team", team.pk)).context["change"]
    changed = {f"change-{key}": form[key].value() or "" for key in form.fields}
    changed |= {"change-members": a.said(first), "change-client_uuid": str(uuid4())}
    assert top.post(at("change-team", team.pk), changed).status_code == 409
    changed["change-reason"] = "nghỉ phép"
    answer = top.post(at("change-team", team.pk), changed)
    assert answer.status_code == 302, answer.context["change"].errors
    assert team.members.filter(ended_at__isnull=True).count() == 1
    team.refresh_from_db()
    top.post(
        at("end-team", team.pk),
        {"end-client_uuid": str(uuid4()), "end-version": team.version, "end-reason": "xong"},
    )
    assert "Ended by" in page(top, "team", team.pk)


@pytest.mark.parametrize("name", ["teams", "workload", "assignments"])
def test_what_happens_inside_is_for_those_beside_the_teams(name: str) -> None:
    world = make.world()
    a.bench(world.top)

    assert of(world.communes[0], Role.CLERK).get(at(name)).status_code == 403
    assert "Phạm Văn Hòa" not in page(of(world.communes[0]), name, kind="all")
    page(of(world.top), name)


def test_the_list_of_dossiers_costs_the_same_for_many(
    django_assert_max_num_queries: Any,
) -> None:
    world = make.world()
    people = a.bench(world.top)
    top = of(world.top)
    a.taken(a.dossier(world.communes[0]), people)
    page(top, "dossiers")
    with django_assert_max_num_queries(40) as one:
        page(top, "dossiers")
    for unit in world.communes[1:3]:
        a.taken(a.dossier(unit), people)
    with django_assert_max_num_queries(len(one)):
        page(top, "dossiers")


def test_a_sheet_is_handed_in_at_once_with_a_remark() -> None:
    row, people, world = scene()
    ada = signed_in(people.members[0])
    given = a.assignment(row, people.members[0])
    paper = papers_in_round(row, 1)[0]
    typed = typed_sheet(ada, given, 0.9)
    more = {
        f"r{paper.pk}_new": "Bổ sung nguyên nhân",
        "recommendation": a.conclusion(world.top, LeadsTo.ANSWER),
        "act": "hand_in",
    }

    answer = ada.post(at("sheet", given.pk), {**typed, **more})

    assert answer.status_code == 302, answer.context["form"].errors
    given.refresh_from_db()
    assert given.submitted_at is not None
    assert ScoreSheet.objects.get(assignment=given).remarks.count() == 1
