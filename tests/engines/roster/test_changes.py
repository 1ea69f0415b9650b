"""Changes: each of them by hand, refusals by path, and both ways of writing them."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.roster.make import DAY, HOUR, person, post, problem

from muster.engines.roster import Kind, OwnRules, ProblemError
from muster.engines.roster.change_forms import (
    NAMES,
    change_from_json,
    change_from_text,
    change_to_json,
)
from muster.engines.roster.changes import (
    AddPeople,
    AddPost,
    AskLess,
    Change,
    DropPost,
    FreeFor,
    OpenAll,
    OpenTo,
    Pin,
    RemovePerson,
    SetLeave,
    SetRule,
    ShiftPost,
    applied,
)

CASE = problem(
    [
        person("P", unavailable_min=((0, DAY),)),
        person("Q", unit="v", fair_min=10 * HOUR),
        person("R", fair_min=30 * HOUR),
    ],
    [post("J", 8, 12, units=("u",)), post("K", 30, 34)],
    fixed=(("J", "R"),),
)

EVERY: list[Change] = [
    SetRule(rule="min_rest_min", value=600),
    SetRule(rule="max_span_min", value=900, person="P"),
    AskLess(post="J", min_rank=0, max_km=35.5, skills=(), count=2),
    OpenTo(post="J", units=("v", "w")),
    OpenAll(from_unit="v", to_unit="u"),
    AddPeople(number=2, place="B", skills=("guard",), unit="v", kind=Kind.VEHICLE),
    RemovePerson(person="R"),
    SetLeave(person="Q", unavailable_min=((5, 9),)),
    FreeFor(person="P", post="J"),
    Pin(post="K", person="Q"),
    AddPost(post=post("L", 8, 9, max_km=3.0, crew="c")),
    DropPost(post="J"),
    ShiftPost(post="K", start_min=60, end_min=120),
]


def test_each_change_does_what_it_says_and_leaves_the_first_problem_alone() -> None:
    before = json.dumps([repr(CASE)])
    after = [applied(CASE, [change]) for change in EVERY]

    assert after[0].rules.min_rest_min == 600
    assert after[1].people[0].own_rules == OwnRules(max_span_min=900)
    j = after[2].posts[0]
    assert (j.min_rank, j.max_km, j.skills, j.count) == (0, 35.5, (), 2)
    assert after[3].posts[0].units == ("u", "v", "w")
    assert after[4].posts[0].units == ("u", "v")
    new = after[5].people[3:]
    assert [(p.id, p.home, p.unit, p.kind) for p in new] == [
        ("+1", "B", "v", Kind.VEHICLE),
        ("+2", "B", "v", Kind.VEHICLE),
    ]
    assert new[0].fair_min == 30 * HOUR
    assert [p.id for p in after[6].people] == ["P", "Q"]
    assert after[6].fixed == ()
    assert after[7].people[1].unavailable_min == ((5, 9),)
    assert after[8].people[0].unavailable_min == ((0, 8 * HOUR), (12 * HOUR, DAY))
    assert after[9].fixed == (("J", "R"), ("K", "Q"))
    assert [p.id for p in after[10].posts] == ["J", "K", "L"]
    assert [p.id for p in after[11].posts] == ["K"]
    assert (after[12].posts[1].start_min, after[12].posts[1].end_min) == (60, 120)
    assert json.dumps([repr(CASE)]) == before


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (SetRule(rule="rest", value=1), "changes[1].rule: 'rest' is none of"),
        (SetRule(rule="min_rest_min", value=-1), "changes[1].value: is -1"),
        (SetRule(rule="min_rest_min", value=1, person="X"), "changes[1].person: 'X' is unknown"),
        (SetRule(rule="min_rest_min", value=60), "changes: rules.max_break: is 120"),
        (AskLess(post="J", count=0), "changes[1].count: is 0"),
        (AskLess(post="J", max_km=float("nan")), "changes[1].max_km: is nan"),
        (OpenTo(post="X", units=()), "changes[1].post: 'X' is unknown"),
        (OpenAll(from_unit="x", to_unit="u"), "changes[1].from_unit: nobody is of 'x'"),
        (OpenAll(from_unit="v", to_unit="x"), "changes[1].to_unit: no post is kept for 'x'"),
        (AddPeople(number=0, place="A", skills=(), unit="u"), "changes[1].number: is 0"),
        (AddPeople(number=1, place="X", skills=(), unit="u"), "changes[1].place: 'X' is unknown"),
        (SetLeave(person="Q", unavailable_min=((9, 9),)), "changes[1].unavailable_min: ends at 9"),
        (SetLeave(person="R", unavailable_min=((0, DAY),)), "changes: fixed[0]: 'R' breaks a rule"),
        (ShiftPost(post="K", start_min=5, end_min=5), "changes[1].start_min: from 5 to 5"),
        (ShiftPost(post="K", start_min=14 * DAY, end_min=15 * DAY), "changes: posts[1].start"),
        (AddPost(post=post("J", 1, 2)), "changes: posts[2].id: 'J' is already the id"),
    ],
)
def test_what_cannot_be_is_refused_by_name(change: Change, fault: str) -> None:
    with pytest.raises(ProblemError) as caught:
        applied(CASE, [OpenTo(post="J", units=("v",)), change])

    assert caught.value.faults[0].startswith(fault)


@pytest.mark.parametrize("change", EVERY, ids=lambda c: type(c).__name__)
def test_what_is_written_is_read_back_the_same(change: Change) -> None:
    assert change_from_json(json.loads(json.dumps(change_to_json(change)))) == change


def test_the_short_text_of_a_command_line() -> None:
    assert change_from_text("set_rule rule=min_rest_min value=600") == EVERY[0]
    assert change_from_text("open_to post=J units=v,w") == EVERY[3]
    assert change_from_text('add_people number=1 place="a b" skills=x,y unit=3') == AddPeople(
        number=1, place="a b", skills=("x", "y"), unit="3"
    )
    assert change_from_text('{"change": "drop_post", "post": "J"}') == DropPost(post="J")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", '--change.change: is "", a text is wanted'),
        ("fly", "--change: 'fly' is no change; those are set_rule"),
        ("drop_post", "--change.post: is missing"),
        ("drop_post post", "--change: 'post' is not of the form name=value"),
        ("drop_post post='x", "--change: No closing quotation"),
        ("drop_post pots=x", "--change: has an unknown key 'pots', did you mean 'post'?"),
        ("set_rule rule=min_rest_min value=x", '--change.value: is "x", a number is wanted'),
        ("{", "--change: not JSON"),
        ('{"change": "add_post", "post": "J"}', 'change.post: is "J", an object is wanted'),
        ("[]", "--change: '[]' is no change"),
    ],
)
def test_a_text_that_is_no_change_is_refused(text: str, fault: str) -> None:
    with pytest.raises(ProblemError) as caught:
        change_from_text(text)

    assert caught.value.faults[0].startswith(fault)


@given(
    data=st.dictionaries(
        st.sampled_from(("change", "post", "person", "value", "rule", "kind", "units", "x")),
        st.one_of(st.sampled_from(tuple(NAMES)), st.none(), st.integers(), st.lists(st.text())),
    )
    | st.integers()
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_nothing_but_a_fault_comes_of_nonsense(data: object) -> None:
    with suppress(ProblemError):
        assert type(change_from_json(data)) in NAMES.values()
