"""What a check tells besides its findings, and how sure it is."""

import random
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from tests.engines.layout.corpus.faults import ALIGNS, put
from tests.engines.layout.corpus.forms import Form
from tests.engines.layout.corpus.making import PARTY_KINDS
from tests.engines.layout.corpus.papers import BLANK, KINDS, paper
from tests.engines.layout.corpus.writing import write

from muster.engines.layout import check
from muster.packs.layouts import layout


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_and_the_head_of_a_paper_are_told(kind: str, tmp_path: Path) -> None:
    made = paper("right", "vn-nd30", kind, random.Random(5))
    write(made, tmp_path / "right.docx")

    told = check(tmp_path / "right.docx", layout("vn-nd30")).told()

    assert told["type"] == kind
    assert told["findings"] == []
    number = made.zones["row_left"][0].text
    assert told["components"]["number"] == {"text": " ".join(number.split()), "confidence": 1.0}
    assert min(one["confidence"] for one in told["components"].values()) > 0.5


@pytest.mark.parametrize("kind", PARTY_KINDS)
def test_what_is_not_verified_only_warns(kind: str, tmp_path: Path) -> None:
    """A paper of one house by the rules of the other: much to tell, and none of it an error."""
    write(paper("right", "vn-nd30", kind, random.Random(5)), tmp_path / "right.docx")

    findings = check(tmp_path / "right.docx", layout("vn-party")).findings

    assert {finding.severity for finding in findings} == {"warn"}


@pytest.mark.parametrize("pack", ["vn-nd30", "vn-party"])
def test_the_last_words_at_the_right_are_not_taken_for_who_signs(pack: str, tmp_path: Path) -> None:
    made = paper("right", pack, "Báo cáo", random.Random(5))
    made.hand.update(tail="cell", spelling="new")
    source, other = tmp_path / "right.docx", tmp_path / "other.docx"
    write(made, source)
    document = Document(str(source))
    tail = next(one for one in document.tables if "Nơi nhận" in one.cell(0, 0).text)
    last = Paragraph(tail._tbl.getprevious(), document)
    while not last.text.strip():
        last = Paragraph(last._p.getprevious(), document)
    last.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    last.runs[0].text = "Cuộc họp kết thúc lúc 11 giờ."
    for more in last.runs[1:]:
        more.text = ""
    document.save(str(other))

    rules = [one.rule for one in check(other, layout(pack)).findings]

    assert rules == ["body.align"]


@pytest.mark.parametrize("in_first", [True, False])
def test_a_number_in_the_head_of_the_first_page_is_told(in_first: bool, tmp_path: Path) -> None:
    """The first page may have a head of its own, and that may hold the number all the same."""
    made = paper("right", "vn-nd30", "Báo cáo", random.Random(5))
    write(made, tmp_path / "right.docx")
    document = Document(str(tmp_path / "right.docx"))
    section = document.sections[0]
    if in_first:
        number = deepcopy(next(section.header._element.iter(qn("w:p"))))
        section.first_page_header._element.append(number)
    else:
        section.first_page_header.paragraphs[0].text = "Lưu hành nội bộ"
    document.save(str(tmp_path / "other.docx"))

    rules = [finding.rule for finding in check(tmp_path / "other.docx", layout("vn-nd30")).findings]

    assert rules == (["page_number.format"] if in_first else [])


@pytest.mark.parametrize(
    ("bold", "align"), [(True, align) for align in ALIGNS] + [(False, "center")]
)
def test_an_abstract_over_its_kind_is_known_by_how_it_is_set(
    bold: bool, align: str, tmp_path: Path
) -> None:
    made = paper("wrong", "vn-nd30", "Thông báo", random.Random(5))
    assert put(made, "abstract.order")
    made.zones["under"][0] = replace(made.zones["under"][0], bold=bold, align=align)
    write(made, tmp_path / "wrong.docx")

    rules = {finding.rule for finding in check(tmp_path / "wrong.docx", layout("vn-nd30")).findings}

    wanted = {"abstract.order"}
    wanted |= set() if bold else {"abstract.bold"}
    assert rules == wanted | (set() if align == "center" else {"abstract.align"})


@pytest.mark.parametrize("note", ["(Dự thảo lần thứ hai gửi xin ý kiến)", "HỎA TỐC", "Dự thảo"])
def test_a_note_over_the_kind_is_no_abstract(note: str, tmp_path: Path) -> None:
    made = paper("wrong", "vn-nd30", "Thông báo", random.Random(5))
    assert put(made, "abstract.missing")
    made.zones["under"].insert(0, Form(component=BLANK, text=note))
    write(made, tmp_path / "wrong.docx")

    rules = [finding.rule for finding in check(tmp_path / "wrong.docx", layout("vn-nd30")).findings]

    assert rules == ["abstract.missing"]
