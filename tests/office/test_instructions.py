"""Instructions: from a leader's word to a task for everybody concerned, and what came of it."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests import make_office
from tests import make_season as make
from tests.office.pages import signed_in

from muster.ledger.models import Entry
from muster.office import errors, services
from muster.office.bridge import rules_of
from muster.office.models import Instruction, Task, TaskState
from muster.office.services import InstructionDraft, OrderLine, TaskDraft
from muster.packs import Direction, load
from muster.season.registry import overdue
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
TIER = "Đảng bộ, chi bộ cơ sở"


@pytest.fixture(autouse=True)
def _fixed_clock(settings: LazySettings) -> None:
    settings.MUSTER_NOW = make.NOW


@pytest.fixture
def world() -> make.World:
    return make.world()


@pytest.fixture
def chief(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


def line(what: str = "Báo cáo", to: str = "", owner: str = "Bí thư", **said: Any) -> OrderLine:
    due_on = said.pop("due_on", make_office.day("10/6"))
    return OrderLine(to=to, task=TaskDraft(title=what, owner=owner, due_on=due_on, **said))


def given(world: make.World, *lines: OrderLine, **said: Any) -> Instruction:
    draft: dict[str, Any] = {
        "kind": next(iter(rules_of(world.top).instruction_kinds)),
        "leader": "Nguyễn Văn Bảy",
        "given_on": make_office.day("3/6"),
        "subject": "Rà soát nhân sự",
        "lines": lines,
        **said,
    }
    return services.instruct(
        world.top, actor=make.ACTOR, now=make.NOW, draft=InstructionDraft(**draft)
    )


def posted(client: Client, *rows: tuple[str, ...], block: str = "", **typed: Any) -> Any:
    names = ("title", "to", "desk", "owner", "due_on")
    kind = next(iter(load(make.PACK).instruction_kinds))
    cells = {
        f"{name}-{at}": text
        for at, row in enumerate(rows)
        for name, text in zip(names, row, strict=True)
    }
    said = {
        "client_uuid": uuid4(),
        "kind": kind,
        "leader": "Nguyễn Văn Bảy",
        "given_on": "2030-06-03",
        "subject": "Kết luận giao ban",
        "block": block,
        **typed,
    }
    return client.post(reverse("office:instruct"), {**said, **cells})


def test_one_line_reaches_every_unit_of_a_tier(world: make.World) -> None:
    order = given(world, line(to=TIER), line("Họp", to="Huyện Đông; huyen tay"), line("Dự thảo"))

    units = {
        title: sorted(row.season_unit.name for row in order.tasks.filter(title=title))
        for title in ("Báo cáo", "Họp", "Dự thảo")
    }
    assert units == {
        "Báo cáo": sorted(unit.name for unit in world.communes),
        "Họp": ["Huyện Tây", "Huyện Đông"],
        "Dự thảo": ["Tỉnh Sông Tiền"],
    }
    assert Entry.objects.filter(kind="instruction.given").count() == 1


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"owner": " "}, "who does it"),
        ({"due_on": None}, "by when"),
        ({"owner": "", "due_on": None}, "who does it, by when"),
    ],
)
def test_without_owner_or_day_it_is_refused_with_what_is_wanted(
    world: make.World, said: dict[str, Any], wanted: str
) -> None:
    with pytest.raises(errors.TaskIncomplete, match=rf"Line 2 \(Báo cáo\).*wanted: {wanted}"):
        given(world, line("Họp"), line(**said))

    assert not Instruction.objects.exists()


def test_a_desk_may_be_the_owner(world: make.World) -> None:
    task = given(world, line(owner="", desk="Tổ Tổng hợp")).tasks.get()

    assert (task.owner, task.desk) == ("Tổ Tổng hợp", "Tổ Tổng hợp")


def test_an_unknown_addressee_is_refused_with_those_that_look_alike(world: make.World) -> None:
    with pytest.raises(errors.AddresseeUnknown, match=r"Line 1: Xã Vàm Cat 2 .*Xã Vàm Cát"):
        given(world, line(to="Xã Vàm Cat 2"))
    with pytest.raises(errors.AddresseeUnknown, match=r"these: Xã .*, Xã .*, Xã .*\?"):
        given(world, line(to="xã"))
    with pytest.raises(errors.NoTasks):
        given(world)


def test_an_answer_says_under_which_number(world: make.World) -> None:
    order = given(world, line())
    paper = make_office.paper(make_office.register(world.top), kind="bao_cao")
    task = order.tasks.get()
    with pytest.raises(errors.ReasonMissing):
        services.answer(task, actor=make.ACTOR, now=make.NOW, version=1)

    done = services.answer(
        task, actor=make.ACTOR, now=make.NOW, version=1, text="Đã rà soát", paper=paper
    )

    assert (done.state, done.answer_symbol, done.done_on) == (
        *(TaskState.DONE, "01/BC-VPTU", date(2030, 6, 3)),
    )
    with pytest.raises(errors.NotPending, match="done already"):
        services.drop(done, actor=make.ACTOR, now=make.NOW, version=2, reason="x")


def test_an_answer_that_does_not_do_comes_back(world: make.World) -> None:
    task = given(world, line()).tasks.get()
    task = services.answer(task, actor=make.ACTOR, now=make.NOW, version=1, symbol="12-BC/ĐU")

    task = services.reopen_task(
        task, actor=make.OTHER, now=make.NOW, version=2, reason="Thiếu số liệu"
    )

    assert (task.state, task.answer_symbol) == (TaskState.DOING, "12-BC/ĐU")
    with pytest.raises(errors.StillPending):
        services.reopen_task(task, actor=make.OTHER, now=make.NOW, version=3, reason="x")


def test_another_day_of_what_was_ordered_says_why(world: make.World) -> None:
    task = given(world, line()).tasks.get()
    draft = TaskDraft(title="Báo cáo", owner="Bí thư", due_on=make_office.day("20/6"))
    change: dict[str, Any] = {
        "actor": make.ACTOR,
        "now": make.NOW,
        "version": 1,
        "draft": draft,
    }

    with pytest.raises(errors.ReasonMissing):
        services.change_task(task, **change)
    changed = services.change_task(task, **change, reason="Bão")

    assert changed.due_on == make_office.day("20/6")
    assert Entry.objects.get(kind="task.changed").body["reason"] == "Bão"


def test_the_overdue_stand_for_the_board_within_scope(world: make.World) -> None:
    given(world, line(to=TIER, due_on=make_office.day("2/6")), line("Nay", due_on=make.NOW.date()))
    above = make.account(world.top, Role.HEAD)
    below = make.account(world.communes[0], Role.SECRETARY)

    seen = [
        overdue(account, world.top_now(), today=make.NOW.date(), limit=2)
        for account in (above, below)
    ]

    assert [[lines.total for lines in found] for found in seen] == [[5], [1]]
    told = [(line.unit, line.days_late) for found in seen for line in found[0].lines]
    assert told == [("5 units", 1), (world.communes[0].name, 1)]
    east = overdue(above, world.again(world.east), today=make.NOW.date(), limit=9)
    assert [lines.total for lines in east] == [3]
    page = signed_in(above).get(reverse("board")).text
    assert "ordered by Nguyễn Văn Bảy" in page


def test_the_page_records_typed_and_pasted_lines(chief: Client, world: make.World) -> None:
    block = "Rà soát\tHuyện Đông\t\tChị Hà\t20/6\nBáo cáo\t" + TIER + "\tVP\t\t2030-06-25"

    answer = posted(chief, ("Họp", "", "", "Anh Ba", "15.6"), block=block)

    assert answer.status_code == 302
    dues = sorted({(row.title, str(row.due_on)) for row in Task.objects.all()})
    assert dues == [
        *(("Báo cáo", "2030-06-25"), ("Họp", "2030-06-15"), ("Rà soát", "2030-06-20")),
    ]
    assert Task.objects.count() == 2 + len(world.communes)


def test_the_page_names_what_is_wanted_and_keeps_the_lines(
    chief: Client, world: make.World
) -> None:
    answer = posted(chief, ("Họp giao ban", "", "", "", ""), ("Rà soát", "", "", "Ba", "20/6"))

    assert answer.status_code == 409
    assert "Line 1 (Họp giao ban): still wanted: who does it, by when" in answer.text
    assert 'value="Rà soát"' in answer.text
    wrong_day = posted(chief, ("Họp", "", "", "Ba", "31/2"))
    assert "Line 1: 31/2 is not a day" in wrong_day.text
    ragged = posted(chief, block="a\tb\nc\td\te\tf\tg")
    assert "Row 1 of the block does not have five columns" in ragged.text
    assert not Task.objects.exists()


def test_a_unit_answers_what_its_superior_ordered(world: make.World) -> None:
    order = given(world, line(to="Xã Vàm Cát"))
    task = order.tasks.get()
    own = signed_in(make.account(task.season_unit, Role.SECRETARY))
    data = {
        "answer-client_uuid": uuid4(),
        "answer-version": 1,
        "answer-text": "Đã làm",
        "answer-symbol": "7-BC/ĐU",
    }
    dropped = {"drop-client_uuid": uuid4(), "drop-version": 1, "drop-reason": "không"}

    refused = own.post(reverse("office:act-task", args=[task.pk, "drop"]), dropped)
    answered = own.post(reverse("office:act-task", args=[task.pk, "answer"]), data)

    assert (refused.status_code, answered.status_code) == (403, 302)
    assert "7-BC/ĐU" in own.get(reverse("office:task", args=[task.pk])).text
    assert own.get(reverse("office:instruction", args=[order.pk])).status_code == 404


def test_the_desk_shows_what_ones_own_unit_owes(world: make.World) -> None:
    given(world, line("Của xã", to="Xã Vàm Cát"), line("Của huyện", to="Huyện Đông"))
    given(world, line("Còn lâu", to="Huyện Đông", due_on=make_office.day("1/9")))

    page = signed_in(make.account(world.east, Role.SECRETARY)).get(reverse("desk")).text

    assert [word in page for word in ("Của huyện", "Của xã", "Còn lâu")] == [True, False, False]


def test_a_leaders_sheet_shows_what_was_answered(chief: Client, world: make.World) -> None:
    task = given(world, line("Họp", due_on=make_office.day("1/6")), line(to=TIER)).tasks.first()
    given(world, line("Việc của người khác"), leader="Trần Thị Tám")
    assert task is not None
    services.answer(task, actor=make.ACTOR, now=make.NOW, version=1, symbol="9-BC/VP")

    page = chief.get(reverse("office:sheet"), {"leader": "nguyen van bay"})
    sheet = chief.get(reverse("office:sheet"), {"leader": "Nguyễn Văn Bảy", "format": "xlsx"})

    assert "Việc của người khác" not in page.text
    assert "<b>1</b> of 6 answered" in page.text
    assert "0 of 5 answered" in page.text
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert "9-BC/VP" in {row[8] for row in rows}
    assert len(rows) == 7


def test_a_paper_carries_its_instruction(chief: Client, world: make.World) -> None:
    paper = make_office.paper(
        make_office.register(world.top, Direction.INCOMING), signer="Lê Văn Sáu"
    )
    address = reverse("office:instruct") + f"?paper={paper.pk}"
    assert "Lê Văn Sáu" in chief.get(address).text

    given(world, line(), paper=paper)

    assert "Rà soát nhân sự" in chief.get(reverse("office:paper", args=[paper.pk])).text


def test_every_refusal_has_a_code_of_the_office() -> None:
    refusals = errors.OfficeError.__subclasses__()

    assert {one.code.partition(".")[0] for one in refusals} == {"office"}
    assert len({one.code for one in refusals}) == len(refusals)
