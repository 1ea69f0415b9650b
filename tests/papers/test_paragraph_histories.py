"""A paragraph through the versions: what made it, whence each sentence, for whom to read."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_papers
from tests import make_remarks as mr
from tests import make_season as make
from tests.office.pages import signed_in

from muster.papers.models import Decision, Document, Reading, Remark, Round, Version
from muster.papers.queries import remarks as queries
from muster.papers.services import remarks as services
from muster.papers.services.remarks import RemarkDraft
from muster.season.models import SeasonUnit
from muster.tree.models import Account, Grant
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
GOAL = "Phấn đấu tỷ lệ hộ nghèo giảm còn dưới hai phần trăm."


def of(unit: SeasonUnit, role: Role = Role.OFFICE) -> Client:
    return signed_in(make.account(unit, role))


def member(unit: SeasonUnit) -> Account:
    """An account without any role, whose person belongs to the unit."""
    account = make.account(unit, Role.OFFICER, name="Phạm Văn Út")
    Grant.objects.filter(account=account).delete()
    return account


def page(client: Client, asked: mr.Asked, number: int) -> str:
    answer = client.get(reverse("papers:paragraph", args=[asked.opened.document_id, number]))
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return " ".join(answer.content.decode().split())


def drafted(asked: mr.Asked, number: int, text: str, **said: Any) -> None:
    services.draft_text(
        asked.opened, actor=make.ACTOR, now=make.NOW, number=number, text=text, version=0, **said
    )


def ended(asked: mr.Asked) -> Round:
    services.close_round(asked.opened, actor=make.ACTOR, now=make.NOW)
    later = make.NOW + timedelta(hours=1)
    return services.consolidate(asked.opened, actor=make.ACTOR, now=later, carry_undecided=True)


def own(asked: mr.Asked, account: Account, text: str, number: int = 1) -> Remark:
    return services.enter_own(
        asked.desk(asked.world.communes[0]),
        actor=make.ACTOR,
        now=make.NOW,
        account=account,
        draft=RemarkDraft(kind=mr.KIND, text=text, number=number),
    )


def answered(asked: mr.Asked, remark: Remark) -> Remark:
    """The remark goes up, is merged with another, accepted, and its paragraph written anew."""
    other = mr.enter(asked.desk(asked.world.communes[0]), "ghi rõ tỷ lệ", members=11)
    mr.pass_on(asked.desk(asked.world.communes[0]))
    whole = mr.merge(asked.desk(asked.world.east), remark, *other, text="Ghi rõ tỷ lệ hộ nghèo")
    mr.pass_on(asked.desk(asked.world.east))
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    mr.decide(asked.owner, whole, decision=Decision.PARTLY, reason="ghi ở mục tiêu")
    return whole


def test_from_the_paragraph_up_to_the_remarks_that_made_it() -> None:
    asked = mr.asked()
    whole = answered(asked, own(asked, member(asked.world.communes[0]), "thêm tỷ lệ"))
    (refused,) = mr.enter(asked.owner, "bỏ đoạn này", number=2)
    mr.decide(asked.owner, refused, decision=Decision.REFUSED, reason="cần giữ lại")
    drafted(asked, 1, f"Mở đầu. {GOAL}")
    ended(asked)
    office = of(asked.world.top)

    first, second = page(office, asked, 1), page(office, asked, 2)

    assert f'<a href="{reverse("papers:remark", args=[whole.pk])}">' in first
    assert "1 unit" in first
    assert "11 members" in first
    assert "Accepted in part: ghi ở mục tiêu" in first
    assert "from the remarks of round 1" in first
    assert f"<ins> {GOAL}</ins>" in first
    assert "Round 1: it stayed as it is" in second
    assert "Not accepted: cần giữ lại" in second


def test_each_sentence_says_since_when_it_stands_and_whence_it_came() -> None:
    world = make.world()
    document = make_papers.document(world.top)
    make_papers.version(document, f"Mở đầu chung. {GOAL}\nGiải pháp.")
    make_papers.version(document, f"Mở đầu chung. Ý chen vào giữa.\nGiải pháp.\n{GOAL}")
    make_papers.version(document, f"Mở đầu chung. Ý chen vào giữa.\nGiải pháp khác.\n{GOAL}")
    seen = queries.seen_as_owner(make.account(world.top, Role.OFFICE), document)

    first, last = queries.paragraph_history(seen, 1), queries.paragraph_history(seen, 3)

    assert first is not None
    assert last is not None
    assert [(one.text, one.since.number, one.from_number) for one in first.sentences] == [
        ("Mở đầu chung.", 1, 0),
        ("Ý chen vào giữa.", 2, 0),
    ]
    assert [(one.text, one.since.number, one.from_number) for one in last.sentences] == [
        (GOAL, 2, 1)
    ]
    assert [stage.version and stage.version.number for stage in first.stages] == [2, 1]


def test_a_new_paragraph_names_the_one_it_was_split_from_and_its_remarks() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.owner, "tách thành hai đoạn", number=2)
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    mr.decide(asked.owner, remark)
    drafted(asked, 2, f"Mục tiêu.\n{GOAL}")
    ended(asked)

    text = page(of(asked.world.top), asked, 4)

    assert "new, out of paragraph 2" in text
    assert "tách thành hai đoạn" in text


def test_a_paragraph_that_went_keeps_its_page_with_what_took_it_out() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.owner, "bỏ đoạn này", number=3)
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    mr.decide(asked.owner, remark)
    drafted(asked, 3, "", is_removed=True)
    ended(asked)

    text = page(of(asked.world.top), asked, 3)

    assert "stood in the text up to version 1" in text
    assert "it went out of the text" in text
    assert "bỏ đoạn này" in text


def test_a_member_goes_from_his_remark_to_the_paragraph_and_up_again() -> None:
    asked = mr.asked()
    account = member(asked.world.communes[0])
    remark = own(asked, account, "thêm tỷ lệ hộ nghèo")
    answered(asked, remark)
    mr.enter(asked.owner, "ý của người khác")
    drafted(asked, 1, f"Mở đầu. {GOAL}")
    ended(asked)
    client = signed_in(account)

    down = client.get(reverse("papers:remark", args=[remark.pk])).content.decode()
    text = page(client, asked, 1)

    assert reverse("papers:paragraph", args=[asked.opened.document_id, 1]) in down
    assert f'<a href="{reverse("papers:remark", args=[remark.pk])}">' in text
    assert "Accepted in part: ghi ở mục tiêu" in text
    assert f"<ins> {GOAL}</ins>" in text
    # what others wrote and what was drafted between the rounds is not his to read
    assert "ghi rõ tỷ lệ" not in text
    assert "ý của người khác" not in text
    assert f"{reverse('papers:document', args=[asked.opened.document_id])}?version" not in text


def test_who_was_not_asked_sees_no_version_between_the_rounds() -> None:
    asked = mr.asked()
    services.close_round(asked.opened, actor=make.ACTOR, now=make.NOW)
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    services.consolidate(asked.opened, actor=make.ACTOR, now=make.NOW)
    make_papers.version(asked.opened.document, "Mở đầu nháp.\nMục tiêu.\nGiải pháp.")
    below, above = of(asked.world.communes[0]), of(asked.world.top)

    assert "Mở đầu nháp." in page(above, asked, 1)
    assert "nháp" not in page(below, asked, 1)


def test_a_stranger_finds_nothing() -> None:
    world = make.world()
    version = mr.document(world.top)
    mr.open_round(version, [world.east])
    url = reverse("papers:paragraph", args=[version.document_id, 1])

    assert of(world.communes[-1]).get(url).status_code == 404
    assert of(world.east).get(url).status_code == 200
    assert of(world.top).get(url.replace("/p/1/", "/p/99/")).status_code == 404


def test_a_limited_paragraph_is_marked_and_its_reading_written_down() -> None:
    asked = mr.asked()
    rules = make.rules()
    grade = next(one for one in rules.grades.values() if one.limited and one.held.value == "always")
    Document.objects.update(is_limited=True, grade=grade.key)
    url = reverse("papers:paragraph", args=[asked.opened.document_id, 1])

    text = page(of(asked.world.top), asked, 1)

    assert "Nguyễn Văn An" in text  # the watermark
    assert Reading.objects.get().version == Version.objects.get()
    page(of(asked.world.communes[0], Role.SECRETARY), asked, 1)
    assert Reading.objects.count() == 2
    assert of(asked.world.communes[0], Role.CLERK).get(url).status_code == 403
    assert signed_in(member(asked.world.communes[0])).get(url).status_code == 403


def test_the_page_asks_as_little_for_many_remarks_as_for_few() -> None:
    asked = mr.asked()
    few = mr.bulk(asked.owner, 3)
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    mr.decide(asked.owner, *few)
    client, counts = of(asked.world.top), []
    for more in (0, 60):
        if more:
            mr.decide(asked.owner, *mr.bulk(asked.owner, more))
            ended(asked)
        else:
            Round.objects.update(state="consolidated", consolidated_at=make.NOW, closed_at=make.NOW)
        page(client, asked, 1)
        counts.append(make.count_queries(lambda: page(client, asked, 1)))
        Round.objects.update(state="open")

    assert counts[0] <= counts[1] <= counts[0] + 1 <= 25


def test_my_own_list_says_the_answer_its_reason_or_where_the_remark_lies() -> None:
    asked = mr.asked()
    account = member(asked.world.communes[0])
    remark = own(asked, account, "thêm tỷ lệ")
    client = signed_in(account)
    before = client.get(reverse("papers:my-remarks")).content.decode()
    answered(asked, remark)
    during = client.get(reverse("papers:my-remarks")).content.decode()
    ended(asked)

    after = client.get(reverse("papers:my-remarks")).content.decode()

    assert f"lies with {asked.world.communes[0].name}" in before
    assert f"lies with {asked.world.top.name}, merged" in during
    assert "ghi ở mục tiêu" not in during
    assert "accepted in part" in after
    assert "ghi ở mục tiêu" in after
