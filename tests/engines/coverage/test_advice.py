"""Small cases worked out by hand: who is offered, in which order, and why others are not."""

from collections.abc import Sequence

import pytest
from tests.engines.coverage.make_coverage import LINE, WEIGHTS, at, need, unit

from muster.engines.coverage import (
    Advice,
    Mode,
    Need,
    PartName,
    Place,
    Start,
    Status,
    StraightLine,
    Unit,
    Why,
    advise,
)


def ask(wanted: Need, *units: Unit) -> Advice:
    return advise([wanted], units, weights=WEIGHTS, travel=LINE)[0]


def first(advice: Advice) -> tuple[str, ...]:
    return advice.options[0].units


def refused(advice: Advice) -> dict[str, Why]:
    return {one.unit: one.why for one in advice.refused}


def test_the_nearer_one_goes_and_its_minutes_are_its_points() -> None:
    advice = ask(need(), unit(1, place=at(500)), unit(2, place=at(0, 300)))

    assert [one.units for one in advice.options] == [("@2",), ("@1",)]
    assert advice.options[0].minutes == pytest.approx(3.0, rel=1e-3)
    assert advice.options[1].score == pytest.approx(5.0, rel=1e-3)


def test_every_part_of_a_score_is_worked_out_by_hand() -> None:
    """12 minutes away with a limit of 10, a post of weight 8 left, 8 hours on duty, off a need."""
    going = unit(
        *(1,), place=at(1200), holds=8.0, on_duty_min=480.0, status=Status.ENGAGED, level=3
    )

    option = ask(need(), going).options[0]

    assert {part.name: round(part.points, 2) for part in option.parts} == {
        PartName.TRAVEL: 12.0,
        PartName.LATE: 4.0,
        PartName.UNCOVERED: 4.0,
        PartName.FATIGUE: 2.0,
        PartName.PULLED_OFF: 5.0,
    }
    assert option.is_late
    assert option.score == pytest.approx(27.0, rel=1e-3)


def test_the_reserve_is_offered_before_a_nearer_post() -> None:
    advice = ask(need(), unit(1, holds=1.0), unit(2, place=at(900), is_reserve=True))

    assert first(advice) == ("@2",)


def test_a_reserve_that_comes_too_late_stands_behind_who_comes_in_time() -> None:
    advice = ask(need(), unit(1, holds=9.0), unit(2, place=at(1100), is_reserve=True))

    assert first(advice) == ("@1",)


def test_one_of_the_skills_is_enough_and_none_is_too_little() -> None:
    wanted = need(skills=frozenset({"medical", "rescue"}))

    advice = ask(wanted, unit(1), unit(2, skills=frozenset({"guard", "medical"}), place=at(700)))

    assert first(advice) == ("@2",)
    assert refused(advice) == {"@1": Why.NOT_QUALIFIED}


def test_a_crew_below_its_least_is_not_sent() -> None:
    engine = {"crew_min": 3, "mode": Mode.WHEELS, "skills": frozenset({"fire"})}

    advice = ask(need(skills=frozenset({"fire"})), unit(1, heads=2, **engine))
    whole = ask(need(skills=frozenset({"fire"})), unit(1, heads=3, **engine))

    assert refused(advice) == {"@1": Why.CREW_SHORT}
    assert first(whole) == ("@1",)


def test_a_crew_neither_fills_a_post_nor_keeps_anybody_company() -> None:
    ambulance = unit(2, heads=2, crew_min=2)

    advice = ask(need(heads=2), unit(1, holds=5.0, post_skills=frozenset({"guard"})), ambulance)

    assert refused(advice) == {"@1": Why.ALONE}
    assert [one.units for one in advice.options] == [("@2",)]
    left = ask(need(), unit(1, holds=5.0, post_skills=frozenset({"guard"})), ambulance)
    assert next(one for one in left.options if one.units == ("@1",)).gaps[0].filler is None


def test_nobody_goes_alone_and_two_who_are_one_each_go_together() -> None:
    wanted = need(heads=2)

    assert refused(ask(wanted, unit(1))) == {"@1": Why.ALONE}
    both = ask(wanted, unit(1, place=at(100)), unit(2, place=at(400)), unit(3, place=at(900)))
    assert first(both) == ("@1", "@2")
    assert both.options[0].minutes == pytest.approx(4.0, rel=1e-3)


