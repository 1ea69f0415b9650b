"""A season out of a workbook: what the preview says, what applying does, and twice is once."""

from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import make_workbook

from muster.duty.models import Absence, Officer, Vehicle
from muster.exchange import services
from muster.exchange.errors import ChangedSince, HasErrors, NotInPreview
from muster.exchange.models import Import, ImportRow
from muster.exchange.services import applying
from muster.ledger.models import Entry
from muster.season.models import Congress, Event, Season, Step
from muster.site.workbook.book import open_book
from muster.site.workbook.export import export
from muster.tree.models import Grant, ParentEdge, Person, UnitVersion
from muster.venues.models import Room

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_workbook.save(make_workbook.season(), tmp_path)


@pytest.fixture
def applied(book: Path) -> Import:
    return make_workbook.apply(make_workbook.stage(book))


def test_the_preview_changes_nothing(book: Path) -> None:
    staged = make_workbook.stage(book)

    assert make_workbook.faults(staged) == []
    assert set(staged.rows.values_list("verdict", flat=True)) == {"new"}
    assert not Season.objects.exists()
    assert not UnitVersion.objects.exists()
    assert not Entry.objects.exists()


def test_applying_opens_the_season(applied: Import) -> None:
    season = Season.objects.get()

    assert (season.key, season.starts_on, season.ends_on) == (
        "s1",
        date(2030, 5, 1),
        date(2030, 8, 31),
    )
    assert applied.state == Import.State.APPLIED
    assert applied.season_id == season.pk
    assert Congress.objects.filter(season=season).count() == 3
    assert Person.objects.get(number="1").rank_level > 0
    assert Officer.objects.get().skills == ["guard", "traffic"]
    assert (Vehicle.objects.count(), Absence.objects.count()) == (1, 2)
    assert Event.objects.get(key="TD").name == "Tổng duyệt xã"


def test_a_unit_may_stand_under_two_by_kinds(applied: Import) -> None:
    unit = UnitVersion.objects.get(code="X1").unit

    assert sorted(ParentEdge.objects.filter(child=unit).values_list("kind", flat=True)) == [
        "party",
        "professional",
    ]


def test_a_capacity_keeps_who_stated_it(applied: Import) -> None:
    room = Room.objects.get()

    assert (room.capacity_people, room.capacity_stated_by) == (200, "dot-thu.xlsx")


def test_progress_cells_become_steps(applied: Import) -> None:
    steps = Step.objects.filter(congress__season_unit__code="X")
    drafts, plan = steps.get(key="drafts"), steps.get(key="plan")

    assert (drafts.state, drafts.return_reason, drafts.promised_on) == (
        "returned",
        "thiếu kiểm điểm",
        date(2030, 8, 17),
    )
    assert plan.accepted_at is not None
    assert plan.accepted_at.date() == date(2030, 5, 10)


def test_the_same_file_again_changes_nothing(book: Path, applied: Import) -> None:
    again = make_workbook.stage(book)

    assert make_workbook.moving(again) == {}


def test_an_export_read_back_changes_nothing(applied: Import, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    export(Season.objects.get(), path)

    again = make_workbook.stage(path)

    assert make_workbook.moving(again) == {}
    assert make_workbook.faults(again) == []


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    names=st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20
        ),
        min_size=2,
        max_size=2,
    ),
    people=st.integers(1, 2000),
    day=st.dates(date(2030, 5, 1), date(2030, 7, 31)),
    lat=st.floats(-90, 90, allow_nan=False).map(lambda number: round(number, 6)),
)
def test_whatever_stands_in_a_season_comes_back_unchanged(
    tmp_path: Path, names: list[str], people: int, day: date, lat: float
) -> None:
    sheets = make_workbook.season()
    sheets["Nhân sự"][1][1], sheets["Nhân sự"][2][1] = names
    sheets["Đại hội"][2][1:3] = [day, people]
    sheets["Lực lượng"][1][2] = lat
    sheets["Tiến độ"].pop()
    with transaction.atomic():
        make_workbook.apply(make_workbook.stage(make_workbook.save(sheets, tmp_path, "in.xlsx")))
        export(Season.objects.get(), tmp_path / "out.xlsx")
        again = make_workbook.stage(tmp_path / "out.xlsx")
        found = (make_workbook.moving(again), make_workbook.faults(again))
        transaction.set_rollback(True)

    assert found == ({}, [])


