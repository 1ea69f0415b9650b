"""What mending leaves alone, and how it parts what several lines share."""

import random
from pathlib import Path

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt
from tests.engines.layout.corpus.faults import put
from tests.engines.layout.corpus.papers import Paper, paper
from tests.engines.layout.corpus.writing import write

from muster.engines.layout import Layout, check, mend, same_words
from muster.engines.word.package import MAIN, opened
from muster.packs.layouts import layout


@pytest.fixture(scope="module")
def rules() -> Layout:
    return layout("vn-nd30")


@pytest.fixture
def made() -> Paper:
    return paper("one", "vn-nd30", "Quyết định", random.Random(3))


def test_other_parts_stay_byte_for_byte(made: Paper, tmp_path: Path, rules: Layout) -> None:
    source, target = tmp_path / "paper.docx", tmp_path / "mended.docx"
    assert put(made, "article.points")
    write(made, source)

    mend(source, target, rules)

    old, new = opened(source).parts, opened(target).parts
    assert [name for name in old if old[name] != new[name]] == [MAIN]


def test_lines_of_one_run_are_parted_and_get_looks_of_their_own(
    made: Paper, tmp_path: Path, rules: Layout
) -> None:
    """The name of the nation and the motto in one run, with a break between them, too small."""
    source, target = tmp_path / "paper.docx", tmp_path / "mended.docx"
    made.hand["head"] = "cell"
    write(made, source)
    document = Document(str(source))
    name, motto = document.tables[0].cell(0, 1).paragraphs[:2]
    name.text = f"{made.zones['head_right'][0].text}\n{motto.text}"
    name.runs[0].font.size, name.runs[0].bold = Pt(9), False
    name.runs[0].font.name = "Arial"
    motto._p.getparent().remove(motto._p)
    document.save(str(source))
    wrong = {"national_name.points", "national_name.bold", "motto.points", "motto.bold"}
    assert {one.rule for one in check(source, rules).findings} >= wrong

    done = mend(source, target, rules)

    assert same_words(source, target)
    assert not [one for one in done.left if one.mendable]
    runs = Document(str(target)).tables[0].cell(0, 1).paragraphs[0].runs
    assert [run.font.size for run in runs if run.text.strip()] == [Pt(12), Pt(13)]


def test_a_page_that_says_nothing_of_its_paper_gets_one(
    made: Paper, tmp_path: Path, rules: Layout
) -> None:
    source, target = tmp_path / "paper.docx", tmp_path / "mended.docx"
    write(made, source)
    document = Document(str(source))
    section = document.sections[-1]._sectPr
    for element in (section.pgSz, section.pgMar):
        section.remove(element)
    document.save(str(source))
    found = {one.rule for one in check(source, rules).findings}
    assert found >= {"page.size", "page.margin_top", "page.margin_left"}

    done = mend(source, target, rules)

    last = Document(str(target)).sections[-1]
    assert [one.rule for one in done.left if one.rule.startswith("page.")] == []
    assert last.page_width is not None
    assert last.left_margin is not None
    assert abs(last.page_width - Mm(210)) < Mm(1)
    assert abs(last.left_margin - Mm(30)) < Mm(1)


def test_a_head_of_tabs_on_too_small_a_sheet_is_read_as_on_the_right_one(
    made: Paper, tmp_path: Path, rules: Layout
) -> None:
    """Its stops were set for A4; on B5 they lie near the end of the line."""
    source, target, again = (tmp_path / f"{name}.docx" for name in ("paper", "mended", "again"))
    made.hand["head"] = "tabs"
    made.page |= {"width": 176, "height": 250, "left": 35, "right": 20}
    made.zones["appendix"] = []
    write(made, source)
    assert [one.rule for one in check(source, rules).findings] == ["page.size"]

    done = mend(source, target, rules)
    mend(target, again, rules)

    assert done.left == []
    assert target.read_bytes() == again.read_bytes()


def test_a_page_that_lies_across_without_a_wide_table_is_set_upright(
    made: Paper, tmp_path: Path, rules: Layout
) -> None:
    source, target = tmp_path / "paper.docx", tmp_path / "mended.docx"
    made.hand["head"], made.hand["tail"] = "tabs", "plain"
    made.zones["appendix"] = []
    write(made, source)
    document = Document(str(source))
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    document.save(str(source))
    assert [one.found for one in check(source, rules).findings if one.rule == "page.size"] == [
        "landscape"
    ]

    done = mend(source, target, rules)

    assert [one.rule for one in done.left if one.rule.startswith("page.")] == []
    upright = Document(str(target)).sections[0].page_width
    assert upright is not None
    assert upright < Mm(211)
