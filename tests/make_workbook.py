"""Builders of workbooks: a season of a few units, as sheets that a test changes one cell of."""

from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from muster.exchange import services
from muster.exchange.faults import from_json
from muster.exchange.models import Import, ImportRow
from muster.exchange.writing import OutSheet, write
from muster.ledger.actor import Actor
from muster.site.workbook.book import KEY

CLOCK: Final = datetime(2030, 8, 16, 2, 42, tzinfo=UTC)
ACTOR: Final = Actor(name="Lê Thu", via="import")
Sheets = dict[str, list[list[Any]]]

SEASON: Final[Sheets] = {
    "Cấu hình": [
        ["Mục", "Giá trị"],
        ["Mã đợt", "s1"],
        ["Tên đợt", "Đợt thử"],
        ["Bộ quy định", "vn-party-2025"],
        ["Đơn vị gốc", "T"],
        ["Chốt cây ngày", date(2030, 1, 1)],
        ["Từ ngày", "1/5/2030"],
        ["Đến ngày", "2030-08-31"],
    ],
    "Đơn vị": [
        ["Mã đơn vị", "Tên đơn vị", "Loại", "Cấp", "Trực thuộc", "Cấp trên khác"],
        ["T", "Đảng bộ tỉnh", "Đảng bộ tỉnh", "Tỉnh", None, None],
        ["X", "Đảng bộ xã Thạnh Lợi", "xã", "Trên cơ sở", "T", None],
        ["X1", "Chi bộ Trường", "trường", "Cơ sở", "X", "chuyên môn: T"],
        ["X2", "Chi bộ Ấp 1", "ấp", "Cơ sở", "X", None],
    ],
    "Nhân sự": [
        ["Số hiệu", "Họ và tên", "Cấp bậc", "Đơn vị"],
        ["1", "Nguyễn Văn An", "Trung úy", "X"],
        ["2", "Trần Thị Bình", None, "X1"],
    ],
    "Địa điểm": [
        ["Mã địa điểm", "Tên địa điểm", "Đơn vị", "Vĩ độ", "Kinh độ", "Sức chứa"],
        ["H", "Hội trường xã", "X", "10,36", 106.12, 200],
    ],
    "Đại hội": [
        ["Đơn vị", "Ngày đại hội", "Số người dự", "Địa điểm"],
        ["X", date(2030, 8, 28), 180, "H"],
        ["X1", "10/7/2030", 40, None],
        ["Chi bộ Ấp 1", 47650, None, None],
    ],
    "Tiến độ": [
        ["Đơn vị", "Kế hoạch", "Văn kiện", "Đại hội", "Cấp trên duyệt"],
        [
            "X",
            date(2030, 5, 10),
            "trả lại 13/8/2030; cam kết 17/8/2030: thiếu kiểm điểm",
            None,
            None,
        ],
        ["X1", "1/5/2030", "x", "10/07/2030", "đã gửi 1/7/2030"],
    ],
    "Phương tiện": [
        ["Mã xe", "Tên xe", "Loại xe", "Đơn vị", "Vĩ độ", "Kinh độ"],
        ["V1", "Xe chữa cháy 1", "Xe chữa cháy", "X", 10.36, 106.12],
    ],
    "Lực lượng": [
        ["Số hiệu", "Chuyên môn", "Vĩ độ", "Kinh độ"],
        ["1", "Bảo vệ mục tiêu; CSGT", 10.36, 106.12],
    ],
    "Vắng mặt": [
        ["Số hiệu hoặc mã xe", "Lý do", "Từ lúc", "Đến lúc"],
        ["1", "Nghỉ phép", "20/8/2030 07:00", "22/8/2030 07:00"],
        ["V1", "repair", "2030-08-20", "2030-08-21"],
    ],
    "Sự kiện": [
        ["Mã sự kiện", "Loại", "Tên sự kiện", "Đơn vị", "Bắt đầu", "Kết thúc"],
        ["TD", "Tổng duyệt", "Tổng duyệt xã", "X", "27/8/2030 14:00", "27/8/2030 17h"],
    ],
}


def season() -> Sheets:
    """The sheets of a small season, to be changed freely."""
    return deepcopy(SEASON)


def save(sheets: Sheets, folder: Path, name: str = "dot-thu.xlsx") -> Path:
    """The sheets as a file."""
    path = folder / name
    write(path, [OutSheet(title=t, heads=rows[0], rows=rows[1:]) for t, rows in sheets.items()])
    return path


def stage(path: Path, *, name: str = "", **params: str) -> Import:
    """The preview of a file."""
    return services.stage(
        path, book=KEY, name=name or path.name, actor=ACTOR, now=CLOCK, params=params
    )


def apply(staged: Import) -> Import:
    """Apply a preview."""
    return services.apply(staged.pk, actor=ACTOR, now=CLOCK)


def moving(staged: Import) -> dict[str, str]:
    """The rows that would change something: "sheet key" to verdict."""
    rows = staged.rows.exclude(verdict=ImportRow.Verdict.SAME)
    return {f"{row.sheet} {row.key}".strip(): row.verdict for row in rows}


def faults(staged: Import, *, errors_only: bool = True) -> list[tuple[str, str, str]]:
    """What is wrong: sheet, cell, code."""
    found = []
    for row in staged.rows.exclude(faults=[]).order_by("pk"):
        for stored in row.faults:
            fault = from_json(stored)
            if fault.is_error or not errors_only:
                found.append((row.sheet, fault.cell, fault.code))
    return found
