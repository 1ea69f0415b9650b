"""muster keeps no file on outside persons: the data model has no field for it."""

import re

from django.apps import apps

FORBIDDEN = (
    *("relig", "ethnic", "nationality", "race", "politic", "opinion", "belief", "faith"),
    *("face", "facial", "biometr", "fingerprint", "iris", "gait", "voiceprint", "dna"),
    *("plate", "watch", "blacklist", "suspect", "threat", "surveil", "wiretap", "monitor"),
    *("gender", "sexual", "health", "disab", "union", "criminal", "convict", "birth"),
    *("social_media", "profile_url", "photo", "portrait", "loyalty", "reliab", "sentiment"),
)
OF_OTHERS = ("admin", "auth", "contenttypes", "sessions", "mfa", "account", "axes")


def words(name: str) -> set[str]:
    return set(re.findall(r"[a-z]+", name.lower())) | {name.lower()}


def is_forbidden(name: str) -> bool:
    return any(word.startswith(bad) for word in words(name) for bad in FORBIDDEN)


def test_no_field_can_hold_what_muster_never_keeps() -> None:
    fields = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label not in OF_OTHERS
        for field in model._meta.get_fields()
        if is_forbidden(field.name)
    ]

    assert fields == []


def test_no_table_can_hold_what_muster_never_keeps() -> None:
    models = [
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("muster.") and is_forbidden(model.__name__)
    ]

    assert models == []


def test_the_search_itself_finds_what_is_forbidden() -> None:
    assert is_forbidden("religion")
    assert is_forbidden("is_watched")
    assert not is_forbidden("rank")