def test_a_difference_is_shown_with_the_old_value(applied: Import, tmp_path: Path) -> None:
    sheets = make_workbook.season()
    sheets["Nhân sự"][1][1] = "Nguyễn Văn Ân"
    sheets["Đại hội"][1][1] = "29/8/2030"
    sheets["Đơn vị"].append(["X3", "Chi bộ Chợ", "ấp", "Cơ sở", "X", None])

    staged = make_workbook.stage(make_workbook.save(sheets, tmp_path))

    assert make_workbook.moving(staged) == {
        "units X3": "new",
        "persons 1": "changed",
        "congresses X": "changed",
    }
    assert staged.rows.get(sheet="persons", key="1").old_values == {"name": "Nguyễn Văn An"}

    make_workbook.apply(staged)

    assert Person.objects.get(number="1").name == "Nguyễn Văn Ân"
    assert Congress.objects.get(season_unit__code="X").starts_on == date(2030, 8, 29)
    assert Season.objects.get().units.filter(code="X3").exists()


def test_columns_that_are_not_there_are_left_as_they_are(applied: Import, tmp_path: Path) -> None:
    sheets = {"Nhân sự": [["Số hiệu", "Họ và tên", "Đơn vị"], ["1", "Nguyễn Văn Ân", "X"]]}

    make_workbook.apply(make_workbook.stage(make_workbook.save(sheets, tmp_path)))

    assert Person.objects.get(number="1").rank == "lieutenant"


def test_an_empty_progress_cell_reopens_nothing(applied: Import, tmp_path: Path) -> None:
    sheets: make_workbook.Sheets = {"Tiến độ": [["Đơn vị", "Kế hoạch"], ["X", None]]}

    assert make_workbook.moving(make_workbook.stage(make_workbook.save(sheets, tmp_path))) == {}


def test_apply_is_refused_when_a_row_changed_since(applied: Import, tmp_path: Path) -> None:
    sheets = {"Nhân sự": [["Số hiệu", "Họ và tên", "Đơn vị"], ["1", "Nguyễn Văn Ân", "X"]]}
    first = make_workbook.stage(make_workbook.save(sheets, tmp_path, "a.xlsx"))
    sheets["Nhân sự"][1][1] = "Nguyễn Văn Ấn"
    make_workbook.apply(make_workbook.stage(make_workbook.save(sheets, tmp_path, "b.xlsx")))

    with pytest.raises(ChangedSince, match="1"):
        make_workbook.apply(first)

    assert Person.objects.get(number="1").name == "Nguyễn Văn Ấn"
    assert Import.objects.get(pk=first.pk).state == Import.State.PREVIEW


def test_another_change_elsewhere_does_not_matter(applied: Import, tmp_path: Path) -> None:
    one = {"Nhân sự": [["Số hiệu", "Họ và tên", "Đơn vị"], ["1", "Một", "X"]]}
    two = {"Nhân sự": [["Số hiệu", "Họ và tên", "Đơn vị"], ["2", "Hai", "X1"]]}
    first = make_workbook.stage(make_workbook.save(one, tmp_path, "a.xlsx"))
    make_workbook.apply(make_workbook.stage(make_workbook.save(two, tmp_path, "b.xlsx")))

    make_workbook.apply(first)

    assert list(Person.objects.order_by("number").values_list("name", flat=True)) == ["Một", "Hai"]


