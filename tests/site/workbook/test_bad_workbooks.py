"""Bad input: each is named by sheet and cell, and nothing is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests import make_workbook
from tests.make_workbook import Sheets

from muster.errors import DomainError
from muster.exchange.errors import HasErrors
from muster.ledger.models import Entry
from muster.season.models import Season
from muster.tree.models import UnitVersion

pytestmark = pytest.mark.django_db
Spoil = Callable[[Sheets], object]


def units(sheets: Sheets) -> list[list[object]]:
    return sheets["Đơn vị"]


CASES: list[tuple[str, Spoil, tuple[str, str, str]]] = [
    (
        "a circle in the tree",
        lambda s: units(s)[2].__setitem__(4, "X1"),
        ("units", "E3", "unit.cycle"),
    ),
    (
        "two parents of one kind in two rows",
        lambda s: units(s).append([*units(s)[3][:4], "T", None]),
        ("units", "E6", "unit.two_parents_rows"),
    ),
    (
        "two parents of one kind in one cell",
        lambda s: units(s)[3].__setitem__(5, "chuyên môn: T; professional: X"),
        ("units", "F4", "unit.two_parents"),
    ),
    (
        "a code twice",
        lambda s: units(s).append(["X2", "Khác", "ấp", "Cơ sở", "X", None]),
        ("units", "A6", "row.twice"),
    ),
    (
        "an unknown parent",
        lambda s: units(s)[3].__setitem__(4, "Q9"),
        ("units", "E4", "unit.unknown"),
    ),
    (
        "an unknown tier",
        lambda s: units(s)[3].__setitem__(3, "Liên bang"),
        ("units", "D4", "cell.unknown_choice"),
    ),
    (
        "a child after its parent",
        lambda s: s["Đại hội"][2].__setitem__(1, "28/8/2030"),
        ("congresses", "B3", "congress.order"),
    ),
    (
        "a day outside the season",
        lambda s: s["Đại hội"][1].__setitem__(1, "1/9/2030"),
        ("congresses", "B2", "congress.outside"),
    ),
    (
        "an unknown venue",
        lambda s: s["Đại hội"][1].__setitem__(3, "H9"),
        ("congresses", "D2", "venue.unknown"),
    ),
    (
        "a step that has not come yet",
        lambda s: s["Tiến độ"][1].__setitem__(1, "17/8/2030"),
        ("progress", "B2", "progress.future"),
    ),
    (
        "a return without a reason",
        lambda s: s["Tiến độ"][1].__setitem__(2, "trả lại 13/8/2030"),
        ("progress", "C2", "progress.reason"),
    ),
    (
        "a state that is none",
        lambda s: s["Tiến độ"][1].__setitem__(2, "trả lai roi 13/8/2030: x"),
        ("progress", "C2", "cell.nearest_choice"),
    ),
    (
        "an officer who is nobody",
        lambda s: s["Lực lượng"][1].__setitem__(0, "77"),
        ("force", "A2", "person.unknown"),
    ),
    (
        "an unknown skill",
        lambda s: s["Lực lượng"][1].__setitem__(1, "bay lượn"),
        ("force", "B2", "cell.unknown_choice"),
    ),
    (
        "an absence that ends before it begins",
        lambda s: s["Vắng mặt"][1].__setitem__(3, "19/8/2030 07:00"),
        ("absences", "D2", "time.backwards"),
    ),
    (
        "half a place",
        lambda s: s["Địa điểm"][1].__setitem__(4, None),
        ("venues", "D2", "venue.half_a_place"),
    ),
    (
        "a root that is no unit",
        lambda s: s["Cấu hình"][4].__setitem__(1, "Q"),
        ("settings", "B5", "settings.unknown_root"),
    ),
    (
        "a setting that is missing",
        lambda s: (s["Cấu hình"].pop(6), s.pop("Đại hội"), s.pop("Tiến độ")),
        ("settings", "", "settings.missing"),
    ),
    (
        "a missing column",
        lambda s: [row.pop(3) for row in units(s)],
        ("units", "", "column.missing"),
    ),
    (
        "a misspelt sheet",
        lambda s: s.__setitem__("Địa diểmm", s.pop("Sự kiện")[:1]),
        ("", "", "sheet.nearest"),
    ),
    (
        "a day that does not exist",
        lambda s: s["Đại hội"][1].__setitem__(1, "31/2/2030"),
        ("congresses", "B2", "cell.not_a_day"),
    ),
]


@pytest.mark.parametrize(
    ("spoil", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_bad_input_is_named_by_its_place_and_changes_nothing(
    tmp_path: Path, spoil: Spoil, expected: tuple[str, str, str]
) -> None:
    sheets = make_workbook.season()
    spoil(sheets)

    staged = make_workbook.stage(make_workbook.save(sheets, tmp_path))

    assert expected in make_workbook.faults(staged)
    with pytest.raises(HasErrors):
        make_workbook.apply(staged)
    assert not UnitVersion.objects.exists()
    assert not Season.objects.exists()
    assert not Entry.objects.exists()


def test_an_unknown_pack_is_refused(tmp_path: Path) -> None:
    sheets = make_workbook.season()
    sheets["Cấu hình"][3][1] = "vn-party-2035"

    with pytest.raises(DomainError) as refused:
        make_workbook.stage(make_workbook.save(sheets, tmp_path))

    assert refused.value.code == "packs.unknown"


def test_an_unknown_season_is_refused(tmp_path: Path) -> None:
    sheets = {"Nhân sự": make_workbook.season()["Nhân sự"]}

    with pytest.raises(DomainError) as refused:
        make_workbook.stage(make_workbook.save(sheets, tmp_path), season="nope")

    assert refused.value.code == "workbook.season_not_found"


def test_a_workbook_of_something_else_says_what_it_looks_for(tmp_path: Path) -> None:
    path = make_workbook.save({"Sheet1": [["a"], ["b"]], "Sheet2": [["c"], ["d"]]}, tmp_path)

    with pytest.raises(DomainError, match="Đại hội") as refused:
        make_workbook.stage(path, pack="vn-party-2025")

    assert refused.value.code == "exchange.no_known_sheet"


def test_a_setting_of_an_open_season_stays(tmp_path: Path) -> None:
    sheets = make_workbook.season()
    make_workbook.apply(make_workbook.stage(make_workbook.save(sheets, tmp_path)))
    sheets["Cấu hình"][7][1] = "2030-09-30"

    staged = make_workbook.stage(make_workbook.save(sheets, tmp_path))

    assert make_workbook.faults(staged) == [("settings", "B8", "settings.fixed")]


def test_what_was_held_does_not_move(tmp_path: Path) -> None:
    sheets = make_workbook.season()
    make_workbook.apply(make_workbook.stage(make_workbook.save(sheets, tmp_path)))
    sheets["Đại hội"][2][1] = "12/7/2030"

    staged = make_workbook.stage(make_workbook.save(sheets, tmp_path))

    assert make_workbook.faults(staged) == [("congresses", "B3", "congress.held")]
