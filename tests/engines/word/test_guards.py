"""Files that are no Word files, hostile ones, and those beyond a limit: each by its own code."""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.engines.texts.make import OFFICE, PACKAGE, docx, p, packed, part, parts

from muster.engines.word.errors import SENTENCES, UnreadableDocument
from muster.engines.word.package import packed as written
from muster.engines.word.package import unpacked
from muster.engines.word.unpacking import Limits

RELATIONS = f'<Relationships xmlns="{PACKAGE}/relationships">%s</Relationships>'


def with_parts(**more: Any) -> bytes:
    """A right file with other parts laid over it; slashes are written as ``__``."""
    named = {name.replace("__", "/"): content for name, content in more.items()}
    return packed({**parts(p("x")), **named})


def outward(kind: str, target: str = "http://203.0.113.9/x") -> str:
    return f'<Relationship Id="o" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'


def field(instruction: str) -> str:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    told = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in instruction.split("|"))
    return p(f'{begin}{told}<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def types(of_main: str) -> str:
    return str(parts("")["[Content_Types].xml"]).replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", of_main
    )


def with_flag() -> bytes:
    """A file whose entries say that they are encrypted."""
    content = bytearray(docx(p("x")))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def damaged() -> bytes:
    content = bytearray(docx(p("x " * 2000)))
    content[content.index(b"word/document.xml") + 60] ^= 0xFF
    return bytes(content)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;"><!ENTITY z "&y;&y;">]>'
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
STRICT = (
    '<d:document xmlns:d="http://purl.oclc.org/ooxml/wordprocessingml/main"><d:body/></d:document>'
)
BAD: Mapping[str, tuple[bytes, str, Mapping[str, Any]]] = {
    "nothing": (b"", "not_word", {"found": "?"}),
    "letters": (b"hello", "not_word", {"found": "?"}),
    "PDF": (b"%PDF-1.7", "not_word", {"found": "PDF"}),
    "RTF": (b"{\\rtf1 x}", "not_word", {"found": "RTF"}),
    "a page": (b"\xef\xbb\xbf\n<html>", "not_word", {"found": "HTML"}),
    "any ZIP": (packed({"a.txt": "x"}), "not_word", {"found": "ZIP"}),
    "Excel": (
        packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a/>"}),
        "not_word",
        {"found": "Excel"},
    ),
    "OpenDocument": (packed({"mimetype": "x"}), "not_word", {"found": "OpenDocument"}),
    "Word 97": (OLE + b"WordDocument", "old_word", {}),
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", {}),
    "an encrypted part": (with_flag(), "encrypted", {}),
    "cut off": (docx(p("x"))[:-30], "damaged", {}),
    "a wrong check sum": (damaged(), "damaged", {}),
    "no text part": (
        packed({"[Content_Types].xml": "<Types/>"}),
        "missing_part",
        {"part": "word/document.xml"},
    ),
    "Strict": (with_parts(**{"word__document.xml": STRICT}), "strict", {}),
    "another root": (
        with_parts(**{"word__document.xml": part("hdr", "")}),
        "not_word",
        {"found": "hdr"},
    ),
    "broken XML": (
        with_parts(**{"word__document.xml": "<w:document"}),
        "broken_xml",
        {"part": "word/document.xml"},
    ),
    "an external entity": (
        with_parts(**{"word__document.xml": DOCTYPE + part("document", "&x;")}),
        "document_type",
        {"part": "word/document.xml"},
    ),
    "entities that grow": (
        with_parts(**{"word__document.xml": LAUGHS + part("document", "&z;")}),
        "document_type",
        {"part": "word/document.xml"},
    ),
    "a document type in a relation": (
        with_parts(**{"word___rels__document.xml.rels": LAUGHS + RELATIONS % ""}),
        "document_type",
        {},
    ),
    "macros": (
        with_parts(**{"word__vbaProject.bin": "x"}),
        "macros",
        {"part": "word/vbaProject.bin"},
    ),
    "macros by type": (
        with_parts(**{"[Content_Types].xml": types(MACRO_TYPE)}),
        "macros",
        {"part": "/word/document.xml"},
    ),
    "a control": (
        with_parts(**{"word__activeX__activeX1.xml": "<a/>"}),
        "macros",
        {"part": "word/activeX/activeX1.xml"},
    ),
    "a field that starts programs": (
        docx(field(" DDE|AUTO c:\\cmd.exe ")),
        "active_field",
        {"field": "DDEAUTO", "part": "word/document.xml"},
    ),
    "such a field in a header": (
        docx(p("x"), more={"header1.xml": part("hdr", p('<w:fldSimple w:instr="dde x"/>'))}),
        "active_field",
        {"field": "DDE"},
    ),
    "a linked picture": (
        docx(p("x"), relations=outward("image")),
        "outward",
        {"kind": "image", "target": "http://203.0.113.9/x"},
    ),
    "a linked object": (docx(p("x"), relations=outward("oleObject")), "outward", {}),
    "an attached template": (
        with_parts(**{"word___rels__settings.xml.rels": RELATIONS % outward("attachedTemplate")}),
        "outward",
        {"kind": "attachedTemplate", "part": "word/_rels/settings.xml.rels"},
    ),
    "a long address": (
        docx(p("x"), relations=outward("image", "h" * 900)),
        "outward",
        {"target": "h" * 120},
    ),
    "a name from the root": (with_parts(**{"/etc/passwd": "x"}), "part_name", {}),
    "a name of a drive": (with_parts(**{"C:/x": "x"}), "part_name", {}),
    "a name that climbs": (with_parts(**{"word/../../x": "x"}), "part_name", {}),
    "a name that climbs backwards": (with_parts(**{"word\\..\\x": "x"}), "part_name", {}),
    "a part twice": (
        with_parts(**{"word__Document.XML": "<a/>"}),
        "part_twice",
        {"part": "word/Document.XML"},
    ),
    "a bomb": (
        with_parts(**{"word__media__x.bin": b"\0" * (3 << 20)}),
        "bomb",
        {"part": "word/media/x.bin", "ratio": 200},
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_by_its_own_code(what: str) -> None:
    content, code, data = BAD[what]

    with pytest.raises(UnreadableDocument) as refused:
        unpacked(content, name="Dự thảo.docx")

    assert refused.value.code == code
    assert dict(data).items() <= refused.value.data.items()
    assert str(refused.value).startswith("Dự thảo.docx: ")


SMALL: Mapping[str, tuple[Limits, str, Mapping[str, Any]]] = {
    "megabytes": (Limits(file_mb=0), "too_large", {"limit_mb": 0}),
    "parts": (Limits(parts=3), "too_many_parts", {"parts": 4, "limit": 3}),
    "unpacked": (Limits(unpacked_mb=0), "bomb", {}),
    "one part": (Limits(xml_mb=0), "bomb", {"limit_mb": 0}),
}


@pytest.mark.parametrize("what", SMALL)
def test_each_limit_is_named_where_it_is_passed(what: str) -> None:
    limits, code, data = SMALL[what]

    with pytest.raises(UnreadableDocument) as refused:
        unpacked(docx(p("x")), name="x", limits=limits)

    assert refused.value.code == code
    assert data.items() <= refused.value.data.items()


def test_a_header_that_lies_about_a_size_is_found_out_without_unpacking_all() -> None:
    """The directory says ten bytes; the part would unpack to 64 MiB."""
    content = bytearray(with_parts(**{"word__media__x.bin": b"\0" * (64 << 20)}))
    at = content.rindex(b"word/media/x.bin") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")

    with pytest.raises(UnreadableDocument) as refused:
        unpacked(bytes(content), name="x")

    assert refused.value.code == "damaged"


def test_a_right_file_is_taken_with_its_links_and_its_bytes() -> None:
    content = docx(p("x"), relations=outward("hyperlink"))

    package = unpacked(content, name="x")

    assert package.main == "word/document.xml"
    assert written(package) == content


def test_every_code_has_a_sentence_that_its_data_fill() -> None:
    told = {code for _, code, _ in BAD.values()} | {code for _, code, _ in SMALL.values()}

    assert set(SENTENCES) - told == {"not_opened", "too_many_paragraphs", "too_long"}
