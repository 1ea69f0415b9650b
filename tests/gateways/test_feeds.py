"""What other systems read under a secret address, and what they do not."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from lxml import etree
from tests import make_control as make
from tests.control.test_alerts import drafted, released
from tests.control.test_pages import client_of
from tests.gateways.make_store import emptied

from muster.control.models import ControlRoom
from muster.engines import cap
from muster.gateways import errors, services
from muster.gateways.gps.fix import Fix
from muster.gateways.gps.store import store
from muster.gateways.models import FeedKey
from muster.gateways.services import DeviceDraft, FeedDraft
from muster.gateways.web.atom import ATOM
from muster.ledger.models import Entry
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
Opens = FeedKey.Opens


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Path) -> None:
    settings.MUSTER_NOW = make.NOW
    settings.MUSTER_DATA = tmp_path
    emptied()


def opened(day: make.Day, *opens: Opens, on: Any = None) -> tuple[FeedKey, str]:
    draft = FeedDraft(name="khí tượng", opens=opens, lasts=timedelta(days=1))
    unit = on or day.world.root
    return services.open_feed(make.TAM, season_unit=unit, draft=draft, now=make.NOW)


def get(name: str, *args: object, **asked: str) -> Any:
    return Client().get(reverse(f"gateways:{name}", args=args), asked)


def test_the_feed_has_what_was_released_and_its_messages_are_read_as_they_went_out() -> None:
    day = make.day()
    alert = released(day)
    drafted(day)
    _key, secret = opened(day, Opens.ALERTS)

    root = etree.fromstring(get("alerts_feed", secret).content)

    (entry,) = root.findall(f"{{{ATOM}}}entry")
    assert entry.findtext(f"{{{ATOM}}}title") == "Cháy nhà xe"
    assert secret not in root.findtext(f"{{{ATOM}}}id")
    (link,) = [one.get("href") for one in entry.findall(f"{{{ATOM}}}link")]
    message = cap.read(Client().get(link).content)
    assert alert.message is not None
    assert message == cap.from_plain(alert.message)
    assert not etree.fromstring(get("exercise_feed", secret).content).findall(f"{{{ATOM}}}entry")


def test_an_exercise_is_in_no_feed_of_earnest() -> None:
    day = make.day(mode=ControlRoom.Mode.EXERCISE)
    released(day)
    _key, secret = opened(day, Opens.ALERTS)

    feeds = [
        etree.fromstring(get(name, secret).content) for name in ("alerts_feed", "exercise_feed")
    ]

    assert [len(one.findall(f"{{{ATOM}}}entry")) for one in feeds] == [0, 1]


def test_an_address_opens_only_what_it_says_and_only_while_it_is_open(settings: Any) -> None:
    day = make.day()
    key, secret = opened(day, Opens.CALENDAR)
    assert secret not in json.dumps(list(Entry.objects.values_list("text", flat=True)))
    assert get("calendar_feed", secret).status_code == 200
    assert get("calendar_feed", secret[:-1] + "x").status_code == 404
    for name in ("alerts_feed", "exercise_feed", "features", "collections", "conformance"):
        assert get(name, secret).status_code == 404
    assert get("items", secret, "venues").status_code == 404

    settings.MUSTER_NOW = key.ends_at
    assert get("calendar_feed", secret).status_code == 404
    settings.MUSTER_NOW = make.NOW
    services.close_feed(make.SANG, key=key, now=make.NOW)
    assert get("calendar_feed", secret).status_code == 404
    with pytest.raises(errors.FeedClosed):
        services.close_feed(make.SANG, key=key, now=make.NOW)
    with pytest.raises(errors.FeedOpensNothing):
        opened(day)


def test_the_calendar_is_that_of_the_unit_and_those_below() -> None:
    day = make.day()
    (entry,) = Calendar.from_ical(
        get("calendar_feed", opened(day, Opens.CALENDAR)[1]).content
    ).walk("VEVENT")
    assert entry["uid"] == f"event-{day.event.pk}@muster"
    assert entry.decoded("dtstart") == day.event.starts_at
    sibling = make_duty_sibling(day)

    calendar = get("calendar_feed", opened(day, Opens.CALENDAR, on=sibling)[1]).content

    assert Calendar.from_ical(calendar).walk("VEVENT") == []
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))


def make_duty_sibling(day: make.Day) -> Any:
    """A unit beside the one that holds the event."""
    others = [day.world.east, day.world.west]
    held = day.event.season_unit
    return next(one for one in others if not one.first <= held.first <= one.last)


def test_places_are_bounded_pages_with_longitude_first() -> None:
    day = make.day()
    _key, secret = opened(day, Opens.PLACES)
    whole = get("items", secret, "posts").json()
    assert whole["numberMatched"] == whole["numberReturned"] > 1
    place = whole["features"][0]["geometry"]["coordinates"]
    assert place[0] > 90 > place[1]

    first = get("items", secret, "posts", limit="1").json()
    (href,) = [one["href"] for one in first["links"] if one["rel"] == "next"]
    second = Client().get(href).json()
    assert first["features"] + second["features"] == whole["features"][:2]
    nowhere = get("items", secret, "posts", bbox="0,0,1,1").json()
    assert (nowhere["numberMatched"], nowhere["features"]) == (0, [])
    number = whole["features"][0]["id"]
    assert get("item", secret, "posts", number).json()["id"] == number
    assert get("item", secret, "posts", 999_999).status_code == 404
    names = [one["id"] for one in get("collections", secret).json()["collections"]]
    assert names == ["venues", "posts"]


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": "0"},
        {"limit": "x"},
        {"limit": "9" * 30},
        {"offset": "-1"},
        {"bbox": "1,2,3"},
        {"bbox": "nan,0,1,1"},
        {"bbox": "9,0,1,1"},
    ],
)
def test_a_bad_question_is_refused(asked: dict[str, str]) -> None:
    _key, secret = opened(make.day(), Opens.PLACES)

    assert get("items", secret, "venues", **asked).status_code == 400


def test_positions_are_read_only_while_their_device_is_on_duty(settings: Any) -> None:
    day = make.day()
    device, _s = services.enrol_device(
        make.TAM, event=day.event, draft=DeviceDraft(name="Tổ 1"), now=make.NOW
    )
    fix = Fix(name="s", at=make.NOW, lat=21.0, lon=105.8)
    store().add([(device.pk, day.event.pk, make.NOW, fix)])
    _key, secret = opened(day, Opens.POSITIONS)
    settings.MUSTER_NOW = max(make.NOW, day.event.starts_at)
    (one,) = get("items", secret, "positions").json()["features"]
    assert one["properties"]["name"] == "Tổ 1"
    assert get("items", secret, "venues").status_code == 404

    services.revoke_device(make.TAM, device=device, now=make.NOW)

    assert get("items", secret, "positions").json()["features"] == []
    store().close()


def test_a_commander_opens_and_closes_by_page_and_others_do_not() -> None:
    day = make.day()
    commander, dispatcher = client_of(day, Role.COMMANDER), client_of(day, Role.DISPATCHER)
    pages = [day.world.root.pk]
    sent = {"name": "Đài khí tượng", "opens": ["alerts"], "days": "3"}

    answer = commander.post(reverse("gateways:open_feed", args=pages), sent).content.decode()

    assert "/alerts.atom" in answer
    again = commander.get(reverse("gateways:feeds", args=pages)).content.decode()
    assert "Đài khí tượng" in again
    assert "/alerts.atom" not in again
    key = FeedKey.objects.get()
    close = reverse("gateways:close_feed", args=[key.pk])
    for name in ("feeds", "open_feed"):
        assert dispatcher.post(reverse(f"gateways:{name}", args=pages)).status_code in (403, 405)
    assert dispatcher.post(close).status_code == 403
    assert commander.post(close).status_code == 302
    key.refresh_from_db()
    assert key.revoked_at == make.NOW
