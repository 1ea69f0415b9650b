"""Papers as files: each hand works in Word in its own way, and all mean the same."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt
from tests.engines.layout.corpus import drawing
from tests.engines.layout.corpus.forms import Form
from tests.engines.layout.corpus.papers import TABLE, WIDE, Paper

ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
RIGHT: Final = "Times New Roman"
STYLED: Final = ("styles", "chain")
SIGNING_MM: Final = 85.0
LABELLED: Final = {"clause": 0, "point": 1}


def write(paper: Paper, path: Path) -> None:
    """The paper as a Word file."""
    _Scribe(paper).document.save(str(path))


class _Scribe:
    def __init__(self, paper: Paper) -> None:
        self.paper, self.hand, self.rng = paper, paper.hand, paper.rng
        self.document = Document()
        drawing.leave_out_unused(self.document)
        self.lists = drawing.Lists(self.document)
        self._styles: dict[tuple[Any, ...], Any] = {}
        self._drawn = 10
        self._is_styled = self.hand["looks"] in STYLED
        self._owed: dict[int, bool] = {}
        if self.hand["looks"] == "defaults":
            drawing.set_defaults(self.document)
        if self.hand["looks"] == "theme":
            drawing.set_theme(self.document, RIGHT)
        self._page(self.document.sections[0])
        self._number()
        self._head()
        for zone in ("under", "text"):
            self._zone(self.document, paper.zones[zone])
        self._tail()
        self._zone(self.document, paper.zones["appendix"])

    # ---- pages

    def _page(self, section: Any) -> None:
        page = self.paper.page
        section.page_width, section.page_height = Mm(page["width"]), Mm(page["height"])
        for side in ("top", "bottom", "left", "right"):
            setattr(section, f"{side}_margin", Mm(page[side]))

    def _number(self) -> None:
        fault = self.hand.get("page number", "")
        if fault == "missing" or self.paper.pack == "vn-party":
            return
        section = self.document.sections[0]
        section.different_first_page_header_footer = fault != "format"
        holder = section.footer if fault == "place" else section.header
        paragraph = holder.paragraphs[0]
        align = self.rng.choice(("left", "right")) if fault == "align" else "center"
        paragraph.alignment = ALIGN[align]
        run = paragraph.add_run()
        points = self.rng.choice((11, 12, 16)) if fault == "points" else self.rng.choice((13, 14))
        run.font.size, run.font.name = Pt(points), RIGHT
        run.bold, run.italic = fault == "bold", fault == "italic"
        drawing.page_field(paragraph, run, simple=self.hand["field"] == "simple")
        if self.hand["field"] == "content control":
            drawing.in_content_control(paragraph)

    def _across(self) -> None:
        """A wide table on a page of its own, across; then upright again."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.different_first_page_header_footer = False
        section.orientation = WD_ORIENT.LANDSCAPE
        page = self.paper.page
        section.page_width, section.page_height = Mm(page["height"]), Mm(page["width"])
        self._figures(7)
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.PORTRAIT
        self._page(section)

    def _figures(self, columns: int) -> None:
        table = self.document.add_table(rows=self.rng.randint(3, 9), cols=columns)
        table.style = "Table Grid"
        for at, row in enumerate(table.rows):
            for k, cell in enumerate(row.cells):
                text = f"Cột {k + 1}" if not at else str(self.rng.randint(1, 900))
                run = cell.paragraphs[0].add_run(text)
                run.font.size, run.font.name, run.bold = Pt(12), RIGHT, not at

    # ---- zones

    def _zone(self, holder: Any, forms: Sequence[Form], first: Any = None) -> None:
        """Each form a paragraph; the first one may be there already."""
        for at, form in enumerate(forms):
            if form.component in (TABLE, WIDE):
                self._across() if form.component == WIDE else self._figures(4)
                continue
            paragraph = first if first is not None and at == 0 else holder.add_paragraph()
            self._paragraph(holder, paragraph, form)
        if self._owed.pop(id(holder), False):
            self._line(holder.add_paragraph())

    def _head(self) -> None:
        zones = self.paper.zones
        left, right = zones["head_left"], zones["head_right"]
        row_left, row_right = zones["row_left"], zones["row_right"]
        match self.hand["head"]:
            case "tabs":
                self._tabs(left, right, down=True)
                self._tabs(row_left, row_right, down=False)
            case "breaks":
                table = self.document.add_table(rows=1, cols=2)
                for k, forms in enumerate((left + row_left, right + row_right)):
                    self._broken(table.cell(0, k).paragraphs[0], forms)
            case "rows":
                self._columns(2, (left, right), (row_left, row_right))
            case "spacer":
                self._columns(3, (left, right), (row_left, row_right))
            case _:
                self._columns(2, (left + row_left, right + row_right))

    def _columns(self, columns: int, *rows: tuple[Sequence[Form], Sequence[Form]]) -> None:
        table = self.document.add_table(rows=len(rows), cols=columns)
        for at, row in enumerate(rows):
            for k, forms in zip((0, columns - 1), row, strict=True):
                cell = table.cell(at, k)
                self._zone(cell, forms, cell.paragraphs[0])

    def _tabs(self, left: Sequence[Form], right: Sequence[Form], *, down: bool) -> None:
        """Both columns line by line, parted by a tab. down: their last lines stand abreast."""
        nothing, rows = Form(component=""), max(len(left), len(right))
        columns = []
        for forms in (list(left), list(right)):
            padding = [nothing] * (rows - len(forms))
            columns.append(padding + forms if down else forms + padding)
        for one, other in zip(*columns, strict=True):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(95))
            self._side_runs(paragraph, one)
            paragraph.add_run("\t")
            self._side_runs(paragraph, other)
            if one.ruled or other.ruled:
                self._strokes(left=one.ruled, right=other.ruled)

    def _strokes(self, *, left: bool, right: bool) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(95))
        paragraph.add_run(f"{'_' * 9 if left else ''}\t{'_' * 20 if right else ''}")

    def _broken(self, paragraph: Any, forms: Sequence[Form]) -> None:
        """All lines of a column in one paragraph."""
        paragraph.alignment = ALIGN["center"]
        for at, form in enumerate(forms):
            if at:
                paragraph.add_run().add_break()
            self._side_runs(paragraph, form)
            if form.ruled:
                paragraph.add_run().add_break()
                self._side_runs(paragraph, Form(component="", text="—" * 8))

    def _side_runs(self, paragraph: Any, form: Form) -> None:
        """Letters of one of several lines in a paragraph: no style of the paragraph is theirs."""
        self._is_styled = False
        self._runs(paragraph, form)
        self._is_styled = self.hand["looks"] in STYLED

    def _tail(self) -> None:
        zones = self.paper.zones
        left, right = zones["tail_left"], zones["tail_right"]
        match self.hand["tail"]:
            case "rows":
                signer = [form for form in right if form.component == "signer"]
                rest = [form for form in right if form.component != "signer"]
                other = [form for form in left if form.component == "signer"]
                kept = [form for form in left if form.component != "signer"]
                self._columns(2, (kept, rest), (other, signer))
            case "plain" if self.paper.kind != "Biên bản":
                self._set_in(right)
                self._zone(self.document, left)
            case _:
                self._columns(2, (left, right))
        self._zone(self.document, zones.get("after", []))

    def _set_in(self, forms: Sequence[Form]) -> None:
        """Who signs, without a table: paragraphs set in to the right half."""
        for form in forms:
            paragraph = self.document.add_paragraph()
            self._paragraph(self.document, paragraph, form)
            paragraph.paragraph_format.left_indent = Mm(SIGNING_MM)

    # ---- one paragraph

    def _paragraph(self, holder: Any, paragraph: Any, form: Form) -> None:
        text = form.text
        if form.component in ("article", "body"):
            self.lists.begin()
        if self._is_labelled(form):
            text = text.partition(" ")[2]
        if self.hand["looks"] in STYLED:
            paragraph.style = self._style(form)
        else:
            self._shape(paragraph.paragraph_format, form)
        if self._is_labelled(form):
            self.lists.label(paragraph, LABELLED[form.component])
            self._indent(paragraph.paragraph_format, form)
        self._before(holder, paragraph, form)
        self._runs(paragraph, form, text)
        if form.ruled:
            self._rule(holder, paragraph)

    def _before(self, holder: Any, paragraph: Any, form: Form) -> None:
        """What stands before the letters: a new page, a line that belongs above, a tab."""
        if form.text.lower().startswith("phụ lục"):
            paragraph.paragraph_format.page_break_before = True
        if self._owed.pop(id(holder), False):
            self._line(paragraph, above=True)
        if self._is_tabbed(form):
            paragraph.paragraph_format.first_line_indent = Mm(0)
            paragraph.add_run("\t")

    def _is_labelled(self, form: Form) -> bool:
        return (
            self.hand["labels"] == "automatic"
            and form.component in LABELLED
            and "format" not in form.wrong
        )

    def _is_tabbed(self, form: Form) -> bool:
        return (
            self.hand["first"] == "tab"
            and form.first_mm == 12.7
            and "indent" not in form.wrong
            and not self._is_labelled(form)
        )

    def _rule(self, holder: Any, paragraph: Any) -> None:
        match self.hand["rules"]:
            case "border":
                drawing.border(paragraph)
            case "strokes":
                self._paragraph(holder, holder.add_paragraph(), Form(component="", text="_" * 12))
            case "drawing":
                self._line(paragraph)
            case "vml":
                self._drawn += 1
                drawing.old_line(paragraph, self._drawn)
            case _:
                self._owed[id(holder)] = True

    def _line(self, paragraph: Any, *, above: bool = False) -> None:
        self._drawn += 1
        drawing.line(paragraph, self._drawn, above=above)

    def _shape(self, shape: Any, form: Form) -> None:
        shape.alignment = ALIGN[form.align]
        shape.space_before, shape.space_after = Pt(form.before_pt), Pt(form.after_pt)
        if form.exact:
            shape.line_spacing, shape.line_spacing_rule = Pt(form.line), WD_LINE_SPACING.EXACTLY
        else:
            shape.line_spacing = form.line
        self._indent(shape, form)

    def _indent(self, shape: Any, form: Form) -> None:
        shape.first_line_indent, shape.left_indent = Mm(form.first_mm), Mm(form.left_mm)

    def _style(self, form: Form) -> Any:
        """A style for each look, named like a component; plain text keeps the usual one."""
        base = form.plain or form
        key = (base.component, base.points, base.bold, base.italic, base.family, *_shaped(form))
        if key not in self._styles:
            self._styles[key] = self._new_style(form, base)
        return self._styles[key]

    def _new_style(self, form: Form, base: Form) -> Any:
        name = f"{base.component or 'line'} {len(self._styles) + 1}"
        style = self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = self._base()
        self._look(style.font, base)
        self._shape(style.paragraph_format, form)
        return style

    def _base(self) -> Any:
        """Of a chain of styles, the one that says the typeface and the size."""
        styles = self.document.styles
        if self.hand["looks"] != "chain":
            return styles["Normal"]
        if "House text" not in [style.name for style in styles]:
            base = styles.add_style("House text", WD_STYLE_TYPE.PARAGRAPH)
            base.font.name, base.font.size = RIGHT, Pt(14)
            base.paragraph_format.alignment = ALIGN["justify"]
        return styles["House text"]

    def _look(self, font: Any, form: Form) -> None:
        chained = self.hand["looks"] == "chain"
        if not (chained and form.family == RIGHT):
            font.name = form.family
        if not (chained and form.points == 14):
            font.size = Pt(form.points)
        font.bold, font.italic = form.bold, form.italic
        if form.underline:
            font.underline = True

    # ---- letters

    def _runs(self, paragraph: Any, form: Form, text: str | None = None) -> None:
        text = form.text if text is None else text
        text, caps = self._capitals(form, text)
        for piece, look in self._pieces(text, form):
            run = paragraph.add_run(self._spelt(piece))
            self._dress(run, look, form)
            if caps:
                run.font.all_caps = True

    def _capitals(self, form: Form, text: str) -> tuple[str, bool]:
        """Capitals that are typed, or small letters that are shown as capitals."""
        is_upper = text == text.upper() and any(letter.isalpha() for letter in text)
        may = form.component in ("issuing_body", "superior_body", "type_name", "national_name")
        if self.hand["capitals"] != "shown" or not may or not is_upper or "text" in form.wrong:
            return text, False
        return text.capitalize(), True

    def _spelt(self, text: str) -> str:
        match self.hand["spelling"]:
            case "old":
                return text.replace("HÒA", "HOÀ").replace("hòa", "hoà")
            case "parted":
                return unicodedata.normalize("NFD", text)
            case _:
                return text

    def _pieces(self, text: str, form: Form) -> list[tuple[str, Form]]:
        """The text in runs: one word that is wrong, or parts as editing leaves them."""
        words = text.split(" ")
        if form.plain is not None and len(words) > 1:
            at = self.rng.choice([at for at, word in enumerate(words) if word.isalnum()] or [0])
            before, after = " ".join(words[:at]), " ".join(words[at + 1 :])
            parts = [(f"{before} " if before else "", form.plain), (words[at], form)]
            parts.append((f" {after}" if after else "", form.plain))
            return [part for part in parts if part[0]]
        if self.hand["runs"] == "many" and len(text) > 12:
            at = self.rng.randrange(3, len(text) - 3)
            return [(text[:at], form), (text[at:], form)]
        return [(text, form)]

    def _dress(self, run: Any, look: Form, form: Form) -> None:
        match self.hand["looks"]:
            case "styles" | "chain":
                if look is not (form.plain or form) or not self._is_styled:
                    self._directly(run, look)
            case "defaults":
                if look.points != 14:
                    run.font.size = Pt(look.points)
                if look.family != RIGHT:
                    run.font.name = look.family
                run.bold, run.italic = look.bold or None, look.italic or None
                run.underline = look.underline or None
            case "theme" if look.family == RIGHT:
                self._directly(run, look, named=False)
                drawing.set_theme_font(run)
            case "characters" if look.bold or look.italic:
                run.style = self._character_style(look)
                run.font.name, run.font.size = look.family, Pt(look.points)
                run.underline = look.underline or None
            case _:
                self._directly(run, look)

    def _directly(self, run: Any, look: Form, *, named: bool = True) -> None:
        if named:
            run.font.name = look.family
        run.font.size = Pt(look.points)
        run.bold, run.italic = look.bold, look.italic
        if look.underline:
            run.underline = True

    def _character_style(self, look: Form) -> Any:
        name = " ".join(word for word, on in (("Bold", look.bold), ("Italic", look.italic)) if on)
        styles = self.document.styles
        if name not in [style.name for style in styles]:
            style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
            style.font.bold, style.font.italic = look.bold or None, look.italic or None
        return styles[name]


def _shaped(form: Form) -> tuple[Any, ...]:
    return (
        *(form.align, form.before_pt, form.after_pt, form.line, form.exact),
        *(form.first_mm, form.left_mm, form.underline),
    )
