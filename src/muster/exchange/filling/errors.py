"""What is refused of templates: the document and the mark are named in each refusal."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError
from muster.exchange.word_faults import SENTENCES as OF_FILES

SENTENCES: Final = {
    "unknown_field": _(
        "The template of “%(template)s” names “%(what)s”, which this document does not have, in"
        " “%(near)s”. Use one of the fields that are listed for it."
    ),
    "unknown_list": _(
        "The template of “%(template)s” repeats “%(what)s”, which is no list of this document, in"
        " “%(near)s”."
    ),
    "unknown_part": _(
        "The template of “%(template)s” names “%(what)s”, which the rows of that list do not have,"
        " in “%(near)s”."
    ),
    "list_as_text": _(
        "The template of “%(template)s” writes the list “%(what)s” as a text, in “%(near)s”. Repeat"
        " it, and name the parts of its rows."
    ),
    "reach": _(
        "The template of “%(template)s” reaches into “%(what)s”, in “%(near)s”. A template names"
        " fields and parts of rows, nothing else."
    ),
    "not_allowed": _(
        "The template of “%(template)s” uses “%(what)s”, in “%(near)s”. A template fills in fields,"
        " repeats lists and leaves parts out, nothing else."
    ),
    "too_deep": _(
        "The template of “%(template)s” repeats “%(what)s” inside too many other lists, in"
        " “%(near)s”."
    ),
    "syntax": _(
        "A mark in the template of “%(template)s” is not written rightly: %(what)s, in “%(near)s”."
        " Each opening has its end: {{ field }}, {%%p if … %%} with {%%p endif %%}."
    ),
    "too_much": _(
        "The template of “%(template)s” makes a document beyond all measure. Look at what it"
        " repeats."
    ),
    "memory": _(
        "Filling the template of “%(template)s” took more memory than a document may take. Look at"
        " what it repeats, and at its pictures."
    ),
    "seconds": _(
        "Filling the template of “%(template)s” took longer than a document may take. Look at what"
        " it repeats."
    ),
    "crash": _(
        "The template of “%(template)s” could not be filled. Open it in Word, save it again and"
        " upload it anew."
    ),
}


def sentence(code: str, data: Mapping[str, Any]) -> str:
    """What is wrong, in words; of a file's own faults as for any Word file."""
    if code in OF_FILES and code not in SENTENCES:
        return str(OF_FILES[code]) % data
    said = {"what": "", "near": "", **data}
    return str(SENTENCES.get(code, SENTENCES["crash"])) % said


class TemplateUnfit(DomainError):
    """A template that is not filled. fault: what of it; template: the document's name."""

    code = "exchange.template_unfit"
    status = 422

    def __init__(self, fault: str, *, template: str, data: Mapping[str, Any]) -> None:
        super().__init__(**{"name": template, **data, "template": template})
        self.fault = fault

    def __str__(self) -> str:
        return sentence(self.fault, self.params)
