"""The instructions of fields: what Word computes, takes in, or starts (17.16)."""

from collections.abc import Iterator
from typing import Any

from muster.engines.word.words import W, val

Element = Any


def instructions(root: Element) -> Iterator[str]:
    """The instruction of each field, put together from its runs; nested ones for themselves."""
    open_fields: list[list[str]] = []
    for element in root.iter(W + "fldSimple", W + "fldChar", W + "instrText", W + "delInstrText"):
        if element.tag == W + "fldSimple":
            yield val(element, "instr") or ""
        elif element.tag != W + "fldChar":
            if open_fields:
                open_fields[-1].append(element.text or "")
        elif val(element, "fldCharType") == "begin":
            open_fields.append([])
        elif val(element, "fldCharType") == "end" and open_fields:
            yield "".join(open_fields.pop())
    yield from ("".join(one) for one in open_fields)
