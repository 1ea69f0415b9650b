"""A line on every page of a Word file: in each header, whatever headers there are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.engines.texts import make as word

from muster.engines import texts
from muster.engines.word.errors import UnreadableDocument
from muster.engines.word.package import unpacked
from muster.engines.word.stamping import stamped

LINE = 'Nguyễn Văn An & "con" <09:42>'
W_NS = word.W_NS
HEADER = word.part("hdr", word.p("Đầu trang sẵn có"))
SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="r0"/><w:titlePg/>'
    '<w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
)


def with_header() -> bytes:
    held = word.parts(word.p("một"), {"header1.xml": HEADER})
    held["word/document.xml"] = held["word/document.xml"].replace("<w:sectPr/>", SECTION)
    return word.packed(held)


def said(content: bytes) -> list[str]:
    return [one.text for one in texts.read(content, name="x").paragraphs]


@pytest.mark.parametrize("content", [word.docx(word.p("một"), word.p("hai")), with_header()])
def test_every_kind_of_header_bears_the_line_and_no_word_changes(content: bytes) -> None:
    made = stamped(content, LINE, name="x")

    package = unpacked(made, name="x")
    section = next(package.tree(package.main).iter(f"{{{W_NS}}}sectPr"))
    kinds = [one.get(f"{{{W_NS}}}type") for one in section.iter(f"{{{W_NS}}}headerReference")]
    assert sorted(kinds) == ["default", "even", "first"]
    headers = [one for one in package.relations(package.main) if one.kind == "header"]
    for one in headers:
        tree = package.tree(one.target)
        assert LINE in ["".join(p.itertext()) for p in tree.iter(f"{{{W_NS}}}p")]
    assert said(made) == said(content)


def test_a_header_that_was_there_keeps_its_words() -> None:
    package = unpacked(stamped(with_header(), LINE, name="x"), name="x")

    assert "Đầu trang sẵn có" in "".join(package.tree("word/header1.xml").itertext())


def test_a_hostile_file_is_not_stamped() -> None:
    held = {**word.parts(word.p("a")), "word/vbaProject.bin": "x"}

    with pytest.raises(UnreadableDocument) as caught:
        stamped(word.packed(held), LINE, name="x")
    assert caught.value.code == "macros"


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="needs LibreOffice and pdftotext",
)
def test_libreoffice_prints_the_line_on_every_page(tmp_path: Path) -> None:
    pages = [word.p(f"trang {n}", '<w:r><w:br w:type="page"/></w:r>') for n in range(3)]
    source = tmp_path / "x.docx"
    source.write_bytes(stamped(word.docx(*pages), "Nguyễn Văn An", name="x"))
    options = ["--headless", f"-env:UserInstallation=file://{tmp_path}/home"]

    subprocess.run(
        ["soffice", *options, "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    printed = subprocess.run(
        ["pdftotext", str(tmp_path / "x.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout

    sheets = [sheet for sheet in printed.split("\f") if re.search(r"trang \d", sheet)]
    assert len(sheets) == 3
    assert all("Nguyễn Văn An" in sheet for sheet in sheets)
