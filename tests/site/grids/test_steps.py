"""The weekly update of a group: pasted, sent as Excel, refused by cell, applied in one act."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import make_season as make
from tests.office.pages import signed_in

from muster.exchange.models import Import, ImportRow
from muster.ledger.models import Entry
from muster.season.models import Congress, Step, StepState
from muster.season.services import counters_equal
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
CHANGED = ImportRow.Verdict.CHANGED


@pytest.fixture
def world() -> make.World:
    world = make.world()
    for unit in world.communes:
        make.congress(unit)
    return world


def address(world: make.World) -> str:
    return reverse("grids:one", args=["steps", world.east.pk])


def office(world: make.World) -> Client:
    return signed_in(make.account(world.top, Role.OFFICE))


def paste(client: Client, world: make.World, block: str, begin: str = "") -> Any:
    return client.post(address(world), {"block": block, "begin": begin})


def apply(client: Client) -> Any:
    return client.post(reverse("grids:apply", args=[Import.objects.latest("pk").pk]))


def codes(world: make.World) -> list[str]:
    below = [unit for unit in world.communes if unit.parent_id == world.east.pk]
    return [unit.code for unit in sorted(below, key=lambda unit: unit.first)]


def step(world: make.World, code: str, key: str) -> Step:
    return Step.objects.get(congress__season_unit__code=code, key=key)


def moving() -> dict[str, dict[str, Any]]:
    rows = Import.objects.latest("pk").rows.filter(verdict=CHANGED)
    return {row.key: row.values for row in rows}


def test_a_column_pasted_over_the_group_is_one_act_with_its_counters(world: make.World) -> None:
    client, (one, two, three) = office(world), codes(world)
    entries = Entry.objects.count()

    answer = paste(client, world, "1/6/2030\nx\ntrả lại 2/6/2030: thiếu chữ ký", begin="step:plan")
    page = client.get(answer["location"]).content.decode()
    done = apply(client)

    assert f"{one} · Xã" in page
    assert done.status_code == 302
    assert step(world, one, "plan").state == StepState.ACCEPTED
    assert step(world, two, "plan").state == StepState.ACCEPTED
    assert step(world, three, "plan").return_reason == "thiếu chữ ký"
    assert counters_equal(world.season)
    kinds = list(Entry.objects.order_by("arrival").values_list("kind", flat=True))[entries:]
    assert kinds == ["step.imported", "import.applied"]


def test_a_block_of_the_wrong_shape_is_refused_with_both_shapes_and_kept(
    world: make.World,
) -> None:
    client = office(world)

    answer = paste(client, world, "1/6/2030\nx", begin="step:plan")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 rows × 1 columns" in page
    assert "3 × 1" in page
    assert "1/6/2030\nx</textarea>" in page
    assert not Import.objects.exists()


def test_a_row_of_another_group_a_twice_named_and_a_moved_row_are_named_by_cell(
    world: make.World,
) -> None:
    client, (one, two, _three) = office(world), codes(world)
    foreign = next(unit for unit in world.communes if unit.code not in codes(world))
    name = step(world, two, "plan").congress.season_unit.name

    answer = paste(
        client,
        world,
        f"Unit code\tUnit name\tKế hoạch\n{foreign.code}\t\tx\n{two}\t\tx\n{two}\t\tx\n"
        f"{one}\t{name}\tx",
    )

    page = client.get(answer["location"]).content.decode()
    faults = {row.row_number: row.faults for row in Import.objects.get().rows.exclude(faults=[])}
    assert [faults[n][0]["code"] for n in (2, 4, 5)] == [
        "cell.unknown_choice" if "unknown" in faults[2][0]["code"] else "cell.nearest_choice",
        "row.twice",
        "grid.other_row",
    ]
    assert faults[5][0]["cell"] == "B5"
    assert "3</b> rows have errors" in page
    assert apply(client).status_code == 409
    assert step(world, one, "plan").state == StepState.OPEN


def test_the_group_clerk_enters_what_is_done_as_handed_in(world: make.World) -> None:
    client = signed_in(make.account(world.east, Role.CLERK))
    one = codes(world)[0]

    paste(client, world, f"{one}\tx", begin="step:plan")
    done = apply(client)

    assert done.status_code == 302
    assert step(world, one, "plan").state == StepState.SUBMITTED
    assert step(world, one, "plan").on_behalf
    paste(client, world, f"{one}\tmiễn: sáp nhập", begin="step:plan")
    assert apply(client).status_code == 409


def test_a_stranger_does_not_see_the_grid_and_a_secretary_may_not_fill_it(
    world: make.World,
) -> None:
    elsewhere = signed_in(make.account(world.west, Role.CLERK))
    reader = signed_in(make.account(world.top, Role.AUDITOR))

    assert elsewhere.get(address(world)).status_code == 404
    assert reader.get(address(world)).status_code == 403


def test_a_preview_is_seen_by_whoever_made_it_alone(world: make.World) -> None:
    paste(office(world), world, "x\nx\nx", begin="step:plan")

    other = office(world)

    assert other.get(reverse("grids:preview", args=[Import.objects.get().pk])).status_code == 404


def test_what_somebody_changed_since_the_preview_is_named_and_nothing_applied(
    world: make.World,
) -> None:
    client, (one, two, _three) = office(world), codes(world)
    paste(client, world, "1/6/2030\nx\nx", begin="step:plan")
    make.hand_in(step(world, two, "plan"))

    done = apply(client)

    assert done.status_code == 409
    assert two in done.content.decode()
    assert step(world, one, "plan").state == StepState.OPEN


def test_the_sheet_read_back_unchanged_changes_nothing(world: make.World) -> None:
    client, (one, two, three) = office(world), codes(world)
    make.finish(step(world, one, "plan"))
    make.hand_in(step(world, two, "plan"))
    paste(client, world, f"{three}\ttrả lại 2/6/2030: thiếu; cam kết", begin="step:plan")
    apply(client)
    sheet = client.get(address(world), {"format": "xlsx"}).content
    assert openpyxl.load_workbook(BytesIO(sheet)).active is not None

    answer = client.post(address(world), {"file": SimpleUploadedFile("week.xlsx", sheet)})

    page = client.get(answer["location"]).content.decode()
    staged = Import.objects.latest("pk")
    assert staged.counts["sheets"]["steps"]["same"] == 3
    assert not staged.rows.exclude(verdict=ImportRow.Verdict.SAME).exists()
    assert "Nothing would change" in page


def test_the_queries_of_the_grid_do_not_grow_with_its_rows(world: make.World) -> None:
    client = office(world)
    client.get(address(world))
    few = make.count_queries(lambda: client.get(address(world)))
    Congress.objects.filter(season_unit__code=codes(world)[0]).update(
        cancelled_at=make.NOW, starts_on=date(2030, 8, 22)
    )
    assert make.count_queries(lambda: client.get(address(world))) == few
