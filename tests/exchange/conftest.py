from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from muster.exchange.writing import OutSheet, write

MakeBook = Callable[..., Path]


@pytest.fixture
def make_book(tmp_path: Path) -> MakeBook:
    """A workbook of sheets given as name -> (heads, rows)."""

    def make(
        sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[Any]]]], name: str = "b.xlsx"
    ) -> Path:
        path = tmp_path / name
        write(path, [OutSheet(title=t, heads=h, rows=r) for t, (h, r) in sheets.items()])
        return path

    return make
