"""Word files written by hand, part by part, for what a test is about."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

W_NS: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES: Final = (
    f'xmlns:w="{W_NS}"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
TYPES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
WHO: Final = 'w:author="Bà Lan" w:date="2030-01-05T10:20:00Z"'
KINDS: Final = {
    "comments.xml": "comments",
    "footnotes.xml": "footnotes",
    "endnotes.xml": "endnotes",
    "styles.xml": "styles",
    "numbering.xml": "numbering",
    "header1.xml": "header",
    "footer1.xml": "footer",
}


def r(text: str, properties: str = "", *, tag: str = "t") -> str:
    """A run."""
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def p(
    *inner: str, style: str = "", numbering: tuple[int, int] | None = None, mark: str = ""
) -> str:
    """A paragraph of text or of runs. mark: what is tracked of its end."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        properties += (
            f'<w:numPr><w:ilvl w:val="{numbering[1]}"/><w:numId w:val="{numbering[0]}"/></w:numPr>'
        )
    properties += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    runs = "".join(one if one.startswith("<") else r(one) for one in inner)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def ins(*inner: str, who: str = WHO) -> str:
    return f'<w:ins w:id="1" {who}>{"".join(inner)}</w:ins>'


def out(text: str, who: str = WHO) -> str:
    """A deleted run."""
    return f'<w:del w:id="2" {who}>{r(text, tag="delText")}</w:del>'


MARK_IN: Final = f'<w:ins w:id="3" {WHO}/>'
MARK_OUT: Final = f'<w:del w:id="4" {WHO}/>'


def table(*rows: Sequence[str]) -> str:
    """A table of cells, each of paragraphs or a text."""
    return "<w:tbl><w:tblPr/><w:tblGrid/>" + "".join(row(*cells) for cells in rows) + "</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    inner = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    held = (cell if cell.startswith("<") else p(cell) for cell in cells)
    return f"<w:tr>{inner}" + "".join(f"<w:tc><w:tcPr/>{one}</w:tc>" for one in held) + "</w:tr>"


def document(body: str) -> str:
    return f"<w:document {SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"


def part(root: str, inner: str) -> str:
    return f"<w:{root} {SPACES}>{inner}</w:{root}>"


def parts(body: str, more: Mapping[str, str] = {}, relations: str = "") -> dict[str, Any]:
    """The parts of a file: the body, and others of ``word/`` by their names."""
    overrides = "".join(
        f'<Override PartName="/word/{name}" ContentType="{TYPES}.{kind}+xml"/>'
        for name, kind in {"document.xml": "document.main", **KINDS}.items()
        if name == "document.xml" or name in more
    )
    links = "".join(
        f'<Relationship Id="r{at}" Type="{_relation(name)}" Target="{name}"/>'
        for at, name in enumerate(more)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r"'
        f' Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": document(body),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{links}{relations}</Relationships>",
        **{f"word/{name}": content for name, content in more.items()},
    }


def _relation(name: str) -> str:
    if name == "commentsExtended.xml":
        return "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
    return f"{OFFICE}/{KINDS[name]}"


def packed(held: Mapping[str, Any]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx(*body: str, more: Mapping[str, str] = {}, relations: str = "") -> bytes:
    """A Word file with these blocks."""
    return packed(parts("".join(body), more, relations))
