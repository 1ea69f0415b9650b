"""Lessons: what a day taught becomes a risk or a change by an act, and the record has each."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import make_control as make
from tests import make_duty

from muster.control import services
from muster.control.errors import RoomStillOpen
from muster.control.errors.lessons import (
    LessonEmpty,
    LessonTaken,
    NoteMissing,
    NotProposed,
    VenueMissing,
)
from muster.control.models import AfterAction, Lesson
from muster.control.queries.lessons import lessons_of
from muster.control.services import ChangeDraft
from muster.duty.models import Risk
from muster.duty.queries.risks import risks_at
from muster.ledger.models import Entry
from muster.tree.table import Role
from muster.venues.models import VenueCard
from muster.venues.queries import card_for

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
CARD, POST = Lesson.Of.CARD, Lesson.Of.POST


def at(minutes: float) -> datetime:
    return make.NOW + timedelta(minutes=minutes)


def closed_day() -> make.Day:
    day = make.day()
    services.close_room(day.room.pk, actor=make.TAM, now=at(300))
    return day


def note(day: make.Day, text: str = "Cổng B mở chậm, ùn ứ 10 phút") -> Lesson:
    services.note_lesson(day.room.pk, actor=make.TAM, now=at(310), text=text)
    return Lesson.objects.filter(room=day.room).latest("number")


def propose(lesson: Lesson, of: Lesson.Of, key: str, **more: Any) -> None:
    draft = ChangeDraft(of=of, key=key, change=more.pop("change", "Mở cổng B sớm"), **more)
    services.propose_change(lesson, actor=make.TAM, now=at(320), draft=draft)


def card_key(day: make.Day) -> str:
    return next(iter(day.world.pack.contingency_cards))


def post_key(day: make.Day) -> str:
    return next(iter(day.world.pack.posts))


def became(day: make.Day) -> str:
    (line,) = lessons_of(day.room)
    return line.became


def test_an_open_room_has_no_lessons_yet() -> None:
    day = make.day()
    with pytest.raises(RoomStillOpen):
        note(day)
    with pytest.raises(LessonEmpty):
        services.note_lesson(day.room.pk, actor=make.TAM, now=at(1), text="  ")


def test_a_lesson_becomes_a_risk_that_every_later_plan_at_the_venue_shows() -> None:
    day = closed_day()
    lesson = note(day)
    services.make_risk(lesson, actor=make.TAM, now=at(320), of=Lesson.Of.VENUE)

    risk = Risk.objects.get()
    later = make_duty.event(day.world)
    later.venue = day.event.venue
    later.save()
    elsewhere = make_duty.event(day.world)

    assert risk.text == lesson.text
    assert risk.source.endswith(lesson.pk.hex)
    assert list(risks_at(later)) == [risk]
    assert list(risks_at(elsewhere)) == []
    lesson.refresh_from_db()
    assert (lesson.state, lesson.of, lesson.risk) == ("risk", "venue", risk.pk)
    kinds = list(Entry.objects.order_by("-arrival").values_list("kind", flat=True)[:2])
    assert set(kinds) == {"risk.noted", "control.lesson_became_risk"}


def test_a_risk_of_the_unit_is_shown_wherever_it_holds_its_events() -> None:
    day = closed_day()
    services.make_risk(note(day), actor=make.TAM, now=at(320), of=Lesson.Of.UNIT)
    elsewhere = make_duty.event(day.world)
    other = make_duty.event(day.world, season_unit=day.world.root)

    assert [one.venue for one in risks_at(elsewhere)] == [None]
    assert list(risks_at(other)) == []


def test_a_lesson_becomes_one_thing() -> None:
    day = closed_day()
    lesson = note(day)
    services.make_risk(lesson, actor=make.TAM, now=at(320), of=Lesson.Of.UNIT)

    with pytest.raises(LessonTaken):
        services.make_risk(lesson, actor=make.TAM, now=at(321), of=Lesson.Of.UNIT)
    with pytest.raises(LessonTaken):
        propose(lesson, CARD, card_key(day))
    assert Risk.objects.count() == 1


def test_an_event_without_a_venue_has_neither_risks_of_one_nor_its_cards() -> None:
    day = closed_day()
    day.event.venue = None
    day.event.save()
    lesson = note(day)

    with pytest.raises(VenueMissing):
        services.make_risk(lesson, actor=make.TAM, now=at(320), of=Lesson.Of.VENUE)
    with pytest.raises(VenueMissing):
        propose(lesson, CARD, card_key(day))
    assert not Risk.objects.exists()
    lesson.refresh_from_db()
    assert lesson.state == "noted"


def test_an_accepted_step_stands_on_the_card_of_the_venue_behind_the_others() -> None:
    day = closed_day()
    lesson, key, venue = note(day), card_key(day), day.event.venue
    before = card_for(venue, key, day.world.pack)
    propose(lesson, CARD, key)
    assert not VenueCard.objects.exists()

    services.accept_change(lesson, actor=make.SANG, now=at(330))

    after = card_for(venue, key, day.world.pack)
    assert list(after.by_hand) == [*before.by_hand, "Mở cổng B sớm"]
    assert list(after.tasks) == list(before.tasks)
    assert after.is_own
    assert "Mở cổng B sớm" in became(day)


def test_a_step_with_an_owner_becomes_a_task_of_the_card() -> None:
    day = closed_day()
    lesson, key, venue = note(day), card_key(day), day.event.venue
    before = card_for(venue, key, day.world.pack)
    propose(lesson, CARD, key, owner="trực ban", due_min=3)

    services.accept_change(lesson, actor=make.SANG, now=at(330))

    after = card_for(venue, key, day.world.pack)
    assert list(after.by_hand) == list(before.by_hand)
    assert (after.tasks[-1].text, after.tasks[-1].owner, after.tasks[-1].due_min) == (
        *("Mở cổng B sớm", "trực ban"),
        3,
    )


def test_a_change_of_posts_is_accepted_with_the_version_that_brings_it() -> None:
    day = closed_day()
    lesson = note(day)
    propose(lesson, POST, post_key(day), owner="ai đó", due_min=5)
    lesson.refresh_from_db()
    assert (lesson.owner, lesson.due_min) == ("", None)

    with pytest.raises(NoteMissing):
        services.accept_change(lesson, actor=make.SANG, now=at(330))
    services.accept_change(lesson, actor=make.SANG, now=at(331), note="bản 2 của bộ quy định")

    lesson.refresh_from_db()
    assert (lesson.state, lesson.note) == ("accepted", "bản 2 của bộ quy định")
    with pytest.raises(NotProposed):
        services.refuse_change(lesson, actor=make.SANG, now=at(332), note="nghĩ lại")


def test_what_was_refused_with_its_reason_may_be_proposed_otherwise() -> None:
    day = closed_day()
    lesson = note(day)
    propose(lesson, CARD, card_key(day))
    with pytest.raises(NoteMissing):
        services.refuse_change(lesson, actor=make.SANG, now=at(330), note=" ")
    services.refuse_change(lesson, actor=make.SANG, now=at(330), note="đã có ở phương án")
    assert "đã có ở phương án" in became(day)

    services.make_risk(lesson, actor=make.TAM, now=at(340), of=Lesson.Of.VENUE)

    assert Risk.objects.count() == 1
    assert not VenueCard.objects.exists()


def test_the_record_gives_every_lesson_again() -> None:
    day = closed_day()
    for text in ("một", "hai", "ba"):
        note(day, text)
    first, second, third = Lesson.objects.order_by("number")
    services.make_risk(first, actor=make.TAM, now=at(320), of=Lesson.Of.VENUE)
    propose(second, CARD, card_key(day))
    services.accept_change(second, actor=make.SANG, now=at(330))
    propose(third, POST, post_key(day))
    services.refuse_change(third, actor=make.SANG, now=at(331), note="không")
    live = list(Lesson.objects.order_by("pk").values())

    assert services.rebuild(is_trial=True).rows == 0
    rows = Lesson.objects.all()
    rows._raw_delete(rows.db)
    services.rebuild()

    assert list(Lesson.objects.order_by("pk").values()) == live
    assert (Risk.objects.count(), VenueCard.objects.count()) == (1, 1)


def test_a_lesson_sent_twice_is_noted_once_and_its_risk_too() -> None:
    day = closed_day()
    lesson = note(day)
    key = lesson.pk
    for _ in range(2):
        services.make_risk(lesson, actor=make.TAM, now=at(320), of=Lesson.Of.UNIT, client_uuid=key)
    assert Risk.objects.count() == 1


def visitor(day: make.Day, role: Role) -> Client:
    client = Client()
    client.force_login(make_duty.account(role, on=day.world.root), backend=BACKEND)
    return client


def test_the_commander_proposes_on_the_page_and_the_planner_decides(settings: Any) -> None:
    settings.MUSTER_NOW = at(400)
    day = closed_day()
    commander, planner = visitor(day, Role.COMMANDER), visitor(day, Role.PLANNER)
    commander.post(reverse("control:note_lesson", args=[day.room.pk]), {"text": "Thiếu đèn"})
    lesson = Lesson.objects.get()
    page = reverse("control:lesson", args=[lesson.pk])
    act = reverse("control:propose_lesson", args=[lesson.pk])
    said = {"target": f"card:{card_key(day)}", "change": "Mang đèn pin", "owner": ""}

    assert planner.post(act, said).status_code == 403
    assert commander.post(act, {"target": "card:none", "change": "x"}).status_code == 422
    commander.post(act, said)
    decision = reverse("control:decide_lesson", args=[lesson.pk])
    assert commander.post(decision, {"act": "accept"}).status_code == 403
    assert "Mang đèn pin" in planner.get(page).content.decode()
    planner.post(decision, {"act": "accept"})

    lesson.refresh_from_db()
    assert lesson.state == "accepted"
    assert VenueCard.objects.get().by_hand[-1] == "Mang đèn pin"


def test_lessons_stand_in_the_report_with_what_became_of_them(settings: Any) -> None:
    settings.MUSTER_NOW = at(400)
    day = closed_day()
    services.make_risk(note(day), actor=make.TAM, now=at(320), of=Lesson.Of.VENUE)
    services.report_after_action(day.room.pk, actor=make.TAM, now=at(350))
    note(day, "Sau báo cáo")

    report = AfterAction.objects.get(room=day.room)

    assert [one["number"] for one in report.content["lessons"]] == [1]
    page = visitor(day, Role.AUDITOR).get(reverse("control:after_action", args=[report.pk]))
    assert "nguy cơ đã biết của địa điểm" in page.content.decode()
