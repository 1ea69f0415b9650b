"""Files that are no Word files, hostile ones, and those beyond a limit: one clear sentence."""

import random
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.engines.layout.corpus.faults import put
from tests.engines.layout.corpus.papers import paper
from tests.engines.layout.corpus.writing import write

from muster.engines.layout import UnreadableDocument, check
from muster.packs.layouts import layout, main

WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'
TYPES = "<Types/>"
OUTWARD = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="http://example.org/x" TargetMode="External" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"/>'
    "</Relationships>"
)
LINE = "<w:p><w:r><w:t>Dòng thứ {}.</w:t></w:r></w:p>"
NEXT_PAGE = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
PAGES = [
    "".join(LINE.format(page * 7919 + line * 104729) for line in range(11)) + NEXT_PAGE
    for page in range(5_000)
]


def packed(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


HOSTILE: Mapping[str, tuple[Mapping[str, bytes | str], str]] = {
    "an external entity": (
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            + WORD.format("<w:body>&x;</w:body>"),
        },
        "document type",
    ),
    "entities that grow": (
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]>'
            + WORD.format("<w:body>&y;</w:body>"),
        },
        "document type",
    ),
    "a bomb": (
        {"[Content_Types].xml": TYPES, "word/document.xml": b"\0" * (64 << 20)},
        "beyond all measure",
    ),
    "macros": (
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": WORD.format("<w:body/>"),
            "word/vbaProject.bin": b"x",
        },
        "macros",
    ),
    "broken XML": (
        {"[Content_Types].xml": TYPES, "word/document.xml": "<w:document"},
        r"word/document\.xml",
    ),
    "controls that run code": (
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": WORD.format("<w:body/>"),
            "word/activeX/activeX1.xml": "<a/>",
        },
        "macros or controls",
    ),
    "a template from elsewhere": (
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": WORD.format("<w:body/>"),
            "word/_rels/settings.xml.rels": OUTWARD.format("attachedTemplate"),
        },
        "takes in what lies outside",
    ),
    "a picture from elsewhere": (
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": WORD.format("<w:body/>"),
            "word/_rels/document.xml.rels": OUTWARD.format("image"),
        },
        "takes in what lies outside",
    ),
    "a field that starts a program": (
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": WORD.format(
                '<w:body><w:p><w:fldSimple w:instr="DDEAUTO c cmd"/></w:p></w:body>'
            ),
        },
        "starts programs",
    ),
    "5,000 pages": (
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": WORD.format(f"<w:body>{''.join(PAGES)}</w:body>"),
        },
        "more than 50,000 paragraphs",
    ),
    "no text part": ({"[Content_Types].xml": TYPES}, "is missing"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused(what: str, tmp_path: Path) -> None:
    parts, said = HOSTILE[what]

    with pytest.raises(UnreadableDocument, match=said):
        check(packed(tmp_path / "x.docx", parts), layout("vn-nd30"))


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("verb", ["check", "mend"])
def test_the_command_line_refuses_it_in_one_line(
    verb: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts, said = HOSTILE[what]
    source, target = packed(tmp_path / "x.docx", parts), tmp_path / "mended.docx"
    more = ["-o", str(target)] if verb == "mend" else ["--json"]

    code = main([verb, str(source), "--pack", "vn-nd30", *more])

    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert told.err.startswith(f"{source}: ")
    assert re.search(said, told.err)
    assert not target.exists()


def test_a_place_that_cannot_be_written_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(paper("one", "vn-nd30", "Kế hoạch", random.Random(4)), tmp_path / "right.docx")
    target = tmp_path / "nowhere" / "mended.docx"

    code = main(["mend", str(tmp_path / "right.docx"), "-o", str(target)])

    assert code == 2
    assert capsys.readouterr().err == f"{target}: No such file or directory\n"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(b"%PDF-1.7 no zip at all")

    with pytest.raises(UnreadableDocument, match=r"no Word file \(\.docx\)"):
        check(path, layout("vn-nd30"))


def test_the_command_line_says_how_it_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = paper("one", "vn-nd30", "Kế hoạch", random.Random(4))
    write(made, tmp_path / "right.docx")
    assert put(made, "number.format")
    write(made, tmp_path / "wrong.docx")

    codes = [
        main(["check", str(tmp_path / f"{name}.docx"), "--pack", "vn-nd30"])
        for name in ("right", "wrong", "none")
    ]

    told = capsys.readouterr()
    assert codes == [0, 3, 2]
    assert "number.format" in told.out
    assert "none.docx" in told.err
