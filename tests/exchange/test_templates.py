"""What a user's template may say: everything else is refused by name before it is filled."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document

from muster.exchange.documents import document, look_at
from muster.exchange.filling.common import known_of
from muster.exchange.filling.errors import SENTENCES, TemplateUnfit
from muster.exchange.filling.fields import Field, Rows, Template, Unfit, flat
from muster.exchange.limited import Bounds

TEMPLATE = Template(
    key="tests.slip",
    label="Phiếu thử",
    abstract="{{ subject }}",
    fields=(Field("subject", "Việc"),),
    rows=(Rows("points", "Ý", (Field("n", "Số"), Field("text", "Lời"))),),
    body=(),
)
COMMON: dict[str, Any] = {
    **dict.fromkeys(
        ("superior", "issuer", "number", "place_date", "kind", "authority", "post", "signer"), ""
    ),
    "recipients": [],
}


def values(**said: Any) -> dict[str, Any]:
    return {**COMMON, "subject": "đại hội", "points": [], **said}


def template(*paragraphs: str) -> bytes:
    """A user's template of those paragraphs."""
    written = Document()
    for text in paragraphs:
        written.add_paragraph(text)
    out = BytesIO()
    written.save(out)
    return out.getvalue()


def filled(own: bytes, **said: Any) -> str:
    made = document(TEMPLATE, values(**said), rules="vn-nd30", own=own)
    return "\n".join(one.text for one in Document(BytesIO(made)).paragraphs)


def test_fields_rows_and_conditions_are_filled() -> None:
    own = template(
        "Về {{ subject|upper }}",
        "{%p for row in points if row.text %}",
        "{{ loop.index }}/{{ row.n }}: {{ row.text }}",
        "{%p endfor %}",
        "{%p if not points %}",
        "không có ý nào",
        "{%p endif %}",
    )

    said = filled(own, points=[{"n": "1", "text": "a"}, {"n": "2", "text": ""}])

    assert said == "Về ĐẠI HỘI\n1/1: a"
    assert filled(own) == "Về ĐẠI HỘI\nkhông có ý nào"


def test_what_stands_in_a_value_is_never_a_mark() -> None:
    assert filled(template("{{ subject }}"), subject="{{ 7*7 }} <w:p/> \x0b&") == (
        "{{ 7*7 }} <w:p/> &"
    )


REFUSED = [
    ("{{ subjekt }}", "unknown_field", "subjekt"),
    ("{{ points }}", "list_as_text", "points"),
    ("{% for row in papers %}{% endfor %}", "unknown_list", "papers"),
    ("{% for row in points %}{{ row.txt }}{% endfor %}", "unknown_part", "row.txt"),
    ("{{ subject.__class__ }}", "reach", "subject.__class__"),
    ("{% for row in points %}{{ row.__class__ }}{% endfor %}", "reach", "row.__class__"),
    ("{% for row in points %}{{ loop.previtem }}{% endfor %}", "reach", "loop.previtem"),
    ("{{ subject['__class__'] }}", "not_allowed", "getitem"),
    ("{{ subject.upper() }}", "not_allowed", "call"),
    ("{% for n in range(10**9) %}x{% endfor %}", "not_allowed", "for"),
    ("{{ 9**9**9 }}", "not_allowed", "pow"),
    ("{{ 'a' * 10**9 }}", "not_allowed", "mul"),
    ("{{ subject|attr('__class__') }}", "not_allowed", "attr"),
    ("{{ subject|safe }}", "not_allowed", "safe"),
    ("{% set x = subject %}", "not_allowed", "assign"),
    ("{% include 'a' %}", "not_allowed", "include"),
    ("{% macro a() %}{% endmacro %}", "not_allowed", "macro"),
    ("{{ self }}", "unknown_field", "self"),
    ("{{ subject", "syntax", ""),
    ("{% for row in points %}", "syntax", ""),
]


@pytest.mark.parametrize(("text", "fault", "what"), REFUSED)
def test_what_a_template_may_not_say(text: str, fault: str, what: str) -> None:
    with pytest.raises(TemplateUnfit) as caught:
        filled(template("trước", text), points=[{"n": "1", "text": "a"}])

    said = str(caught.value)
    assert (caught.value.fault, what in said, "Phiếu thử" in said) == (fault, True, True)


def test_loops_in_loops_end_at_three() -> None:
    loops = "".join(f"{{% for r{n} in points %}}" for n in range(4))

    with pytest.raises(TemplateUnfit) as caught:
        filled(template(loops + "{% endfor %}" * 4))

    assert caught.value.fault == "too_deep"


def test_a_template_that_grows_beyond_its_bounds_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three lists in each other are allowed, and 400 rows make 64 million lines of them."""
    monkeypatch.setattr("muster.exchange.documents.BOUNDS", Bounds(memory_mb=400, seconds=10))
    loops = "".join(f"{{% for r{n} in points %}}" for n in range(3))
    own = template(loops + "{{ r0.text }}" + "{% endfor %}" * 3)

    with pytest.raises(TemplateUnfit) as caught:
        filled(own, points=[{"n": "1", "text": "dài" * 20}] * 400)

    assert caught.value.fault in ("memory", "seconds", "too_much")
    assert "Phiếu thử" in str(caught.value)


def test_marks_in_heads_and_properties_are_looked_at_too() -> None:
    written = Document()
    written.sections[0].header.paragraphs[0].text = "{{ nobody }}"
    written.core_properties.subject = "{{ anybody.x }}"
    out = BytesIO()
    written.save(out)

    found = {one.what for one in look_at(TEMPLATE, out.getvalue(), name="a.docx").faults}

    assert found == {"nobody", "anybody.x"}


def test_what_is_no_word_file_is_named_as_such() -> None:
    with pytest.raises(TemplateUnfit) as caught:
        look_at(TEMPLATE, b"%PDF-1.7", name="mau.pdf")

    assert caught.value.fault == "not_word"
    assert "mau.pdf" in str(caught.value)


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"subject": 5}, "tests.slip.subject: wanted: a string"),
        ({"points": [{"n": "1"}]}, "tests.slip.points: text is missing"),
        ({"points": [{"n": "1", "text": ["a"]}]}, "points.text: wanted: a string"),
        ({"points": {"n": "1"}}, "wanted: a list"),
        ({"more": "x"}, "tests.slip: more is not declared"),
    ],
)
def test_values_are_flat_and_declared(said: dict[str, Any], path: str) -> None:
    with pytest.raises(Unfit, match=path):
        flat(values(**said), known_of(TEMPLATE), key=TEMPLATE.key)


def test_every_fault_of_a_template_has_a_sentence() -> None:
    assert {fault for _text, fault, _what in REFUSED} <= set(SENTENCES)
