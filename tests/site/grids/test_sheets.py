"""Sheets handed out and sent back: moved rows, copies, foreign and older ones, conflicts."""

import zipfile
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl.utils import get_column_letter
from tests import make_season as make
from tests.office.pages import signed_in

from muster.exchange.models import Conflict, Import, Issue, ReturnedRow
from muster.ledger.models import Entry
from muster.season.models import SeasonUnit, Step, StepState
from muster.season.services import counters_equal
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> make.World:
    world = make.world()
    for unit in world.communes:
        make.congress(unit)
    return world


@pytest.fixture
def office(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


def issue(client: Client, unit: SeasonUnit) -> dict[str, bytes]:
    """Hand the group's sheets out; the files of the archive by the code of their unit."""
    assert client.post(reverse("grids:issue", args=["steps", unit.pk])).status_code == 302
    latest = Issue.objects.latest("pk")
    packed = client.get(reverse("grids:packed", args=[latest.pk])).content
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        return {name.split("-")[0]: archive.read(name) for name in archive.namelist()}


def filled(content: bytes, **cells: Any) -> bytes:
    """A sheet with some cells of its first row changed."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.active
    assert sheet is not None
    heads = [str(cell.value) for cell in sheet[1]]
    for head, value in cells.items():
        sheet.cell(row=2, column=heads.index(head_of(head)) + 1).value = value
    return saved(book)


def head_of(name: str) -> str:
    """What stands over a column, in the language of the test."""
    told = {"code": "Unit code", "name": "Unit name", "key": "muster"}
    steps = make.rules().procedure_for("grassroots").steps
    return told.get(name) or str(steps[name].label)


def saved(book: Any) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def send(client: Client, unit: SeasonUnit, *files: bytes, name: str = "{}.xlsx") -> str:
    """Send the files back; the page of the preview."""
    uploads = [SimpleUploadedFile(name.format(at), each) for at, each in enumerate(files)]
    answer = client.post(reverse("grids:sheets", args=["steps", unit.pk]), {"returned": uploads})
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["location"], {"verdict": "remarked"}).content.decode()


def apply(client: Client) -> int:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk])).status_code


def codes() -> list[str]:
    """The codes of what is to be said about the last preview."""
    rows = Import.objects.latest("pk").rows.exclude(faults=[])
    return [fault["code"] for row in rows for fault in row.faults]


def state(code: str, key: str = "plan") -> str:
    return Step.objects.get(congress__season_unit__code=code, key=key).state


def test_sheets_sent_back_in_any_order_are_one_act(world: make.World, office: Client) -> None:
    sheets = issue(office, world.east)
    one, two, three = sheets
    entries = Entry.objects.count()

    page = send(
        office,
        world.east,
        filled(sheets[three], plan="x"),
        filled(sheets[one], plan="1/6/2030", drafts="trả lại 2/6/2030: thiếu"),
        sheets[two],
    )

    assert "3 returned files" in page
    assert apply(office) == 302
    assert [state(one), state(two), state(three)] == ["accepted", "open", "accepted"]
    assert state(one, "drafts") == StepState.RETURNED
    assert counters_equal(world.season)
    assert ReturnedRow.objects.count() == 3
    kinds = list(Entry.objects.order_by("arrival").values_list("kind", flat=True))[entries:]
    assert kinds == ["step.imported", "sheets.returned", "import.applied"]


def test_the_key_is_hidden_and_an_unchanged_archive_changes_nothing(
    world: make.World, office: Client
) -> None:
    make.finish(Step.objects.get(congress__season_unit=world.communes[0], key="plan"))
    sheets = issue(office, world.east)
    book = openpyxl.load_workbook(BytesIO(next(iter(sheets.values()))))
    sheet = book.active
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for code, content in sheets.items():
            archive.writestr(f"folder/{code}.xlsx", content)

    send(office, world.east, packed.getvalue(), name="{}.zip")

    assert sheet is not None
    hidden = sheet.column_dimensions[get_column_letter(sheet.max_column)]
    assert hidden.hidden
    staged = Import.objects.latest("pk")
    assert staged.counts["sheets"] == {"steps": {"warnings": 0}}
    assert codes() == []
    assert apply(office) == 302
    assert ReturnedRow.objects.count() == len(sheets)


def test_rows_of_one_book_that_were_sorted_find_their_units(
    world: make.World, office: Client
) -> None:
    issue(office, world.east)
    content = office.get(reverse("grids:book", args=[Issue.objects.latest("pk").pk])).content
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.active
    assert sheet is not None
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = heads.index(head_of("plan"))
    rows[0][at] = "x"
    first = str(rows[0][0])
    for number, row in enumerate(reversed(rows), start=2):
        for column, value in enumerate(row, start=1):
            sheet.cell(row=number, column=column, value=value)

    send(office, world.east, saved(book))

    assert apply(office) == 302
    done = Step.objects.filter(key="plan", state=StepState.ACCEPTED)
    assert [step.congress.season_unit.code for step in done] == [first]


def test_a_copy_is_known_and_a_second_one_with_another_value_waits(
    world: make.World, office: Client
) -> None:
    sheets = issue(office, world.east)
    one = next(iter(sheets))
    first = filled(sheets[one], plan="1/6/2030")
    send(office, world.east, first)
    apply(office)

    page = send(office, world.east, first)
    assert codes() == ["return.copy"]
    assert "0.xlsx" in page

    send(office, world.east, filled(sheets[one], plan="trả lại 2/6/2030: sai mẫu"))
    assert codes() == ["return.second", "return.conflict"]
    assert apply(office) == 302
    assert state(one) == StepState.ACCEPTED
    waiting = Conflict.objects.get()
    page = office.get(reverse("grids:sheets", args=["steps", world.east.pk])).content.decode()
    assert "sai mẫu" in page

    send(office, world.east, filled(sheets[one], plan="trả lại 2/6/2030: sai mẫu", drafts="x"))
    apply(office)
    assert Conflict.objects.get() == waiting


def test_two_copies_in_one_go_both_wait_and_a_person_decides(
    world: make.World, office: Client
) -> None:
    sheets = issue(office, world.east)
    one = next(iter(sheets))

    send(
        office,
        world.east,
        filled(sheets[one], plan="1/6/2030", drafts="x"),
        filled(sheets[one], plan="2/6/2030"),
    )
    apply(office)

    assert (state(one), state(one, "drafts")) == (StepState.OPEN, StepState.ACCEPTED)
    first, second = Conflict.objects.order_by("pk")
    take = office.post(reverse("grids:decide", args=[first.pk]), {"take": "1"})
    office.post(reverse("grids:decide", args=[second.pk]))
    again = office.post(reverse("grids:decide", args=[second.pk]), {"take": "1"})
    assert (take.status_code, again.status_code) == (302, 409)
    assert state(one) == StepState.ACCEPTED
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.decision, second.decision) == ("taken", "kept")
    assert counters_equal(world.season)


def test_what_was_changed_here_since_the_issue_waits_with_both_values(
    world: make.World, office: Client
) -> None:
    sheets = issue(office, world.east)
    one = next(iter(sheets))
    make.hand_in(Step.objects.get(congress__season_unit__code=one, key="plan"))

    page = send(office, world.east, filled(sheets[one], plan="trả lại 2/6/2030: thiếu"))

    assert codes() == ["return.conflict"]
    assert "handed in 03/06/2030" in page
    apply(office)
    assert state(one) == StepState.SUBMITTED


def test_foreign_changed_added_and_moved_keys_are_left_out_by_name(
    world: make.World, office: Client
) -> None:
    other, own = issue(office, world.west), issue(office, world.east)
    one, two, three = own
    name = SeasonUnit.objects.get(code=two).name

    page = send(
        office,
        world.east,
        filled(next(iter(other.values())), plan="x"),
        filled(own[one], plan="x", key="0123456789abcdef"),
        filled(own[one], plan="x", key=None),
        filled(own[one], plan="x", code=two, name=name),
        filled(own[three], plan="x"),
        b"no workbook",
        make.PDF,
    )

    assert sorted(codes()) == sorted(
        [
            "return.foreign",
            "return.unknown_key",
            "return.no_key",
            "return.other_row",
            "return.file",
            "return.file",
        ]
    )
    assert world.west.name in page
    assert apply(office) == 302
    assert [state(one), state(two), state(three)] == ["open", "open", "accepted"]


def test_an_older_issue_is_compared_with_what_it_said_itself(
    world: make.World, office: Client
) -> None:
    older = issue(office, world.east)
    one = next(iter(older))
    newer = issue(office, world.east)
    send(office, world.east, filled(newer[one], plan="1/6/2030"))
    apply(office)

    send(office, world.east, filled(older[one], plan="1/6/2030", drafts="x"))

    assert codes() == ["return.older"]
    apply(office)
    assert state(one, "drafts") == StepState.ACCEPTED


def test_a_fault_in_one_sheet_does_not_hold_up_the_others(
    world: make.World, office: Client
) -> None:
    sheets = issue(office, world.east)
    one, two, _three = sheets

    page = send(
        office, world.east, filled(sheets[one], plan="9/9/2031"), filled(sheets[two], plan="x")
    )

    assert codes() == ["return.fault"]
    assert "has not come yet" in page
    assert apply(office) == 302
    assert (state(one), state(two)) == ("open", "accepted")
    assert ReturnedRow.objects.count() == 1


def test_nobody_fetches_or_decides_what_is_not_theirs(world: make.World, office: Client) -> None:
    issue(office, world.east)
    stranger = signed_in(make.account(world.west, Role.CLERK))
    latest = Issue.objects.latest("pk").pk

    for name, arguments in (
        ("grids:book", [latest]),
        ("grids:packed", [latest]),
        ("grids:sheets", ["steps", world.east.pk]),
    ):
        assert stranger.get(reverse(name, args=arguments)).status_code == 404


def test_the_queries_of_a_return_do_not_grow_with_its_files(
    world: make.World, office: Client
) -> None:
    sheets = issue(office, world.east)
    one, two, three = (filled(content, plan="x") for content in sheets.values())
    send(office, world.east, one)
    few = make.count_queries(lambda: send(office, world.east, one))

    assert make.count_queries(lambda: send(office, world.east, one, two, three)) <= few + 1
