"""Tracked changes and comments of a file: both texts, who, when, and where."""

from datetime import UTC, datetime, timedelta, timezone

from tests.engines.texts.make import (
    MARK_IN,
    MARK_OUT,
    WHO,
    docx,
    ins,
    out,
    p,
    part,
    r,
    row,
)

from muster.engines.texts import ChangeKind, Reading, read

HANOI = timezone(timedelta(hours=7))
AT = datetime(2030, 1, 5, 3, 20, tzinfo=UTC)


def reading(*body: str, **more: object) -> Reading:
    return read(docx(*body, **more), name="x.docx", zone=HANOI)  # type: ignore[arg-type]


def both(found: Reading) -> tuple[list[str], list[str]]:
    return [one.text for one in found.paragraphs], [one.text for one in found.original]


def told(found: Reading) -> list[tuple[str, str, int | None, int | None]]:
    return [(one.kind, one.text, one.place, one.original_place) for one in found.changes]


def test_words_put_in_and_taken_out() -> None:
    found = reading(p("Mở đầu"), p(r("một "), out("hai"), ins(r("ba")), r(" bốn")))

    assert both(found) == (["Mở đầu", "một ba bốn"], ["Mở đầu", "một hai bốn"])
    assert told(found) == [("deleted", "hai", 1, 1), ("inserted", "ba", 1, 1)]
    assert [(one.author, one.at) for one in found.changes] == [("Bà Lan", AT)] * 2


def test_a_change_in_several_runs_is_one_and_of_two_people_two() -> None:
    other = WHO.replace("Bà Lan", "Ông Ba")
    found = reading(p(ins(r("một ")), ins(r("hai ")), ins(r("ba"), who=other), r("x"), ins(r("y"))))

    assert [(one.text, one.author) for one in found.changes] == [
        ("một hai ", "Bà Lan"),
        ("ba", "Ông Ba"),
        ("y", "Bà Lan"),
    ]


def test_what_one_put_in_and_another_took_out_is_in_neither() -> None:
    found = reading(p(r("giữ"), ins(out(" thừa"))))

    assert both(found) == (["giữ"], ["giữ"])
    assert told(found) == [("deleted", " thừa", 0, 0)]


def test_whole_paragraphs() -> None:
    found = reading(
        p("đầu"),
        p(ins(r("thêm")), mark=MARK_IN),
        p(out("bớt"), mark=MARK_OUT),
        p("cuối"),
    )

    assert both(found) == (["đầu", "thêm", "cuối"], ["đầu", "bớt", "cuối"])
    assert told(found) == [("inserted", "thêm\n", 1, 1), ("deleted", "bớt\n", 2, 1)]


def test_split_and_merged_paragraphs() -> None:
    found = reading(p(r("một."), mark=MARK_IN), p("hai."), p(r("ba."), mark=MARK_OUT), p("bốn."))

    assert both(found) == (["một.", "hai.", "ba.bốn."], ["một.hai.", "ba.", "bốn."])
    assert told(found) == [("inserted", "\n", 0, 0), ("deleted", "\n", 2, 1)]


def test_a_paragraph_taken_out_before_a_table_or_at_the_end_of_a_cell() -> None:
    cell = p("giữ") + p(out("bớt"), mark=MARK_OUT)
    found = reading(p("đầu"), p(out("trước bảng"), mark=MARK_OUT), f"<w:tbl>{row(cell)}</w:tbl>")

    assert both(found) == (["đầu", "giữ"], ["đầu", "trước bảng", "giữ", "bớt"])


def test_rows_of_a_table() -> None:
    found = reading(
        "<w:tbl>"
        + row("giữ")
        + row(p(ins(r("thêm"))), properties=MARK_IN)
        + row(p(out("bớt")), properties=MARK_OUT)
        + "</w:tbl>"
    )

    assert both(found) == (["giữ", "thêm"], ["giữ", "bớt"])
    assert ("row_inserted", "thêm", 1, 1) in told(found)
    assert [one.text for one in found.changes if one.kind is ChangeKind.ROW_DELETED] == ["bớt"]


def test_a_table_put_in_as_a_whole_is_not_in_the_original() -> None:
    found = reading(p("x"), "<w:tbl>" + row("mới", properties=MARK_IN) + "</w:tbl>", p("y"))

    assert both(found) == (["x", "mới", "y"], ["x", "y"])


