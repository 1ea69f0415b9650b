"""The template that we ship for a document, made after layout rules.

Head and end come from the rules, the body from the document's outline. What it gives is a Word
file with marks, which a user may take, change in Word and give back.
"""

from io import BytesIO
from typing import Any, Final

from docx.document import Document as Docx
from docx.enum.text import WD_BREAK
from docx.shared import Mm, Pt
from docx.table import _Cell

from muster.engines.layout import Layout
from muster.exchange.filling import tables
from muster.exchange.filling.fields import Template
from muster.exchange.filling.outline import (
    Block,
    Crossed,
    Each,
    Grid,
    Heading,
    Repeated,
    Said,
    Text,
)
from muster.exchange.filling.paper import empty_paper, points_of, rule_of, style_name, text_width_mm
from muster.packs.layouts import Words

LEFT_OF_HEAD: Final = 0.39
# One who signs alone needs the wider part: posts are long.
LEFT_OF_END, LEFT_OF_TWO = 0.44, 0.5
SIGNING_PT: Final = 60  # room for a signature and a seal
# How wide a letter is on average, to its size: capitals, and others.
UPPER_EM, LOWER_EM = 0.70, 0.47
BODY_RULE_MM, ABSTRACT_RULE_MM = 22.0, 40.0
FIRST_MM_OF_LINE: Final = 1.0
BELOW_RULE_PT: Final = 4
# The last paragraph, with the marks around it by which it may be left out.
LEADING: Final = 3
END_OF_ROWS: Final = "{%p endfor %}"


def made(template: Template, rules: Layout, words: Words) -> bytes:
    """The shipped template of a document, its fixed words in the language that is active."""
    out = BytesIO()
    _Maker(template, rules, words).docx.save(out)
    return out.getvalue()


def mark(name: str) -> str:
    """How a template names a field."""
    return f"{{{{ {name} }}}}"


