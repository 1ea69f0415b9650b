"""What a line looks like in the end: who says it, and who goes before whom."""

import unicodedata
import zipfile
from pathlib import Path

import pytest

from muster.engines.layout.lines import Line
from muster.engines.layout.styles import Styles
from muster.engines.layout.walking import lines_of
from muster.engines.word.package import opened

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = '<w:sectPr><w:pgSz w:w="{}"/><w:pgMar w:left="{}" w:right="{}"/></w:sectPr>'
A4 = SHEET.format(11906, 1701, 1134)
SMALL = SHEET.format(9978, 1984, 1134)  # 176 mm wide, 121 mm of them for the text
ACROSS = SHEET.format(16838, 1701, 1134)


def style(key: str, said: str = "", *, kind: str = "paragraph", more: str = "") -> str:
    return (
        f'<w:style w:type="{kind}" w:styleId="{key}" {more}><w:name w:val="{key}"/>{said}</w:style>'
    )


def lines(tmp_path: Path, body: str, *styles: str, sheet: str = A4) -> list[Line]:
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"<w:document {NS}><w:body>{body}{sheet}</w:body></w:document>"
        )
        archive.writestr("word/styles.xml", f"<w:styles {NS}>{''.join(styles)}</w:styles>")
    package = opened(path)
    return lines_of(package, Styles(package))


def paragraph(text: str, *, said: str = "", run: str = "") -> str:
    runs = "<w:r><w:tab/></w:r>".join(
        f"<w:r><w:rPr>{run}</w:rPr><w:t>{part}</w:t></w:r>" if part else ""
        for part in text.split("\t")
    )
    return f"<w:p><w:pPr>{said}</w:pPr>{runs}</w:p>"


def test_accented_letters_have_a_typeface_of_their_own(tmp_path: Path) -> None:
    """A style says one for all; the run only says another for letters beyond ASCII."""
    normal = style("n", '<w:rPr><w:rFonts w:ascii="A" w:hAnsi="A"/></w:rPr>', more='w:default="1"')

    (line,) = lines(tmp_path, paragraph("chữ", run='<w:rFonts w:hAnsi="B"/>'), normal)

    look = line.pieces[0].look
    assert (look.family, look.beyond) == ("A", "B")


def test_bold_of_a_paragraph_and_of_its_characters_cancel_each_other(tmp_path: Path) -> None:
    styles = (
        style("p", "<w:rPr><w:b/></w:rPr>"),
        style("c", "<w:rPr><w:b/></w:rPr>", kind="character"),
    )
    body = paragraph("a", said='<w:pStyle w:val="p"/>', run='<w:rStyle w:val="c"/>')

    (crossed,) = lines(tmp_path, body, *styles)
    (direct,) = lines(
        tmp_path, body.replace('<w:rStyle w:val="c"/>', '<w:rStyle w:val="c"/><w:b/>'), *styles
    )

    assert not crossed.pieces[0].look.bold
    assert direct.pieces[0].look.bold


def test_the_style_of_a_table_lies_under_that_of_its_paragraphs(tmp_path: Path) -> None:
    styles = (
        style(
            "t",
            '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:i/><w:sz w:val="20"/></w:rPr>',
            kind="table",
        ),
        style("p", '<w:rPr><w:sz w:val="28"/></w:rPr>'),
    )
    cells = "".join(
        f"<w:tc>{paragraph(text, said=said)}</w:tc>"
        for text, said in (("a", ""), ("b", '<w:pStyle w:val="p"/><w:jc w:val="left"/>'))
    )
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="t"/></w:tblPr><w:tr>{cells}</w:tr></w:tbl>'

    plain, styled, after = lines(tmp_path, table + paragraph("c"), *styles)

    assert (plain.shape.align, plain.pieces[0].look.points) == ("center", 10)
    assert (styled.shape.align, styled.pieces[0].look.points) == ("left", 14)
    assert styled.pieces[0].look.italic
    assert (after.shape.align, after.pieces[0].look.italic) == (None, None)


@pytest.mark.parametrize(
    ("said", "first_mm"),
    [
        ('<w:ind w:firstLine="720"/>', 12.7),
        ('<w:ind w:left="720" w:hanging="360"/>', -6.35),
        ('<w:pStyle w:val="p"/>', 12.7),
        ('<w:pStyle w:val="p"/><w:ind w:start="0" w:hanging="0"/>', 0.0),
    ],
)
def test_the_first_line_is_set_in_by_whoever_says_it_last(
    said: str, first_mm: float, tmp_path: Path
) -> None:
    indented = style("p", '<w:pPr><w:ind w:firstLine="720"/></w:pPr>')

    (line,) = lines(tmp_path, paragraph("a", said=said), indented)

    assert line.first_mm == pytest.approx(first_mm, abs=0.01)


