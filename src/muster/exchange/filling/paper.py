"""An empty page after layout rules: paper, margins, page numbers, and a style for each component.

Sizes are those of the rules: of the head the smallest, of the rest the nearest to fourteen points.
"""

from typing import Any, Final

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from muster.engines.layout import Layout
from muster.engines.layout.rules import Component

EASY_PT: Final = 14.0
CELL_PT: Final = 12
FIRST_MM: Final = 10.0
GAP_PT: Final = 6
LINE: Final = 1.1
HEAD: Final = (
    *("national_name", "motto", "superior_body", "issuing_body", "number", "place_date"),
    "letter_abstract",
)
BODY: Final = ("body", "clause", "addressees")
ALIGNS: Final = {
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
STYLES: Final = (
    *HEAD,
    *BODY,
    *("type_name", "abstract", "authority", "signer", "recipients_label", "recipients"),
    *("page_number", "table_text"),
)


def empty_paper(rules: Layout, *, wide: bool) -> Docx:
    """A document without text, with margins, numbered pages and a style for each component."""
    docx = Document()
    for paragraph in list(docx.element.body.iterchildren(qn("w:p"))):
        docx.element.body.remove(paragraph)
    _fonts(docx, rules.family)
    for name in STYLES:
        _style(docx, name, rule_of(name, rules))
    _page(docx, rules, wide=wide)
    _page_number(docx)
    # Whoever made the library's own empty file is not the author of this one.
    docx.core_properties.author = ""
    docx.core_properties.comments = ""
    return docx


def rule_of(name: str, rules: Layout) -> Component:
    """What the rules say of a style's component; nothing where they leave it open."""
    if name == "letter_abstract":
        return rules.letter_abstract
    return rules.components.get(name, Component(key=name))


def points_of(name: str, rule: Component) -> float:
    """The size of letters of a component [pt]."""
    if name == "table_text":
        return CELL_PT
    low, high = rule.points or (EASY_PT, EASY_PT)
    return low if name in HEAD else min(max(EASY_PT, low), high)


def style_name(name: str) -> str:
    """A component's style as Word lists it."""
    return f"Muster {name.replace('_', ' ')}"


def text_width_mm(docx: Docx) -> float:
    """Between the margins."""
    section: Any = docx.sections[0]
    inner = section.page_width - section.left_margin - section.right_margin
    return float(inner) / Mm(1)


def _fonts(docx: Docx, family: str) -> None:
    normal = docx.styles["Normal"]
    normal.font.name = family
    normal.font.size = Pt(EASY_PT)
    fonts = normal.element.rPr.rFonts
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{script}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), family)


def _style(docx: Docx, name: str, rule: Component) -> None:
    style: Any = docx.styles.add_style(style_name(name), WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = docx.styles["Normal"]
    style.quick_style = True
    style.font.size = Pt(points_of(name, rule))
    style.font.bold = bool(rule.bold)
    style.font.italic = bool(rule.italic)
    style.font.underline = bool(rule.underline)
    style.font.all_caps = rule.case == "upper"
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing = 1.0
    shape.alignment = ALIGNS[(rule.align or ("left",))[0]]
    if name in BODY:
        _body(style, rule)


def _body(style: ParagraphStyle, rule: Component) -> None:
    shape = style.paragraph_format
    shape.space_after = Pt(max(GAP_PT, rule.gap_pt or 0))
    shape.line_spacing = min(max(LINE, (rule.line or (LINE, LINE))[0]), (rule.line or (0, LINE))[1])
    if style.name == style_name("addressees"):
        shape.alignment = ALIGNS["center"]
        return
    shape.alignment = ALIGNS["justify"]
    shape.first_line_indent = Mm((rule.first_mm or (FIRST_MM,))[0])


def _page(docx: Docx, rules: Layout, *, wide: bool) -> None:
    section, page = docx.sections[0], rules.page
    width, height = page.sizes["A4"]
    section.page_width, section.page_height = Mm(width), Mm(height)
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(height), Mm(width)
    for side in ("top", "bottom", "left", "right"):
        setattr(section, f"{side}_margin", Mm(getattr(page, side)[0]))
    section.header_distance = section.footer_distance = Mm(10)


def _page_number(docx: Docx) -> None:
    """In the middle of the head, from the second page on."""
    section = docx.sections[0]
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.style = docx.styles[style_name("page_number")]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "2"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  # python-docx has no fields
