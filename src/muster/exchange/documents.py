"""Documents of the product as Word files: ours after layout rules, or a user's own template.

A template gets flat strings and lists of flat rows only, and is filled in a child process with
bounds, in an immutable sandbox: it can lay out, and do nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.engines.layout import Finding
from muster.exchange.filling.common import known_of
from muster.exchange.filling.errors import TemplateUnfit
from muster.exchange.filling.fields import Template, flat, template
from muster.exchange.filling.fill import filled, looked_at
from muster.exchange.filling.joining import filled_each
from muster.exchange.filling.making import made
from muster.exchange.filling.reach import Reached
from muster.exchange.filling.trial import held_against, trial_values
from muster.exchange.limited import Bounds, OutOfBounds, Refused, apart
from muster.exchange.pdf import PDF_TYPE, Maker, maker, pdf_of
from muster.exchange.text import fold
from muster.packs.layouts import layout, words

T = TypeVar("T")
DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BOUNDS: Final = Bounds(memory_mb=768, seconds=20)
OF_MANY: Final = Bounds(memory_mb=1024, seconds=60)


def shipped(one: Template, *, rules: str) -> bytes:
    """Our template of a document after the layout of that key, in the language that is active."""
    return _shipped(one.key, rules, get_language() or "")


@lru_cache(maxsize=256)
def _shipped(key: str, rules: str, _language: str) -> bytes:
    one = template(key)
    if one is None:
        raise KeyError(key)
    return made(one, layout(rules), words(rules))


def document(
    one: Template, values: Mapping[str, Any], *, rules: str, own: bytes | None = None
) -> bytes:
    """The Word file that a document's template makes of *values*.

    rules: key of the layout after which ours is made. own: a user's template, used instead.
    Raises Unfit for values that are not as declared, TemplateUnfit for a template's faults.
    """
    known = known_of(one)
    given = flat(values, known, key=one.key)
    content = shipped(one, rules=rules) if own is None else own
    name = str(one.label)
    return _in_words(name, lambda: apart(filled, BOUNDS, content, given, known, name=name))


def documents_in_one(
    one: Template,
    each: Sequence[Mapping[str, Any]],
    *,
    rules: str,
    own: bytes | None = None,
) -> bytes:
    """One Word file with the document of every one of *each*, on pages of its own.

    rules, own, and what is raised: as of :func:`document`.
    """
    known = known_of(one)
    given = [flat(values, known, key=one.key) for values in each]
    content = shipped(one, rules=rules) if own is None else own
    name = str(one.label)
    return _in_words(name, lambda: apart(filled_each, OF_MANY, content, given, known, name=name))


def tried(one: Template, head: Mapping[str, Any], *, rules: str, own: bytes) -> bytes:
    """A user's template filled with examples under *head*. Raises TemplateUnfit."""
    return document(one, trial_values(one, head), rules=rules, own=own)


def held_findings(content: bytes, *, rules: str) -> list[Finding]:
    """What of a Word file is not as the layout of that key wants it; none if it cannot be read."""
    try:
        return apart(held_against, BOUNDS, content, layout(rules))
    except (Refused, OutOfBounds):
        return []


def look_at(one: Template, content: bytes, *, name: str) -> Reached:
    """What a user's template of a document reaches for. Raises TemplateUnfit for its file."""
    known = known_of(one)
    return _in_words(str(one.label), lambda: apart(looked_at, BOUNDS, content, known, name=name))


def _in_words(name: str, work: Callable[[], T]) -> T:
    try:
        return work()
    except Refused as refused:
        raise TemplateUnfit(refused.code, template=name, data=refused.data) from None
    except OutOfBounds as fault:
        raise TemplateUnfit(fault.what, template=name, data={}) from None


def document_response(content: bytes, *, name: str) -> HttpResponse:
    """The Word file as an attachment called after *name*."""
    return _attached(content, DOCX_TYPE, f"{_file(name)}.docx")


def paper_response(request: HttpRequest, content: bytes, *, name: str) -> HttpResponse:
    """The Word file, or its PDF where the address asks with ``as=pdf``; a print page is named so.

    Raises PdfNotInstalled, PdfBusy, PdfFailed, PrintRefused.
    """
    if request.GET.get("as") != "pdf":
        return document_response(content, name=name)
    mark = _("print page") if maker() is Maker.PRINT_PAGE else ""
    return _attached(pdf_of(content, name=name), PDF_TYPE, f"{_file(f'{name} {mark}')}.pdf")


def _file(name: str) -> str:
    return slugify(fold(name)) or "document"


def _attached(content: bytes, kind: str, file: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer
