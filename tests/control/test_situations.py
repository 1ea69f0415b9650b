"""Situation reports: frozen numbers under a signed head, one for each fixed hour."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from tests import make_control as make
from tests import make_duty

from muster.control import services
from muster.control.models import ControlRoom, Situation
from muster.control.queries.situations import head_over_report, hour_of, next_hour
from muster.office import services as office
from muster.office.errors.approvals import NotApproved
from muster.office.queries import state_of
from muster.office.queries.approvals import look
from muster.tree.actors import actor_for
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


def page_of(day: make.Day, role: Role = Role.DISPATCHER) -> Client:
    client = Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(make_duty.account(role, on=day.world.root), backend=backend)
    return client


def words_of(content: bytes) -> str:
    """All words of a Word file, those in tables too."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_the_word_file_says_what_was_frozen_and_not_what_came_after(settings: Any) -> None:
    settings.MUSTER_NOW = make.NOW
    day = make.day()
    day.say("@2 /yt đại biểu choáng")
    day.say("/viec báo cáo nhanh +5", after_min=-10)
    made = report(day, 1, "Một ca y tế, đang xử lý.")
    day.say("#1 /kt", after_min=2)

    url = reverse("control:situation_docx", args=[made.pk])
    words = words_of(b"".join(page_of(day).get(url)))

    assert "Một ca y tế, đang xử lý." in words
    assert "đại biểu choáng" in words
    assert "Vụ việc đang xử lý: 1" in words
    assert "Chốt mất liên lạc: không có" in words
    assert "09:37, quá hạn" in words
    head = head_over_report(made)
    assert head is not None
    assert bytes(head.root).hex() in words
    assert "DIỄN TẬP" not in words


def test_what_comes_of_an_exercise_says_so_on_its_paper(settings: Any) -> None:
    settings.MUSTER_NOW = make.NOW
    day = make.day(mode=ControlRoom.Mode.EXERCISE)
    made = report(day)

    url = reverse("control:situation_docx", args=[made.pk])
    words = words_of(b"".join(page_of(day).get(url)))

    assert "DIỄN TẬP" in words
    assert look(f"situation:{made.pk}").title.startswith("diễn tập: ")


def test_a_report_is_submitted_signed_and_issued(settings: Any) -> None:
    """The content cannot change, so what was submitted is what is issued."""
    settings.MUSTER_NOW = make.NOW
    day = make.day()
    made = report(day, text="Bình thường")
    subject = f"situation:{made.pk}"
    assert state_of(subject).state == "draft"
    with pytest.raises(NotApproved):
        office.issue(subject, actor=make.TAM, now=make.NOW)

    page_of(day, Role.PLANNER).post(reverse("office:submit-approval", args=[subject]))
    day.say("@2 /yt choáng", after_min=1)
    boss = actor_for(make_duty.account(Role.COMMANDER, on=day.world.root), via="page")
    signed = office.approve(state_of(subject).approval, actor=boss, now=make.NOW)  # type: ignore[arg-type]
    office.issue(subject, actor=boss, now=make.NOW)

    assert state_of(subject).state == "issued"
    assert state_of(subject).changed == []
    page = page_of(day).get(reverse("control:situation", args=[made.pk])).content.decode()
    assert signed.signer_name in page
    assert services.rebuild(is_trial=True).rows == 0


def test_who_only_writes_the_log_submits_nothing(settings: Any) -> None:
    settings.MUSTER_NOW = make.NOW
    day = make.day()
    made = report(day)

    answer = page_of(day, Role.DISPATCHER).post(
        reverse("office:submit-approval", args=[f"situation:{made.pk}"])
    )
    strange = page_of(day, Role.PLANNER).post(
        reverse("office:submit-approval", args=["situation:7"])
    )

    assert answer.status_code == 403
    assert strange.status_code == 404
    assert state_of(f"situation:{made.pk}").state == "draft"
