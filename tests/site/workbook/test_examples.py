"""The example workbooks: the same seed, the same content, and a season that hangs together."""

import importlib
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def make_examples() -> Iterator[ModuleType]:
    sys.path.insert(0, str(EXAMPLES))
    try:
        yield importlib.import_module("make_examples")
    finally:
        sys.path.remove(str(EXAMPLES))


@pytest.fixture(scope="module")
def province(make_examples: ModuleType) -> dict[str, list[tuple[object, ...]]]:
    sheets = make_examples.books(make_examples.SEED)["province.xlsx"]
    return {sheet.name: [tuple(row) for row in sheet.rows] for sheet in sheets}


def test_the_same_seed_gives_the_same_files(make_examples: ModuleType, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        make_examples.main(["--into", str(tmp_path / folder)])

    for name in ("province.xlsx", "small.xlsx", "association.xlsx"):
        first, second = (tmp_path / folder / name for folder in ("a", "b"))
        assert first.read_bytes() == second.read_bytes()
        assert first.read_bytes() == (EXAMPLES / name).read_bytes()


def test_another_seed_gives_other_people(make_examples: ModuleType) -> None:
    one, other = (make_examples.books(seed)["small.xlsx"] for seed in (1, 2))

    assert [tuple(row) for row in one[2].rows] != [tuple(row) for row in other[2].rows]


def test_the_province_has_the_promised_size(
    province: dict[str, list[tuple[object, ...]]],
) -> None:
    sizes = {name: len(rows) for name, rows in province.items()}

    assert sizes["Đại hội"] == sizes["Địa điểm"] == sizes["Tiến độ"] == 700
    assert (sizes["Lực lượng"], sizes["Phương tiện"]) == (2000, 300)


def test_children_hold_theirs_before_their_parents(
    province: dict[str, list[tuple[object, ...]]],
) -> None:
    day_of = {row[0]: row[1] for row in province["Đại hội"]}
    parent_of = {row[0]: row[5] for row in province["Đơn vị"]}

    for unit, day in day_of.items():
        assert isinstance(day, date)
        assert date(2030, 5, 1) <= day <= date(2030, 8, 31)
        above = day_of.get(parent_of[unit])
        assert above is None or (isinstance(above, date) and day < above)


def test_on_the_morning_of_the_demonstration_612_have_reported(
    province: dict[str, list[tuple[object, ...]]], make_examples: ModuleType
) -> None:
    sheets = make_examples.books(make_examples.SEED)["province.xlsx"]
    heads = next(list(sheet.heads) for sheet in sheets if sheet.name == "Tiến độ")
    reported = heads.index("Báo cáo")

    assert sum(isinstance(row[reported], date) for row in province["Tiến độ"]) == 612


def test_the_telephones_are_nobodys(province: dict[str, list[tuple[object, ...]]]) -> None:
    phones = {str(row[5]) for row in province["Nhân sự"] if row[5]}

    assert all(len(phone) == 12 and phone.startswith("0900 00") for phone in phones)
