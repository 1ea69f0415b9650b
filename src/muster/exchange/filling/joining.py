"""One Word file of many fillings of one template: work for a child process, without Django.

All come of one template, so styles, heads and pictures are the same, and the text of each can
stand behind the others; each begins on a page of its own and counts its pages from one.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from lxml import etree

from muster.engines.word.package import Package, packed, unpacked
from muster.engines.word.unpacking import Limits
from muster.engines.word.words import W, child
from muster.exchange.filling.fields import Known
from muster.exchange.filling.fill import filled

Element = Any
# A section ends in a paragraph: this one takes next to no room below a signature.
LINE_TWIPS: Final = "20"
BEFORE_NUMBERS: Final = (W + "pgSz", W + "pgMar", W + "paperSrc", W + "pgBorders", W + "lnNumType")
MARKS: Final = (W + "bookmarkStart", W + "bookmarkEnd")


def filled_each(
    content: bytes, each: Sequence[Mapping[str, Any]], known: Known, *, name: str
) -> bytes:
    """The Word file with what a template makes of every one of *each*, one after the other.

    Raises UnreadableDocument for the file, TemplateFault for its marks, ValueError for none.
    """
    if not each:
        raise ValueError("nothing to fill in")
    first, *others = (_read(filled(content, one, known, name=name), name) for one in each)
    body = child(first.tree(first.main), "body")
    section = child(body, "sectPr")
    _count_from_one(section)
    for other in others:
        section.addprevious(_end_of_section(section))
        for element in _text_of(other):
            section.addprevious(element)
    first.changed.add(first.main)
    return packed(first)


def _read(content: bytes, name: str) -> Package:
    return unpacked(content, name=name, limits=Limits())


def _text_of(package: Package) -> list[Element]:
    """What stands in the body; marks of places are left out, since a name may be there once."""
    body = child(package.tree(package.main), "body")
    for mark in list(body.iter(*MARKS)):
        mark.getparent().remove(mark)
    return [element for element in body if element.tag != W + "sectPr"]


def _count_from_one(section: Element) -> None:
    numbers = child(section, "pgNumType")
    if numbers is None:
        numbers = etree.Element(W + "pgNumType")
        before = [one for one in section if one.tag in BEFORE_NUMBERS]
        section.insert(section.index(before[-1]) + 1 if before else len(section), numbers)
    numbers.set(W + "start", "1")


def _end_of_section(section: Element) -> Element:
    paragraph = etree.Element(W + "p")
    properties = etree.SubElement(paragraph, W + "pPr")
    spacing = etree.SubElement(properties, W + "spacing")
    for name, value in (("before", "0"), ("after", "0"), ("line", LINE_TWIPS)):
        spacing.set(W + name, value)
    spacing.set(W + "lineRule", "exact")
    properties.append(deepcopy(section))
    return paragraph
