"""Bad input for remarks at every door of the pages: a clear message, and nothing lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests import make_remarks as mr
from tests import make_season as make
from tests.office.pages import signed_in
from tests.papers.test_word_files import TRACKED

from muster.exchange.models import Import, ImportRow
from muster.papers.models import Intake, ParagraphDraft, Remark, Round, Source
from muster.papers.services import remarks as services
from muster.papers.services.remarks import RemarkDraft
from muster.season.models import SeasonUnit
from muster.tree.models import Account, Grant
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
HEADS = "No.\tUnit\tParagraph\tKind\tRemark\tWhat should stand there\tSpoke\tStand behind it"


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


def at(name: str, *args: Any) -> str:
    return reverse(f"papers:{name}", args=args)


def of(unit: SeasonUnit, role: Role = Role.OFFICE) -> Client:
    return signed_in(make.account(unit, role))


def member(unit: SeasonUnit) -> Account:
    account = make.account(unit, Role.OFFICER, name="Phạm Văn Út")
    Grant.objects.filter(account=account).delete()
    return account


def send(client: Client, url: str, **typed: Any) -> HttpResponse:
    answer: HttpResponse = client.post(  # type: ignore[assignment]  # the test client adds to it
        url, {"client_uuid": str(uuid4()), **typed}
    )
    return answer


def text_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def ended(asked: mr.Asked) -> Round:
    services.close_round(asked.opened, actor=make.OTHER, now=make.NOW)
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    return services.consolidate(asked.opened, actor=make.ACTOR, now=make.NOW, carry_undecided=True)


def without_its_second(asked: mr.Asked) -> mr.Asked:
    """The next round: paragraph 2 went, a remark on it was carried along."""
    mr.enter(asked.desk(asked.world.east), "về mục tiêu", number=2)
    services.hold(asked.opened, actor=make.ACTOR, now=make.NOW)
    services.draft_text(
        asked.opened,
        actor=make.ACTOR,
        now=make.NOW,
        number=2,
        text="",
        version=0,
        is_removed=True,
    )
    version = ended(asked).result
    assert version is not None
    units = [asked.world.east, *asked.world.communes]
    return mr.Asked(world=asked.world, opened=mr.open_round(version, units))


# ---- a paragraph that went


def from_paper(asked: mr.Asked, unit: SeasonUnit, number: int, text: str) -> HttpResponse:
    typed = {"rows": "1", "source": "paper", "r0-kind": mr.KIND, "r0-text": text}
    url = at("enter-remarks", asked.desk(unit).pk)
    return send(of(unit, Role.CLERK), url, **typed, **{"r0-number": str(number)})


def from_a_member(asked: mr.Asked, unit: SeasonUnit, number: int, text: str) -> HttpResponse:
    url = at("say", asked.opened.pk, number)
    return send(signed_in(member(unit)), url, number=str(number), kind=mr.KIND, text=text)


def from_excel(asked: mr.Asked, unit: SeasonUnit, number: int, text: str) -> HttpResponse:
    client: Any = of(unit, Role.CLERK)
    url = reverse("grids:one", args=["remarks", str(asked.desk(unit).pk)])
    client.post(url, {"block": f"{HEADS}\n\t\t{number}\tSubstance\t{text}\t\t\t"})
    staged = Import.objects.latest("pk")
    answer: HttpResponse = client.post(reverse("grids:apply", args=[staged.pk]))
    if answer.status_code >= 400:
        return answer
    shown: HttpResponse = client.get(reverse("grids:preview", args=[staged.pk]))
    return shown


DOORS = (from_paper, from_a_member, from_excel)
Door = Callable[[mr.Asked, SeasonUnit, int, str], HttpResponse]


@pytest.mark.parametrize(
    ("door", "kept"),
    [
        (from_paper, "góp ý cho đoạn đã bỏ"),
        (from_a_member, "góp ý cho đoạn đã bỏ"),
        (from_excel, "E2"),
    ],
)
def test_a_paragraph_that_went_is_named_with_where_it_went(door: Door, kept: str) -> None:
    asked = without_its_second(mr.asked())
    before = Remark.objects.count()

    text = text_of(door(asked, asked.world.communes[0], 2, "góp ý cho đoạn đã bỏ"))

    assert "Paragraph 2 stands in the text up to version 1 and not in version 2" in text
    assert "number 1" in text
    assert kept in text
    assert Remark.objects.count() == before


def test_a_carried_remark_on_a_paragraph_that_went_is_still_read_and_passed_on() -> None:
    asked = without_its_second(mr.asked())
    east = asked.desk(asked.world.east)
    client = of(asked.world.east)

    desk = text_of(client.get(at("round-desk", east.pk)))  # type: ignore[arg-type]
    one = text_of(client.get(at("desk-paragraph", east.pk, 2)))  # type: ignore[arg-type]
    send(client, at("act-desk", east.pk, "pass"))

    assert "does not stand in this version any more" in desk
    assert "As version 1 said it, the last that had it" in one
    assert "về mục tiêu" in one
    assert asked.owner.lying == 1


# ---- a round that takes nothing more


@pytest.mark.parametrize("door", DOORS)
def test_a_closed_round_says_who_closed_it_and_keeps_what_was_typed(door: Door) -> None:
    asked = mr.asked()
    services.close_round(asked.opened, actor=make.OTHER, now=make.NOW)

    answer = door(asked, asked.world.communes[0], 1, "đến muộn")

    text = text_of(answer)
    assert "was closed by Trần Văn Lộc" in text
    assert "Tỉnh Sông Tiền can open it again" in text
    assert not Remark.objects.exists()


def test_a_closed_round_passes_nothing_on_and_says_so() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    mr.enter(asked.desk(commune), "một")
    services.close_round(asked.opened, actor=make.OTHER, now=make.NOW)

    for action in ("pass", "nil"):
        answer = send(of(commune), at("act-desk", asked.desk(commune).pk, action))

        assert answer.status_code == 409
        assert "was closed by Trần Văn Lộc" in text_of(answer)
    assert asked.desk(commune).lying == 1


def test_a_consolidated_round_points_to_the_next_one() -> None:
    asked = mr.asked()
    ended(asked)

    answer = from_paper(asked, asked.world.communes[0], 1, "đến rất muộn")

    assert answer.status_code == 409
    assert "What remains is said in the next round." in text_of(answer)
    assert "đến rất muộn" in text_of(answer)


# ---- the same file, the same rows


def word(asked: mr.Asked, unit: SeasonUnit, **typed: Any) -> HttpResponse:
    url = at("remarks-from-word", asked.desk(unit).pk)
    return send(of(unit), url, file=SimpleUploadedFile("góp ý.docx", TRACKED), **typed)


def enter_read(asked: mr.Asked, unit: SeasonUnit, read: HttpResponse) -> HttpResponse:
    """Send the rows that the page laid out of a Word file."""
    initial = read.context["form"].initial  # type: ignore[attr-defined]
    typed = {"rows": "1", "source": "word", "kept": initial["kept"], "r0-kind": mr.KIND}
    again = {"once_more": "True"} if initial["once_more"] else {}
    url = at("enter-remarks", asked.desk(unit).pk)
    return send(of(unit), url, **typed, **again, **{"r0-text": "Nên nói rõ nguồn vốn."})


def test_the_same_word_file_is_taken_twice_only_on_purpose() -> None:
    asked = mr.asked()
    commune, district = asked.world.communes[0], asked.world.east
    read_twice = [word(asked, commune) for _ in range(2)]
    assert enter_read(asked, commune, read_twice[0]).status_code == 302

    stale = enter_read(asked, commune, read_twice[1])
    again = word(asked, district)

    for answer in (stale, again):
        assert answer.status_code == 409
        assert f"1 of {commune.name}, by Nguyễn Văn An" in text_of(answer)
        assert "“góp ý.docx”" in text_of(answer)
    assert Remark.objects.count() == 1
    assert "Nên nói rõ nguồn vốn." in text_of(stale)
    assert 'name="once_more"' in text_of(again)

    wanted = word(asked, district, once_more="on")
    assert enter_read(asked, district, wanted).status_code == 302
    assert Remark.objects.count() == 2


def test_the_same_word_file_of_another_unit_is_its_own_affair() -> None:
    asked = mr.asked()
    one, two = asked.world.communes[:2]
    enter_read(asked, one, word(asked, one))

    assert enter_read(asked, two, word(asked, two)).status_code == 302
    assert Intake.objects.filter(source=Source.WORD).count() == 2


def test_a_scan_of_several_pages_is_entered_in_several_lots() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    for text in ("trang một", "trang hai"):
        typed = {"rows": "1", "source": "paper", "r0-kind": mr.KIND, "r0-text": text}
        url = at("enter-remarks", asked.desk(commune).pk)
        assert send(of(commune), url, **typed, scan=make.pdf()).status_code == 302

    assert Remark.objects.count() == 2


def test_rows_that_were_entered_already_are_pointed_out_before_they_count_twice() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    (remark,) = mr.enter(asked.desk(commune), "nêu rõ chỉ tiêu")
    mr.pass_on(asked.desk(commune))
    client, desk = of(commune, Role.CLERK), asked.desk(commune)
    lines = ["\t\t1\tSubstance\tnêu rõ chỉ tiêu\t\t\t", "\t\t1\tSubstance\tý khác\t\t\t"]

    answer = client.post(
        reverse("grids:one", args=["remarks", str(desk.pk)]),
        {"block": "\n".join([HEADS, *lines])},
    )

    same, other = Import.objects.latest("pk").rows.order_by("pk")
    assert [fault["code"] for fault in same.faults] == ["remark.entered_before"]
    assert other.faults == []
    shown = client.get(answer.headers["Location"]).content.decode()
    assert f"as remark {remark.pk}" in shown


def test_the_workbook_sent_back_as_it_was_changes_nothing() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    mr.enter(asked.desk(commune), "một\nhai dòng", "=1+1", members=5)
    mr.enter(asked.desk(commune), "về cả văn kiện", number=0)
    client, desk = of(commune, Role.CLERK), asked.desk(commune)
    url = reverse("grids:one", args=["remarks", str(desk.pk)])
    sheet = client.get(f"{url}?format=xlsx")
    content = b"".join(sheet) if sheet.streaming else sheet.content

    answer = client.post(url, {"file": SimpleUploadedFile("góp ý.xlsx", content)})

    assert answer.status_code == 302, answer.content.decode()[:2000]
    rows = Import.objects.latest("pk").rows.all()
    assert {row.verdict for row in rows} <= {ImportRow.Verdict.SAME}
    assert Remark.objects.count() == 3


# ---- two at once, and clocks


def test_the_second_who_ends_a_round_is_told_who_did() -> None:
    asked = mr.asked()
    services.close_round(asked.opened, actor=make.ACTOR, now=make.NOW)
    office = of(asked.world.top)
    send(office, at("act-consolidation", asked.owner.pk, "hold"))
    end = at("act-consolidation", asked.owner.pk, "end")

    first, second = (office.post(end, {"consolidate-client_uuid": str(uuid4())}) for _ in range(2))
    again = send(of(asked.world.top), at("act-consolidation", asked.owner.pk, "hold"))

    assert first.status_code == 302
    assert second.status_code == 409
    assert "was consolidated by Nguyễn Văn An" in text_of(second)  # type: ignore[arg-type]
    assert again.status_code == 409


def test_an_editor_who_lost_the_round_reads_who_has_it_and_keeps_his_words() -> None:
    asked = mr.asked()
    (remark,) = mr.enter(asked.owner, "một")
    office = of(asked.world.top)
    send(office, at("act-consolidation", asked.owner.pk, "hold"))
    services.take_over(asked.opened, actor=make.OTHER, now=make.NOW)
    draft = {"draft-version": "0", "draft-text": "Câu soạn dở.", "draft-client_uuid": str(uuid4())}

    answers = (
        office.post(at("draft-paragraph", asked.owner.pk, 1), draft),
        office.post(
            at("act-paragraph", asked.owner.pk, 1, "decide"),
            {
                "part": remark.pk,
                f"version-{remark.pk}": "1",
                "decision": "refused",
                "reason": "Câu soạn dở.",
            },
        ),
    )
    end = office.post(
        at("act-consolidation", asked.owner.pk, "end"), {"consolidate-client_uuid": str(uuid4())}
    )

    for answer in answers:
        assert answer.status_code == 409
        assert "Trần Văn Lộc has been consolidating this round since" in answer.content.decode()
        assert "Câu soạn dở." in answer.content.decode()
    assert end.status_code == 409
    assert not ParagraphDraft.objects.exists()


def test_who_closes_a_closed_round_is_told_who_did() -> None:
    asked = mr.asked()
    services.close_round(asked.opened, actor=make.OTHER, now=make.NOW)

    answer = of(asked.world.top).post(
        at("act-round", asked.opened.pk, "close"), {"close-client_uuid": str(uuid4())}
    )

    assert answer.status_code == 409
    assert "was closed by Trần Văn Lộc" in text_of(answer)  # type: ignore[arg-type]


def test_a_meeting_of_a_day_to_come_is_refused_with_the_day_of_this_clock() -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    tomorrow = make.NOW.date() + timedelta(days=2)
    typed = {"rows": "1", "source": "meeting", "r0-kind": mr.KIND, "r0-text": "một"}
    url = at("enter-remarks", asked.desk(commune).pk)

    answer = send(of(commune), url, **typed, held_on=tomorrow.isoformat())

    assert answer.status_code == 422
    assert f"{tomorrow:%d/%m/%Y} has not come" in text_of(answer)
    assert f"it is {make.NOW:%d/%m/%Y}" in text_of(answer)
    assert not Remark.objects.exists()


def test_a_clock_that_was_set_back_loses_no_remark_and_no_order(
    settings: LazySettings,
) -> None:
    asked = mr.asked()
    commune = asked.world.communes[0]
    account = member(commune)
    remark = services.enter_own(
        asked.desk(commune),
        actor=make.ACTOR,
        now=make.NOW,
        account=account,
        draft=RemarkDraft(kind=mr.KIND, text="ý", number=1),
    )
    settings.MUSTER_NOW = make.NOW - timedelta(days=3)

    for unit in (commune, asked.world.east):
        answer = send(of(unit), at("act-desk", asked.desk(unit).pk, "pass"))
        assert answer.status_code == 302
    office = of(asked.world.top)
    send(office, at("act-consolidation", asked.owner.pk, "hold"))
    office.post(
        at("act-paragraph", asked.owner.pk, 1, "decide"),
        {"part": remark.pk, f"version-{remark.pk}": "1", "decision": "accepted"},
    )
    office.post(at("act-round", asked.opened.pk, "close"), {"close-client_uuid": str(uuid4())})
    ended_it = office.post(
        at("act-consolidation", asked.owner.pk, "end"), {"consolidate-client_uuid": str(uuid4())}
    )

    assert ended_it.status_code == 302, ended_it.content.decode()[:2000]
    told = text_of(signed_in(account).get(at("remark", remark.pk)))  # type: ignore[arg-type]
    places = [told.index(f"<span> {word}") for word in ("entered", "passed on", "decided")]
    assert places == sorted(places)
