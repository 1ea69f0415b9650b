"""Own Excel files: asked once which column is which, remembered, shown, forgotten."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import make_season as make
from tests.office.pages import signed_in

from muster.exchange.models import ColumnNaming, Import
from muster.exchange.writing import OutSheet, write
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.ledger.models import Entry
from muster.season.models import Congress, Season, StepState
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def own(folder: Path, heads: list[str], *rows: list[Any]) -> SimpleUploadedFile:
    path = folder / "own.xlsx"
    write(path, [OutSheet(title="Sheet1", heads=heads, rows=rows)])
    return SimpleUploadedFile(path.name, path.read_bytes())


def test_a_clerks_own_list_is_asked_about_once(tmp_path: Path) -> None:
    world = make.world()
    unit = world.communes[0]
    step = make.step(make.congress(unit), "plan")
    client = signed_in(make.account(world.top, Role.OFFICE))
    address = reverse("grids:one", args=["steps", world.top.pk])
    heads = ["No.", "Code of unit", "Plan of work"]

    asked = client.post(address, {"file": own(tmp_path, heads, ["1", unit.code, "x"])})
    page = client.get(asked["location"]).content.decode()
    unnamed = client.post(asked["location"], {"column-2": "step:plan"})
    told = {"column-1": "unit", "column-2": "step:plan"}
    named = client.post(asked["location"], told)
    preview = client.get(named["location"]).content.decode()
    client.post(reverse("grids:apply", args=[Import.objects.get().pk]))

    assert "Plan of work" in page
    assert unit.code in page
    assert (unnamed.status_code, named.status_code) == (422, 302)
    assert "Say which column is: Unit code" in unnamed.content.decode()
    assert "Read as “Weekly update”" in preview
    step.refresh_from_db()
    assert step.state == StepState.ACCEPTED
    assert Entry.objects.filter(kind="columns.named").count() == 1

    again = client.post(address, {"file": own(tmp_path, heads[::-1], ["x", unit.code, "1"])})
    assert "/preview/" in again["location"]

    naming = ColumnNaming.objects.get()
    client.post(reverse("grids:forget-columns", args=[Import.objects.latest("pk").pk, naming.pk]))
    third = client.post(address, {"file": own(tmp_path, heads, ["1", unit.code, "x"])})
    assert "/columns/" in third["location"]


def test_a_layout_is_remembered_for_its_place_alone(tmp_path: Path) -> None:
    world = make.world()
    make.congress(world.communes[0])
    make.congress(world.communes[-1])
    client = signed_in(make.account(world.top, Role.OFFICE))
    heads = ["Code of unit", "Plan of work"]
    row = [world.communes[0].code, "x"]
    east, west = (reverse("grids:one", args=["steps", u.pk]) for u in (world.east, world.west))
    asked = client.post(east, {"file": own(tmp_path, heads, row)})
    client.post(asked["location"], {"column-0": "unit", "column-1": "step:plan"})

    elsewhere = client.post(west, {"file": own(tmp_path, heads, row)})

    assert "/columns/" in elsewhere["location"]


def test_one_of_ours_is_not_chosen_for_two_of_theirs(tmp_path: Path) -> None:
    world = make.world()
    make.congress(world.communes[0])
    client = signed_in(make.account(world.top, Role.OFFICE))
    address = reverse("grids:one", args=["steps", world.top.pk])
    asked = client.post(address, {"file": own(tmp_path, ["One", "Two"], ["a", "b"])})

    answer = client.post(asked["location"], {"column-0": "unit", "column-1": "unit"})

    assert answer.status_code == 422
    assert not ColumnNaming.objects.exists()


def test_nobody_reads_the_file_of_another_or_one_that_is_gone(tmp_path: Path) -> None:
    world = make.world()
    client = signed_in(make.account(world.top, Role.OFFICE))

    forged = reverse("grids:columns", args=["steps", world.top.pk, "no-signature"])

    assert client.get(forged).status_code == 404


def test_a_season_begins_with_somebodys_own_two_columns(tmp_path: Path) -> None:
    founder = signed_in(Account.objects.create_user("admin", is_staff=True))
    heads = ["Chi bộ", "Ngày mở đại hội"]
    rows = [["Chi bộ Ấp 1", "10/7/2030"], ["Chi bộ Trường", "12/7/2030"]]

    asked = founder.post(
        reverse("workbook:start"), {"file": own(tmp_path, heads, *rows), "pack": make.PACK}
    )
    named = founder.post(
        asked["location"], {"sheet": "congresses", "column-0": "unit", "column-1": "starts_on"}
    )
    jobs.run(Job.objects.latest("pk").pk)
    staged = Import.objects.get()
    founder.post(reverse("workbook:apply", args=[staged.pk]))
    done = jobs.run(Job.objects.latest("pk").pk)

    assert "/columns/" in asked["location"]
    assert "/work/" in named["location"]
    assert done.state == Job.State.DONE, done.message
    assert Season.objects.count() == 1
    assert {str(day) for day in Congress.objects.values_list("starts_on", flat=True)} == {
        "2030-07-10",
        "2030-07-12",
    }
