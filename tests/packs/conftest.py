"""Packs written for one test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
from django.utils import translation

from muster.packs.loader import ROOT

Edit = Callable[[str, str, str], Path]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Faults are compared in the language that they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """A copy of the second pack with one text of one file replaced: ``edited(file, old, new)``."""
    copytree(ROOT / "agm", tmp_path / "agm")

    def edit(file: str, old: str, new: str) -> Path:
        path = tmp_path / "agm" / "1" / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return edit
