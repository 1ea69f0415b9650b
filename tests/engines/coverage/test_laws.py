"""What holds for any needs and any units."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.coverage.make_coverage import LINE, WEIGHTS, at

from muster.engines.coverage import Advice, Mode, Need, Status, Unit, Why, advise

LAW = settings(max_examples=60, deadline=None)
SKILLS = st.frozensets(st.sampled_from(("guard", "medical", "fire", "traffic")), max_size=3)
PLACES = st.one_of(st.none(), st.builds(at, st.integers(-2000, 2000), st.integers(-2000, 2000)))


def numbered(made: st.SearchStrategy[list[dict[str, object]]], kind: type, mark: str) -> object:
    return made.map(
        lambda rows: [
            kind(**row, key=f"{mark}{number}", number=number) for number, row in enumerate(rows)
        ]
    )


UNITS: st.SearchStrategy[list[Unit]] = numbered(  # type: ignore[assignment]  # kind is Unit
    st.lists(
        st.fixed_dictionaries(
            {
                "heads": st.integers(1, 5),
                "place": PLACES,
                "mode": st.sampled_from(Mode),
                "skills": SKILLS,
                "crew_min": st.sampled_from((0, 0, 0, 2, 3)),
                "holds": st.sampled_from((0.0, 3.0, 5.0, 8.0)),
                "post_skills": SKILLS,
                "is_reserve": st.sampled_from((False, False, True)),
                "on_duty_min": st.floats(0, 900),
                "status": st.sampled_from((Status.FREE, *Status)),
                "level": st.integers(1, 4),
            }
        ),
        max_size=9,
    ),
    Unit,
    "@",
)
NEEDS: st.SearchStrategy[list[Need]] = numbered(  # type: ignore[assignment]  # kind is Need
    st.lists(
        st.fixed_dictionaries(
            {
                "level": st.integers(1, 4),
                "due_min": st.floats(-200, 60),
                "limit_min": st.sampled_from((5.0, 15.0)),
                "place": PLACES,
                "skills": SKILLS,
                "heads": st.integers(1, 3),
                "is_attended": st.booleans(),
            }
        ),
        min_size=1,
        max_size=5,
    ),
    Need,
    "#",
)


def answer(needs: list[Need], units: list[Unit]) -> list[Advice]:
    return advise(needs, units, weights=WEIGHTS, travel=LINE)


@LAW
@given(NEEDS, UNITS, st.randoms())
def test_the_order_in_which_they_are_named_does_not_matter(
    needs: list[Need], units: list[Unit], random: object
) -> None:
    expected = answer(needs, units)
    random.shuffle(needs)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    random.shuffle(units)  # type: ignore[attr-defined]  # the same

    assert answer(needs, units) == expected


@LAW
@given(NEEDS, UNITS)
def test_every_unit_is_offered_first_once_or_refused_with_a_reason(
    needs: list[Need], units: list[Unit]
) -> None:
    for advice in answer(needs, units):
        named = [one.units[0] for one in advice.options] + [one.unit for one in advice.refused]
        assert sorted(named) == sorted(unit.key for unit in units)


@LAW
@given(NEEDS, UNITS)
def test_no_option_breaks_a_crew_sends_too_few_or_the_unable(
    needs: list[Need], units: list[Unit]
) -> None:
    by_key, wanted = {unit.key: unit for unit in units}, {need.key: need for need in needs}
    for advice in answer(needs, units):
        need = wanted[advice.need]
        for option in advice.options:
            going = [by_key[key] for key in option.units]
            assert len(set(option.units)) == len(option.units)
            assert sum(unit.heads for unit in going) >= need.heads
            for unit in going:
                assert unit.heads >= unit.crew_min
                assert unit.status not in (Status.OFF, Status.SILENT)
                assert not need.skills or need.skills & unit.skills
                assert unit.status is not Status.ENGAGED or unit.level > need.level
            assert all(not unit.is_crew for unit in going[1:])


@LAW
@given(NEEDS, UNITS)
def test_who_fills_a_post_can_hold_it_stays_whole_and_fills_only_one(
    needs: list[Need], units: list[Unit]
) -> None:
    by_key = {unit.key: unit for unit in units}
    for advice in answer(needs, units):
        for option in advice.options:
            fillers = [gap.filler for gap in option.gaps if gap.filler is not None]
            assert len(set(fillers)) == len(fillers)
            assert not set(fillers) & set(option.units)
            for gap in option.gaps:
                assert gap.weight == by_key[gap.unit].holds > 0
                if gap.filler is not None:
                    filler = by_key[gap.filler]
                    assert by_key[gap.unit].post_skills <= filler.skills
                    assert not filler.is_crew
                    assert filler.status is Status.FREE
                    assert filler.is_reserve or filler.holds < gap.weight


@LAW
@given(NEEDS, UNITS)
def test_options_stand_in_time_then_reserve_then_score(
    needs: list[Need], units: list[Unit]
) -> None:
    for advice in answer(needs, units):
        ranks = [(one.is_late, not one.is_reserve, round(one.score, 6)) for one in advice.options]
        assert ranks == sorted(ranks)
        assert all(part.points >= 0 for one in advice.options for part in one.parts)


@LAW
@given(NEEDS, UNITS, st.floats(-500, 500))
def test_no_timer_lifts_a_need_over_a_more_urgent_one(
    needs: list[Need], units: list[Unit], shift_min: float
) -> None:
    levels = {need.key: need.level for need in needs}
    hurried = [replace(need, due_min=need.due_min + shift_min * (need.level - 1)) for need in needs]

    order = [levels[advice.need] for advice in answer(hurried, units)]

    assert order == sorted(order)


@LAW
@given(NEEDS, UNITS)
def test_nobody_wanted_first_by_a_more_urgent_need_is_offered_to_a_less_urgent_one(
    needs: list[Need], units: list[Unit]
) -> None:
    wanted = {need.key: need for need in needs}
    held: dict[str, int] = {}
    for advice in answer(needs, units):
        need = wanted[advice.need]
        offered = {key for one in advice.options for key in one.units}
        assert not [key for key in offered if held.get(key, need.level) < need.level]
        assert all(one.held_for for one in advice.refused if one.why is Why.HELD)
        if advice.options and not need.is_attended:
            for key in advice.options[0].units:
                held[key] = min(held.get(key, need.level), need.level)


@LAW
@given(UNITS)
def test_a_step_nearer_is_never_worse(units: list[Unit]) -> None:
    need = Need(key="#", number=0, level=1, limit_min=15.0, place=at(0))
    for unit in units:
        far, near = replace(unit, place=at(1500), number=99), replace(unit, place=at(900))
        points = [
            option.score
            for option in answer([need], [replace(far, key="far"), replace(near, key="near")])[
                0
            ].options
        ]
        assert points == sorted(points)
