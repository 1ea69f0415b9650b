"""Call lists: whom, in which order, what came of it, and what follows from it."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import make_calls
from tests import make_season as make

from muster.ledger.actor import Actor
from muster.ledger.models import Entry
from muster.office import errors, queries, services
from muster.office.models import Call, CallList, CallState, Rung
from muster.packs import Occasion
from muster.season.models import SeasonUnit
from muster.tree import services as tree

pytestmark = pytest.mark.django_db
AN = make.ACTOR
LOC = make.OTHER


def act(service: Any, call: Call, *, actor: Actor = AN, **said: Any) -> Call:
    now = said.pop("now", make.NOW)
    done: Call = service(call, actor=actor, now=now, version=call.version, **said)
    return done


def test_a_list_names_first_deputy_and_superior_from_the_register() -> None:
    world = make.world()
    unit = world.communes[0]
    deputy = make_calls.staff(unit, "Phó Bí thư")
    chief = make_calls.staff(unit, "Bí thư")
    make_calls.staff(unit, "Thủ quỹ")
    above = make_calls.staff(world.east, "Bí thư", name="Trần Ba")

    make_calls.calls(world.top, [unit])

    call = make_calls.call_to(unit)
    assert (call.whom, call.deputy, call.superior) == (chief, deputy, above)
    assert call.unit_above_id == world.east.unit_id


def test_a_target_named_twice_is_called_once() -> None:
    world = make.world()
    unit = world.communes[0]

    row = make_calls.calls(world.top, [unit, unit])

    assert row.calls.count() == 1


def test_nobody_to_call_is_refused() -> None:
    with pytest.raises(errors.CallListEmpty):
        make_calls.calls(make.world().top, [])


@pytest.mark.parametrize("words", ["{unit} và {nobody}", "ngoặc { lạc", "{}"])
def test_words_with_unknown_fields_are_refused(words: str) -> None:
    world = make.world()

    with pytest.raises(errors.WordsFaulty):
        make_calls.calls(world.top, [world.communes[0]], words=words)


def test_who_does_not_answer_goes_to_the_deputy_then_the_superior() -> None:
    """The pack says three tries; at the last rung the count goes on."""
    world = make.world()
    unit = world.communes[0]
    make_calls.staff(unit, "Bí thư")
    make_calls.staff(unit, "Phó Bí thư")
    make_calls.calls(world.top, [unit])
    call = make_calls.call_to(unit)

    rungs = []
    for _ in range(10):
        call = act(services.no_answer, call)
        rungs.append((Rung(call.rung), call.tries))

    assert rungs[:3] == [(Rung.FIRST, 1), (Rung.FIRST, 2), (Rung.DEPUTY, 0)]
    assert rungs[5:] == [(Rung.SUPERIOR, n) for n in (0, 1, 2, 3, 4)]
    assert call.attempts.count() == 10


def test_without_a_deputy_the_superior_is_next() -> None:
    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])
    call = make_calls.call_to(world.communes[0])

    for _ in range(3):
        call = act(services.no_answer, call)

    assert call.rung == Rung.SUPERIOR


def test_who_was_told_is_not_rung_again_until_taken_back() -> None:
    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])
    call = act(services.tell, make_calls.call_to(world.communes[0]))

    with pytest.raises(errors.AlreadyTold):
        act(services.tell, call)
    call = act(services.take_back, call)

    assert (call.state, call.told_at, call.told_by) == (CallState.WAITING, None, "")
    assert act(services.tell, call).state == CallState.TOLD


def test_two_clerks_do_not_ring_one_unit() -> None:
    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])
    call = make_calls.call_to(world.communes[0])
    services.take_call(call, actor=AN, now=make.NOW)

    with pytest.raises(errors.CallTaken) as taken:
        services.take_call(call, actor=LOC, now=make.NOW)
    with pytest.raises(errors.CallTaken):
        act(services.tell, call, actor=LOC)

    assert taken.value.params["who"] == AN.name
    assert act(services.tell, call, actor=AN).taken_by == ""


def test_a_forgotten_claim_runs_out() -> None:
    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])
    call = make_calls.call_to(world.communes[0])
    services.take_call(call, actor=AN, now=make.NOW)

    with pytest.raises(errors.CallTaken):
        act(services.tell, call, actor=LOC, now=make.NOW + timedelta(minutes=14, seconds=59))
    told = act(services.tell, call, actor=LOC, now=make.NOW + timedelta(minutes=15))

    assert told.told_by == LOC.name


def test_the_second_of_two_results_is_told_who_was_first() -> None:
    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])
    call = make_calls.call_to(world.communes[0])
    act(services.no_answer, call, actor=LOC)

    with pytest.raises(errors.Changed) as refused:
        act(services.no_answer, call)

    assert refused.value.params["who"] == LOC.name


def test_a_promise_of_a_call_that_urges_is_the_steps() -> None:
    world = make.world()
    congress = make.congress(world.communes[0])
    late = make.NOW + timedelta(days=40)
    row = services.urge_late(world.top, actor=AN, now=late)
    call = row.calls.get()

    act(services.tell, call, promised_on=date(2030, 7, 20), now=late)

    assert call.step is not None
    step = make.step(congress, call.step.key)
    assert step.promised_on == date(2030, 7, 20)
    assert "đã quá 35 ngày" in call.words or "35 days late" in call.words


def test_a_promise_after_the_step_was_accepted_stays_with_the_call() -> None:
    world = make.world()
    make.congress(world.communes[0])
    late = make.NOW + timedelta(days=40)
    call = services.urge_late(world.top, actor=AN, now=late).calls.get()
    assert call.step is not None
    make.finish(call.step, now=late)

    told = act(services.tell, call, promised_on=date(2030, 7, 20), now=late)

    call.step.refresh_from_db()
    assert (told.promised_on, call.step.promised_on) == (date(2030, 7, 20), None)


def test_a_chain_goes_down_and_its_confirmations_come_up() -> None:
    world = make.world()
    top = make_calls.calls(world.top, world.communes, Occasion.WARNING, says={"what": "bão số 5"})
    east = make_calls.call_to(world.east)
    assert [call.season_unit for call in top.calls.all()] == [world.east, world.west]
    assert all(unit.name in east.words for unit in world.communes[:3])

    act(services.tell, east)
    for unit in world.communes[:3]:
        east.refresh_from_db()
        assert east.state == CallState.TOLD
        act(services.tell, make_calls.call_to(unit))

    east.refresh_from_db()
    assert east.state == CallState.CONFIRMED
    assert queries.chain_figures(top).told == 4
    assert queries.chain_figures(top).total == 7


def test_a_unit_on_the_way_only_passes_it_on() -> None:
    """The district's own congress is not meant; the commune's words are its own."""
    world = make.world()
    make_calls.calls(
        world.top, [world.communes[0]], Occasion.MOVED, says={"day": "24/08"}, subject="Bão số 5"
    )

    on_the_way, meant = make_calls.call_to(world.east), make_calls.call_to(world.communes[0])

    assert on_the_way.words.startswith(f"{world.east.name}: Bão số 5.")
    assert world.communes[0].name in on_the_way.words
    assert "24/08" not in on_the_way.words
    assert "24/08" in meant.words


def test_a_slip_below_takes_the_confirmation_above_back() -> None:
    world = make.world()
    make_calls.calls(world.top, world.communes[3:], Occasion.WARNING)
    for unit in world.communes[3:]:
        act(services.tell, make_calls.call_to(unit))
    west = make_calls.call_to(world.west)
    assert west.state == CallState.CONFIRMED

    act(services.take_back, make_calls.call_to(world.communes[3]))

    west.refresh_from_db()
    assert (west.state, west.confirmed_at) == (CallState.TOLD, None)


def test_a_chain_reaches_only_below() -> None:
    world = make.world()

    with pytest.raises(errors.NotBelow) as refused:
        make_calls.calls(world.east, [world.west], Occasion.WARNING)

    assert refused.value.params == {"unit": world.west.name, "caller": world.east.name}


def merged(gone: SeasonUnit, into: SeasonUnit, on: date) -> None:
    tree.merge(AN, unit_ids=[gone.unit_id], into_id=into.unit_id, on=on, now=make.NOW)


def test_a_call_to_a_unit_merged_yesterday_goes_to_its_successor() -> None:
    world = make.world()
    gone, into = world.communes[0], world.communes[1]
    row = make_calls.calls(world.top, [gone])
    merged(gone, into, date(2030, 6, 2))

    call = act(services.tell, make_calls.call_to(gone))

    assert call.state == CallState.REFERRED
    assert into.name in call.note
    assert call.heir == make_calls.call_to(into)
    assert call.attempts.count() == 0
    assert queries.chain_figures(row).total == 1


def test_a_successor_who_stands_on_the_list_is_not_called_twice() -> None:
    world = make.world()
    gone, into = world.communes[0], world.communes[1]
    row = make_calls.calls(world.top, [gone, into])
    merged(gone, into, date(2030, 6, 2))

    call = act(services.no_answer, make_calls.call_to(gone))

    assert call.heir == make_calls.call_to(into)
    assert row.calls.count() == 2


def test_a_merger_of_tomorrow_changes_nothing_today() -> None:
    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])
    merged(world.communes[0], world.communes[1], date(2030, 6, 4))

    assert act(services.tell, make_calls.call_to(world.communes[0])).state == CallState.TOLD


def test_nobody_is_called_from_a_closed_list() -> None:
    world = make.world()
    row = make_calls.calls(world.top, world.communes, Occasion.WARNING)
    with pytest.raises(errors.ReasonMissing):
        services.close_call_list(row, actor=AN, now=make.NOW, reason=" ")

    services.close_call_list(row, actor=AN, now=make.NOW, reason="bão tan")

    assert not CallList.objects.filter(closed_at=None).exists()
    with pytest.raises(errors.CallListClosed) as refused:
        act(services.tell, make_calls.call_to(world.communes[0]))
    assert refused.value.params["reason"] == "bão tan"
    body = Entry.objects.get(kind="calls.closed").body
    assert body["not_told"] == 7


def test_sent_twice_is_one_call() -> None:
    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])
    call = make_calls.call_to(world.communes[0])
    uuid = uuid4()

    act(services.no_answer, call, client_uuid=uuid)
    again = act(services.no_answer, call, client_uuid=uuid)

    assert (again.tries, again.attempts.count()) == (1, 1)


def test_every_result_is_recorded() -> None:
    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])
    call = act(services.no_answer, make_calls.call_to(world.communes[0]))
    call = act(services.tell, call)
    act(services.confirm_call, call)

    kinds = Entry.objects.filter(subject=f"call:{call.pk}").values_list("kind", flat=True)
    assert list(kinds) == ["call.no_answer", "call.told", "call.confirmed"]


def test_who_was_not_told_cannot_confirm() -> None:
    world = make.world()
    make_calls.calls(world.top, [world.communes[0]])

    with pytest.raises(errors.NotTold):
        act(services.confirm_call, make_calls.call_to(world.communes[0]))