def test_a_silent_unit_is_not_sent_and_one_off_duty_neither() -> None:
    advice = ask(need(level=1), unit(1, status=Status.SILENT), unit(2, status=Status.OFF))

    assert refused(advice) == {"@1": Why.SILENT, "@2": Why.OFF}


def test_a_life_breaks_a_rest_and_nothing_else_does() -> None:
    resting = unit(1, status=Status.RESTING)

    assert refused(ask(need(level=2), resting)) == {"@1": Why.RESTING}
    assert ask(need(level=1), resting).options[0].parts[-1].name is PartName.PULLED_OFF


def test_a_unit_leaves_a_lost_contact_for_a_patient_and_never_the_other_way() -> None:
    with_contact = unit(1, status=Status.ENGAGED, level=2)
    with_patient = unit(2, status=Status.ENGAGED, level=1)

    assert first(ask(need(level=1), with_contact, with_patient)) == ("@1",)
    assert refused(ask(need(level=2), with_contact, with_patient)) == {
        "@1": Why.BUSY,
        "@2": Why.BUSY,
    }


def test_a_patient_comes_before_a_contact_that_is_lost_for_an_hour() -> None:
    """One team can do both; the timer of the lost contact ran out long ago."""
    contact = need(1, level=2, due_min=-60.0)
    patient = need(2, level=1, due_min=8.0, skills=frozenset({"medical"}))
    team = unit(1, skills=frozenset({"medical", "guard"}))

    advice = advise([contact, patient], [team], weights=WEIGHTS, travel=LINE)

    assert [one.need for one in advice] == ["#2", "#1"]
    assert advice[0].options[0].units == ("@1",)
    assert (advice[1].refused[0].why, advice[1].refused[0].held_for) == (Why.HELD, "#2")


def test_what_somebody_is_with_already_holds_nobody() -> None:
    patient = need(2, level=1, is_attended=True)

    advice = advise([need(1), patient], [unit(1)], weights=WEIGHTS, travel=LINE)

    assert advice[1].options[0].units == ("@1",)


def test_the_post_that_is_left_is_filled_from_a_lighter_one() -> None:
    guard = frozenset({"guard"})
    gate = unit(1, holds=8.0, post_skills=guard)
    units = (
        *(gate, unit(2, holds=3.0, place=at(300)), unit(3, holds=9.0, place=at(50))),
        *(unit(4, holds=3.0, place=at(400)), unit(5, skills=frozenset({"fire"}))),
    )

    option = next(one for one in ask(need(), *units).options if one.units == ("@1",))

    (gap,) = option.gaps
    assert (gap.unit, gap.weight, gap.filler) == ("@1", 8.0, "@2")
    assert gap.minutes == pytest.approx(3.0, rel=1e-3)
    assert [part.name for part in option.parts] == [PartName.FILLED]


def test_an_unknown_place_is_no_minute_and_says_so() -> None:
    option = ask(need(place=None), unit(1, place=at(900))).options[0]

    assert (option.minutes, option.is_late, option.parts) == (None, False, ())


class Table:
    """A road graph as far as the advice can tell: minutes by where somebody starts."""

    def minutes(self, starts: Sequence[Start], goal: Place) -> Sequence[float | None]:
        return [None if start.place == at(100) else 2.0 for start in starts]


def test_a_road_graph_takes_the_place_of_the_straight_line() -> None:
    """The bridge is closed: who is near has no way."""
    units = [unit(1, place=at(100)), unit(2, place=at(5000))]

    (advice,) = advise([need()], units, weights=WEIGHTS, travel=Table())

    assert refused(advice) == {"@1": Why.NO_WAY}
    assert advice.options[0].minutes == 2.0


def test_a_straight_line_is_longer_by_its_detour_and_begins_with_setting_off() -> None:
    line = StraightLine(detour=1.3, kmh={Mode.FOOT: 6.0}, set_off_min=2.0)
    starts = [
        Start(place=place, mode=mode)
        for place, mode in ((at(1000), Mode.FOOT), (at(0), Mode.FOOT), (at(1000), Mode.BOAT))
    ]

    walked, here, boat = line.minutes(starts, at(0))

    assert walked == pytest.approx(15.0, rel=1e-3)
    assert (here, boat) == (0.0, None)


@pytest.mark.parametrize(
    "wrong",
    [{"detour": 0.9, "kmh": {}}, {"detour": 1.0, "kmh": {Mode.FOOT: 0.0}}],
)
def test_what_no_way_can_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"straight line|above 0"):
        StraightLine(**wrong)  # type: ignore[arg-type]  # parametrised
