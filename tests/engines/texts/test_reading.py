"""What is read from a Word file: paragraphs, labels, cells, notes and boxes in their order."""

import pytest
from tests.engines.texts.make import SPACES, docx, p, part, r, table

from muster.engines.texts import Cell, Kind, NoteMark, Reading, UnreadableDocument, read
from muster.engines.texts.walking import Bounds


def reading(*body: str, **more: object) -> Reading:
    return read(docx(*body, **more), name="x.docx")  # type: ignore[arg-type]


def texts(found: Reading) -> list[str]:
    return [one.text for one in found.paragraphs]


def test_paragraphs_come_in_order_and_blank_ones_are_counted_only() -> None:
    found = reading(p("Một"), p(), p("  "), p("Hai"))

    assert texts(found) == ["Một", "Hai"]
    assert [one.place for one in found.paragraphs] == [0, 1]
    assert found.left_out == {"blank": 2}
    assert found.original is found.paragraphs


def test_letters_are_composed_also_over_runs() -> None:
    found = reading(p(r("tie"), r("\u0302\u0301n tơ\u0301i")))

    assert texts(found) == ["tiến tới"]


def test_breaks_tabs_and_hyphens_are_letters_and_page_breaks_are_none() -> None:
    found = reading(
        p(
            r("a"),
            '<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:br w:type="page"/>'
            "<w:noBreakHyphen/><w:softHyphen/><w:t>d\n\te</w:t></w:r>",
        )
    )

    assert texts(found) == ["a\tb\nc\u2011d  e"]


def test_symbols_are_letters_that_can_be_read() -> None:
    found = reading(
        p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:char="00A8"/></w:r>', r("\uf0b7"))
    )

    assert texts(found) == ["☑☐•"]


STYLES = part(
    "styles",
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:basedOn w:val="N"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H2"/>'
    '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H9"><w:name w:val="heading 9"/></w:style>',
)


def level(at: int, text: str, kind: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "%1.", "upperRoman")
    + level(1, "%1.%2.", more="<w:isLgl/>")
    + level(2, "%3)", "lowerLetter")
    + "</w:abstractNum>"
    + '<w:abstractNum w:abstractNumId="1">'
    + level(0, "Phần %1", more='<w:pStyle w:val="Own"/>')
    + level(1, "\uf0b7", "bullet")
    + "</w:abstractNum>"
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    + '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>',
)
SHEETS = {"styles.xml": STYLES, "numbering.xml": NUMBERING}


def test_labels_are_what_word_would_write() -> None:
    list_ = ((1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 0), (1, 1), (3, 0), (3, 0), (1, 0))
    found = reading(*(p("x", numbering=one) for one in list_), more=SHEETS)

    labels = [one.label for one in found.paragraphs]
    assert labels == ["I.", "1.1.", "1.2.", "a)", "b)", "II.", "2.1.", "V.", "VI.", "VII."]


def test_a_blank_paragraph_of_a_list_counts_and_list_zero_is_none() -> None:
    found = reading(
        p("x", numbering=(1, 0)),
        p(numbering=(1, 0)),
        p("y", numbering=(1, 0)),
        p("z", style="Own", numbering=(0, 0)),
        more=SHEETS,
    )

    assert [one.label for one in found.paragraphs] == ["I.", "III.", ""]


def test_a_style_brings_its_list_and_its_outline() -> None:
    found = reading(
        p("Một", style="Own"),
        p("chấm", numbering=(2, 1)),
        p("Hai", style="Own"),
        p("Chín", style="H9"),
        p("Mục", style="T"),
        more=SHEETS,
    )

    assert [(one.label, one.kind, one.level, one.style) for one in found.paragraphs] == [
        ("Phần 1", Kind.HEADING, 2, "Own"),
        ("•", Kind.BODY, 0, "Normal"),
        ("Phần 2", Kind.HEADING, 2, "Own"),
        ("", Kind.HEADING, 9, "heading 9"),
        ("", Kind.CONTENTS, 0, "toc 1"),
    ]


def test_a_head_of_two_columns_is_read_cell_by_cell() -> None:
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("cả hai") + "</w:tc>"
    inner = table(["trong"])
    found = reading(
        table([p("ĐƠN VỊ") + p("Số: 1"), "CỘNG HÒA"], ["", "ngày 1"]),
        p("Thân"),
        f"<w:tbl><w:tr>{wide}<w:tc>{inner}{p('sau')}</w:tc></w:tr></w:tbl>",
    )

    assert [(one.text, one.kind, one.cell) for one in found.paragraphs] == [
        ("ĐƠN VỊ", Kind.CELL, Cell(1, 1, 1)),
        ("Số: 1", Kind.CELL, Cell(1, 1, 1)),
        ("CỘNG HÒA", Kind.CELL, Cell(1, 1, 2)),
        ("ngày 1", Kind.CELL, Cell(1, 2, 2)),
        ("Thân", Kind.BODY, None),
        ("cả hai", Kind.CELL, Cell(2, 1, 1)),
        ("trong", Kind.CELL, Cell(3, 1, 1)),
        ("sau", Kind.CELL, Cell(2, 1, 3)),
    ]


