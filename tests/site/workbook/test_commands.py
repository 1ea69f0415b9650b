"""``muster import`` and ``muster export`` as somebody at the keyboard sees them."""

from pathlib import Path

import pytest
from tests import make_workbook

from muster.season.models import Season
from muster.site.workbook.commands import export, import_

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_workbook.save(make_workbook.season(), tmp_path)


def test_without_apply_it_only_shows(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_([str(book)]) == 0

    assert "Đơn vị: 4 mới" in capsys.readouterr().out
    assert not Season.objects.exists()


def test_apply_then_export_then_nothing_to_do(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.xlsx"

    assert import_([str(book), "--apply"]) == 0
    assert export([str(out), "--season", "s1"]) == 0
    capsys.readouterr()
    assert import_([str(out)]) == 0

    said = capsys.readouterr().out
    assert "mới" not in said
    assert "thay đổi" not in said
    assert "Đơn vị: 4 giữ nguyên" in said


def test_faults_are_named_by_sheet_and_cell_and_the_exit_code_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheets = make_workbook.season()
    sheets["Đại hội"][2][1] = "16/13/2030"

    assert import_([str(make_workbook.save(sheets, tmp_path))]) == 2

    assert "Đại hội!B3: “16/13/2030” không phải là ngày" in capsys.readouterr().out


def test_a_change_is_shown_old_and_new(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_([str(book), "--apply"])
    sheets = {"Nhân sự": [["Số hiệu", "Họ và tên", "Đơn vị"], ["1", "Nguyễn Văn Ân", "X"]]}

    import_([str(make_workbook.save(sheets, tmp_path, "b.xlsx"))])

    assert "Họ và tên: Nguyễn Văn An → Nguyễn Văn Ân" in capsys.readouterr().out


def test_if_empty_leaves_a_running_season_alone(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_([str(book), "--apply"])
    capsys.readouterr()

    assert import_([str(book), "--apply", "--if-empty"]) == 0
    assert capsys.readouterr().out == ""