def test_a_preview_is_applied_once(book: Path) -> None:
    staged = make_workbook.stage(book)
    make_workbook.apply(staged)

    with pytest.raises(NotInPreview):
        make_workbook.apply(staged)


def test_a_dropped_preview_cannot_be_applied(book: Path) -> None:
    staged = services.drop(make_workbook.stage(book).pk)

    assert not ImportRow.objects.exists()
    with pytest.raises(NotInPreview):
        make_workbook.apply(staged)


def test_errors_keep_everything_out(tmp_path: Path) -> None:
    sheets = make_workbook.season()
    sheets["Đại hội"][1][1] = "31/2/2030"
    staged = make_workbook.stage(make_workbook.save(sheets, tmp_path))

    with pytest.raises(HasErrors):
        make_workbook.apply(staged)

    assert not UnitVersion.objects.exists()


def test_a_large_import_goes_on_where_it_stopped(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an interrupted run has written already is left alone by the next one."""
    monkeypatch.setattr(applying, "ATOMIC_ROWS", 0)
    staged = make_workbook.stage(book)
    parts = open_book(None, staged.counts["kept"]).parts(
        applying._by_sheet(list(staged.rows.all())),
        actor=make_workbook.ACTOR,
        now=make_workbook.CLOCK,
    )
    for part in parts[:6]:
        part.run()

    make_workbook.apply(staged)

    assert make_workbook.moving(make_workbook.stage(book)) == {}
    assert Congress.objects.count() == 3


def test_the_record_says_which_file_was_applied(applied: Import) -> None:
    entry = Entry.objects.get(kind="import.applied")

    assert applied.sha256 in entry.text


def test_accounts_get_grants_and_no_password(applied: Import, tmp_path: Path) -> None:
    sheets = {
        "Tài khoản": [
            ["Tên đăng nhập", "Số hiệu", "Vai trò", "Đơn vị"],
            ["an", "1", "planner", "X"],
            ["an", "1", "dispatcher", "X"],
        ]
    }

    make_workbook.apply(make_workbook.stage(make_workbook.save(sheets, tmp_path)))

    grants = Grant.objects.filter(account__username="an")
    assert sorted(grant.role for grant in grants) == ["dispatcher", "planner"]
    assert not grants[0].account.has_usable_password()


# ---- the season of two columns


def test_two_columns_begin_a_season(tmp_path: Path) -> None:
    sheets = {
        "Đại hội": [
            ["Đơn vị", "Ngày đại hội"],
            ["Chi bộ Một", "1/7/2030"],
            ["Chi bộ Hai", "2/7/2030"],
        ]
    }
    staged = make_workbook.stage(
        make_workbook.save(sheets, tmp_path, "cụm 7.xlsx"), pack="vn-party-2025"
    )

    assert make_workbook.faults(staged) == []
    assert {code for _s, _c, code in make_workbook.faults(staged, errors_only=False)} == {
        "unit.implied"
    }
    make_workbook.apply(staged)

    season = Season.objects.get()
    assert (season.name, season.starts_on, season.ends_on) == (
        "cụm 7",
        date(2030, 7, 1),
        date(2030, 7, 2),
    )
    assert Congress.objects.count() == 2


def test_two_columns_without_a_pack_ask_for_one(tmp_path: Path) -> None:
    path = make_workbook.save(
        {"Đại hội": [["Đơn vị", "Ngày đại hội"], ["A", "1/7/2030"]]}, tmp_path
    )

    with pytest.raises(Exception, match="vn-party-2025") as refused:
        make_workbook.stage(path)
    assert getattr(refused.value, "code", "") == "workbook.pack_not_named"


def test_an_english_workbook_of_an_association(tmp_path: Path) -> None:
    path = Path(__file__).parents[3] / "examples" / "association.xlsx"
    staged = make_workbook.stage(path)
    assert make_workbook.faults(staged) == []

    make_workbook.apply(staged)

    assert make_workbook.moving(make_workbook.stage(path)) == {}
    assert Congress.objects.count() == 25