NOTES = part(
    "footnotes",
    f'<w:footnote w:id="0" w:type="separator">{p("-")}</w:footnote>'
    f'<w:footnote w:id="7">{p("Nghị quyết 1")}{p("dòng hai")}</w:footnote>'
    f'<w:footnote w:id="3">{p("Nghị quyết 2")}</w:footnote>',
)


def test_notes_follow_their_paragraph_with_their_mark() -> None:
    def reference(key: int, more: str = "", own: str = "") -> str:
        return f'<w:r><w:footnoteReference w:id="{key}"{more}/>{own}</w:r>'

    found = reading(
        p(r("theo"), reference(7), r(" và"), reference(99)),
        p(r("sau"), reference(3, ' w:customMarkFollows="1"', "<w:t>*</w:t>")),
        more={"footnotes.xml": NOTES},
    )

    assert [(one.text, one.kind, one.mark, one.notes) for one in found.paragraphs] == [
        ("theo và", Kind.BODY, "", (NoteMark(4, "1"),)),
        ("Nghị quyết 1", Kind.FOOTNOTE, "1", ()),
        ("dòng hai", Kind.FOOTNOTE, "1", ()),
        ("sau*", Kind.BODY, "", (NoteMark(3, "*"),)),
        ("Nghị quyết 2", Kind.FOOTNOTE, "*", ()),
    ]


def test_a_box_follows_its_paragraph_once_and_pictures_are_named() -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"<w:txbxContent>{p('DỰ THẢO')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{p('DỰ THẢO')}</w:txbxContent>"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    found = reading(p(box, r("Tên")), p("<w:r><w:drawing/></w:r>", r("Hình")))

    assert [(one.text, one.kind) for one in found.paragraphs] == [
        ("Tên", Kind.BODY),
        ("DỰ THẢO", Kind.BOX),
        ("Hình", Kind.BODY),
    ]
    assert found.left_out["picture"] == 1


def field(instruction: str, result: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(result)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_the_result_of_a_field_is_text_and_its_instruction_is_none() -> None:
    found = reading(
        p(r("Trang "), field(" PAGE ", "3")),
        p(r("từ "), f'<w:fldSimple w:instr="DATE">{r("1/1")}</w:fldSimple>'),
    )

    assert texts(found) == ["Trang 3", "từ 1/1"]


def test_a_table_of_contents_over_several_paragraphs_is_marked() -> None:
    begin = field("TOC \\o", "Mở đầu").replace('<w:r><w:fldChar w:fldCharType="end"/></w:r>', "")
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    found = reading(p(begin), p("Kết luận"), p(end), p("Thân"))

    assert [one.kind for one in found.paragraphs] == [Kind.CONTENTS, Kind.CONTENTS, Kind.BODY]


def test_what_wraps_text_does_not_hide_it() -> None:
    found = reading(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('trong khung')}</w:sdtContent></w:sdt>",
        p(
            f"<w:hyperlink>{r('liên kết')}</w:hyperlink>",
            f"<w:smartTag>{r(' thông minh')}</w:smartTag>",
            f"<w:sdt><w:sdtContent>{r(' ô')}</w:sdtContent></w:sdt>",
            "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>",
        ),
        p(r("ẩn", "<w:vanish/>")),
    )

    assert texts(found) == ["trong khung", "liên kết thông minh ôx=1", "ẩn"]
    assert (found.hidden, found.left_out["equation"]) == (2, 1)


def test_headers_and_footers_are_left_out_and_named() -> None:
    more = {"header1.xml": part("hdr", p("MẬT")), "footer1.xml": part("ftr", p())}

    assert reading(p("x"), more=more).left_out == {"header": 1}


def test_links_to_outside_are_counted() -> None:
    link = (
        '<Relationship Id="h" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/hyperlink" Target="https://example.org" TargetMode="External"/>'
    )

    assert reading(p("x"), relations=link).links == 1


def test_a_text_beyond_the_bounds_is_refused() -> None:
    file = docx(*(p("một hai") for _ in range(6)))

    for bounds, code, limit in (
        (Bounds(paragraphs=5), "too_many_paragraphs", 5),
        (Bounds(characters=30), "too_long", 30),
    ):
        with pytest.raises(UnreadableDocument) as refused:
            read(file, name="dài.docx", bounds=bounds)
        assert (refused.value.code, refused.value.data) == (
            code,
            {"name": "dài.docx", "limit": limit},
        )


def test_the_part_with_the_text_may_have_another_name() -> None:
    from tests.engines.texts.make import packed, parts

    held = parts(p("khác tên"))
    held["word/document2.xml"] = held.pop("word/document.xml")
    held["_rels/.rels"] = held["_rels/.rels"].replace("document.xml", "document2.xml")
    held["[Content_Types].xml"] = held["[Content_Types].xml"].replace(
        "document.xml", "document2.xml"
    )

    assert texts(read(packed(held), name="x")) == ["khác tên"]


def test_a_text_without_a_body_has_no_paragraphs() -> None:
    from tests.engines.texts.make import packed, parts

    held = parts("")
    held["word/document.xml"] = f"<w:document {SPACES}/>"

    assert read(packed(held), name="x").paragraphs == ()
