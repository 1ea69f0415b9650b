"""Phones on post: what they send becomes lines, states and incidents of the room, once each."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tests import make_control as make
from tests import make_duty, make_phones

from muster.control import services
from muster.control.models import Incident, Line, Message, Presence
from muster.control.services import MOST_ENTRIES, Place
from muster.control.services.phones.entered import Act
from muster.ledger.models import Entry
from muster.packs.schema import TeamState
from muster.tree.table import Role

pytestmark = pytest.mark.django_db


def test_checking_in_and_out_moves_the_team_and_names_the_officer() -> None:
    field = make_phones.field()
    phone = field.phones[0]

    came = phone.send(phone.entry(Act.CHECK_IN, minutes_ago=3))
    line = field.day.newest()

    assert came[0].fate == "recorded"
    assert came[0].number == Entry.objects.get(uuid=line.pk).counter
    assert phone.officer.person.name in line.text
    assert line.happened_at == make.NOW - timedelta(minutes=3)
    assert line.recorded_at == make.NOW
    assert field.team.state == TeamState.AVAILABLE
    assert field.team.heard_at == make.NOW - timedelta(minutes=3)

    phone.send(phone.entry(Act.CHECK_OUT), after_min=1)

    assert field.team.state == TeamState.OFF


def test_the_team_stays_in_position_while_anybody_is_there() -> None:
    field = make_phones.field(phones=2)
    first, second = field.phones
    first.send(first.entry(Act.CHECK_IN, minutes_ago=9))
    second.send(second.entry(Act.CHECK_IN, minutes_ago=8))

    first.send(first.entry(Act.CHECK_OUT, minutes_ago=1))

    assert field.team.state == TeamState.AVAILABLE
    assert Presence.objects.filter(team=field.team, out_at=None).count() == 1


def test_a_check_out_does_not_end_what_the_team_is_busy_with() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    phone.send(phone.entry(Act.CHECK_IN, minutes_ago=9))
    field.day.say(f"@{field.team.number} nl @2", after_min=0)

    answer = phone.send(phone.entry(Act.CHECK_OUT), after_min=1)

    assert answer[0].fate == "recorded"
    assert field.team.state == TeamState.TASKED


def test_a_report_says_where_and_what_and_opens_the_incident_of_its_kind() -> None:
    field = make_phones.field()
    phone, pack = field.phones[0], field.day.world.pack
    kind = next(key for key in pack.phone.reports if pack.line_kinds[key].incident)
    place = Place(lat="10.35001", lon="106.36002", accuracy_m=12)

    phone.send(phone.entry(kind=kind, text="đại biểu choáng", place=place))

    line, incident = field.day.newest(), field.day.incident(1)
    assert (line.lat, line.lon, line.accuracy_m) == (10.35001, 106.36002, 12)
    assert incident.title == "đại biểu choáng"
    assert incident.team == field.team
    assert line.incident == incident


def test_the_first_emergency_stands_above_all_and_the_next_ones_belong_to_it() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    field.day.say("@2 /yt choáng")

    for minute in range(3):
        phone.send(phone.entry(Act.EMERGENCY), after_min=minute)

    called = Incident.objects.get(team=field.team)
    assert called.level == 1
    assert Line.objects.filter(incident=called).count() == 3
    assert Incident.objects.filter(is_over=False).order_by("level", "opened_at").count() == 2


def test_a_message_is_read_once_for_the_team_and_the_desk_sees_by_whom() -> None:
    field = make_phones.field(phones=2)
    first, second = field.phones
    number = field.team.number
    field.day.say(f"@{number} /lenh mở cửa B ngay")
    message = Message.objects.get()

    assert message.team == field.team
    assert message.acknowledged_at is None
    first.send(first.entry(Act.ACKNOWLEDGE, message=message.pk), after_min=1)
    second.send(second.entry(Act.ACKNOWLEDGE, message=message.pk), after_min=2)

    message.refresh_from_db()
    assert first.officer.person.name in message.acknowledged_by
    assert "mở cửa B ngay" in field.day.newest().text


def test_a_message_without_a_post_goes_to_all_of_them() -> None:
    field = make_phones.field()

    written = field.day.say("/lenh kiểm tra lối thoát nạn")

    posts = field.day.room.teams.count()
    assert Message.objects.filter(line=written.uuid).count() == posts > 1


def test_nobody_acknowledges_what_was_sent_to_another_post() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    other = next(n for n in range(1, 5) if n != field.team.number)
    field.day.say(f"@{other} /lenh mở cửa B")

    answer = phone.send(phone.entry(Act.ACKNOWLEDGE, message=Message.objects.get().pk))

    assert (answer[0].fate, answer[0].code) == ("refused", "control.message_unknown")


def test_a_copy_gets_the_receipt_of_the_first_even_after_the_room_is_closed() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    entry = phone.entry(text="đủ quân số")
    first = phone.send(entry)
    services.close_room(field.day.room.pk, actor=make.TAM, now=make.NOW)

    again = phone.send(entry, entry, after_min=30)
    late = phone.send(phone.entry(text="muộn"), after_min=31)

    assert make_phones.numbers(again) == make_phones.numbers(first)
    assert Line.objects.filter(text="đủ quân số").count() == 1
    assert (late[0].fate, late[0].code) == ("refused", "control.closed")


def test_another_content_under_a_known_id_is_refused() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    entry = phone.entry(text="đủ quân số")
    phone.send(entry)

    answer = phone.send(replace(entry, text="thiếu một"))

    assert (answer[0].fate, answer[0].code) == ("refused", "ledger.uuid_reused")


def test_an_entry_of_somebody_else_is_refused() -> None:
    field = make_phones.field(phones=2)
    first, second = field.phones
    entry = first.entry(text="đủ quân số")
    first.send(entry)

    answer = second.send(entry)

    assert (answer[0].fate, answer[0].code) == ("refused", "ledger.uuid_of_another")


def test_one_refused_entry_does_not_hold_the_others_up() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    good, bad, last = (phone.entry(text=text) for text in ("một", "x", "ba"))

    fates = [a.fate for a in phone.send(good, replace(bad, kind="no_such_kind"), last)]

    assert fates == ["recorded", "refused", "recorded"]
    assert set(Line.objects.filter(account=phone.account.pk).values_list("text", flat=True)) == {
        "một",
        "ba",
    }


def test_an_entry_waits_for_a_room_that_is_not_open_yet() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    other = make_duty.event(field.day.world)
    field.day.room.__class__.objects.filter(pk=field.day.room.pk).update(event=other)
    entry = phone.entry(Act.CHECK_IN)

    answer = phone.send(entry)

    assert (answer[0].fate, answer[0].code) == ("waiting", "control.room_not_open")
    field.day.room.__class__.objects.filter(pk=field.day.room.pk).update(event=field.day.event)
    assert phone.send(entry)[0].fate == "recorded"


def test_who_has_no_shift_reports_nothing() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    stranger = make_duty.account(Role.DISPATCHER, on=field.day.world.root)

    answer = replace(phone, account=stranger).send(phone.entry(text="tôi đứng đây"))

    assert (answer[0].fate, answer[0].code) == ("refused", "control.not_your_shift")


def test_a_superseded_roster_still_lets_through_what_was_done_under_it() -> None:
    field = make_phones.field()
    phone = field.phones[0]
    type(field.roster).objects.filter(pk=field.roster.pk).update(state="superseded")

    assert phone.send(phone.entry(Act.CHECK_IN))[0].fate == "recorded"


@pytest.mark.parametrize(
    ("at_min", "skew_s", "happened_min", "marked_s"),
    [
        (-5, 0, -5, 0),
        (-5, 59, -5, 0),
        (-5, 600, -5, 600),
        (-5, -600, -5, -600),
        (30, 0, 0, 1800),
        (-60 * 24 * 9, 0, -60 * 24 * 2, 0),
    ],
)
def test_only_the_time_between_is_believed_and_a_wrong_clock_is_marked(
    at_min: float, skew_s: float, happened_min: float, marked_s: int
) -> None:
    field = make_phones.field()
    phone = field.phones[0]

    phone.send(phone.entry(minutes_ago=-at_min, text="bình thường"), skew_s=skew_s)

    line = field.day.newest()
    assert line.happened_at == make.NOW + timedelta(minutes=happened_min)
    assert line.skew_s == marked_s


def test_a_request_holds_a_bounded_number_of_entries() -> None:
    phone = make_phones.field().phones[0]

    with pytest.raises(ValueError, match="entries"):
        phone.send(*(phone.entry(uuid=uuid4()) for _ in range(MOST_ENTRIES + 1)))
