"""Tables of a template: the bare ones of head and end, and those that hold rows."""

from collections.abc import Sequence
from typing import Any, Final

from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from muster.exchange.filling.outline import Crossed, Grid
from muster.exchange.filling.paper import ALIGNS, style_name

NARROW, NARROW_PT = 7, 10
CELL_PT: Final = 12
BORDER: Final = {"val": "single", "sz": "6", "space": "1", "color": "000000"}


def bare(docx: Docx, *, rows: int, widths_mm: Sequence[float]) -> Table:
    """A table without borders and margins."""
    table: Table = docx.add_table(rows=rows, cols=len(widths_mm))
    _fix(table, widths_mm)
    _no_margins(table)
    return table


def grid(docx: Docx, block: Grid, width_mm: float) -> None:
    """Heads, and a row for each row of the list."""
    shares = [column.share for column in block.columns]
    widths = [width_mm * share / sum(shares) for share in shares]
    table = docx.add_table(rows=4, cols=len(block.columns), style="Table Grid")
    _fix(table, widths)
    small = len(block.columns) > NARROW
    for column, cell in zip(block.columns, table.rows[0].cells, strict=True):
        _say(cell, str(column.head), align="center", bold=True, small=small)
    _repeat(table.rows[0])
    only = f" if {block.where}" if block.where else ""
    _say(table.cell(1, 0), f"{{%tr for row in {block.rows}{only} %}}")
    for column, cell in zip(block.columns, table.rows[2].cells, strict=True):
        _say(cell, column.text, align=column.align, small=small)
    _say(table.cell(3, 0), "{%tr endfor %}")
    for row in table.rows:
        _whole(row)


def crossed(docx: Docx, block: Crossed, width_mm: float) -> None:
    """A table whose columns are only known when it is filled: they share the width."""
    table = docx.add_table(rows=4, cols=3, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    heads = (f"{{%tc for row in {block.heads} %}}", "{{ row.text }}", "{%tc endfor %}")
    cells = (
        f"{{%tc for row in {block.cells} if row.line == line.n %}}",
        "{{ row.text }}",
        "{%tc endfor %}",
    )
    for text, cell in zip(heads, table.rows[0].cells, strict=True):
        _say(cell, text, align="center", bold=True)
    _repeat(table.rows[0])
    _say(table.cell(1, 0), f"{{%tr for line in {block.lines} %}}")
    for text, cell in zip(cells, table.rows[2].cells, strict=True):
        _say(cell, text)
    _say(table.cell(3, 0), "{%tr endfor %}")
    _full_width(table, width_mm)


def drop_first_lines(table: Table) -> None:
    """Take away the empty paragraph that every new cell begins with, if others follow."""
    for row in table.rows:
        for cell in row.cells:
            first = cell.paragraphs[0]
            if len(cell.paragraphs) > 1 and not first.text:
                first._p.getparent().remove(first._p)  # noqa: SLF001  # python-docx removes none


def keep_together(table: Table) -> None:
    """Keep the block on one page, and with what stands before it in its own rows."""
    for row in table.rows:
        _whole(row)
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = row is not table.rows[-1]


def draw_under(paragraph: Paragraph) -> None:
    """A border under a paragraph."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  # python-docx has no borders
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in BORDER.items():
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def _say(
    cell: _Cell, text: str, *, align: str = "left", bold: bool = False, small: bool = False
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = style_name("table_text")
    paragraph.alignment = ALIGNS[align]
    run = paragraph.add_run(text)
    run.font.bold = bold
    run.font.size = Pt(NARROW_PT if small else CELL_PT)


def _fix(table: Table, widths_mm: Sequence[float]) -> None:
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _full_width(table: Table, width_mm: float) -> None:
    properties: Any = table._tbl.tblPr  # noqa: SLF001  # python-docx has no width of tables
    width = properties.find(qn("w:tblW"))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(int(Mm(width_mm).twips)))


def _no_margins(table: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:w"), "0")
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    table._tbl.tblPr.append(margins)  # noqa: SLF001  # python-docx has no margins of cells


def _repeat(row: _Row) -> None:
    """The row stands again on each page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  # python-docx has no rows that repeat
    properties.append(OxmlElement("w:tblHeader"))


def _whole(row: _Row) -> None:
    """The row is not torn by the end of a page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  # as above
    properties.insert(0, OxmlElement("w:cantSplit"))