def test_moved_text_is_at_one_end_or_the_other() -> None:
    found = reading(
        p(f'<w:moveFrom w:id="1" {WHO}>{r("đoạn dời")}</w:moveFrom>', mark=f"<w:moveFrom {WHO}/>"),
        p("giữa"),
        p(f'<w:moveTo w:id="1" {WHO}>{r("đoạn dời")}</w:moveTo>', mark=f"<w:moveTo {WHO}/>"),
        p("cuối"),
    )

    assert both(found) == (["giữa", "đoạn dời", "cuối"], ["đoạn dời", "giữa", "cuối"])
    assert [one.kind for one in found.changes] == [ChangeKind.MOVED_OUT, ChangeKind.MOVED_IN]


def test_another_look_is_a_change_and_the_old_style_is_the_original_one() -> None:
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>',
    )
    before = f'<w:pPrChange w:id="1" {WHO}><w:pPr/></w:pPrChange>'
    bold = f'<w:b/><w:rPrChange w:id="1" {WHO}><w:rPr/></w:rPrChange>'
    found = reading(
        f'<w:p><w:pPr><w:pStyle w:val="H1"/>{before}</w:pPr>{r("Đề mục")}</w:p>',
        p(r("đậm", bold)),
        more={"styles.xml": styles},
    )

    assert [one.kind for one in found.paragraphs] == ["heading", "body"]
    assert [one.kind for one in found.original] == ["body", "body"]
    assert told(found) == [("formatted", "", 0, 0), ("formatted", "đậm", 1, 1)]


def test_words_true_time_goes_before_the_time_on_the_wall() -> None:
    who = WHO + (
        ' xmlns:w16du="http://schemas.microsoft.com/office/word/2023/wordml/word16du"'
        ' w16du:dateUtc="2030-01-05T02:00:00Z"'
    )
    found = reading(p(ins(r("x"), who=who), r("y"), ins(r("z"), who='w:author="A" w:date="?"')))

    assert [one.at for one in found.changes] == [datetime(2030, 1, 5, 2, tzinfo=UTC), None]


def start(key: int) -> str:
    return f'<w:commentRangeStart w:id="{key}"/>'


def end(key: int) -> str:
    return f'<w:commentRangeEnd w:id="{key}"/><w:r><w:commentReference w:id="{key}"/></w:r>'


def comment(key: int, *texts: str) -> str:
    inner = "".join(
        p(text).replace("<w:p>", f'<w:p w14:paraId="{key}{at}">') for at, text in enumerate(texts)
    )
    return f'<w:comment w:id="{key}" {WHO}>{inner}</w:comment>'


def test_comments_say_who_what_and_on_which_words() -> None:
    comments = part("comments", comment(0, "Nên bỏ", "vì thừa") + comment(5, "Đồng ý"))
    answers = (
        '<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
        '<w15:commentEx w15:paraId="01" w15:done="1"/>'
        '<w15:commentEx w15:paraId="50" w15:paraIdParent="01" w15:done="0"/></w15:commentsEx>'
    )
    found = reading(
        p("Mở đầu"),
        p(r("một "), start(0), start(5), r("hai"), ins(r(" ba")), out(" cũ"), end(0), end(5)),
        more={"comments.xml": comments, "commentsExtended.xml": answers},
    )

    first, answer = found.comments
    assert (first.key, first.author, first.at, first.text) == ("0", "Bà Lan", AT, "Nên bỏ\nvì thừa")
    assert (first.place, first.passage, first.parent, first.is_done) == (1, "hai ba", None, True)
    assert (answer.text, answer.place, answer.parent, answer.is_done) == ("Đồng ý", 1, "0", False)


def test_a_comment_over_paragraphs_on_words_that_are_gone_and_on_nothing() -> None:
    comments = part("comments", "".join(comment(key, f"c{key}") for key in range(4)))
    found = reading(
        p(start(0), r("một")),
        start(1),
        p(r("hai"), end(0)),
        p(start(2), out("mất"), end(2), mark=MARK_OUT),
        p(r("ba"), '<w:commentRangeEnd w:id="1"/>'),
        more={"comments.xml": comments},
    )

    assert [(one.text, one.place, one.passage) for one in found.comments] == [
        ("c0", 0, "một\nhai"),
        ("c1", 1, "hai\nba"),
        ("c2", 2, "mất"),
        ("c3", None, ""),
    ]


def test_a_tracked_note_and_a_blank_paragraph_with_a_comment() -> None:
    notes = part("footnotes", f'<w:footnote w:id="2">{p(r("chú"), ins(r(" mới")))}</w:footnote>')
    found = reading(
        p(start(0), end(0)),
        p(r("x"), '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        more={
            "footnotes.xml": notes,
            "comments.xml": part("comments", comment(0, "trống")),
        },
    )

    assert both(found) == (["x", "chú mới"], ["x", "chú"])
    assert told(found) == [("inserted", " mới", 1, 1)]
    assert found.comments[0].place == 0
