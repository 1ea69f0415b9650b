"""Every document of the product: filled with little and with much, and held against its layout."""

from pathlib import Path

import pytest
from django.urls import get_resolver
from tests.exchange import sample_values as sample

from muster.engines.layout import check
from muster.exchange.documents import document
from muster.exchange.filling.fields import template, templates
from muster.packs.layouts import available, layout

get_resolver().url_patterns  # noqa: B018  # the pages register what they write
KEYS = [one.key for one in templates()]


@pytest.mark.parametrize("rules", available())
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("size", "rows"), [(sample.SHORT, 2), (sample.LONG, 0), (sample.SHORT, 300)]
)
def test_a_document_passes_the_check_of_its_own_layout(
    tmp_path: Path, key: str, rules: str, size: str, rows: int
) -> None:
    one = template(key)
    assert one is not None

    path = tmp_path / "a.docx"
    given = sample.values(one, rules, size=size, rows=rows)
    path.write_bytes(document(one, given, rules=rules))

    assert check(path, layout(rules)).findings == []
