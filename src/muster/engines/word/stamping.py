"""A Word file that bears a line on every page: over the page, grey and aslant, and in its header.

The line goes into every header that the file has, and into a new one where a section has none
(ECMA-376 part 1, 17.10: a later section without a header of a kind takes that of the section
before it, so the first section is enough). No word of the text is touched.
"""

from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from muster.engines.word.package import TYPES, Package, packed, unpacked
from muster.engines.word.unpacking import LIMITS, Limits
from muster.engines.word.words import CONTENT, RELATIONS, W

Element = Any
KINDS: Final = ("default", "first", "even")
HEADER_NAME: Final = "word/headerStamp.xml"
HEADER_KEY: Final = "rIdStamp"
HEADER_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKED: Final = f"{{{OFFICE}}}id"
# How Word itself writes a watermark: a shape of type 136, whose path is a text.
SHAPE: Final = (
    "position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:44pt;rotation:315;"
    "z-index:-251658752;mso-position-horizontal:center;"
    "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    "mso-position-vertical-relative:margin"
)
SPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
WIDEST_PT: Final = 560
LETTER_PT: Final = 13


def stamped(content: bytes, line: str, *, name: str, limits: Limits = LIMITS) -> bytes:
    """The file of these bytes with *line* on every page. Raises UnreadableDocument."""
    package = unpacked(content, name=name, limits=limits)
    for part in _headers(package):
        package.tree(part).append(_paragraph(line, part))
        package.changed.add(part)
    sections = list(package.tree(package.main).iter(W + "sectPr"))
    missing = _missing(sections)
    if missing:
        _add_header(package, line)
        section = sections[0] if sections else _section(package)
        for kind in missing:
            reference = etree.Element(W + "headerReference", {W + "type": kind})
            reference.set(LINKED, HEADER_KEY)
            section.insert(0, reference)
        package.changed.add(package.main)
    return packed(package)


def _headers(package: Package) -> list[str]:
    found = {
        one.target: None
        for one in package.relations(package.main)
        if one.kind == "header" and not one.is_outward and package.has(one.target)
    }
    return list(found)


def _missing(sections: list[Element]) -> list[str]:
    """The kinds of header that the first section does not have."""
    first = sections[0] if sections else None
    there = (
        {str(one.get(W + "type") or "default") for one in first.iterfind(W + "headerReference")}
        if first is not None
        else set()
    )
    return [kind for kind in KINDS if kind not in there]


def _section(package: Package) -> Element:
    """A section for a text that has none."""
    body = package.tree(package.main).find(W + "body")
    section = etree.SubElement(body, W + "sectPr")
    package.changed.add(package.main)
    return section


def _add_header(package: Package, line: str) -> None:
    paragraph = etree.tostring(_paragraph(line, HEADER_NAME), encoding="unicode")
    header = f'<?xml version="1.0" encoding="UTF-8"?><w:hdr {SPACES}>{paragraph}</w:hdr>'
    package.parts[HEADER_NAME] = header.encode()
    types = package.tree(TYPES)
    override = {"PartName": f"/{HEADER_NAME}", "ContentType": HEADER_TYPE}
    etree.SubElement(types, CONTENT + "Override", override)
    package.changed.add(TYPES)
    folder, _, main = package.main.rpartition("/")
    relations = f"{folder}/_rels/{main}.rels"
    if not package.has(relations):
        space = RELATIONS.strip("{}")
        package.parts[relations] = f'<Relationships xmlns="{space}"/>'.encode()
    etree.SubElement(
        package.tree(relations),
        RELATIONS + "Relationship",
        {"Id": HEADER_KEY, "Type": f"{OFFICE}/header", "Target": f"/{HEADER_NAME}"},
    )
    package.changed.add(relations)


def _paragraph(line: str, part: str) -> Element:
    """The line in small print, with the same line aslant behind the page."""
    key = "".join(letter for letter in part if letter.isalnum())
    style = SHAPE.format(width=min(WIDEST_PT, LETTER_PT * max(8, len(line))))
    return etree.fromstring(
        f"<w:p {SPACES}><w:pPr><w:jc w:val='right'/></w:pPr>"
        "<w:r><w:rPr><w:color w:val='808080'/><w:sz w:val='16'/></w:rPr>"
        f"<w:t xml:space='preserve'>{escape(line)}</w:t></w:r>"
        "<w:r><w:rPr><w:noProof/></w:rPr><w:pict>"
        "<v:shapetype id='_x0000_t136' coordsize='21600,21600' o:spt='136' adj='10800'"
        " path='m@7,l@8,m@5,21600l@6,21600e'><v:formulas><v:f eqn='sum #0 0 10800'/>"
        "<v:f eqn='prod #0 2 1'/><v:f eqn='sum 21600 0 @1'/><v:f eqn='sum 0 0 @2'/>"
        "<v:f eqn='sum 21600 0 @3'/><v:f eqn='if @0 @3 0'/><v:f eqn='if @0 21600 @1'/>"
        "<v:f eqn='if @0 0 @2'/><v:f eqn='if @0 @4 21600'/></v:formulas>"
        "<v:path textpathok='t' o:connecttype='rect'/><v:textpath on='t' fitshape='t'/>"
        "</v:shapetype>"
        f"<v:shape id='Stamp{key}' o:spid='_x0000_s9{len(key):03}' type='#_x0000_t136'"
        f" style={quoteattr(style)} o:allowincell='f' fillcolor='silver' stroked='f'>"
        "<v:fill opacity='.5'/>"
        "<v:textpath style=\"font-family:'Times New Roman';font-size:1pt\""
        f" string={quoteattr(line)}/></v:shape></w:pict></w:r></w:p>"
    )