@pytest.mark.parametrize(
    ("said", "first_mm"),
    [
        ("", 12.7),
        ('<w:tabs><w:tab w:val="left" w:pos="567"/></w:tabs>', 10.0),
        ('<w:ind w:firstLine="720"/>', 25.4),
    ],
)
def test_a_tab_sets_the_first_letter_to_the_next_stop(
    said: str, first_mm: float, tmp_path: Path
) -> None:
    (line,) = lines(tmp_path, paragraph("\ta", said=said))

    assert line.first_mm == pytest.approx(first_mm, abs=0.01)


@pytest.mark.parametrize(
    ("said", "apart_pt"),
    [
        ('<w:spacing w:before="60" w:after="120"/>', [9, 9, 9]),
        ('<w:spacing w:before="60" w:after="120"/><w:contextualSpacing/>', [3, 0, 6]),
        ('<w:spacing w:after="0" w:afterAutospacing="1"/>', [14, 14, 14]),
    ],
)
def test_neighbours_of_one_style_may_stand_together(
    said: str, apart_pt: list[float], tmp_path: Path
) -> None:
    found = lines(tmp_path, "".join(paragraph(text, said=said) for text in "abc"))

    assert [line.apart_pt for line in found] == apart_pt


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("SỞ NỘI VỤ\t\t\t\t\tĐộc lập", ["left", "right"]),
        ("1.\tNội dung của một khoản", ["whole"]),
        ("\t\t\t\t\t\tNgày tháng năm", ["right"]),
    ],
)
def test_a_tab_parts_two_sides_only_where_it_leads_far_enough(
    text: str, sides: list[str], tmp_path: Path
) -> None:
    found = lines(tmp_path, paragraph(text, run='<w:sz w:val="26"/>'))

    assert [line.side for line in found] == sides


STOP = '<w:tabs><w:tab w:val="{}" w:pos="{}"/></w:tabs>'
TWO = ["left", "right"]


@pytest.mark.parametrize(
    ("stop", "sheet", "text", "sides"),
    [
        (("left", 5386), SMALL, "BỘ XÂY DỰNG\tĐộc lập - Tự do", TWO),
        (("left", 4800), ACROSS, "BỘ XÂY DỰNG\tĐộc lập - Tự do", TWO),
        (("right", 9000), A4, "Số: 05/KH-SNV\tHà Nội, ngày 05 tháng 01 năm 2030", TWO),
        (("center", 7100), A4, "BỘ XÂY DỰNG\tĐộc lập - Tự do", TWO),
        (("left", 7200), A4, "I. Mục đích\tMột đoạn", ["whole"]),
        (("right", 9000), A4, "I. Mục đích\t5", ["whole"]),
        (("right", 6800), SMALL, "I. Mục đích\t5", ["whole"]),
    ],
)
def test_the_kind_of_a_stop_counts_and_another_sheet_moves_none(
    stop: tuple[str, int], sheet: str, text: str, sides: list[str], tmp_path: Path
) -> None:
    """Heads are set for A4; on another sheet their stops are where they were."""
    said = STOP.format(*stop)

    found = lines(tmp_path, paragraph(text, said=said, run='<w:sz w:val="26"/>'), sheet=sheet)

    assert [line.side for line in found] == sides


def test_an_accent_of_its_own_makes_no_letter_wider(tmp_path: Path) -> None:
    """As wide as they are counted, its parts would lead the tab beyond the other side."""
    text = "HỘI ĐỒNG BỒI THƯỜNG, HỖ TRỢ, TÁI ĐỊNH CƯ\tĐộc lập"
    said, run = STOP.format("left", 5386), '<w:sz w:val="26"/>'

    both = [
        [line.side for line in lines(tmp_path, paragraph(spelt, said=said, run=run))]
        for spelt in (text, unicodedata.normalize("NFD", text))
    ]

    assert both == [TWO, TWO]


def test_deleted_text_is_not_read_and_inserted_text_is(tmp_path: Path) -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>mới</w:t></w:r></w:ins></w:p>"
    )

    assert [line.text for line in lines(tmp_path, body)] == ["mới"]


def test_a_circle_of_styles_ends(tmp_path: Path) -> None:
    styles = (
        style("a", '<w:basedOn w:val="b"/><w:rPr><w:b/></w:rPr>'),
        style("b", '<w:basedOn w:val="a"/><w:rPr><w:i/></w:rPr>'),
    )

    (line,) = lines(tmp_path, paragraph("x", said='<w:pStyle w:val="a"/>'), *styles)

    assert (line.pieces[0].look.bold, line.pieces[0].look.italic) == (True, True)
