"""The pages of remarks: who sees what, what each act does, and the same few queries for many."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_remarks as mr
from tests import make_season as make
from tests.office.pages import signed_in

from muster.engines import merging
from muster.papers import commands, tasks
from muster.papers.bridge import likeness
from muster.papers.models import (
    Decision,
    Document,
    Intake,
    ParagraphDraft,
    Published,
    Remark,
    Round,
    RoundDesk,
    Source,
)
from muster.papers.services import remarks as services
from muster.papers.services.remarks import RemarkDraft
from muster.season.models import SeasonUnit
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"papers:{name}", args=args)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(at(name, *args))
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def of(unit: SeasonUnit, role: Role = Role.OFFICE) -> Client:
    return signed_in(make.account(unit, role))


def consolidated(asked: mr.Asked) -> Round:
    if not asked.again().holder:
        services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    services.close_round(asked.opened, actor=make.ACTOR, now=make.NOW)
    return services.consolidate(asked.opened, actor=make.ACTOR, now=make.NOW, carry_undecided=True)


# ---- rounds


def test_a_round_is_opened_from_the_page_of_its_document() -> None:
    world = make.world()
    version = mr.document(world.top)
    office = of(world.top)
    assert at("open-round", version.document_id) in page(office, "document", version.document_id)

    answer = office.post(
        at("open-round", version.document_id),
        {
            "whom": "chosen",
            "chosen": "Huyện Đông; Xã Gò Đông",
            "closes_on": "2030-07-15",
            "client_uuid": "8c0f0c3e-0000-4000-8000-000000000001",
        },
    )

    opened = Round.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, at("round", opened.pk))
    assert {desk.season_unit.name for desk in opened.desks.all()} == {
        *("Tỉnh Sông Tiền", "Huyện Đông", "Xã Gò Đông")
    }
    text = page(office, "round", opened.pk)
    assert "<b>0</b> of 2 units have answered" in text
    assert at("open-round", version.document_id) not in page(
        office, "document", version.document_id
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"whom": "chosen", "chosen": ""}, "Name at least one unit."),
        ({"whom": "chosen", "chosen": "Xã Không Có"}, "names no unit here"),
        ({"closes_on": "2020-06-05"}, "The earliest closing day"),
    ],
)
def test_what_cannot_be_opened_says_why_and_keeps_what_was_typed(
    typed: dict[str, str], said: str
) -> None:
    world = make.world()
    version = mr.document(world.top)
    good = {
        "whom": "all",
        "closes_on": "2030-07-15",
        "asks": "chú ý mục tiêu",
        "client_uuid": "8c0f0c3e-0000-4000-8000-000000000001",
    }

    answer = of(world.top).post(at("open-round", version.document_id), {**good, **typed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "chú ý mục tiêu" in answer.content.decode()
    assert not Round.objects.exists()


def test_a_round_is_closed_opened_again_and_widened() -> None:
    asked = mr.asked()
    office = of(asked.world.top)
    uuid = {"close-client_uuid": "8c0f0c3e-0000-4000-8000-000000000002"}

    office.post(at("act-round", asked.opened.pk, "close"), uuid)
    assert "closed" in page(office, "round", asked.opened.pk)
    answer = office.post(
        at("act-round", asked.opened.pk, "reopen"),
        {
            "reopen-client_uuid": "8c0f0c3e-0000-4000-8000-000000000003",
            "reopen-closes_on": "2030-07-20",
            "reopen-reason": "",
        },
    )

    assert answer.status_code == 422
    assert asked.again().state == "closed"


def test_only_the_owner_closes() -> None:
    asked = mr.asked()
    district = of(asked.world.east)

    answer = district.post(
        at("act-round", asked.opened.pk, "close"),
        {"close-client_uuid": "8c0f0c3e-0000-4000-8000-000000000002"},
    )

    assert answer.status_code == 403
    assert asked.again().state == "open"


def test_who_has_not_answered_is_listed_with_whom_to_ring() -> None:
    asked = mr.asked()
    make.account(asked.world.communes[0], Role.SECRETARY, name="Trần Thị Bé")
    services.say_nil(asked.desk(asked.world.communes[1]), actor=make.ACTOR, now=make.NOW)
    district = of(asked.world.east)

    text = page(district, "desk-missing", asked.desk(asked.world.east).pk)
    sheet = district.get(at("desk-missing", asked.desk(asked.world.east).pk) + "?format=xlsx")

    assert "<b>2</b> of 3 still owe something" in text
    assert "Trần Thị Bé" in text
    assert asked.world.communes[1].name not in text
    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")


# ---- entering


def rows(*said: tuple[str, str, str], body: str = "", **more: str) -> dict[str, str]:
    """What the page of entering sends: number, text, members of each row."""
    typed = {
        "rows": str(max(len(said), 2)),
        "source": "paper",
        "body": body,
        "client_uuid": "8c0f0c3e-0000-4000-8000-00000000000a",
        **more,
    }
    for n, (number, text, members) in enumerate(said):
        typed |= {f"r{n}-number": number, f"r{n}-text": text, f"r{n}-members": members}
        typed[f"r{n}-kind"] = mr.KIND
    return typed


def test_a_base_office_enters_paper_for_a_body_below_with_its_scan() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    district = of(asked.world.east, Role.CLERK)
    desk = asked.desk(asked.world.east)

    answer = district.post(
        at("enter-remarks", desk.pk),
        {
            **rows(("1", "Nêu rõ chỉ tiêu", "12"), ("", "Nhất trí", "9"), body=commune.name),
            "scan": make.pdf(),
        },
    )

    assert answer.status_code == 302, answer.content.decode()
    remarks = list(Remark.objects.order_by("pk"))
    assert [(one.number, one.members, one.on_behalf) for one in remarks] == [
        (1, 12, True),
        (0, 9, True),
    ]
    assert asked.desk(commune).lying == 2
    intake = Intake.objects.get()
    assert (intake.source, intake.content_type) == (Source.PAPER, "application/pdf")
    scan = district.get(at("intake-scan", intake.pk))
    assert scan.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(scan.streaming_content).startswith(make.PDF)  # type: ignore[attr-defined]
    assert of(asked.world.west).get(at("intake-scan", intake.pk)).status_code == 404


def test_a_fault_in_one_row_saves_none_and_keeps_all() -> None:
    asked = mr.asked()
    district = of(asked.world.east)
    desk = asked.desk(asked.world.east)

    answer = district.post(
        at("enter-remarks", desk.pk), rows(("1", "đúng chỗ", ""), ("77", "sai chỗ", ""))
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "“77” is not a paragraph of version 1. Wanted: a number from 1 to 3" in text
    assert "đúng chỗ" in text
    assert "sai chỗ" in text
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (rows(), "No row is filled in."),
        (rows(("1", "a", ""), body="Xã Không Có"), "names no unit here"),
        (rows(("1", "a", "-3")), "greater than or equal to 0"),
        (rows(("x", "a", "")), "Enter a whole number."),
        (rows(("1", "a", "13"), present="12"), "12 were present"),
    ],
)
def test_rows_that_cannot_be_saved_say_why(typed: dict[str, str], said: str) -> None:
    asked = mr.asked()

    answer = of(asked.world.east).post(at("enter-remarks", asked.desk(asked.world.east).pk), typed)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Remark.objects.exists()


def test_more_rows_are_given_without_losing_what_was_typed() -> None:
    asked = mr.asked()

    answer = of(asked.world.east).post(
        at("enter-remarks", asked.desk(asked.world.east).pk),
        {**rows(("1", "đang gõ", "")), "more": "1"},
    )

    text = answer.content.decode()
    assert "đang gõ" in text
    assert 'name="r11-text"' in text
    assert not Remark.objects.exists()


def test_a_late_paper_is_refused_and_its_rows_come_back() -> None:
    asked = mr.asked()
    services.close_round(asked.opened, actor=make.OTHER, now=make.NOW)

    answer = of(asked.world.east).post(
        at("enter-remarks", asked.desk(asked.world.east).pk), rows(("1", "đến muộn", ""))
    )

    assert answer.status_code == 409
    assert "Tỉnh Sông Tiền can open it again" in answer.content.decode()
    assert "đến muộn" in answer.content.decode()


# ---- a member


def member(unit: SeasonUnit) -> Any:
    """An account without any role, whose person belongs to the unit."""
    from muster.tree.models import Grant

    account = make.account(unit, Role.OFFICER, name="Phạm Văn Út")
    Grant.objects.filter(account=account).delete()
    return account


def test_a_member_reads_remarks_and_follows_his_own() -> None:
    asked = mr.asked()
    account = member(asked.world.communes[0])
    client = signed_in(account)
    assert at("say", asked.opened.pk, 2) in page(client, "round-text", asked.opened.pk)

    answer = client.post(
        at("say", asked.opened.pk, 2),
        {
            "number": "2",
            "kind": mr.KIND,
            "text": "Thêm năm hoàn thành",
            "client_uuid": "8c0f0c3e-0000-4000-8000-00000000000b",
        },
    )

    remark = Remark.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, at("remark", remark.pk))
    assert (remark.source, remark.members, remark.account) == (Source.OWN, 1, account)
    assert "Lies with <b>Xã" in page(client, "remark", remark.pk)
    assert "Thêm năm hoàn thành" in page(client, "my-remarks")
    assert "Thêm năm hoàn thành" not in page(
        signed_in(member(asked.world.communes[0])), "my-remarks"
    )


def test_another_member_does_not_see_it() -> None:
    asked = mr.asked()
    account = member(asked.world.communes[0])
    remark = services.enter_own(
        asked.desk(asked.world.communes[0]),
        actor=make.ACTOR,
        now=make.NOW,
        account=account,
        draft=RemarkDraft(kind=mr.KIND, text="riêng", number=1),
    )

    for other in (member(asked.world.communes[0]), member(asked.world.communes[1])):
        assert signed_in(other).get(at("remark", remark.pk)).status_code == 404


def test_a_member_who_wants_no_name_is_known_by_his_body_alone() -> None:
    asked = mr.asked()
    account = member(asked.world.communes[0])
    for named in (False, True):
        services.enter_own(
            asked.desk(asked.world.communes[0]),
            actor=make.OTHER,
            now=make.NOW,
            account=account,
            draft=RemarkDraft(kind=mr.KIND, text=f"ý {named}", number=1),
            is_named=named,
        )
    office = of(asked.world.communes[0])
    desk = asked.desk(asked.world.communes[0])

    hidden, shown = Remark.objects.order_by("pk")
    assert "Phạm Văn Út" not in page(office, "remark", hidden.pk)
    assert "Phạm Văn Út" in page(office, "remark", shown.pk)
    assert page(office, "desk-written", desk.pk).count("Phạm Văn Út") == 1


# ---- levels


def test_a_desk_passes_on_or_says_that_it_has_nothing() -> None:
    asked = mr.asked()
    one, two = asked.world.communes[:2]
    mr.enter(asked.desk(one), "một")

    for unit, action in ((one, "pass"), (two, "nil")):
        answer = of(unit, Role.SECRETARY).post(
            at("act-desk", asked.desk(unit).pk, action),
            {"client_uuid": str(uuid4())},
        )
        assert answer.status_code == 302

    assert (asked.desk(one).state, asked.desk(two).state) == ("passed", "nil")
    assert "Everything is passed on" in page(of(one), "round-desk", asked.desk(one).pk)


def test_siblings_and_those_above_are_not_seen_from_below() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.desk(asked.world.communes[1]), "của xã khác")
    client = of(asked.world.communes[0])

    for name, args in (
        ("round-desk", (asked.desk(asked.world.communes[1]).pk,)),
        ("round-desk", (asked.owner.pk,)),
        ("desk-paragraph", (asked.owner.pk, 1)),
        ("remark", (remark.pk,)),
        ("synthesis", (asked.opened.pk,)),
        ("desk-written", (asked.desk(asked.world.east).pk,)),
    ):
        assert client.get(at(name, *args)).status_code == 404


def test_who_sees_a_desk_only_reads_it_without_the_right_to_gather() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.desk(asked.world.east), "một")
    auditor = of(asked.world.top, Role.AUDITOR)
    desk = asked.desk(asked.world.east)

    assert "một" in page(auditor, "desk-paragraph", desk.pk, 1)
    for name, args in (
        ("act-desk", (desk.pk, "pass")),
        ("merge", (desk.pk, 1)),
        ("act-merged", (remark.pk, "unmerge")),
        ("act-consolidation", (asked.owner.pk, "hold")),
    ):
        assert auditor.post(at(name, *args), {}).status_code == 403


def test_a_paragraph_that_is_not_there_is_not_found() -> None:
    asked = mr.asked()
    office = of(asked.world.top)

    assert office.get(at("desk-paragraph", asked.owner.pk, 99)).status_code == 404
    assert office.get(at("desk-paragraph", asked.owner.pk, 0)).status_code == 200


def test_the_chosen_are_merged_and_taken_apart_again() -> None:
    asked = mr.asked()
    parts = mr.enter(asked.owner, "thêm chỉ tiêu tỷ lệ", "thêm chỉ tiêu về tỷ lệ", "khác hẳn")
    office = of(asked.world.top)
    suggested = page(office, "merge", asked.owner.pk, 1)
    assert suggested.count('name="part"') == 2
    chosen = [part.pk for part in parts[:2]]
    to = office.post(at("act-paragraph", asked.owner.pk, 1, "choose"), {"part": chosen}).headers[
        "Location"
    ]
    assert "thêm chỉ tiêu về tỷ lệ" in office.get(to).content.decode()

    answer = office.post(
        at("merge", asked.owner.pk, 1),
        {
            "part": chosen,
            "kind": mr.KIND,
            "text": "Thêm chỉ tiêu",
            "client_uuid": "8c0f0c3e-0000-4000-8000-00000000000d",
        },
    )

    whole = Remark.objects.get(source=Source.MERGED)
    assert answer.headers["Location"].endswith(f"#r{whole.pk}")
    text = page(office, "remark", whole.pk)
    assert "thêm chỉ tiêu về tỷ lệ" in text
    office.post(
        at("act-merged", whole.pk, "unmerge"),
        {"client_uuid": "8c0f0c3e-0000-4000-8000-00000000000e"},
    )
    assert asked.owner.lying == 3


def test_a_merging_that_came_too_late_is_refused_with_its_words_kept() -> None:
    asked = mr.asked()
    parts = mr.enter(asked.owner, "một", "hai", "ba")
    mr.merge(asked.owner, *parts[:2], actor=make.OTHER)

    answer = of(asked.world.top).post(
        at("merge", asked.owner.pk, 1),
        {
            "part": [part.pk for part in parts[1:]],
            "kind": mr.KIND,
            "text": "Lời gộp đã viết",
            "client_uuid": "8c0f0c3e-0000-4000-8000-00000000000d",
        },
    )

    assert answer.status_code == 409
    assert "Trần Văn Lộc" in answer.content.decode()
    assert "Lời gộp đã viết" in answer.content.decode()


def test_what_is_sent_back_says_why() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    (remark,) = mr.enter(asked.desk(commune), "khó hiểu")
    mr.pass_on(asked.desk(commune))
    district, desk = of(asked.world.east), asked.desk(asked.world.east)
    refused = district.post(at("act-paragraph", desk.pk, 1, "back"), {"part": remark.pk})
    assert refused.status_code == 422

    district.post(
        at("act-paragraph", desk.pk, 1, "back"),
        {"part": remark.pk, "back-reason": "Nêu rõ muốn sửa gì"},
    )

    text = page(of(commune), "desk-paragraph", asked.desk(commune).pk, 1)
    assert "Nêu rõ muốn sửa gì" in text


# ---- consolidating


def test_the_owner_decides_drafts_and_ends_the_round() -> None:
    asked = mr.asked()
    yes, no = mr.enter(asked.owner, "đồng ý sửa", "không hợp lý")
    office = of(asked.world.top)
    uuid = {"client_uuid": "8c0f0c3e-0000-4000-8000-00000000000f"}
    assert 'name="decision"' not in page(office, "desk-paragraph", asked.owner.pk, 1)
    office.post(at("act-consolidation", asked.owner.pk, "hold"), uuid)
    assert 'name="decision"' in page(office, "desk-paragraph", asked.owner.pk, 1)
    decide = at("act-paragraph", asked.owner.pk, 1, "decide")

    office.post(decide, {"part": yes.pk, f"version-{yes.pk}": "1", "decision": "accepted"})
    refused = office.post(decide, {"part": no.pk, f"version-{no.pk}": "1", "decision": "refused"})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    office.post(
        decide,
        {"part": no.pk, f"version-{no.pk}": "1", "decision": "refused", "reason": "đã có ở mục 2"},
    )
    office.post(
        at("draft-paragraph", asked.owner.pk, 1),
        {
            "draft-version": "0",
            "draft-text": "Mở đầu mới.",
            "draft-client_uuid": "8c0f0c3e-0000-4000-8000-000000000010",
        },
    )
    assert ParagraphDraft.objects.get().text == "Mở đầu mới."
    services.close_round(asked.opened, actor=make.ACTOR, now=make.NOW)
    answer = office.post(
        at("act-consolidation", asked.owner.pk, "end"),
        {"consolidate-client_uuid": "8c0f0c3e-0000-4000-8000-000000000011"},
    )

    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert [mr.again(one).decision for one in (yes, no)] == [Decision.ACCEPTED, Decision.REFUSED]
    assert Document.objects.get().latest == 2
    assert "đã có ở mục 2" in page(office, "synthesis", asked.opened.pk)


def test_the_chosen_are_answered_in_one_act_or_none_of_them() -> None:
    asked = mr.asked()
    one, two, three = mr.enter(asked.owner, "một", "hai", "ba")
    office = of(asked.world.top)
    office.post(at("act-consolidation", asked.owner.pk, "hold"), {"client_uuid": str(uuid4())})
    decide = at("act-paragraph", asked.owner.pk, 1, "decide")
    assert page(office, "desk-paragraph", asked.owner.pk, 1).count('form="chosen"') >= 3

    def said(*chosen: Remark, **typed: str) -> Any:
        versions = {f"version-{one.pk}": "1" for one in (one, two, three)}
        return office.post(decide, {"part": [one.pk for one in chosen], **versions, **typed})

    nothing = said(decision="accepted")
    unexplained = said(one, two, decision="refused")
    assert said(three, decision="accepted").status_code == 302
    mixed = said(one, three, decision="partly", reason="đã có ở mục 2")
    both = said(one, two, decision="partly", reason="đã có ở mục 2")

    assert (nothing.status_code, unexplained.status_code, mixed.status_code) == (422, 422, 409)
    assert "No remark is chosen" in nothing.content.decode()
    assert "Say why" in unexplained.content.decode()
    assert "đã có ở mục 2" in mixed.content.decode()
    assert both.status_code == 302
    assert [mr.again(remark).decision for remark in (one, two)] == [Decision.PARTLY] * 2
    assert mr.again(one).reason == mr.again(two).reason == "đã có ở mục 2"


def test_the_second_editor_reads_who_decides_and_cannot() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.owner, "một")
    services.hold(asked.opened, actor=make.OTHER, now=make.NOW)
    office = of(asked.world.top)

    assert "Trần Văn Lộc has been consolidating since" in page(
        office, "desk-paragraph", asked.owner.pk, 1
    )
    answer = office.post(
        at("act-paragraph", asked.owner.pk, 1, "decide"),
        {"part": remark.pk, f"version-{remark.pk}": "1", "decision": "accepted"},
    )
    assert answer.status_code == 409
    assert "Trần Văn Lộc" in answer.content.decode()
    office.post(
        at("act-consolidation", asked.owner.pk, "take-over"),
        {"client_uuid": "8c0f0c3e-0000-4000-8000-000000000012"},
    )
    assert asked.again().holder != "Trần Văn Lộc"


def test_the_author_reads_the_answer_when_the_round_is_over_and_not_before() -> None:
    asked = mr.asked()
    account = member(asked.world.communes[0])
    desk = asked.desk(asked.world.communes[0])
    remark = services.enter_own(
        desk,
        actor=make.ACTOR,
        now=make.NOW,
        account=account,
        draft=RemarkDraft(kind=mr.KIND, text="thêm năm hoàn thành", number=1),
    )
    other = mr.enter(desk, "bổ sung năm hoàn thành")
    for unit in (asked.world.communes[0], asked.world.east):
        if unit == asked.world.east:
            whole = mr.merge(asked.desk(unit), remark, *other, text="Ghi rõ năm")
        mr.pass_on(asked.desk(unit))
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    mr.decide(asked.owner, whole, decision=Decision.PARTLY, reason="ghi ở phụ lục")
    services.draft_text(
        asked.opened, actor=make.ACTOR, now=make.NOW, number=1, text="Mở bài.", version=0
    )
    client = signed_in(account)
    before = page(client, "remark", remark.pk)
    consolidated(asked)

    after = page(client, "remark", remark.pk)

    assert "ghi ở phụ lục" not in before
    assert "Ghi rõ năm" in before
    assert "bổ sung năm hoàn thành" not in after
    assert "ghi ở phụ lục" in after
    assert "<del>đầu.</del><ins>bài.</ins>" in after
    mine = page(client, "my-remarks")
    assert str(Decision.PARTLY.label) in mine
    assert "ghi ở phụ lục" in mine


def test_the_others_read_the_answers_in_the_form_that_was_published() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.owner, "một")
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    mr.decide(asked.owner, remark)
    consolidated(asked)
    commune = of(asked.world.communes[0])
    assert commune.get(at("synthesis", asked.opened.pk)).status_code == 404

    services.publish(asked.opened, actor=make.ACTOR, now=make.NOW, form=Published.WITHOUT_UNITS)
    hidden = page(commune, "synthesis", asked.opened.pk)
    services.publish(asked.opened, actor=make.ACTOR, now=make.NOW, form=Published.WITH_UNITS)
    shown = page(commune, "synthesis", asked.opened.pk)

    assert hidden.count("Tỉnh Sông Tiền") == shown.count("Tỉnh Sông Tiền") - 1


def test_the_table_leaves_as_excel_and_word() -> None:
    from io import BytesIO

    from docx import Document as WordFile

    asked = mr.asked()
    mr.enter(asked.owner, "=1+1 <b>đậm</b>", members=12)
    office = of(asked.world.top)

    sheet = office.get(at("synthesis", asked.opened.pk) + "?format=xlsx")
    word = office.get(at("synthesis-word", asked.opened.pk))

    assert sheet.headers["Content-Type"].endswith("spreadsheetml.sheet")
    said = [
        cell.text for row in WordFile(BytesIO(word.content)).tables[1].rows for cell in row.cells
    ]
    assert "=1+1 <b>đậm</b>" in said
    assert any("1; 12" in cell for cell in said)


# ---- my desk


def test_my_desk_says_what_waits_and_what_was_answered() -> None:
    asked = mr.asked()
    account = member(asked.world.communes[0])
    remark = services.enter_own(
        asked.desk(asked.world.communes[0]),
        actor=make.ACTOR,
        now=make.NOW,
        account=account,
        draft=RemarkDraft(kind=mr.KIND, text="ý", number=1),
    )
    secretary = of(asked.world.communes[0], Role.SECRETARY)
    assert "1 remark to be passed on" in secretary.get("/desk/").content.decode()
    assert "open for my own remarks" in signed_in(account).get("/desk/").content.decode()
    assert "0 of 7 units have answered" in of(asked.world.top).get("/desk/").content.decode()
    mr.pass_on(asked.desk(asked.world.communes[0]))
    mr.pass_on(asked.desk(asked.world.east))
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    mr.decide(asked.owner, remark)
    consolidated(asked)

    told = signed_in(account).get("/desk/").content.decode()

    assert "My remarks were answered:" in told
    assert "Remarks on drafts" not in secretary.get("/desk/").content.decode()


def test_the_proof_mends_and_says_which_round(capsys: pytest.CaptureFixture[str]) -> None:
    asked = mr.asked()
    mr.enter(asked.owner, "một")
    assert commands.main(["rebuild-counters"]) == 0
    RoundDesk.objects.filter(pk=asked.owner.pk).update(lying=4)

    assert commands.main(["rebuild-counters", "--round", str(asked.opened.pk)]) == 1
    told = capsys.readouterr().out
    assert "1 rounds proved, counters of 0 desks mended" in told
    assert "round 1 of “Báo cáo chính trị”: 1 desks" in told
    assert services.counters_equal(asked.opened)


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ([], "required: verb"),
        (["nonsense"], "invalid choice: 'nonsense' (choose from"),
        (["rebuild-counters", "--round", "x"], "invalid int value: 'x'"),
        (["rebuild-counters", "--round", "9999"], "there is no running round 9999; running: "),
    ],
)
def test_a_verb_that_is_none_says_what_there_is(
    argv: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = mr.asked()

    with pytest.raises(SystemExit, match="2"):
        commands.main(argv)

    said = capsys.readouterr().err
    assert told in said
    if "9999" in argv:
        assert said.rstrip().endswith(f"running: {asked.opened.pk}")


class Cancelled:
    """A job that somebody cancels after its first round."""

    job_id = 1

    def __init__(self) -> None:
        self.told: list[str] = []

    def report(self, share: float, message: str = "", **figures: float | str | None) -> None:
        self.told.append(f"{share:.0%} {message}")

    def should_stop(self) -> bool:
        return len(self.told) > 0


def test_the_nightly_proof_stops_between_two_rounds_when_it_is_cancelled() -> None:
    first = mr.asked()
    other = mr.open_round(mr.document(first.world.east), [first.world.communes[0]])
    RoundDesk.objects.filter(round__in=(first.opened, other)).update(lying=4)
    handle = Cancelled()

    mended = tasks.prove_counters(handle, {})

    assert list(mended) == [str(first.opened.pk)]
    assert handle.told == ["0% Báo cáo chính trị"]
    assert services.counters_equal(first.opened)
    assert not services.counters_equal(other)


# ---- limited documents


def limited() -> mr.Asked:
    asked = mr.asked()
    rules = make.rules()
    grade = next(one for one in rules.grades.values() if one.limited and one.held.value == "always")
    Document.objects.update(is_limited=True, grade=grade.key)
    return asked


def test_a_limited_draft_is_read_by_those_who_may_and_each_reading_written_down() -> None:
    from muster.papers.models import Reading

    asked = limited()
    mr.enter(asked.desk(asked.world.communes[0]), "một")
    secretary = of(asked.world.communes[0], Role.SECRETARY)

    text = page(secretary, "desk-paragraph", asked.desk(asked.world.communes[0]).pk, 1)

    assert "Nguyễn Văn An" in text  # the watermark
    assert Reading.objects.count() == 1
    clerk = of(asked.world.communes[0], Role.CLERK)
    for name in ("round-desk", "desk-written", "enter-remarks"):
        assert clerk.get(at(name, asked.desk(asked.world.communes[0]).pk)).status_code == 403
    someone = signed_in(member(asked.world.communes[0]))
    assert someone.get(at("round-text", asked.opened.pk)).status_code == 403
    assert someone.get(at("say", asked.opened.pk, 1)).status_code == 403


# ---- what looks alike


def test_suggestions_say_how_alike_and_mark_the_words_that_differ() -> None:
    asked = mr.asked()
    mr.enter(
        asked.owner, *["thêm chỉ tiêu tỷ lệ hộ nghèo"] * 2, "Thêm chỉ tiêu tỷ lệ hộ nghèo & nước"
    )
    office = of(asked.world.top)

    text = page(office, "merge", asked.owner.pk, 1)

    assert "<b>100\u00a0%</b>" in text
    assert "the same words" in text
    assert "all words of the first, and more" in text
    assert "hộ nghèo &amp; <mark>nước</mark>" in text
    assert text.count(" checked") == 3


def test_what_may_mean_something_else_is_not_ticked() -> None:
    asked = mr.asked()
    mr.enter(
        asked.owner,
        *["nhất trí nâng chỉ tiêu thu ngân sách lên 8% mỗi năm"] * 2,
        "nhất trí nâng chỉ tiêu thu ngân sách lên 10% mỗi năm",
        "không nhất trí nâng chỉ tiêu thu ngân sách lên 8% mỗi năm",
    )

    text = page(of(asked.world.top), "merge", asked.owner.pk, 1)

    assert "<mark>10</mark>%" in text
    assert "<mark>không</mark>" in text
    assert "Other numbers" in text
    assert "One of the two says no" in text
    assert (text.count('name="part"'), text.count(" checked")) == (4, 2)


def test_the_heaviest_are_compared_and_the_page_says_of_how_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = mr.asked()
    mr.bulk(asked.owner, 7)
    office = of(asked.world.top)
    assert "are compared, of" not in page(office, "merge", asked.owner.pk, 1)

    monkeypatch.setattr(likeness, "MOST", 5)

    assert "The 5 remarks with most behind them are compared, of 7." in page(
        office, "merge", asked.owner.pk, 1
    )


def test_more_words_than_the_engine_takes_leave_the_lightest_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = mr.asked()
    mr.enter(asked.owner, *["thêm chỉ tiêu tỷ lệ"] * 3)
    monkeypatch.setattr(merging, "MOST_CHARACTERS", 2 * len("them chi tieu ty le ") + 1)

    text = page(of(asked.world.top), "merge", asked.owner.pk, 1)

    assert "The 2 remarks with most behind them are compared, of 3." in text


def test_a_paragraphs_page_says_which_remark_another_is_like() -> None:
    asked = mr.asked()
    first, second, other = mr.enter(
        asked.owner, "thêm chỉ tiêu tỷ lệ", "thêm chỉ tiêu về tỷ lệ", "khác hẳn"
    )

    text = page(of(asked.world.top), "desk-paragraph", asked.owner.pk, 1)

    assert f'href="#r{first.pk}"' in text
    assert f"100\u00a0% like No. {first.pk}" in text
    assert f'href="#r{second.pk}"' not in text
    assert f'href="#r{other.pk}"' not in text


# ---- many


def counted(asked: mr.Asked, client: Client, count: int, look: Callable[[], str]) -> int:
    mr.bulk(asked.owner, count)
    client.get(look())
    return make.count_queries(lambda: client.get(look()))


def test_a_paragraphs_page_asks_as_little_for_many_remarks_as_for_few() -> None:
    asked = mr.asked()
    client = of(asked.world.top)

    def look() -> str:
        return at("desk-paragraph", asked.owner.pk, 1)

    few = counted(asked, client, 3, look)
    many = counted(asked, client, 60, look)

    assert few == many <= 25


@pytest.mark.slow
def test_twenty_thousand_remarks_are_read_in_the_queries_of_two_hundred() -> None:
    found = []
    for count in (200, 20_000):
        asked = mr.asked()
        mr.many(asked, count)
        client = of(asked.world.top)
        looks = (
            at("desk-paragraph", asked.owner.pk, 2),
            at("round-desk", asked.owner.pk),
            at("synthesis", asked.opened.pk),
            at("desk-written", asked.owner.pk),
        )
        for look in looks:
            client.get(look)
        found.append([make.count_queries(partial(client.get, look)) for look in looks])
        assert services.counters_equal(asked.opened)
        assert asked.owner.lying == count

    assert found[0] == found[1]
    assert max(found[1]) <= 20


@pytest.mark.parametrize(
    "look",
    [
        lambda asked: at("round-desk", asked.owner.pk) + "?kind=all",
        lambda asked: at("desk-written", asked.owner.pk),
        lambda asked: at("synthesis", asked.opened.pk),
        lambda asked: at("round", asked.opened.pk),
        lambda asked: at("desk-missing", asked.owner.pk),
        lambda _asked: at("rounds"),
        lambda asked: at("merge", asked.owner.pk, 1),
    ],
)
def test_a_list_asks_as_little_for_many_rows_as_for_few(
    look: Callable[[mr.Asked], str],
) -> None:
    asked = mr.asked(closes_on=date(2030, 7, 16))
    client = of(asked.world.top)

    few = counted(asked, client, 2, lambda: look(asked))
    many = counted(asked, client, 40, lambda: look(asked))

    assert few == many


def test_desks_are_those_of_the_round(django_assert_max_num_queries: Any) -> None:
    asked = mr.asked()
    client = of(asked.world.east)
    page(client, "round", asked.opened.pk)

    with django_assert_max_num_queries(30):
        text = page(client, "round", asked.opened.pk)

    assert (
        text.count("data-row>")
        == RoundDesk.objects.filter(
            season_unit__first__range=(asked.world.east.first, asked.world.east.last)
        ).count()
    )
