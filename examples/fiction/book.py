"""The season as the sheets of its workbook, and the file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path

import xlsxwriter

from fiction.model import Season
from muster.packs import Pack

Cell = str | int | float | date | datetime | None
MADE_AT = datetime(2030, 1, 1)  # noqa: DTZ001  # Excel knows no time zones; fixed, so files repeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A name, the heads of its columns, and rows."""

    name: str
    heads: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def sheets(season: Season, pack: Pack) -> list[Sheet]:
    """Every sheet, with the pack's words in Vietnamese."""
    return [
        Sheet(name="Cấu hình", heads=("Mục", "Giá trị"), rows=season.settings),
        _units(season, pack),
        _persons(season, pack),
        _accounts(season),
        _congresses(season),
        _progress(season, pack),
        _venues(season),
        _vehicles(season, pack),
        _force(season, pack),
        _absences(season, pack),
        _side_events(season, pack),
    ]


def _said(table: Mapping[str, object], key: str) -> str:
    """The pack's Vietnamese word for a key; the long name, which nobody confuses."""
    name = table[key].name  # type: ignore[attr-defined]  # every named rule of a pack has one
    return str(name.vi)


def _units(season: Season, pack: Pack) -> Sheet:
    edge = next(kind for kind in pack.edge_kinds.values() if not kind.carries_season)
    return Sheet(
        name="Đơn vị",
        heads=(
            *("Mã đơn vị", "Tên đơn vị", "Tên ngắn", "Loại", "Cấp", "Trực thuộc"),
            *("Cấp trên khác", "Điện thoại", "Địa chỉ"),
        ),
        rows=[
            (
                unit.code,
                unit.name,
                unit.short,
                _said(pack.unit_kinds, unit.kind),
                _said(pack.tiers, unit.tier),
                unit.parent.code if unit.parent else None,
                f"{edge.short.vi if edge.short else edge.key}: {unit.other_parent}"
                if unit.other_parent
                else None,
                unit.phone,
                unit.address,
            )
            for unit in season.units
        ],
    )


def _persons(season: Season, pack: Pack) -> Sheet:
    return Sheet(
        name="Nhân sự",
        heads=("Số hiệu", "Họ và tên", "Cấp bậc", "Đơn vị", "Chức vụ", "Điện thoại"),
        rows=[
            (
                person.number,
                person.name,
                _said(pack.ranks, person.rank) if person.rank else None,
                person.unit.code,
                person.position,
                person.phone,
            )
            for person in season.persons
        ],
    )


def _accounts(season: Season) -> Sheet:
    heads = ("Tên đăng nhập", "Số hiệu", "Vai trò", "Đơn vị")
    return Sheet(name="Tài khoản", heads=heads, rows=season.accounts)


def _congresses(season: Season) -> Sheet:
    return Sheet(
        name="Đại hội",
        heads=("Đơn vị", "Ngày đại hội", "Số người dự", "Địa điểm"),
        rows=[
            (unit.code, unit.opens_on, unit.delegates, season.venue_of[unit.code])
            for unit in season.units
            if unit.opens_on
        ],
    )


def _progress(season: Season, pack: Pack) -> Sheet:
    columns: dict[str, str] = {}
    for step in chain.from_iterable(one.steps.values() for one in pack.procedures.values()):
        columns.setdefault(step.key, str((step.short or step.name).vi))
    order = _in_order(columns, [list(one.steps) for one in pack.procedures.values()])
    return Sheet(
        name="Tiến độ",
        heads=("Đơn vị", *(columns[key] for key in order)),
        rows=[
            (code, *(cells.get(key) for key in order)) for code, cells in season.progress.items()
        ],
    )


def _in_order(columns: Mapping[str, str], procedures: Sequence[Sequence[str]]) -> list[str]:
    """The steps in the order of the longest procedure; what only others have comes last."""
    longest = max(procedures, key=len)
    return [*longest, *(key for key in columns if key not in longest)]


def _venues(season: Season) -> Sheet:
    return Sheet(
        name="Địa điểm",
        heads=(
            *("Mã địa điểm", "Tên địa điểm", "Loại", "Địa chỉ", "Đơn vị", "Vĩ độ", "Kinh độ"),
            *("Phòng", "Sức chứa", "Người nêu sức chứa", "Liên hệ", "Điện thoại"),
        ),
        rows=[
            (
                *(venue.code, venue.name, "Hội trường" if venue.kind == "hall" else "Phòng họp"),
                *(venue.address, venue.unit.code, venue.at[0], venue.at[1]),
                *(venue.room, venue.capacity, venue.stated_by, venue.contact, venue.phone),
            )
            for venue in season.venues
        ],
    )


def _vehicles(season: Season, pack: Pack) -> Sheet:
    return Sheet(
        name="Phương tiện",
        heads=("Mã xe", "Tên xe", "Loại xe", "Đơn vị", "Nơi để xe", "Vĩ độ", "Kinh độ"),
        rows=[
            (
                car.code,
                car.name,
                _said(pack.vehicle_kinds, car.kind),
                car.unit.code,
                car.home,
                *car.at,
            )
            for car in season.vehicles
        ],
    )


def _force(season: Season, pack: Pack) -> Sheet:
    return Sheet(
        name="Lực lượng",
        heads=("Số hiệu", "Chuyên môn", "Nơi xuất phát", "Vĩ độ", "Kinh độ"),
        rows=[
            (
                officer.person.number,
                "; ".join(_said(pack.skills, skill) for skill in officer.skills),
                officer.home,
                *officer.at,
            )
            for officer in season.officers
        ],
    )


def _absences(season: Season, pack: Pack) -> Sheet:
    return Sheet(
        name="Vắng mặt",
        heads=("Số hiệu hoặc mã xe", "Lý do", "Từ lúc", "Đến lúc"),
        rows=[
            (away.who, _said(pack.absences, away.kind), away.starts_at, away.ends_at)
            for away in season.absences
        ],
    )


def _side_events(season: Season, pack: Pack) -> Sheet:
    return Sheet(
        name="Sự kiện",
        heads=(
            *("Mã sự kiện", "Loại", "Tên sự kiện", "Đơn vị", "Địa điểm", "Bắt đầu", "Kết thúc"),
            *("Số người dự", "Nguy cơ"),
        ),
        rows=[
            (
                *(event.key, _said(pack.events, event.kind), event.name, event.unit.code),
                *(event.venue or None, event.starts_at, event.ends_at),
                *(event.people, _said(pack.risks, event.risk)),
            )
            for event in season.side_events
        ],
    )


def write(path: Path, made: Sequence[Sheet]) -> None:
    """Write the workbook; the same sheets give the same file."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book.set_properties({"title": "muster", "created": MADE_AT})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = {
        date: book.add_format({"num_format": "dd/mm/yyyy"}),
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }
    for one in made:
        sheet = book.add_worksheet(one.name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(one.heads) - 1, 18)
        for column, name in enumerate(one.heads):
            sheet.write_string(0, column, name, head)
        for number, row in enumerate(one.rows, start=1):
            for column, cell in enumerate(row):
                _put(sheet, number, column, cell, formats)
    book.close()


def _put(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    cell: Cell,
    formats: Mapping[type, xlsxwriter.format.Format],
) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), formats[datetime])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats[date])
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell)
