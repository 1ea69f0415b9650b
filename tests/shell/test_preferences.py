import pytest
from django.test import Client
from django.urls import reverse


def test_the_theme_is_kept_and_the_reader_goes_back() -> None:
    answer = Client().post(reverse("shell:theme"), {"theme": "dark", "next": "/duty/?a=1"})
    assert answer.headers["Location"] == "/duty/?a=1"
    assert answer.cookies["muster_theme"].value == "dark"
    assert answer.cookies["muster_theme"]["httponly"]


def test_the_language_is_kept() -> None:
    answer = Client().post(reverse("shell:language"), {"language": "en"})
    assert answer.headers["Location"] == "/"
    assert answer.cookies["django_language"].value == "en"


@pytest.mark.parametrize(("name", "value"), [("theme", "pink"), ("language", "xx")])
def test_what_is_not_offered_is_not_kept(name: str, value: str) -> None:
    assert not Client().post(reverse(f"shell:{name}"), {name: value}).cookies


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_nobody_is_sent_to_another_site(target: str) -> None:
    answer = Client().post(reverse("shell:theme"), {"theme": "dark", "next": target})
    assert answer.headers["Location"] == "/"


def test_a_link_changes_nothing() -> None:
    assert Client().get(reverse("shell:theme")).status_code == 405
