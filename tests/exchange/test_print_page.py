"""The print page: what a Word file says is on it, with its mark, and nothing else is touched."""

import re
import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.urls import get_resolver
from django.utils.translation import override
from docx import Document
from docx.enum.text import WD_BREAK
from docx.shared import Mm
from tests.exchange import sample_values as sample

from muster.engines.word.package import unpacked
from muster.exchange import pdf
from muster.exchange.documents import document, paper_response
from muster.exchange.filling.fields import template, templates
from muster.exchange.limited import BOUNDS, Bounds, Refused, apart
from muster.exchange.printing.making import page_html, set_as_pdf
from muster.exchange.printing.reading import shown
from muster.exchange.templatetags.documents import pdf_button

get_resolver().url_patterns  # noqa: B018  # the pages register what they write
MARK = "Trang in của muster"
KEYS = [one.key for one in templates()]
NEEDS_PANGO = pytest.mark.skipif(not pdf._prints(), reason="needs pango")
NEEDS_TEXT = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PROGRAMS", ())


def word_file(written: "Document") -> bytes:  # type: ignore[valid-type]
    out = BytesIO()
    written.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def html_of(content: bytes) -> str:
    read = shown(unpacked(content, name="a"), absent="[picture]")
    return page_html(read, title="a", mark="<mark>", language="vi")


def text_of(made: bytes, tmp_path: Path) -> list[str]:
    """The text of each page."""
    path = tmp_path / "a.pdf"
    path.write_bytes(made)
    words = ["pdftotext", "-layout", str(path), "-"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return said.split("\f")[:-1]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@NEEDS_PANGO
@NEEDS_TEXT
@pytest.mark.usefixtures("no_office")
def test_each_page_says_that_it_is_the_print_page_and_what_the_word_file_says(
    tmp_path: Path,
) -> None:
    one = template("duty.plan")
    assert one is not None
    values = sample.values(one, "vn-nd30", size=sample.LONG, rows=30)

    with override("vi"):
        made = pdf.pdf_of(document(one, values, rules="vn-nd30"), name="Kế hoạch")

    pages = text_of(made, tmp_path)
    assert len(pages) > 1
    assert all(MARK in page for page in pages)
    assert words_of(sample.TEXTS[sample.LONG]) <= words_of(" ".join(pages))
    told = subprocess.run(["pdfinfo", tmp_path / "a.pdf"], check=True, capture_output=True)
    assert b"(A4)" in told.stdout
    assert re.search(r"^\s*2\s*$", pages[1].splitlines()[0])


@pytest.mark.parametrize("key", KEYS)
def test_every_word_of_a_document_is_on_its_print_page(key: str) -> None:
    one = template(key)
    assert one is not None
    content = document(
        one, sample.values(one, "vn-nd30", size=sample.LONG, rows=3), rules="vn-nd30"
    )

    html = html_of(content)

    tree = unpacked(content, name="a").tree("word/document.xml")
    texts = [text for text in tree.xpath("//*[local-name()='t']/text()") if text.strip()]
    assert texts
    shown_text = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert words_of(" ".join(texts)) <= words_of(re.sub(r"<[^>]*>", " ", shown_text))


def test_pages_and_margins_are_those_of_the_layout() -> None:
    one = template("office.letter")
    assert one is not None
    values = sample.values(one, "vn-nd30", size=sample.SHORT, rows=1)

    html = html_of(document(one, values, rules="vn-nd30"))

    # Decree 30/2020, annex I: A4; 20 to 25 mm above and below, 30 to 35 left, 15 to 20 right.
    found = re.search(r"size: 2(?:10|09.9\d)\S*mm 29(?:7|6.9\d)\S*mm; margin: (.*?);", html)
    assert found is not None
    top, right, bottom, left = (float(mm.removesuffix("mm")) for mm in found[1].split())
    assert 19.9 <= top <= 25.1
    assert 19.9 <= bottom <= 25.1
    assert 29.9 <= left <= 35.1
    assert 14.9 <= right <= 20.1


def test_joined_cells_repeated_heads_and_page_breaks_are_kept() -> None:
    written = Document()
    table = written.add_table(rows=3, cols=3, style="Table Grid")
    table.cell(0, 0).merge(table.cell(0, 1)).text = "across"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "down"
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(head.makeelement(f"{{{head.nsmap['w']}}}tblHeader"))
    written.add_paragraph().add_run("before").add_break(WD_BREAK.PAGE)
    written.paragraphs[-1].add_run("after")

    html = html_of(word_file(written))

    assert html.count("<thead>") == 1
    assert '<th colspan="2"' in html
    assert '<td rowspan="2"' in html
    assert re.search(r'>before</span></p><div class="page"></div><p.*>after</span></p>', html)
    assert len(re.findall(r"<t[dh][ >]", html)) == 7


def test_a_picture_leaves_a_mark_in_its_place(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    written = Document()
    written.add_picture(str(tmp_path / "a.png"), width=Mm(10))

    assert "[picture]" in html_of(word_file(written))


def test_nothing_in_a_file_becomes_markup() -> None:
    written = Document()
    written.add_paragraph('<img src="http://example.org/a.png"><style>p{}</style> & “x”')
    written.styles["Normal"].font.name = 'a"} @import "http://example.org'

    html = html_of(word_file(written))

    assert "<img" not in html
    assert html.count("<style>") == 1
    assert "@import" not in html
    assert '"\\00003cmark\\00003e"' in html


@NEEDS_PANGO
@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/hostname">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/a.css">',
        '<img src="data:image/png;base64,AAAA">',
    ],
)
def test_a_page_that_would_fetch_something_is_not_set(html: str) -> None:
    with pytest.raises(Refused):
        apart(set_as_pdf, BOUNDS, html)


@NEEDS_PANGO
@pytest.mark.usefixtures("no_office")
def test_it_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    assert pdf.pdf_of(word_file(Document()), name="a").startswith(b"%PDF-1.")

    assert list(tmp_path.iterdir()) == []


@NEEDS_PANGO
@pytest.mark.usefixtures("no_office")
def test_one_beyond_its_bounds_is_ended_and_what_is_no_word_file_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(pdf.PrintRefused):
        pdf.pdf_of(b"no file", name="a")

    monkeypatch.setattr(pdf, "PRINTING", Bounds(memory_mb=64, seconds=1))
    with pytest.raises(pdf.PdfFailed):
        pdf.pdf_of(word_file(Document()), name="a")


@NEEDS_PANGO
@pytest.mark.usefixtures("no_office")
def test_the_button_and_the_file_say_that_it_is_the_print_page() -> None:
    with override("vi"):
        button = pdf_button("/a")
        answer = paper_response(
            RequestFactory().get("/a?as=pdf"), word_file(Document()), name="Kế hoạch 5"
        )

    assert 'href="/a?as=pdf"' in button
    assert "Trang in (PDF)" in button
    assert answer["Content-Disposition"] == 'attachment; filename="ke-hoach-5-trang-in.pdf"'
