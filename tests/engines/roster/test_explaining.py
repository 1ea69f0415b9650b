"""All open posts at once: the same answers as one by one, and what the texts say."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.roster import make
from tests.engines.roster.make import HOUR, person, post, problem
from tests.engines.roster.test_openings import legal_pairs

from muster.engines.roster import History, Person, ProblemError, Why
from muster.engines.roster.reasons.explaining import explain_all, reasons_of
from muster.engines.roster.reasons.openings import Bench, Opening, Remedy, opening_of
from muster.engines.roster.reasons.telling import opening_from_json, opening_to_json, said
from muster.engines.roster.rules import Judge

PAST = History(
    period_start_min=-8 * HOUR, last_end_min=-2 * HOUR, last_place="B", week_min=60, run_days=1
)


def sorts(found: tuple[Remedy, ...]) -> set[object]:
    return {(tuple(o.rule for o in r.relax), len(r.give_up)) for r in found}


def in_short(found: Opening) -> object:
    return (found.post, found.missing, found.kind, found.qualified, found.held_by, found.free)


@given(seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_the_screening_answers_like_the_close_look(seed: int) -> None:
    case = make.drawn(seed, people=7, posts=16)
    people = (person("H", history=PAST, skills=("guard", "fire")), *case.people)
    judge = Judge(make.problem([*people], [*case.posts], rules=case.rules, days=case.days))
    pairs = legal_pairs(judge)
    bench = Bench(judge, pairs)

    at_once = explain_all(judge.problem, pairs, at_most=9)

    one_by_one = [opening_of(bench, p, at_most=9) for p in bench.open_posts()]
    assert [in_short(o) for o in at_once] == [in_short(o) for o in one_by_one]
    for fast, slow in zip(at_once, one_by_one, strict=True):
        assert fast.counts == slow.counts
        assert sorts(fast.remedies) == sorts(slow.remedies)
        if slow.remedies and slow.remedies[0].steps == 1:
            assert fast.remedies == slow.remedies
        if slow.kind is not Why.NO_ONE_QUALIFIED:
            assert fast.blocked == slow.blocked
        assert opening_from_json(json.loads(json.dumps(opening_to_json(fast)))) == fast


def test_the_sentence_of_the_planner() -> None:
    people = [
        person("away", unavailable_min=((0, 24 * HOUR),)),
        person("resting"),
        person("elsewhere", unit="v"),
    ]
    case = problem(people, [post("night", 0, 3), post("J", 13, 17, units=("u",))])

    (reason,) = reasons_of(case, [("night", "resting")])

    assert (reason.kind, reason.who) == (Why.RESTING, ("resting",))
    assert reason.text == (
        "Of those with the skills 1 is unavailable then, 1 must rest and 1 is of other units. "
        "It would be filled by a rest of 10 h instead of 11 h for 'resting', lending 'elsewhere' "
        "of unit 'v', calling 'away' for 11 h of an absence or 'resting' leaving 'night' open."
    )


@pytest.mark.parametrize(
    ("who", "what", "text"),
    [
        ([], {}, "Nobody has the skills that it asks for."),
        ([person("P")], {}, "1 could hold it, but it was left empty because it weighs too little."),
        ([person("P")], {"crew": "c"}, "1 could hold it, but its crew cannot be completed."),
    ],
)
def test_short_sentences(who: list[Person], what: dict[str, str], text: str) -> None:
    (found,) = explain_all(problem(who, [post("J", 8, 12, **what)]), [])

    assert said(found) == text


def test_all_hold_it_already() -> None:
    (found,) = explain_all(problem([person("P")], [post("J", 8, 12, count=2)]), [("J", "P")])

    assert said(found) == "Whoever may hold it holds it already (1)."


@pytest.mark.parametrize("data", [None, {}, {"post": 1}, [], {"kind": "x"}])
def test_what_is_no_opening_is_refused(data: object) -> None:
    with pytest.raises(ProblemError):
        opening_from_json(data)
