"""Devices of officers on duty and the room of their event: what each hears of the other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from tests import make_control as make
from tests import make_phones
from tests.control.test_pages import client_of
from tests.gateways.make_field import NOW, House, Site, alarm, report, words
from tests.gateways.make_store import emptied

from muster.control import services as control
from muster.control.models import Incident, Line, Message, Task
from muster.control.services import DeviceWord
from muster.duty.models import Post
from muster.engines.cot import Node, kinds
from muster.gateways import errors, services
from muster.gateways.cot.authority import authority
from muster.gateways.cot.counting import Count
from muster.gateways.cot.keeping import Keeper
from muster.gateways.models import Device
from muster.gateways.queries.shown import callsign_of, uid_of
from muster.ledger.models import Entry
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(tmp_path: Path, settings: Any) -> Iterator[House]:
    settings.MUSTER_DATA = tmp_path
    settings.MUSTER_NOW = NOW
    kept = emptied()
    yield House(
        place=make_phones.field(),
        site=Site(),
        keeper=Keeper(server="muster-test", store=kept),
        store=kept,
        authority=authority(tmp_path, "n", now=NOW),
    )
    kept.close()


def log_of(house: House) -> list[Line]:
    return list(Line.objects.filter(room=house.place.day.room).order_by("place"))


def test_words_of_a_device_stand_in_the_log_once_and_as_they_came(house: House) -> None:
    _row, phone = house.joined("Tổ tuần tra 9", officer=house.place.phones[0].officer)
    before = len(log_of(house))
    due = house.place.team.due_at
    said = words(phone.uid, "/khan @3 #1 +5 xe lạ ở cổng", NOW - timedelta(seconds=90))

    phone.send(said)
    house.step()
    house.site.wait(minutes=3)  # the relay's own memory is over
    phone.send(said)
    house.step()

    (line,) = log_of(house)[before:]
    assert (line.text, line.actor) == ("/khan @3 #1 +5 xe lạ ở cổng", "Tổ tuần tra 9")
    assert (line.kind, line.team_id, line.skew_s) == (
        "plain_fact",
        house.place.team.pk,
        -90,
    )
    assert line.lat is None
    assert not Incident.objects.exists()
    assert not Task.objects.exists()
    assert due is None or house.place.team.due_at != due


def test_what_is_written_to_the_command_post_alone_is_for_the_log(house: House) -> None:
    _one, phone = house.joined("Tổ 1")
    _two, other = house.joined("Tổ 2")
    other.told()
    to = Node("dest", (("callsign", callsign_of(house.place.day.room)),))
    said = words(phone.uid, "xin rút", NOW)

    phone.send(replace(said, detail=(*said.detail, Node("marti", children=(to,)))))
    house.step()

    assert log_of(house)[-1].text == "xin rút"
    assert other.told() == []
    assert house.site.gate.counts[Count.NOBODY] == 0


def test_a_call_for_help_opens_one_incident_and_its_end_ends_nothing(house: House) -> None:
    _row, phone = house.joined("Tổ 1", officer=house.place.phones[0].officer)

    phone.send(alarm(phone.uid, NOW))
    house.step()
    house.site.wait(minutes=6)
    phone.send(alarm(phone.uid, house.site.now))
    phone.send(alarm(phone.uid, house.site.now, kind="b-a-o-can"))
    house.step()

    (incident,) = Incident.objects.filter(room=house.place.day.room)
    assert (incident.level, incident.team_id, incident.is_over) == (1, house.place.team.pk, False)
    assert "Tổ 1" in incident.title
    first, second, third = log_of(house)[-3:]
    assert (round(first.lat or 0, 4), first.accuracy_m) == (10.3512, 6)
    assert {one.incident_id for one in (first, second, third)} == {incident.pk}
    assert third.lat is None


def test_a_device_of_no_officer_has_an_incident_of_its_own(house: House) -> None:
    _one, first = house.joined("Xe chỉ huy")
    _two, second = house.joined("Trạm y tế")

    first.send(alarm(first.uid, NOW))
    second.send(alarm(second.uid, NOW))
    second.send(alarm(f"{second.uid}-again", NOW))
    house.step()

    found = Incident.objects.order_by("number")
    assert [one.title.split(": ")[1] for one in found] == ["Xe chỉ huy", "Trạm y tế"]
    assert {one.team_id for one in found} == {None}


def test_the_log_of_devices_is_made_again_from_the_record(house: House) -> None:
    _row, phone = house.joined("Tổ 1", officer=house.place.phones[0].officer)
    phone.send(words(phone.uid, "vào vị trí", NOW), alarm(phone.uid, NOW))
    house.step()

    assert Incident.objects.exists()
    assert control.rebuild(is_trial=True).rows == 0


def test_without_an_open_room_words_are_counted_and_nothing_is_written(house: House) -> None:
    _row, phone = house.joined("Tổ 1")
    control.close_room(house.place.day.room.pk, actor=make.TAM, now=NOW)
    entries = Entry.objects.count()

    phone.send(words(phone.uid, "alo", NOW), alarm(phone.uid, NOW))
    house.step()

    assert Entry.objects.count() == entries
    told = {(one.device, one.word): one.count for one in house.store.tallies()}
    assert told[_row.pk, "no_room"] == 2


def test_positions_are_kept_of_devices_on_duty_only(house: House) -> None:
    row, phone = house.joined("Tổ 1")
    event = house.place.day.event.pk

    phone.send(report(phone.uid, NOW), report(phone.uid, NOW + timedelta(seconds=5)))
    house.step()
    services.revoke_device(make.TAM, device=row, now=NOW)
    house.step()

    (kept,) = house.store.newest(event)
    assert (kept.device, kept.at, kept.accuracy_m) == (row.pk, NOW + timedelta(seconds=5), 6.5)
    assert house.store.count(event) == 2
    assert phone.cable.is_cut
    assert house.site.gate.clients == []
    told = {(one.device, one.word): one.count for one in house.store.tallies()}
    assert told[row.pk, "taken"] == 2


def test_a_database_that_is_away_delays_and_loses_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _row, phone = house.joined("Tổ 1")
    phone.send(words(phone.uid, "một", NOW), report(phone.uid, NOW))

    def away(*_args: Any, **_more: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(house.store, "add", away)
        broken.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
        assert house.keeper.step(house.site.gate.harvest(), now=NOW) is None
    before = len(log_of(house))
    house.step()

    assert house.store.count(house.place.day.event.pk) == 1
    assert log_of(house)[-1].text == "một"
    assert len(log_of(house)) == before


def test_an_order_goes_to_the_devices_of_its_posts_until_it_is_acknowledged(house: House) -> None:
    day, team = house.place.day, house.place.team
    _one, mine = house.joined("Tổ 1", officer=house.place.phones[0].officer)
    _two, other = house.joined("Xe chỉ huy")
    for phone in (mine, other):
        phone.told()

    day.say(f"@{team.number} /lenh Đóng cổng phụ")
    house.step()
    house.step()
    (order,) = mine.told()
    assert other.told() == []

    assert order.part("remarks") is not None
    assert order.part("remarks").text == "Đóng cổng phụ"  # type: ignore[union-attr]
    assert order.type == "b-t-f"
    assert kinds.passed_through(order, "muster-test")
    Message.objects.update(acknowledged_at=NOW)
    day.say("/lenh Tập trung", after_min=1)
    house.step()
    again = house.site.enters(house.certificate(Device.objects.get(name="Tổ 1"))[1])
    assert again is None  # the table knows the new certificate only after the next step
    assert [one.part("remarks").text for one in other.told()] == ["Tập trung"]  # type: ignore[union-attr]


def test_places_are_shown_refreshed_and_taken_away(house: House) -> None:
    day = house.place.day
    posts = list(Post.objects.filter(plan__event=day.event).order_by("number"))
    for number, post in enumerate(posts):
        post.lat, post.lon, post.ring = 10.35 + number / 1000, 106.36 + number**2 / 1000, "inner"
        post.save()
    _row, phone = house.joined("Tổ 1")
    first = {one.uid: one for one in phone.told()}

    house.step()
    unchanged = phone.told()
    posts[0].lat = 10.3555
    posts[0].save()
    Post.objects.filter(pk=posts[1].pk).update(lat=None, lon=None)
    house.step()
    second = phone.told()

    assert {one.type for one in first.values()} == {"b-m-p-s-m", "a-f-G-U-C", "u-d-f"}
    ring = first[f"muster.ring.{day.room.pk.hex}.inner"]
    assert len([node for node in ring.detail if node.name == "link"]) >= 4
    assert unchanged == []
    gone = [uid for one in second if one.type == kinds.REMOVE for uid in kinds.linked(one)]
    assert gone == [f"muster.post.{posts[1].pk}"]
    assert f"muster.post.{posts[0].pk}" in {one.uid for one in second}
    assert f"muster.post.{posts[2].pk}" not in {one.uid for one in second}


def test_nobody_may_speak_as_the_command_post(house: House) -> None:
    _one, phone = house.joined("Tổ 1")
    _two, other = house.joined("Tổ 2")
    other.told()

    phone.send(report(uid_of(house.place.day.room), NOW))

    assert other.told() == []
    assert house.site.gate.counts[Count.OURS] == 1


def test_what_stands_above_the_grade_of_devices_is_not_shown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.gateways.queries.shown.kept_parts", lambda _pack: frozenset[str]())
    _row, phone = house.joined("Tổ 1", officer=house.place.phones[0].officer)
    house.place.day.say("/lenh Tập trung")

    house.step()

    assert phone.told() == []


def test_an_exercise_says_so_on_every_device(house: House) -> None:
    room = house.place.day.room
    type(room).objects.filter(pk=room.pk).update(mode="exercise")
    _row, phone = house.joined("Tổ 1")
    house.place.day.say("/lenh Tập trung")
    house.step()

    names = [kinds.callsign(one) for one in phone.told() if one.part("contact")]
    assert names
    assert all(name.startswith("DIỄN TẬP") for name in names)


def test_steps_take_as_many_queries_for_many_devices_as_for_few(
    house: House, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        house.joined(f"Tổ {number}")

    with django_assert_max_num_queries(14):
        house.step()


def test_a_word_with_the_key_of_another_is_refused(house: House) -> None:
    word = DeviceWord(uuid=uuid4(), device="Tổ 1", text="một", happened_at=NOW)
    room = house.place.day.room.pk

    first = control.take_word(room, now=NOW, word=word)
    again = control.take_word(room, now=NOW, word=word)

    assert first.number == again.number


def test_longer_words_than_a_line_holds_are_cut(house: House) -> None:
    word = DeviceWord(uuid=uuid4(), device="Tổ 1", text="ồ" * 9_000, happened_at=NOW)

    control.take_word(house.place.day.room.pk, now=NOW, word=word)

    assert len(log_of(house)[-1].text) == control.MOST_LETTERS


def test_the_page_gives_out_a_package_to_those_allowed(house: House) -> None:
    day = house.place.day
    row, _secret = services.enrol_device(
        make.TAM, event=day.event, draft=services.DeviceDraft(name="Tổ 9"), now=NOW
    )
    address = reverse("gateways:certify", args=[row.pk])
    dispatcher, auditor = client_of(day, Role.DISPATCHER), client_of(day, Role.AUDITOR)

    assert auditor.post(address).status_code == 403
    answer = dispatcher.post(address)
    row.refresh_from_db()
    first = row.certificate_sha256
    dispatcher.post(address)
    row.refresh_from_db()

    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    assert answer.content[:2] == b"PK"
    assert first != row.certificate_sha256
    page = dispatcher.get(reverse("gateways:devices", args=[day.event.pk]))
    assert address in page.content.decode()
    services.revoke_device(make.TAM, device=row, now=NOW)
    assert dispatcher.post(address).status_code == 409


def test_when_the_duty_is_over_no_certificate_is_made(house: House) -> None:
    row, _certificate = house.device("Tổ 8")
    late = house.place.day.event.ends_at + timedelta(hours=3)

    with pytest.raises(errors.DutyOver):
        services.certify_device(make.TAM, device=row, authority=house.authority, now=late)
