import json
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.ledger import canonical

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def test_known_case_by_hand() -> None:
    value = {"b": [1, True, None], "a": 'Chốt "cổng"\n\x01', "€": 1, "\U0001f600": 2, "ﬀ": 3}

    assert canonical.text(value) == (
        '{"a":"Chốt \\"cổng\\"\\n\\u0001","b":[1,true,null],"€":1,"😀":2,"ﬀ":3}'
    )


@given(value=values)
def test_writing_what_was_read_gives_the_same_text(value: Any) -> None:
    try:
        text = canonical.text(value)
    except ValueError as refusal:
        assert "twice" in str(refusal)  # noqa: PT017 - the one lawful reason
        return

    assert canonical.text(json.loads(text)) == text
    assert canonical.text(canonical.parse(text)) == text
    assert unicodedata.is_normalized("NFC", text)


@given(value=st.dictionaries(texts, st.integers(0, 9), max_size=5))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    value = {unicodedata.normalize("NFC", key): number for key, number in value.items()}

    assert canonical.text(value) == canonical.text(dict(reversed(value.items())))


def test_what_people_mean_gets_one_text() -> None:
    ict = timezone(timedelta(hours=7))
    value = [
        datetime(2030, 8, 16, 9, 42, tzinfo=ict),
        datetime(2030, 8, 16, 9, 42, 0, 5, tzinfo=UTC),
        date(2030, 8, 16),
        UUID(int=7),
        Decimal("0.50"),
        ("x",),
    ]

    assert json.loads(canonical.text(value)) == [
        "2030-08-16T02:42:00Z",
        "2030-08-16T09:42:00.000005Z",
        "2030-08-16",
        "00000000-0000-0000-0000-000000000007",
        "0.50",
        ["x"],
    ]


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        float("nan"),
        Decimal("NaN"),
        2**53,
        -(2**53),
        {1: "x"},
        {"é": 1, "e\u0301": 2},
        "a\0b",
        "\ud800",
        datetime(2030, 8, 16),  # noqa: DTZ001 - the refusal is the point
        b"bytes",
        {1, 2},
        object(),
    ],
)
def test_what_has_no_single_text_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical.text({"x": value})


@pytest.mark.parametrize(
    "source",
    ['{"b":1,"a":2}', '{"a": 1}', '{"a":1.0}', '{"a":1,"a":1}', '{"a":NaN}', '"e\u0301"', "{"],
)
def test_only_canonical_text_is_read(source: str) -> None:
    with pytest.raises(ValueError):
        canonical.parse(source)


def test_a_row_has_one_digest_whatever_the_order() -> None:
    assert canonical.digest({"a": 1, "b": 2}) == canonical.digest({"b": 2, "a": 1})
    assert canonical.digest({"a": 1}) != canonical.digest({"a": 2})
