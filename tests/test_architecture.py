"""What no linter can hold: permissions on every address, folders in the map, rules out of code."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.urls import URLPattern, URLResolver, get_resolver

from muster.site.middleware import permission_of
from muster.site.navigation import ACCOUNT_PAGES, PAGES

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "muster"


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def test_every_address_declares_its_permission() -> None:
    bare = [
        route
        for route, pattern in patterns(get_resolver())
        if permission_of(pattern.callback, pattern.name or "") is None
    ]

    assert bare == []


def test_every_page_of_the_navigation_exists() -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    spaces = get_resolver().namespace_dict

    for entry in (*PAGES, *ACCOUNT_PAGES):
        space, _, name = entry.name.rpartition(":")
        known = spaces[space][1].reverse_dict if space else names
        assert name in known, entry.name


def test_every_folder_is_in_the_map_of_the_house() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    folders = [path.parent for path in SOURCE.rglob("__init__.py")]
    named = {f"`{folder.relative_to(SOURCE)}/`" for folder in folders if folder != SOURCE}

    drawers = re.compile(r"/(migrations|web|models|services|queries|templatetags|schema)\b")
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
