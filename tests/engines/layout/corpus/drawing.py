"""Pieces of WordprocessingML that python-docx has no words for: lines, fields, lists, defaults."""

from copy import deepcopy
from typing import Any, Final

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

W14: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WIDTH_EMU, MM_EMU = 1_080_000, 36_000
LINE: Final = f"""
<w:r {nsdecls("w", "wp", "a")} xmlns:mc="{MC}" xmlns:wps="{W14}">
 <mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
  <wp:anchor distT="0" distB="0" distL="114300" distR="114300" simplePos="0" relativeHeight="2"
   behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">
   <wp:simplePos x="0" y="0"/>
   <wp:positionH relativeFrom="column"><wp:posOffset>900000</wp:posOffset></wp:positionH>
   <wp:positionV relativeFrom="paragraph"><wp:posOffset>{{down}}</wp:posOffset></wp:positionV>
   <wp:extent cx="{WIDTH_EMU}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
   <wp:docPr id="{{n}}" name="Line {{n}}"/><wp:cNvGraphicFramePr/>
   <a:graphic><a:graphicData uri="{W14}"><wps:wsp><wps:cNvCnPr/><wps:spPr>
    <a:xfrm><a:off x="0" y="0"/><a:ext cx="{WIDTH_EMU}" cy="0"/></a:xfrm>
    <a:prstGeom prst="line"><a:avLst/></a:prstGeom>
    <a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>
   </wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>
  </wp:anchor></w:drawing></mc:Choice>
 </mc:AlternateContent></w:r>"""
VML: Final = f"""
<w:r {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict>
 <v:line id="line{{n}}" style="position:absolute;z-index:1"
  from="60pt,{{down}}pt" to="150pt,{{down}}pt"/>
</w:pict></w:r>"""
BELOW_MM, ABOVE_MM = 6, 0


def line(paragraph: Any, n: int, *, above: bool = False) -> None:
    """A drawn line anchored in a paragraph: under its text, or over it."""
    down = (ABOVE_MM if above else BELOW_MM) * MM_EMU
    paragraph._p.append(parse_xml(LINE.format(n=n, down=down)))


def old_line(paragraph: Any, n: int) -> None:
    """The same as Word 97 drew it."""
    paragraph._p.append(parse_xml(VML.format(n=n, down=17)))


def border(paragraph: Any) -> None:
    """A border under a paragraph."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def page_field(paragraph: Any, run: Any, *, simple: bool) -> None:
    """The number of the page, as a field in one piece or, as Word writes it, in five runs."""
    run.text = "2"
    if simple:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), " PAGE   \\* MERGEFORMAT ")
        field.append(run._r)
        paragraph._p.append(field)
        return
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", "")):
        run._r.addprevious(_part(run, kind, text))
    paragraph._p.append(_part(run, "end", ""))


def _part(run: Any, kind: str, text: str) -> Any:
    """A run of a field, that looks like its result."""
    part = OxmlElement("w:r")
    part.append(deepcopy(run._r.rPr))
    element = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        element.set(qn("w:fldCharType"), kind)
    element.text = text or None
    part.append(element)
    return part


CONTROL: Final = f"""<w:sdt {nsdecls("w")}><w:sdtPr><w:id w:val="741"/><w:docPartObj>
<w:docPartGallery w:val="Page Numbers (Top of Page)"/><w:docPartUnique/></w:docPartObj></w:sdtPr>
<w:sdtContent/></w:sdt>"""


def in_content_control(paragraph: Any) -> None:
    """A paragraph in a content control, as Word's gallery of page numbers makes it."""
    control = parse_xml(CONTROL)
    paragraph._p.addprevious(control)
    control[-1].append(paragraph._p)


LEVEL: Final = """<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>
<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl>"""


class Lists:
    """Labels that Word writes by itself: ``1.`` and ``a)``; each list starts anew."""

    def __init__(self, document: Any) -> None:
        self._root = document.part.numbering_part.element
        self._abstract = "9001"
        levels = LEVEL.format(at=0, kind="decimal", text="%1.") + LEVEL.format(
            at=1, kind="lowerLetter", text="%2)"
        )
        made = parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{self._abstract}">{levels}'
            "</w:abstractNum>"
        )
        self._root.insert(0, made)
        self._lists = 9000

    def begin(self) -> None:
        """A list of its own for what follows."""
        self._lists += 1
        starts = "".join(
            f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="1"/></w:lvlOverride>'
            for at in (0, 1)
        )
        self._root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{self._lists}">'
                f'<w:abstractNumId w:val="{self._abstract}"/>{starts}</w:num>'
            )
        )

    def label(self, paragraph: Any, depth: int) -> None:
        """Give a paragraph the next label."""
        numbering = parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{self._lists}"/>'
            "</w:numPr>"
        )
        paragraph._p.get_or_add_pPr().insert_element_before(
            numbering, "w:pBdr", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )


DEFAULTS: Final = f"""<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"
 w:eastAsia="Times New Roman"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="240" w:lineRule="auto"/><w:jc w:val="both"/>
</w:pPr></w:pPrDefault></w:docDefaults>"""


def set_defaults(document: Any) -> None:
    """Times New Roman 14, justified, 6 points apart, said once for the whole document."""
    root = document.styles.element
    root.replace(root.find(qn("w:docDefaults")), parse_xml(DEFAULTS))


KEPT: Final = ("TableNormal", "TableGrid")


def leave_out_unused(document: Any) -> None:
    """Table styles that nobody uses: Word keeps none of them, python-docx brings a hundred."""
    root = document.styles.element
    for style in root.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in KEPT:
            root.remove(style)


def set_theme(document: Any, family: str) -> None:
    """The theme's typeface for text."""
    for one in document.part.rels.values():
        if one.reltype.endswith("/theme"):
            part = one.target_part
            blob = part.blob.decode()
            start = blob.index('<a:latin typeface="', blob.index("<a:minorFont>")) + 19
            part._blob = (blob[:start] + family + blob[blob.index('"', start) :]).encode()


def set_theme_font(run: Any) -> None:
    """Letters in the theme's typeface for text."""
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi"):
        fonts.set(qn(f"w:{name}Theme"), "minorHAnsi")
