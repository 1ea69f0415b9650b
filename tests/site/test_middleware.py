import json
from typing import ClassVar

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from muster.errors import DomainError
from muster.ledger.models import Entry
from muster.site import middleware
from muster.tree.models import Account
from muster.tree.permissions import public, signed_in


class TooLate(DomainError):
    code: ClassVar[str] = "step.too_late"
    status: ClassVar[int] = 409
    template: ClassVar[str] = "Closed since %(day)s, <b>%(days)d</b> days."


@public
def fine(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


@public
def refused(request: HttpRequest) -> HttpResponse:
    raise TooLate(day="16/8", days=3)


@signed_in
def inside(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("leak")


urlpatterns = [
    path("", inside, name="board"),
    path("fine", fine),
    path("refused", refused),
    path("forgotten", forgotten),
    path("shell/", include("muster.shell.urls")),
    path("accounts/", include("allauth.urls")),
]
pytestmark = pytest.mark.django_db
PASSWORD = "rice-boat-lantern-9"


@pytest.fixture(autouse=True)
def _few_addresses(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = __name__
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    monkeypatch.setattr("muster.site.context.PAGES", ())
    monkeypatch.setattr("muster.site.context.ACCOUNT_PAGES", ())
    monkeypatch.setattr("muster.site.context.SEARCH", "board")


def account(**more: object) -> Account:
    return Account.objects.create_user("lan", PASSWORD, **more)


def test_every_answer_carries_the_policy() -> None:
    policy = Client().get("/fine").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_view_without_a_declared_permission_answers_nobody() -> None:
    with pytest.raises(ImproperlyConfigured):
        Client().get("/forgotten")


def test_visitors_are_sent_to_sign_in_and_back() -> None:
    answer = Client().get("/?a=1")
    assert answer.headers["Location"] == "/accounts/login/?next=/%3Fa%3D1"


def test_foreign_pages_that_are_not_listed_do_not_exist() -> None:
    for address in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"):
        assert Client().get(address).status_code == 404


def test_foreign_pages_of_an_account_need_one() -> None:
    assert Client().get("/accounts/2fa/").status_code == 302


def test_a_refusal_is_a_page_with_its_code_and_status() -> None:
    answer = Client().get("/refused")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'data-code="step.too_late"' in text
    assert "&lt;b&gt;3&lt;/b&gt;" in text


def test_a_refusal_is_a_fragment_for_a_part_of_a_page() -> None:
    answer = Client(headers={"HX-Request": "true"}).get("/refused")
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notes"
    assert "<html" not in answer.content.decode()


def test_a_refusal_is_data_for_a_program() -> None:
    answer = Client(headers={"Accept": "application/json"}).get("/refused")
    assert json.loads(answer.content) == {
        "code": "step.too_late",
        "message": "Closed since 16/8, <b>3</b> days.",
        "params": {"day": "16/8", "days": 3},
    }


def test_the_language_is_the_house_s_unless_the_reader_chose() -> None:
    client = Client(headers={"Accept-Language": "en"})
    assert client.get("/accounts/login/").headers["Content-Language"] == "vi"
    client.cookies["django_language"] = "en"
    assert client.get("/accounts/login/").headers["Content-Language"] == "en"
    client.cookies["django_language"] = "xx"
    assert client.get("/accounts/login/").headers["Content-Language"] == "vi"


def test_a_one_time_password_leads_nowhere_but_to_one_s_own() -> None:
    account(must_change_password=True)
    client = Client()
    client.post("/accounts/login/", {"login": "lan", "password": PASSWORD})

    assert client.get("/").headers["Location"] == "/accounts/password/change/"
    assert client.get("/accounts/2fa/").headers["Location"] == "/accounts/password/change/"

    kept = {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/password/change/", kept).status_code == 200
    own = {
        "oldpassword": PASSWORD,
        "password1": "silk-river-drum-42",
        "password2": "silk-river-drum-42",
    }
    assert client.post("/accounts/password/change/", own).headers["Location"] == "/"
    assert client.get("/").content == b"inside"
    entry = Entry.objects.get(kind="account.password_changed")
    assert "silk" not in entry.text


def test_an_account_s_language_comes_with_it() -> None:
    account(language="en")
    answer = Client().post("/accounts/login/", {"login": "lan", "password": PASSWORD})
    assert answer.cookies["django_language"].value == "en"


def test_ten_wrong_passwords_lock_the_account_for_this_address() -> None:
    account()
    client = Client()
    for _ in range(10):
        answer = client.post("/accounts/login/", {"login": "lan", "password": "wrong"})
    assert answer.status_code == 429
    right = client.post("/accounts/login/", {"login": "lan", "password": PASSWORD})
    assert right.status_code != 302


def test_every_listed_foreign_name_exists() -> None:
    from django.urls import reverse  # beside its only use

    for name in middleware.FOREIGN_VIEWS:
        kwargs = {"pk": 1} if name in ("mfa_remove_webauthn", "mfa_edit_webauthn") else {}
        assert reverse(name, kwargs=kwargs).startswith("/accounts/")
