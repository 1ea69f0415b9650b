"""How each component is written when it is right, in the two houses that the packs know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One paragraph as it is written.

    points, after_pt, before_pt in points; first_mm, left_mm in millimetres; line is a factor, or
    exact points if exact is set. ruled: a line is drawn under it. side: its column in the head or
    the tail. wrong: properties that are not as wanted. plain: how the other words look, where only
    one word is wrong.
    """

    component: str
    text: str = ""
    points: float = 14
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: str = "center"
    family: str = "Times New Roman"
    first_mm: float = 0.0
    left_mm: float = 0.0
    before_pt: float = 0.0
    after_pt: float = 0.0
    line: float = 1.0
    exact: bool = False
    ruled: bool = False
    side: str = ""
    wrong: frozenset[str] = field(default_factory=frozenset)
    plain: "Form | None" = None


def changed(form: Form, rule: str, *, partly: bool = False, **said: Any) -> Form:
    """The form with one fault. partly: only one word of it shows the fault."""
    return replace(
        form,
        wrong=form.wrong | {rule},
        plain=(form.plain or form) if partly else form.plain,
        **said,
    )


def _text(component: str, **said: Any) -> Form:
    return Form(
        **{
            "component": component,
            "align": "justify",
            "first_mm": 12.7,
            "after_pt": 6.0,
            **said,
        }
    )


def _heading(component: str, **said: Any) -> Form:
    return Form(component=component, bold=True, **said)


STATE: Final[Mapping[str, Form]] = {
    "superior_body": Form(component="superior_body", points=12, side="left"),
    "issuing_body": Form(component="issuing_body", points=13, bold=True, ruled=True, side="left"),
    "national_name": Form(component="national_name", points=13, bold=True, side="right"),
    "motto": Form(component="motto", points=14, bold=True, ruled=True, side="right"),
    "number": Form(component="number", points=13, side="left"),
    "place_date": Form(component="place_date", points=14, italic=True, side="right"),
    "type_name": _heading("type_name"),
    "abstract": _heading("abstract", ruled=True, after_pt=6.0),
    "abstract of a letter": Form(component="abstract", points=12, side="left", before_pt=6.0),
    "addressees": Form(component="addressees", after_pt=6.0),
    "addressees listed": Form(component="addressees", align="left", left_mm=50.0),
    "legal_basis": _text("legal_basis", italic=True),
    "part": _heading("part"),
    "part title": _heading("part", after_pt=6.0),
    "chapter": _heading("chapter"),
    "chapter title": _heading("chapter", after_pt=6.0),
    "section": _heading("section"),
    "section title": _heading("section", after_pt=6.0),
    "article": _text("article", bold=True),
    "clause": _text("clause"),
    "point": _text("point"),
    "body": _text("body"),
    "heading": _text("body", bold=True),
    "authority": _heading("authority", side="right"),
    "post": _heading("authority", side="right"),
    "signer": _heading("signer", side="right"),
    "recipients_label": Form(
        component="recipients_label", points=12, bold=True, italic=True, align="left", side="left"
    ),
    "recipients": Form(component="recipients", points=11, align="left", side="left"),
    "page_number": Form(component="page_number", points=14),
    "appendix": _heading("appendix"),
    "appendix title": _heading("appendix"),
    "appendix note": Form(component="appendix", italic=True, after_pt=6.0),
}

PARTY: Final[Mapping[str, Form]] = {
    **STATE,
    "superior_body": Form(component="superior_body", side="left"),
    "issuing_body": Form(component="issuing_body", bold=True, side="left"),
    "national_name": Form(
        component="national_name", points=15, bold=True, ruled=True, side="right"
    ),
    "number": Form(component="number", side="left"),
    "type_name": _heading("type_name", points=16),
    "abstract": _heading("abstract", after_pt=6.0),
    "abstract of a letter": Form(
        component="abstract", points=12, italic=True, side="left", before_pt=6.0
    ),
    "legal_basis": _text("legal_basis"),
    "post": Form(component="authority", side="right"),
    "recipients_label": Form(
        component="recipients_label", underline=True, align="left", side="left"
    ),
    "recipients": Form(component="recipients", points=12, align="left", side="left"),
}
