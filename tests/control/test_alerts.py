"""Warnings to others take two people; those of others are kept and followed by nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override
from tests import make_control as make
from tests.control.test_pages import client_of, page
from tests.engines.cap.make import FULL

from muster.control import services
from muster.control.errors.alerts import (
    AlertBreaksRules,
    AlertBySame,
    AlertKnown,
    AlertNotDraft,
    AlertNotInForce,
)
from muster.control.models import Alert, ControlRoom, Incident, Line, ReceivedAlert, Task, Team
from muster.control.services import AlertDraft
from muster.control.web.words import round_words
from muster.engines import cap
from muster.ledger.actor import Actor
from muster.tree.table import Role

pytestmark = pytest.mark.django_db
THIRD = Actor(name="Lê Thứ Ba", via="page", account_id=803)


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def content(**more: Any) -> dict[str, Any]:
    info = {
        "language": "vi-VN",
        "category": ["Fire"],
        "event": "Cháy",
        "responseType": ["Evacuate"],
        "urgency": "Immediate",
        "severity": "Severe",
        "certainty": "Observed",
        "headline": "Cháy nhà xe",
        "area": [{"areaDesc": "Hội trường", "circle": ["21,105.8 0.2"]}],
    }
    return {"scope": "Private", "addresses": "doi-1", "info": [info], **more}


def drafted(day: make.Day, *, actor: Actor = make.TAM, **more: Any) -> Alert:
    draft = AlertDraft(content=content(), **more)
    services.draft_alert(day.room.pk, actor=actor, now=make.NOW, draft=draft)
    return Alert.objects.latest("number")


def released(day: make.Day, **more: Any) -> Alert:
    alert = drafted(day, **more)
    services.release_alert(alert, actor=make.SANG, now=make.NOW + timedelta(minutes=1))
    alert.refresh_from_db()
    return alert


def message_of(alert: Alert) -> cap.Alert:
    assert alert.message is not None
    return cap.read(cap.written(cap.from_plain(alert.message)))


def test_a_second_person_releases_and_the_message_is_what_was_drafted() -> None:
    day = make.day()
    alert = drafted(day)
    with pytest.raises(AlertBySame):
        services.release_alert(alert, actor=make.TAM, now=make.NOW)
    assert Alert.objects.get().message is None

    services.release_alert(alert, actor=make.SANG, now=make.NOW)

    alert.refresh_from_db()
    message = message_of(alert)
    assert (alert.drafter, alert.releaser) == (make.TAM.name, make.SANG.name)
    assert (message.status, message.kind) == (cap.Status.ACTUAL, cap.Kind.ALERT)
    assert cap.written_time(message.sent) == "2030-08-22T09:42:17+07:00"
    assert message.infos[0].headline == "Cháy nhà xe"
    assert message.infos[0].expires == make.NOW + timedelta(hours=1)
    assert alert.expires_at == make.NOW + timedelta(hours=1)
    with pytest.raises(AlertNotDraft):
        services.release_alert(alert, actor=THIRD, now=make.NOW)
    assert services.rebuild(is_trial=True).rows == 0


def test_the_table_holds_that_two_people_stand_for_it() -> None:
    alert = released(make.day())

    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(releaser_account=alert.drafter_account)


def test_an_exercise_says_so_whatever_was_drafted() -> None:
    day = make.day(mode=ControlRoom.Mode.EXERCISE)
    draft = AlertDraft(content=content(status="Actual"))
    services.draft_alert(day.room.pk, actor=make.TAM, now=make.NOW, draft=draft)
    alert = Alert.objects.get()
    services.release_alert(alert, actor=make.SANG, now=make.NOW)

    alert.refresh_from_db()
    assert message_of(alert).status is cap.Status.EXERCISE


def test_updates_and_cancellations_name_the_chain_and_end_what_was() -> None:
    day = make.day()
    first = released(day)
    second = released(day, kind=Alert.Kind.UPDATE, replaces=first.pk)
    last = released(day, kind=Alert.Kind.CANCEL, replaces=second.pk)

    for alert in (first, second, last):
        alert.refresh_from_db()
    assert [one.state for one in (first, second, last)] == ["updated", "cancelled", "released"]
    chain = [message_of(first).reference, message_of(second).reference]
    assert list(message_of(last).references) == chain
    assert message_of(last).kind is cap.Kind.CANCEL
    with pytest.raises(AlertNotInForce):
        drafted(day, kind=Alert.Kind.CANCEL, replaces=first.pk)
    assert services.rebuild(is_trial=True).rows == 0


def test_of_two_drafts_about_one_alert_the_second_to_be_released_is_refused() -> None:
    day = make.day()
    first = released(day)
    update = drafted(day, kind=Alert.Kind.UPDATE, replaces=first.pk)
    cancel = drafted(day, kind=Alert.Kind.CANCEL, replaces=first.pk)
    services.release_alert(cancel, actor=make.SANG, now=make.NOW)

    with pytest.raises(AlertNotInForce):
        services.release_alert(update, actor=make.SANG, now=make.NOW)


def test_what_the_standard_does_not_allow_is_not_even_drafted() -> None:
    day = make.day()
    wrong = AlertDraft(content=content(addresses=""))

    with pytest.raises(AlertBreaksRules) as refusal:
        services.draft_alert(day.room.pk, actor=make.TAM, now=make.NOW, draft=wrong)

    assert "addresses" in str(refusal.value)
    assert not Alert.objects.exists()


def test_a_draft_that_was_withdrawn_cannot_be_released() -> None:
    alert = drafted(make.day())
    services.withdraw_alert(alert, actor=make.TAM, now=make.NOW)

    with pytest.raises(AlertNotDraft):
        services.release_alert(alert, actor=make.SANG, now=make.NOW)


def receive(day: make.Day, xml: str = FULL) -> None:
    message = services.read_alert(xml.encode(), name="a.xml")
    services.receive_alert(
        day.room.pk, actor=make.TAM, now=make.NOW, message=message, giver="cơ quan khí tượng"
    )


def test_an_alert_of_others_is_kept_once_and_nothing_follows() -> None:
    day = make.day()
    before = [list(model.objects.values_list()) for model in (Team, Incident, Task)]

    receive(day)
    with pytest.raises(AlertKnown):
        receive(day)

    row = ReceivedAlert.objects.get()
    assert (row.headline, row.status, row.severity) == (
        "Cháy tại cổng B & nhà xe",
        "Actual",
        "Severe",
    )
    assert [list(model.objects.values_list()) for model in (Team, Incident, Task)] == before
    assert "Cháy tại cổng B" in Line.objects.latest("place").text
    assert services.rebuild(is_trial=True).rows == 0


def test_a_file_inside_a_warning_of_others_is_not_kept() -> None:
    receive(make.day(), FULL.replace("<digest>", "<derefUri>QUJD</derefUri><digest>"))

    (resource,) = ReceivedAlert.objects.get().message["info"][0]["resource"]
    assert "derefUri" not in resource
    assert resource["mimeType"] == "image/png"


@pytest.mark.parametrize("xml", ["", "<a/>", FULL.replace("Actual", "Real"), "<!DOCTYPE a>" + FULL])
def test_a_hostile_file_is_refused_by_name_and_leaves_nothing(xml: str) -> None:
    day = make.day()
    lines = Line.objects.count()
    client = client_of(day, Role.DISPATCHER)
    sent = {"giver": "x", "file": SimpleUploadedFile("độc hại.xml", xml.encode() or b" ")}

    answer = client.post(reverse("control:receive_alert", args=[day.room.pk]), sent)

    assert answer.status_code == 422
    assert "độc hại.xml" in answer.content.decode()
    assert (ReceivedAlert.objects.count(), Line.objects.count()) == (0, lines)


FORM = {
    "headline": "Đường vào bị chặn",
    "event": "Ùn tắc",
    "category": "Transport",
    "urgency": "Expected",
    "severity": "Minor",
    "certainty": "Likely",
    "response": "Avoid",
    "scope": "Restricted",
    "receivers": "lực lượng bảo vệ",
    "area": "Cổng chính",
    "holds_min": "30",
}


def test_from_the_form_to_the_file_by_two_accounts() -> None:
    day = make.day()
    drafter, releaser = client_of(day, Role.DISPATCHER), client_of(day, Role.COMMANDER)
    drafter.post(reverse("control:draft_alert", args=[day.room.pk]), FORM)
    alert = Alert.objects.get()
    release = reverse("control:release_alert", args=[alert.pk])
    address = reverse("control:alert_file", args=[alert.pk])

    assert release not in page(drafter, "alert", alert.pk)
    assert release in page(releaser, "alert", alert.pk)
    assert drafter.post(release).status_code == 409
    assert releaser.get(address).status_code == 404
    assert releaser.post(release).status_code == 302

    message = cap.read(releaser.get(address).content)
    assert message.scope is cap.Scope.RESTRICTED
    assert message.infos[0].categories == (cap.Category.TRANSPORT,)
    assert message.infos[0].expires == make.NOW.replace(microsecond=0) + timedelta(minutes=30)
    again = page(drafter, "alerts", day.room.pk)
    assert "Đường vào bị chặn" in again


def test_an_update_begins_with_what_was_said() -> None:
    day = make.day()
    first = released(day)
    address = reverse("control:draft_alert", args=[day.room.pk])

    html = client_of(day, Role.DISPATCHER).get(f"{address}?of={first.pk}&act=update")

    assert "Cháy nhà xe" in html.content.decode()
    bad = client_of(day, Role.DISPATCHER).get(f"{address}?of=x")
    assert bad.status_code == 404


def test_an_auditor_reads_and_a_stranger_sees_nothing() -> None:
    day = make.day()
    alert = released(day)
    receive(day)
    auditor, stranger = client_of(day, Role.AUDITOR), client_of(day, Role.CLERK)

    assert "Cháy nhà xe" in page(auditor, "alerts", day.room.pk)
    assert "Cháy tại cổng B" in page(auditor, "received_alert", ReceivedAlert.objects.get().pk)
    draft = reverse("control:draft_alert", args=[day.room.pk])
    assert auditor.get(draft).status_code == 403
    for name, key in (("alerts", day.room.pk), ("alert", alert.pk), ("alert_file", alert.pk)):
        assert stranger.get(reverse(f"control:{name}", args=[key])).status_code in (403, 404)


@pytest.mark.parametrize(
    ("circle", "words"),
    [
        ("10.35,106.36 0.2", "within 200 m of 10.35, 106.36"),
        ("21.02,105.83 0", "within 0 m of 21.02, 105.83"),
        ("10.35,106.36 1.5", "within 1.5 km of 10.35, 106.36"),
    ],
)
def test_a_circle_is_said_in_metres_and_kilometres(circle: str, words: str) -> None:
    with override("en"):
        assert round_words(circle).replace("\u00a0", " ") == words
