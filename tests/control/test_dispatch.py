"""Advice on whom to send, in a room: what is offered, what is refused, what the record keeps."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import make_control as make

from muster.control import errors, services
from muster.control.bridge.advising import Field, advice_for
from muster.control.models import Dispatch, Incident
from muster.engines.coverage import Why
from muster.ledger.models import Entry

pytestmark = pytest.mark.django_db


def placed() -> make.Day:
    """All four posts taken: 1 gate (2 heads), 2 guard (1), 3 parking (1), 4 perimeter (2)."""
    day = make.day()
    for number in (1, 2, 3, 4):
        day.say(f"@{number} vt")
    return day


def field(day: make.Day, number: int, after_min: float = 2) -> Field:
    row = Incident.objects.select_related("room", "team").get(room=day.room, number=number)
    return advice_for(row, now=make.NOW + timedelta(minutes=after_min))


def offered(found: Field) -> list[tuple[int, ...]]:
    return [tuple(found.teams[key].number for key in one.units) for one in found.advice.options]


def refused(found: Field) -> dict[int, Why]:
    return {found.teams[one.unit].number: one.why for one in found.advice.refused}


def send(day: make.Day, number: int, *numbers: int, **said: Any) -> services.Written:
    now = make.NOW + timedelta(minutes=2)
    return services.send_teams(
        day.incident(number), actor=make.TAM, now=now, numbers=numbers, **said
    )


def test_nobody_is_offered_alone_to_a_silent_post() -> None:
    """The perimeter is silent: the gate has two; who is alone gets company."""
    day = placed()
    day.say("@4 /mll")
    day.say("@4 /ktl gọi lần 2")

    found = field(day, 1)

    assert refused(found)[4] is Why.SILENT
    assert all(len(numbers) > 1 or numbers == (1,) for numbers in offered(found))
    assert all(
        sum(found.units[key].heads for key in one.units) >= 2 for one in found.advice.options
    )
    with pytest.raises(errors.NotEnough):
        send(day, 1, 2, reason="gần nhất")
    with pytest.raises(errors.NotToBeSent):
        send(day, 1, 4, reason="tự về")
    assert Dispatch.objects.count() == 0


def test_the_record_keeps_the_chosen_and_the_refused_with_all_parts() -> None:
    day = placed()
    day.say("@3 /mts mất ví")
    found = field(day, 1)
    chosen = offered(found)[0]

    written = send(day, 1, *chosen)

    entry = Entry.objects.get(kind="control.dispatched")
    body = json.loads(entry.text)
    assert (body["teams"], body["place"], body["reason"]) == (list(chosen), 1, "")
    assert len(body["choices"]["options"]) == len(found.advice.options)
    named = [one["teams"][0] for one in body["choices"]["options"]]
    named += [one["team"] for one in body["choices"]["refused"]]
    assert sorted(named) == [1, 2, 3, 4]
    first = body["choices"]["options"][0]
    total = sum(part["tenths_points"] for part in first["parts"])
    assert abs(first["tenths_score"] - total) <= len(first["parts"])
    assert day.team(chosen[0]).incident == day.incident(1)
    assert day.team(chosen[0]).state == "tasked"
    assert written.made[0] == f"@{chosen[0]} → Đã nhận lệnh"


def test_who_was_not_offered_goes_with_a_reason_that_is_kept() -> None:
    """Nobody of the four is a medic by the plan; the dispatcher knows better."""
    day = placed()
    day.say("@2 /yt đại biểu choáng")

    assert offered(field(day, 1)) == []
    with pytest.raises(errors.WhyNotOffered):
        send(day, 1, 1)
    send(day, 1, 1, reason="có bác sĩ đi cùng")

    row = Dispatch.objects.get()
    assert (row.place, row.teams, row.reason) == (None, [1], "có bác sĩ đi cùng")
    assert day.incident(1).tasked_at == make.NOW + timedelta(minutes=2)


def test_a_patient_takes_the_team_from_a_lost_contact_however_long_that_is_lost() -> None:
    day = placed()
    day.say("@4 /mll")
    send(day, 1, *offered(field(day, 1))[0])
    gone = day.team(offered_first(day)).number
    day.say("@2 /un chen lấn cửa", after_min=90)

    found = field(day, 2, after_min=91)

    assert day.incident(2).level < day.incident(1).level
    assert gone not in refused(found) or refused(found)[gone] is Why.SILENT
    later = field(day, 1, after_min=91)
    assert set(refused(later).values()) & {Why.BUSY, Why.HELD, Why.SILENT}


def offered_first(day: make.Day) -> int:
    sent: int = Dispatch.objects.get(room=day.room).teams[0]
    return sent


def test_the_post_that_is_left_is_filled_in_the_same_act() -> None:
    day = placed()
    day.say("@3 /mts mất ví")
    found = field(day, 1)
    option = next(one for one in found.advice.options if any(gap.filler for gap in one.gaps))
    numbers = [found.teams[key].number for key in option.units]
    gap = next(gap for gap in option.gaps if gap.filler)
    assert gap.filler is not None
    filler, post = found.teams[gap.filler].number, found.teams[gap.unit].number

    send(day, 1, *numbers, fills=True)

    assert day.team(filler).towards == day.team(post)
    assert services.rebuild(is_trial=True).rows == 0


def test_nobody_is_sent_to_what_has_ended_and_nobody_unknown() -> None:
    day = placed()
    day.say("@3 /mts mất ví")

    with pytest.raises(errors.NotInRoom):
        send(day, 1, 77, reason="x")
    day.say("#1 /kt")
    with pytest.raises(errors.IncidentOver):
        send(day, 1, 1)


def test_the_same_order_sent_twice_is_one() -> None:
    day = placed()
    day.say("@3 /mts mất ví")
    chosen = offered(field(day, 1))[0]
    key = uuid4()

    first = send(day, 1, *chosen, client_uuid=key)
    again = send(day, 1, *chosen, client_uuid=key)

    assert first.receipts == again.receipts
    assert Dispatch.objects.count() == 1
