"""Tracked changes of a part taken as accepted, or as rejected: a tree without any is left.

A paragraph whose mark is gone runs on into the next, whose properties hold (17.13.5.15). Every
paragraph of the part keeps its number in an attribute of ours, so that what was joined is known.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any, Final

from muster.engines.word.words import W, child

Element = Any
NUMBERS: Final = "{urn:muster:texts}paragraphs"
PUT_IN: Final = (W + "ins", W + "moveTo")
TAKEN_OUT: Final = (W + "del", W + "moveFrom")
CELL_IN, CELL_OUT = W + "cellIns", W + "cellDel"
PROPERTIES_BEFORE: Final = {
    W + f"{name}Change": W + name for name in ("rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr")
}
OTHER_RECORDS: Final = tuple(
    W + name
    for name in (
        *("tblGridChange", "tblPrExChange", "numberingChange", "cellMerge"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
        *("customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart"),
        *("customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"),
        *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd"),
    )
)
RECORDS: Final = (*PUT_IN, *TAKEN_OUT, CELL_IN, CELL_OUT, *PROPERTIES_BEFORE)
# What has no letters and may lie between two paragraphs, or outlive the words around it.
MARKERS: Final = tuple(
    W + name
    for name in (
        *("commentRangeStart", "commentRangeEnd", "bookmarkStart", "bookmarkEnd"),
        *("proofErr", "permStart", "permEnd"),
    )
)
PLAIN_AGAIN: Final = {W + "delText": W + "t", W + "delInstrText": W + "instrText"}


def number(root: Element, prefix: str) -> None:
    """Give every paragraph of a part its number."""
    for at, paragraph in enumerate(root.iter(W + "p")):
        paragraph.set(NUMBERS, f"{prefix}{at}")


def numbers(paragraph: Element) -> list[str]:
    """The numbers of the paragraphs that this one was made of."""
    return str(paragraph.get(NUMBERS) or "").split()


def is_tracked(root: Element) -> bool:
    """Whether the part holds a tracked change at all."""
    return next(root.iter(*RECORDS), None) is not None


def accepted(root: Element) -> Element:
    """The part as if every change were accepted. *root* is left as it is."""
    return _settled(root, stay=PUT_IN, go=TAKEN_OUT, cells_go=CELL_OUT, takes_old=False)


def rejected(root: Element) -> Element:
    """The part as if every change were rejected. *root* is left as it is."""
    return _settled(root, stay=TAKEN_OUT, go=PUT_IN, cells_go=CELL_IN, takes_old=True)


def _settled(
    root: Element, *, stay: Iterable[str], go: Iterable[str], cells_go: str, takes_old: bool
) -> Element:
    root = deepcopy(root)
    joined = [_paragraph_of(one) for one in list(root.iter(*go)) if _is_of_mark(one)]
    _take_rows(root, go, cells_go)
    for one in list(root.iter(*go)):
        _take_out(one)
    for one in list(root.iter(*stay)):
        _unwrap(one)
    _settle_properties(root, takes_old=takes_old)
    for one in list(root.iter(*OTHER_RECORDS, CELL_IN, CELL_OUT)):
        one.getparent().remove(one)
    for one in list(root.iter(*PLAIN_AGAIN)):
        one.tag = PLAIN_AGAIN[one.tag]
    for paragraph in joined:
        _run_on(paragraph)
    return root


def _is_of_mark(record: Element) -> bool:
    above = record.getparent()
    return bool(above.tag == W + "rPr" and above.getparent().tag == W + "pPr")


def _paragraph_of(record: Element) -> Element:
    return record.getparent().getparent().getparent()


def _take_rows(root: Element, go: Iterable[str], cells_go: str) -> None:
    """Rows and cells that are gone as a whole; a row without cells and a table without rows."""
    for record in [one for one in root.iter(*go) if one.getparent().tag == W + "trPr"]:
        row = record.getparent().getparent()
        _take_out(row)
    for record in list(root.iter(cells_go)):
        cell = record.getparent().getparent()
        row = cell.getparent()
        _take_out(cell)
        if row is not None and child(row, "tc") is None:
            _take_out(row)
    for table in list(root.iter(W + "tbl")):
        if next(table.iter(W + "tr"), None) is None:
            _take_out(table)


def _take_out(element: Element) -> None:
    """Remove an element; what only marks a place stays where it was."""
    above = element.getparent()
    if above is None:
        return
    at = above.index(element)
    markers = [] if above.tag == W + "rPr" else list(element.iter(*MARKERS))
    above.remove(element)
    for marker in reversed(markers):
        above.insert(at, marker)


def _unwrap(element: Element) -> None:
    above = element.getparent()
    at = above.index(element)
    for inner in reversed(list(element)):
        above.insert(at, inner)
    above.remove(element)


def _settle_properties(root: Element, *, takes_old: bool) -> None:
    for record in list(root.iter(*PROPERTIES_BEFORE)):
        properties = record.getparent()
        properties.remove(record)
        before = record.find(PROPERTIES_BEFORE[record.tag])
        if takes_old and before is not None and before.tag == properties.tag:
            _put_back(properties, before)


def _put_back(properties: Element, before: Element) -> None:
    """The old properties; those of the mark and of the section are never part of a record."""
    kept = [one for one in properties if one.tag in (W + "rPr", W + "sectPr")]
    for one in list(properties):
        properties.remove(one)
    properties.extend([*before, *(one for one in kept if properties.tag == W + "pPr")])


def _run_on(paragraph: Element) -> None:
    """Join a paragraph with the next one; where there is none, an empty one goes."""
    above = paragraph.getparent()
    if above is None:
        return
    after = next((one for one in paragraph.itersiblings() if one.tag not in MARKERS), None)
    content = [one for one in paragraph if one.tag != W + "pPr"]
    if after is not None and after.tag == W + "p":
        at = 1 if child(after, "pPr") is not None else 0
        after[at:at] = content
        after.set(NUMBERS, " ".join([*numbers(paragraph), *numbers(after)]))
        above.remove(paragraph)
    elif not _has_runs(paragraph) and _may_go(after):
        _take_out(paragraph)


def _has_runs(paragraph: Element) -> bool:
    return next(paragraph.iter(W + "r"), None) is not None


def _may_go(after: Element) -> bool:
    """A cell, a note and a box end with a paragraph, and so does the text (17.4.65)."""
    return after is not None and after.tag != W + "sectPr"
