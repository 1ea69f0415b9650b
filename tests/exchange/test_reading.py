"""Plain cells out of workbooks and text files, whatever they were written with."""

import unicodedata
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.exchange.reading import read
from muster.exchange.text import _old_letters, decode, fold, from_old_fonts, tidy
from muster.exchange.writing import OutSheet, write

WORDS = "Đại hội đảng viên; Nguyễn Văn Ước; xã Thạnh Lợi; phường Bến Đá"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def in_cp1258(text: str) -> bytes:
    """As Windows wrote Vietnamese: the tone behind its letter."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONES))
            out += (base + "".join(p for p in parts if p in TONES)).encode("cp1258")
    return out


def in_old_fonts(text: str) -> bytes:
    codes = {letter: code for code, letter in _old_letters().items()}
    return bytes(codes.get(letter) or codes.get(letter.lower()) or ord(letter) for letter in text)


@pytest.mark.parametrize(
    "content",
    [
        WORDS.encode(),
        unicodedata.normalize("NFD", WORDS).encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        WORDS.encode("utf-16"),
        in_cp1258(WORDS),
        in_old_fonts(WORDS),
    ],
    ids=["utf-8", "decomposed", "utf-8 with mark", "utf-16", "cp1258", "old fonts"],
)
def test_any_encoding_gives_the_same_composed_text(content: bytes) -> None:
    assert decode(content) == WORDS


def test_old_fonts_read_as_latin_become_words() -> None:
    assert from_old_fonts("§¹i héi") == "Đại hội"


def test_folding_takes_marks_and_strokes() -> None:
    assert fold("  Chốt  CỔNG Đông ") == "chot cong dong"


def test_a_text_file_is_one_sheet_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_text("Đơn vị;Ngày đại hội\nA;16/8/2030\n")

    sheet = read(path, name="Đại hội.csv")[0]

    assert sheet.name == "Đại hội"
    assert sheet.rows == [["Đơn vị", "Ngày đại hội"], ["A", "16/8/2030"]]


def test_merged_cells_say_the_same_everywhere(tmp_path: Path) -> None:
    path = tmp_path / "m.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("S")
        sheet.merge_range("A1:A3", "Tân Mỹ")
        sheet.write_column("B1", ["a", "b", "c"])

    assert read(path)[0].rows == [["Tân Mỹ", "a"], ["Tân Mỹ", "b"], ["Tân Mỹ", "c"]]


def test_rows_keep_their_numbers_below_empty_ones(tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("S").write("B4", "here")

    assert read(path)[0].rows[3][1] == "here"


def test_dates_and_numbers_stay_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    row = ("x", 12, 10.36, date(2030, 8, 16), datetime.fromisoformat("2030-08-16T07:30"), None)
    write(path, [OutSheet(title="S", heads=list("abcdef"), rows=[row])])

    assert read(path)[0].rows[1][:5] == ["x", 12.0, 10.36, date(2030, 8, 16), row[4]]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
@given(
    text=st.builds(
        lambda first, rest: first + rest,
        st.sampled_from(["=", "+", "-", "@", "\t=", "=cmd|' /C calc'!A0", "http://a", "'"]),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30),
    )
)
def test_no_text_is_ever_a_formula_and_it_comes_back(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.xlsx"
    write(path, [OutSheet(title="S", heads=["a", "b"], rows=[("x", text)])])

    found = read(path)[0].rows[1]

    assert (found[1] if len(found) > 1 else None) == (tidy(text) or None)
    with zipfile.ZipFile(path) as book:
        assert b"<f" not in book.read("xl/worksheets/sheet1.xml").partition(b"<sheetData>")[2]
