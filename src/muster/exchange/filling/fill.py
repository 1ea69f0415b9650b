"""Fill a template, or say what it reaches for: work for a child process, without Django.

The file may be a stranger's: it goes through the guard of Word files before it is read, and what
its marks reach for is held against the declared names before anything is filled in.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any, Final

from docxtpl import DocxTemplate
from jinja2 import TemplateError

from muster.engines.word.package import packed, unpacked
from muster.engines.word.unpacking import Limits
from muster.exchange.filling.fields import Known
from muster.exchange.filling.reach import Reached, reach_of, sandbox

LIMITS: Final = Limits(file_mb=8, unpacked_mb=64, xml_mb=16, parts=400)
MOST_LETTERS: Final = 40_000_000  # of XML in what comes out
PARAGRAPH: Final = re.compile(r"<w:p([ >])")
PARTS_WITH_MARKS: Final = ("header", "footer")


class TemplateFault(ValueError):
    """A template that cannot be filled. code and data: as of a fault of its marks."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code, self.data = code, data


def looked_at(content: bytes, known: Known, *, name: str) -> Reached:
    """What a template reaches for, and its faults. Raises UnreadableDocument."""
    unpacked(content, name=name, limits=LIMITS)
    return reach_of(_sources(DocxTemplate(BytesIO(content))), known)


def filled(content: bytes, values: Mapping[str, Any], known: Known, *, name: str) -> bytes:
    """The Word file that a template makes of *values*: the same bytes for the same values.

    Raises UnreadableDocument for the file, TemplateFault for its marks.
    """
    reached = looked_at(content, known, name=name)
    for fault in reached.faults:
        raise TemplateFault(fault.code, what=fault.what, near=fault.near)
    template = DocxTemplate(BytesIO(content))
    try:
        template.render(dict(values), jinja_env=sandbox(), autoescape=True)
    except TemplateError as error:
        raise TemplateFault("syntax", what=str(error)[:200], near="") from None
    out = BytesIO()
    template.save(out)
    package = unpacked(out.getvalue(), name=name, limits=Limits())
    if sum(len(part) for part in package.parts.values()) > MOST_LETTERS:
        raise TemplateFault("too_much", what="", near="")
    # Written anew without the hour at which each part was packed.
    return packed(replace(package, entries=[]))


def _sources(template: DocxTemplate) -> dict[str, str]:
    """The text of each part that may hold marks, as it will be filled: a line a paragraph."""
    template.init_docx()
    found = {"text": template.get_xml()}
    for key, part in template.docx.part.rels.items():
        kind = part.reltype.rpartition("/")[2]
        if kind in PARTS_WITH_MARKS or kind == "footnotes":
            found[key] = part.target_part.blob.decode("utf-8")
    core = template.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        found[name] = getattr(core, name) or ""
    return {key: PARAGRAPH.sub(r"\n<w:p\1", template.patch_xml(xml)) for key, xml in found.items()}