class _Maker:
    def __init__(self, template: Template, rules: Layout, words: Words) -> None:
        self.template, self.rules, self.words = template, rules, words
        self.docx: Docx = empty_paper(rules, wide=template.wide)
        self.docx.core_properties.title = str(template.label)
        self.width_mm = text_width_mm(self.docx)
        self._head()
        self._title()
        self._blocks(template.body)
        self._end()

    # ---- writing

    def _write(self, holder: Any, text: str, style: str, **look: Any) -> Any:
        paragraph = holder.add_paragraph(style=style_name(style))
        run = paragraph.add_run(text)
        for name, value in look.items():
            setattr(run.font, name, value)
        return paragraph

    def _wrapped(self, holder: Any, given: str, text: str, style: str, **look: Any) -> Any:
        """A paragraph that is left out while the field is empty."""
        self._write(holder, f"{{%p if {given} %}}", style)
        paragraph = self._write(holder, text, style, **look)
        self._write(holder, "{%p endif %}", style)
        return paragraph

    def _rule(self, holder: Any, length_mm: float, inner_mm: float) -> None:
        """A line of that length in the middle, drawn as the border of an empty paragraph."""
        paragraph = holder.add_paragraph(style=style_name("table_text"))
        shape = paragraph.paragraph_format
        aside = max(0.0, (inner_mm - length_mm) / 2)
        shape.left_indent = shape.right_indent = Mm(aside)
        shape.line_spacing = Mm(FIRST_MM_OF_LINE)
        shape.space_after = Pt(BELOW_RULE_PT)
        tables.draw_under(paragraph)

    def _is_ruled(self, name: str) -> bool:
        return bool(rule_of(name, self.rules).ruled)

    # ---- the head

    def _head(self) -> None:
        left_mm = self.width_mm * LEFT_OF_HEAD
        right_mm = self.width_mm - left_mm
        table = tables.bare(self.docx, rows=2, widths_mm=(left_mm, right_mm))
        self._body_names(table.cell(0, 0), left_mm)
        for name in ("national_name", "motto"):
            self._fixed_name(table.cell(0, 1), name, right_mm)
        self._write(table.cell(1, 0), mark("number"), "number")
        self._write(table.cell(1, 1), mark("place_date"), "place_date")
        if self.template.is_letter:
            abstract = str(self.template.abstract)
            self._write(table.cell(1, 0), abstract, "letter_abstract").alignment = 1
        tables.drop_first_lines(table)

    def _body_names(self, cell: _Cell, width_mm: float) -> None:
        self._wrapped(cell, "superior", mark("superior"), "superior_body")
        self._write(cell, mark("issuer"), "issuing_body")
        if self.words.under_body:
            self._write(cell, self.words.under_body, "number")
        elif self._is_ruled("issuing_body"):
            self._rule(cell, BODY_RULE_MM, width_mm)

    def _fixed_name(self, cell: _Cell, name: str, width_mm: float) -> None:
        rule = self.rules.components.get(name)
        if rule is None or not rule.text:
            return
        self._write(cell, rule.text[0], name)
        if rule.ruled:
            em = UPPER_EM if rule.case == "upper" else LOWER_EM
            points = points_of(name, rule)
            self._rule(cell, Pt(len(rule.text[0]) * em * points) / Mm(1), width_mm)

    def _title(self) -> None:
        self._write(self.docx, "", "body")
        if not self.template.is_letter:
            self._write(self.docx, mark("kind"), "type_name")
            self._write(self.docx, str(self.template.abstract), "abstract")
            if self._is_ruled("abstract"):
                self._rule(self.docx, ABSTRACT_RULE_MM, self.width_mm)
            self._write(self.docx, "", "table_text")
        if any(field.name == "addressee" for field in self.template.fields):
            self._wrapped(self.docx, "addressee", mark("addressee"), "addressees")

    # ---- the body

    def _blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Said(label, field):
                self._wrapped(self.docx, field, f"{label}: {mark(field)}", "body")
            case Text(text, given):
                self._paragraph(str(text), given)
            case Heading(text, given):
                heading = self._paragraph(str(text), given, bold=True)
                heading.paragraph_format.keep_with_next = True
            case Each():
                self._each(block)
            case Grid():
                self._given(block.given, lambda: tables.grid(self.docx, block, self.width_mm))
            case Crossed():
                self._given(block.heads, lambda: tables.crossed(self.docx, block, self.width_mm))
            case Repeated():
                self._repeated(block)

    def _paragraph(self, text: str, given: str, **look: Any) -> Any:
        if given:
            return self._wrapped(self.docx, given, text, "body", **look)
        return self._write(self.docx, text, "body", **look)

    def _given(self, given: str, add: Any) -> None:
        if given:
            self._write(self.docx, f"{{%p if {given} %}}", "body")
        add()
        # Word joins two tables that nothing parts.
        self._write(self.docx, "", "table_text")
        if given:
            self._write(self.docx, "{%p endif %}", "body")

    def _each(self, block: Each) -> None:
        only = f" if {block.where}" if block.where else ""
        self._write(self.docx, f"{{%p for row in {block.rows}{only} %}}", "body")
        self._write(self.docx, str(block.text), "body")
        self._write(self.docx, END_OF_ROWS, "body")

    def _repeated(self, block: Repeated) -> None:
        self._write(self.docx, f"{{%p for {block.called} in {block.rows} %}}", "body")
        self._write(self.docx, "{%p if not loop.first %}", "body")
        page = self.docx.add_paragraph(style=style_name("table_text"))
        page.add_run().add_break(WD_BREAK.PAGE)
        self._write(self.docx, "{%p endif %}", "body")
        self._blocks(block.blocks)
        self._write(self.docx, END_OF_ROWS, "body")

    # ---- the end

    def _end(self) -> None:
        """Who gets it at the left, who signs at the right; a second signature above the first."""
        self._lead_to_signature()
        left_mm = self.width_mm * (LEFT_OF_TWO if self.template.beside else LEFT_OF_END)
        rows = 2 if self.template.beside else 1
        widths = (left_mm, self.width_mm - left_mm)
        table = tables.bare(self.docx, rows=rows, widths_mm=widths)
        self._signature(table.cell(0, 1))
        if self.template.beside is not None:
            self._beside(table.cell(0, 0))
        self._recipients(table.cell(rows - 1, 0))
        tables.drop_first_lines(table)
        tables.keep_together(table)

    def _lead_to_signature(self) -> None:
        """Nobody signs a page that holds nothing else: the last lines go with the signature.

        Not those of a list, or all of its rows would want to stand on one page.
        """
        for paragraph in reversed(self.docx.paragraphs[-LEADING:]):
            if paragraph.text == END_OF_ROWS:
                break
            paragraph.paragraph_format.keep_with_next = True

    def _signature(self, cell: _Cell) -> None:
        self._write(cell, mark("authority"), "authority")
        self._wrapped(cell, "post", mark("post"), "authority")
        self._write(cell, mark("signer"), "signer").paragraph_format.space_before = Pt(SIGNING_PT)

    def _beside(self, cell: _Cell) -> None:
        beside = self.template.beside
        if beside is None:
            return
        self._write(cell, str(beside.title), "authority")
        name = self._write(cell, mark(beside.field), "signer")
        name.paragraph_format.space_before = Pt(SIGNING_PT)

    def _recipients(self, cell: _Cell) -> None:
        self._write(cell, self.words.recipients, "recipients_label")
        self._write(cell, "{%p for row in recipients %}", "recipients")
        self._write(cell, mark("row.text"), "recipients")
        self._write(cell, END_OF_ROWS, "recipients")
