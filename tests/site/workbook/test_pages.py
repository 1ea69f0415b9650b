"""The workbook as its user meets it: upload, progress, preview, apply, and the way out."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests import make_tree, make_workbook

from muster.exchange.models import Import
from muster.exchange.reading import read
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.season.models import Season
from muster.tree.models import Account, Grant, Unit, UnitVersion
from muster.tree.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def founder(client: Client) -> Client:
    """The first account of an empty installation."""
    account = Account.objects.create_user("admin", is_staff=True)
    client.force_login(account)
    return client


def upload(client: Client, path: Path) -> Job:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(reverse("workbook:start"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return jobs.run(Job.objects.latest("pk").pk)


def test_from_the_upload_to_the_season(founder: Client, tmp_path: Path) -> None:
    path = make_workbook.save(make_workbook.season(), tmp_path)
    read_job = upload(founder, path)
    assert read_job.state == Job.State.DONE
    to_preview = founder.get(reverse("workbook:done", args=[read_job.pk]))
    page = founder.get(to_preview["location"]).content.decode()
    staged = Import.objects.get()

    founder.post(reverse("workbook:apply", args=[staged.pk]))
    done = jobs.run(Job.objects.latest("pk").pk)

    assert f"<b>{sum(c['new'] for c in staged.counts['sheets'].values())}</b>" in page
    assert done.state == Job.State.DONE, done.message
    assert Season.objects.get().key == "s1"
    assert set(Grant.objects.values_list("role", flat=True)) == set(Role)
    applied = founder.get(reverse("workbook:preview", args=[staged.pk])).content.decode()
    assert reverse("workbook:apply", args=[staged.pk]) not in applied


def test_a_refused_file_says_why_and_is_gone(founder: Client, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no workbook")

    job = upload(founder, path)

    assert (job.state, job.error_code) == (Job.State.FAILED, "exchange.not_a_workbook")
    assert not Path(job.params["path"]).exists()
    assert not Import.objects.exists()


def test_a_preview_with_errors_has_no_button_and_a_list_to_work_through(
    founder: Client, tmp_path: Path
) -> None:
    sheets = make_workbook.season()
    sheets["Đại hội"][1][1] = "31/2/2030"
    upload(founder, make_workbook.save(sheets, tmp_path))
    staged = Import.objects.get()

    page = founder.get(reverse("workbook:preview", args=[staged.pk])).content.decode()
    (tmp_path / "remarks.xlsx").write_bytes(
        founder.get(reverse("workbook:faults", args=[staged.pk])).content
    )

    assert reverse("workbook:apply", args=[staged.pk]) not in page
    remarks = [row[3] for row in read(tmp_path / "remarks.xlsx")[0].rows]
    assert any("B2" in str(remark) for remark in remarks)
    founder.post(reverse("workbook:apply", args=[staged.pk]))
    assert jobs.run(Job.objects.latest("pk").pk).error_code == "exchange.has_errors"


@pytest.mark.parametrize("query", ["", "?sheet=units", "?verdict=new", "?verdict=remarked", "?q=x"])
def test_the_rows_can_be_filtered(founder: Client, tmp_path: Path, query: str) -> None:
    upload(founder, make_workbook.save(make_workbook.season(), tmp_path))
    staged = Import.objects.get()

    page = founder.get(reverse("workbook:preview", args=[staged.pk]) + query)

    assert page.status_code == 200


def test_a_preview_can_be_dropped(founder: Client, tmp_path: Path) -> None:
    upload(founder, make_workbook.save(make_workbook.season(), tmp_path))
    staged = Import.objects.get()

    founder.post(reverse("workbook:drop", args=[staged.pk]))

    assert Import.objects.get().state == Import.State.DROPPED


def test_the_season_and_an_empty_workbook_can_be_taken_along(
    founder: Client, tmp_path: Path
) -> None:
    make_workbook.apply(make_workbook.stage(make_workbook.save(make_workbook.season(), tmp_path)))
    founder.force_login(make_tree.account((Role.OFFICE, _root())))
    for name, args in (("export", ["s1"]), ("blank", ["agm"])):
        answer = founder.get(reverse(f"workbook:{name}", args=args))
        (tmp_path / f"{name}.xlsx").write_bytes(answer.content)

    assert make_workbook.moving(make_workbook.stage(tmp_path / "export.xlsx")) == {}
    assert len(read(tmp_path / "blank.xlsx")) == 11


def _root() -> Unit:
    return UnitVersion.objects.get(code="T").unit


def test_who_may_not_open_the_season_may_not_import(client: Client, tmp_path: Path) -> None:
    path = make_workbook.save(make_workbook.season(), tmp_path)
    make_workbook.apply(make_workbook.stage(path))
    unit = UnitVersion.objects.get(code="X").unit
    client.force_login(make_tree.account((Role.OFFICE, unit)))

    answer = client.post(
        reverse("workbook:start"), {"file": SimpleUploadedFile("a.xlsx", path.read_bytes())}
    )

    assert answer.status_code == 403
    assert not Job.objects.exists()


def test_the_office_may_not_give_roles_by_workbook(client: Client, tmp_path: Path) -> None:
    make_workbook.apply(make_workbook.stage(make_workbook.save(make_workbook.season(), tmp_path)))
    client.force_login(make_tree.account((Role.OFFICE, _root()), username="office"))
    sheets = {
        "Tài khoản": [
            ["Tên đăng nhập", "Vai trò", "Đơn vị"],
            ["office", "administrator", "T"],
        ]
    }
    job = upload(client, make_workbook.save(sheets, tmp_path, "roles.xlsx"))

    answer = client.post(reverse("workbook:apply", args=[job.result["import_id"]]))

    assert answer.status_code == 403
    assert not Grant.objects.filter(role=Role.ADMINISTRATOR).exists()
