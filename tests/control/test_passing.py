"""The passing on of a shift: what it holds, who signs, and what the sheet proves."""

from datetime import timedelta

import pytest
from tests import make_control as make

from muster.control import errors, services
from muster.control.models import Passing
from muster.control.queries.passing import content_of, head_over
from muster.control.services.rebuilding import rebuild
from muster.ledger.actor import Actor
from muster.ledger.models import Entry
from muster.ledger.services import Held, hold

pytestmark = pytest.mark.django_db


def drawn(day: make.Day, *, actor: Actor = make.TAM, after_min: float = 0) -> Passing:
    now = make.NOW + timedelta(minutes=after_min)
    services.draw_up_passing(day.room.pk, actor=actor, now=now, note="chìa khóa ở bàn trực")
    return Passing.objects.get(taken_at=None, withdrawn_at=None)


def test_the_sheet_holds_what_is_open_silent_and_changed() -> None:
    day = make.day()
    day.say("@1 vt")
    day.say("@2 /yt choáng", after_min=1)
    day.say("/viec báo cáo nhanh +5", after_min=1)

    content = content_of(day.room, now=make.NOW + timedelta(minutes=30))

    assert [one["number"] for one in content["silent"]] == [1]
    assert [one["number"] for one in content["incidents"]] == [1]
    assert ("báo cáo nhanh", True) in [(one["text"], one["is_late"]) for one in content["tasks"]]
    assert len(content["tasks"]) == 4
    assert content["lines"] == 3
    assert [one["text"] for one in content["changes"]] == ["@2 choáng"]


def test_two_people_sign_and_the_second_signature_signs_the_record() -> None:
    day = make.day()
    passing = drawn(day)
    with pytest.raises(errors.PassingBySame):
        services.take_passing(passing, actor=make.TAM, now=make.NOW)
    with pytest.raises(errors.PassingUnderWay):
        drawn(day, actor=make.SANG)

    services.take_passing(passing, actor=make.SANG, now=make.NOW + timedelta(minutes=2))

    passing.refresh_from_db()
    assert (passing.giver, passing.taker) == (make.TAM.name, make.SANG.name)
    head = head_over(passing)
    assert head is not None
    assert head.size == Entry.objects.latest("arrival").counter
    assert hold(head.note, holder="sheet 1") is Held.FITS
    with pytest.raises(errors.PassingOver):
        services.take_passing(passing, actor=make.SANG, now=make.NOW)
    assert rebuild(is_trial=True).rows == 0


def test_the_next_sheet_begins_after_the_last_one() -> None:
    day = make.day()
    day.say("@1 vt")
    services.take_passing(drawn(day), actor=make.SANG, now=make.NOW)
    day.say("@1 dk", actor=make.SANG)

    assert content_of(day.room, now=make.NOW)["lines"] == 1


def test_only_the_giver_withdraws() -> None:
    day = make.day()
    passing = drawn(day)
    with pytest.raises(errors.PassingNotYours):
        services.withdraw_passing(passing, actor=make.SANG, now=make.NOW)

    services.withdraw_passing(passing, actor=make.TAM, now=make.NOW)

    assert drawn(day).number == 2
