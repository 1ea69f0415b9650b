"""Situation reports: frozen numbers under a signed head, one for each fixed hour."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_control as make
from tests import make_duty

from muster.control import services
from muster.control.models import Situation
from muster.control.queries.situations import head_over_report, hour_of, next_hour
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def report(day: make.Day, after_min: float = 0, text: str = "") -> Situation:
    now = make.NOW + timedelta(minutes=after_min)
    services.report_situation(day.room.pk, actor=make.TAM, now=now, text=text)
    return Situation.objects.filter(room=day.room).latest("number")


def test_what_is_reported_stays_as_it_was() -> None:
    day = make.day()
    day.say("@2 /yt đại biểu choáng")
    made = report(day, 1, "Bình thường, có một ca y tế.")
    before = made.content

    day.say("#1 /kt", after_min=2)
    made.refresh_from_db()

    assert made.content == before
    assert [one["number"] for one in made.content["incidents"]] == [1]
    assert report(day, 3).content["incidents"] == []
    assert services.rebuild(is_trial=True).rows == 0


def test_a_signed_head_covers_the_report_and_its_root_is_printed(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]
    day = make.day()
    made = report(day, text="Đủ quân số")

    head = head_over_report(made)

    assert head is not None
    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(make_duty.account(Role.DISPATCHER, on=day.world.root), backend=backend)
    page = client.get(reverse("control:situation", args=[made.pk])).content.decode()
    assert bytes(head.root).hex() in page
    assert "Đủ quân số" in page


def test_a_report_is_for_the_last_fixed_hour_once() -> None:
    """Opened at 07:42: seven o'clock was not ours, ten o'clock is."""
    day = make.day()
    assert hour_of(day.room, now=make.NOW) is None
    assert next_hour(day.room, now=make.NOW) - make.NOW == timedelta(minutes=17, seconds=43)
    assert report(day).due_at is None

    made = report(day, 20)

    assert made.due_at == make.NOW + timedelta(minutes=17, seconds=43)
    assert report(day, 25).due_at is None


def test_a_page_shows_the_hour_and_takes_the_words(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW + timedelta(minutes=20)  # type: ignore[attr-defined]
    day = make.day()
    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(make_duty.account(Role.DISPATCHER, on=day.world.root), backend=backend)

    page = client.get(reverse("control:situations", args=[day.room.pk])).content.decode()
    client.post(reverse("control:report_situation", args=[day.room.pk]), {"text": "Bình thường"})

    assert "10:00" in page
    assert Situation.objects.get().text == "Bình thường"
