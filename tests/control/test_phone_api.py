"""The phone's addresses: who gets in, how much at once, what each is told, what may be kept."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from tests import make_control as make
from tests import make_duty, make_phones

from muster.api.urls import MOST_KB
from muster.control.models import Line, Picture
from muster.control.queries import phone as phone_queries
from muster.control.web.views.phone import ICONS, SHELL
from muster.packs.schema import Pack, PhonePart
from muster.tree.models import Account
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def client_of(account: Account, *, checks: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks, headers={"accept": "application/json"})
    client.force_login(account, backend=BACKEND)
    return client


def entry(phone: make_phones.Phone, **more: Any) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(minutes=4)
    said = {"uuid": str(uuid4()), "act": "report", "at": at.isoformat(), "shift": phone.shift.pk}
    return {**said, **more}


def post(client: Client, *entries: dict[str, Any], **more: Any) -> Any:
    body = {"sent_at": datetime.now(UTC).isoformat(), "entries": list(entries), **more}
    return client.post(reverse("api:entries"), body, content_type="application/json")


def test_an_entry_gets_its_number_and_a_copy_the_same() -> None:
    phone = make_phones.field().phones[0]
    client = client_of(phone.account)
    one = entry(phone, text="đủ quân số", place={"lat": 10.35, "lon": 106.36, "accuracy_m": 9.6})

    first, again = post(client, one), post(client, one)

    assert first.status_code == 200
    answer = first.json()["answers"][0]
    assert answer["fate"] == "recorded"
    assert again.json()["answers"][0]["number"] == answer["number"]
    line = Line.objects.get(pk=one["uuid"])
    assert abs(line.happened_at - (make.NOW - timedelta(minutes=4))) < timedelta(seconds=30)
    assert (line.lat, line.lon, line.accuracy_m) == (10.35, 106.36, 10)
    assert line.skew_s == 0


def test_a_phone_whose_clock_is_off_is_told_so() -> None:
    phone = make_phones.field().phones[0]
    ahead = datetime.now(UTC) + timedelta(minutes=9)
    one = entry(phone, text="x", at=ahead.isoformat())

    answer = post(client_of(phone.account), one, sent_at=ahead.isoformat())

    assert 530 < answer.json()["skew_s"] < 550
    assert Line.objects.get(pk=one["uuid"]).happened_at == make.NOW
    assert 530 < Line.objects.get(pk=one["uuid"]).skew_s < 550


@pytest.mark.parametrize(
    ("name", "value", "where"),
    [
        ("act", "fly", "act"),
        ("at", "2030-08-22T09:00:00", "at"),
        ("uuid", "7", "uuid"),
        ("text", "x" * 2001, "text"),
        ("shift", 2**60, "shift"),
        ("rank", "general", "rank"),
        ("place", {"lat": 91, "lon": 0, "accuracy_m": 1}, "place"),
        ("place", {"lat": "NaN", "lon": 0, "accuracy_m": 1}, "place"),
    ],
)
def test_what_has_another_shape_is_refused_with_its_place(
    name: str, value: Any, where: str
) -> None:
    phone = make_phones.field().phones[0]

    answer = post(client_of(phone.account), entry(phone, **{name: value}))

    assert answer.status_code == 422
    assert answer.json()["code"] == "api.malformed"
    assert where in answer.json()["message"]
    assert not Line.objects.filter(account=phone.account.pk).exists()


def test_no_body_is_read_beyond_its_bound() -> None:
    phone = make_phones.field().phones[0]
    many = [entry(phone, text="x" * 2000) for _ in range(51)]

    assert post(client_of(phone.account), *many).status_code == 422
    large = client_of(phone.account).post(
        reverse("api:entries"), "x" * (MOST_KB * 1024 + 1), content_type="application/json"
    )

    assert (large.status_code, large.json()["code"]) == (413, "api.body_too_large")


@pytest.mark.parametrize("name", ["day", "entries", "pictures"])
def test_a_visitor_is_told_to_sign_in_and_not_led_to_a_page(name: str) -> None:
    address = reverse(f"api:{name}")
    answer = (Client().get if name == "day" else Client().post)(
        address, headers={"accept": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (401, "api.not_signed_in")


def test_an_account_of_nobody_on_duty_gets_no_further_than_an_empty_day() -> None:
    field = make_phones.field()
    other = make_duty.account(Role.DISPATCHER, on=field.day.world.root)
    with_person = make_duty.account(
        Role.OFFICER,
        on=field.day.world.root,
        person=make_duty.person("Lâm Văn Đại", unit=field.day.world.root.unit),
    )

    for account in (other, with_person):
        answer = client_of(account).get(reverse("api:day"))
        assert answer.status_code == 200
        assert answer.json()["kept"] == answer.json()["shown"] == {}


def test_a_forged_request_without_the_token_is_refused() -> None:
    phone = make_phones.field().phones[0]
    client = client_of(phone.account, checks=True)

    assert post(client, entry(phone, text="x")).status_code == 403
    token = client.get(reverse("api:day")).json()["csrf"]
    body = {"sent_at": datetime.now(UTC).isoformat(), "entries": [entry(phone, text="x")]}
    answer = client.post(
        reverse("api:entries"),
        body,
        content_type="application/json",
        headers={"x-csrftoken": token},
    )
    assert answer.status_code == 200


def test_a_picture_comes_after_its_report() -> None:
    phone = make_phones.field().phones[0]
    client, one = client_of(phone.account), entry(phone, text="cửa kẹt")
    at = datetime.now(UTC).isoformat()

    def send(key: str) -> Any:
        picture = make_phones.picture()
        picture.name = "picture.jpg"
        given = {
            "uuid": key,
            "line": one["uuid"],
            "taken_at": at,
            "sent_at": at,
            "picture": picture,
        }
        return client.post(reverse("api:pictures"), given)

    early, key = send(str(uuid4())), str(uuid4())
    post(client, one)
    first, again = send(key), send(key)

    assert (early.status_code, early.json()["code"]) == (409, "control.line_not_there")
    assert first.status_code == 200
    assert first.json() == again.json()
    assert Picture.objects.count() == 1


def test_the_day_says_post_orders_cards_people_and_the_sketch() -> None:
    field = make_phones.field(phones=2)
    phone = field.phones[0]
    field.day.say(f"@{field.team.number} /lenh mở cửa B")

    said = client_of(phone.account).get(reverse("api:day")).json()

    kept, shift = said["kept"], str(phone.shift.pk)
    assert set(kept) == {part.value for part in PhonePart}
    assert kept["duty"][0]["team"] == field.team.number
    assert kept["orders"][shift] == list(phone.shift.post.orders)
    assert len(kept["people"]["mates"][shift]) == 2
    assert all(card["by_hand"] for card in kept["cards"])
    assert [one["is_mine"] for one in kept["sketch"]["posts"]].count(True) == 1
    assert "mở cửa B" in kept["messages"][0]["text"]
    assert said["rules"]["channel"]


def test_what_stands_above_the_packs_grade_is_shown_and_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    field = make_phones.field()
    pack = field.day.world.pack
    order = list(pack.grades)
    above = order[order.index(pack.phone.keeps) + 1]
    grades = {**pack.phone.grades, PhonePart.ORDERS: above, PhonePart.MESSAGES: above}
    rules = pack.phone.model_copy(update={"grades": grades})

    def stricter(*_: object) -> Pack:
        return pack.model_copy(update={"phone": rules})

    monkeypatch.setattr(phone_queries, "load", stricter)
    said = client_of(field.phones[0].account).get(reverse("api:day")).json()

    assert set(said["shown"]) == {"orders", "messages"}
    assert "orders" not in said["kept"]
    assert json.dumps(field.phones[0].shift.post.orders[0])[1:-1] not in json.dumps(said["kept"])


def test_the_shape_is_told_and_needs_no_page_of_others() -> None:
    phone = make_phones.field().phones[0]

    said = client_of(phone.account).get("/api/openapi.json").json()

    theirs = {path for path in said["paths"] if path.startswith("/api/phone/")}
    assert theirs == {"/api/phone/day", "/api/phone/entries", "/api/phone/pictures"}
    assert client_of(phone.account).get("/api/docs").status_code == 404


def test_the_shell_holds_nothing_about_anybody_and_can_be_installed() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    client = client_of(phone.account)

    page = client.get(reverse("phone:page")).content.decode()
    manifest = Client().get(reverse("phone:manifest")).json()
    worker = Client().get(reverse("phone:worker"))

    for word in (phone.officer.person.name, phone.account.username, field.day.event.name):
        assert word not in page
    assert manifest["scope"] == manifest["start_url"] == reverse("phone:page")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "/api/" not in worker.content.decode()
    for path in (*SHELL, *(icon[0] for icon in ICONS)):
        assert finders.find(path), path
