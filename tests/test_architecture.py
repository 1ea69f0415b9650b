"""What no linter can hold: permissions on every address, folders in the map, rules out of code."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.urls import URLResolver, get_resolver

from muster.site.middleware import permission_of
from muster.site.navigation import ACCOUNT_PAGES, PAGES

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "muster"
Address = tuple[str, str, Callable[..., Any]]


def addresses(resolver: URLResolver, route: str = "", space: str = "") -> Iterator[Address]:
    """Every address below *resolver*: route, full name and view."""
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            below = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, here, below)
        else:
            yield here, space + (entry.name or ""), entry.callback


def test_every_address_declares_its_permission() -> None:
    found = list(addresses(get_resolver()))

    bare = [route for route, name, view in found if permission_of(view, name) is None]

    assert len(found) > 100
    assert bare == []


def test_every_page_of_the_navigation_exists() -> None:
    names = {name for _route, name, _view in addresses(get_resolver())}

    assert [page.name for page in (*PAGES, *ACCOUNT_PAGES) if page.name not in names] == []


def test_every_folder_is_in_the_map_of_the_house() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    folders = [path.parent for path in SOURCE.rglob("__init__.py")]
    named = {f"`{folder.relative_to(SOURCE)}/`" for folder in folders if folder != SOURCE}

    drawers = re.compile(
        r"/(migrations|web|bridge|errors|models|services|queries|templatetags|schema)\b"
    )
    missing = sorted(name for name in named if name not in text and not drawers.search(name))
    assert missing == []


@pytest.mark.parametrize("app", [c for c in apps.get_app_configs() if c.name.startswith("muster.")])
def test_models_hold_no_file_on_outside_persons(app: AppConfig) -> None:
    forbidden = re.compile(
        r"religi|ethnic|politic|ideolog|biometr|face_|facial|plate_number|fingerprint|watch_?list|"
        r"suspect|sentiment|social_media|criminal"
    )

    fields = [
        f"{model.__name__}.{field.name}"
        for model in app.get_models()
        for field in model._meta.fields
    ]

    assert [name for name in fields if forbidden.search(name.lower())] == []
