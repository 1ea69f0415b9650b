"""Files that are no workbook, or too much of one: each is refused by code before it is parsed."""

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from muster.errors import DomainError
from muster.exchange.guard import Limits, check
from muster.exchange.reading import read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = '<?xml version="1.0"?><worksheet><sheetData>'
SMALL = Limits(file_mb=1, unpacked_mb=12, ratio=50, parts=20, rows=100, columns=30)


def zipped(path: Path, parts: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


def sheet_of(rows: str) -> dict[str, bytes | str]:
    return {"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": f"{HEAD}{rows}"}


def code_of(path: Path, limits: Limits = SMALL) -> str:
    with pytest.raises(DomainError) as refused:
        check(path, name="sổ.xlsx", limits=limits)
    assert "sổ.xlsx" in str(refused.value)
    return refused.value.code


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7 ...", b"PK\x03\x04 broken"])
def test_something_else_is_not_a_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)

    assert code_of(path) == "exchange.not_a_workbook"


def test_a_zip_without_a_workbook_is_not_one(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.xlsx", {"word/document.xml": "<document/>"})

    assert code_of(path) == "exchange.not_a_workbook"


def test_a_password_is_told_apart_from_an_old_format(tmp_path: Path) -> None:
    locked, old = tmp_path / "a.xlsx", tmp_path / "b.xls"
    locked.write_bytes(OLE + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le"))
    old.write_bytes(OLE + b"\x00" * 512 + "Workbook".encode("utf-16-le"))

    assert code_of(locked) == "exchange.encrypted"
    assert code_of(old) == "exchange.old_workbook"


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    """40 MB of zeros pack into 40 kB; reading stops at the limit and keeps nothing."""
    path = zipped(tmp_path / "x.xlsx", {**sheet_of(""), "xl/media/a.bin": b"\x00" * 40_000_000})

    tracemalloc.start()
    assert code_of(path) == "exchange.zip_bomb"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_too_many_parts_are_a_bomb(tmp_path: Path) -> None:
    parts: dict[str, bytes | str] = {f"xl/a{n}.xml": "<a/>" for n in range(30)}
    path = zipped(tmp_path / "x.xlsx", {**sheet_of(""), **parts})

    assert code_of(path) == "exchange.zip_bomb"


@pytest.mark.parametrize("count", [100, 101])
def test_the_limit_of_rows_is_named(tmp_path: Path, count: int) -> None:
    path = zipped(tmp_path / "x.xlsx", sheet_of('<row r="1"><c/></row>' * count))

    if count <= 100:
        check(path, name="b", limits=SMALL)
    else:
        with pytest.raises(DomainError, match="100"):
            check(path, name="b", limits=SMALL)


def test_a_far_row_or_column_counts_as_all_before_it(tmp_path: Path) -> None:
    far_row = zipped(tmp_path / "a.xlsx", sheet_of('<row r="1000000"><c r="A1000000"/></row>'))
    far_column = zipped(tmp_path / "b.xlsx", sheet_of('<row r="1"><c s="1" r="XFD1"/></row>'))

    assert code_of(far_row) == "exchange.too_many_rows"
    assert code_of(far_column) == "exchange.too_many_columns"


def test_a_million_rows_are_refused_quickly(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 70_000))
    path = zipped(tmp_path / "x.xlsx", {**sheet_of(""), "xl/worksheets/sheet2.xml": rows})

    assert code_of(path, Limits()) == "exchange.too_many_rows"


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    path = zipped(tmp_path / "x.xlsx", {**sheet_of(""), "xl/worksheets/sheet1.xml": bomb})

    assert code_of(path) == "exchange.not_a_workbook"


def test_a_large_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"\x00" * (1024 * 1024 + 1))

    assert code_of(path) == "exchange.too_large"


def test_what_passes_the_guard_and_is_broken_is_still_refused_by_code(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.xlsx", sheet_of("<row"))

    with pytest.raises(DomainError) as refused:
        read(path)
    assert refused.value.code == "exchange.not_a_workbook"
