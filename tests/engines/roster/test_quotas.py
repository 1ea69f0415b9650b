"""Quotas by unit, and the names that units return for them."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines.roster import judging, make
from tests.engines.roster.make import DAY, HOUR, person, post, problem

from muster.engines.roster import Person, Post, Problem
from muster.engines.roster.naming import (
    BY_RULE,
    Name,
    Refused,
    Reply,
    Team,
    check_names,
    place_teams,
)
from muster.engines.roster.quotas import Per, Quota, Split, for_unit, owed, split, split_of
from muster.engines.roster.rules import Rule
from muster.engines.roster.solving import solve

few = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def asked(case: Problem, **shares: dict[str, int]) -> Split:
    return split_of(case, shares)


def reply(case: Problem, *names: Name, quota: dict[str, int] | None = None, **how: Any) -> Reply:
    quota = quota or {p.id: p.count for p in case.posts}
    return check_names(case, asked(case, u=quota), "u", names, **how)


def codes(found: Reply) -> list[tuple[str, str]]:
    return [(r.name.person, r.code.value) for r in found.refused]


def test_quotas_are_lines_by_shift_and_skill() -> None:
    posts = [
        post("a", 8, 16, count=2),
        post("b", 8, 16, count=3, skills=("fire",)),
        post("c", 8, 16, place="B"),
        post("d", 20, 28),
    ]
    case = problem([person("P"), person("Q", unit="v")], posts)

    found = asked(case, u={"a": 2, "c": 1, "b": 2}, v={"d": 1, "gone": 5})

    assert [(q.unit, q.skills, q.count, q.posts) for q in found.quotas] == [
        ("u", ("fire",), 2, (("b", 2),)),
        ("u", ("guard",), 3, (("a", 2), ("c", 1))),
        ("v", ("guard",), 1, (("d", 1),)),
    ]
    assert found.missing == {"b": 1}
    assert found.value.uncovered == 1


def test_quotas_by_day_put_its_shifts_together() -> None:
    case = problem([person("P")], [post("a", 8, 12), post("b", 20, 28), post("c", 32, 40)])

    found = split_of(case, {"u": {"a": 1, "b": 1, "c": 1}}, per=Per.DAY)

    assert found.quotas == (
        Quota(
            unit="u",
            start_min=0,
            end_min=DAY,
            skills=("guard",),
            min_rank=1,
            count=2,
            posts=(("a", 1), ("b", 1)),
        ),
        Quota(
            unit="u",
            start_min=DAY,
            end_min=2 * DAY,
            skills=("guard",),
            min_rank=1,
            count=1,
            posts=(("c", 1),),
        ),
    )


@few
@given(seed=st.integers(0, 10_000))
def test_what_is_asked_can_be_named_and_nothing_better_could_be_asked(seed: int) -> None:
    """The roster behind the quotas fills every one of them, by the tests' own judge."""
    case = make.drawn(seed, people=8, posts=14)
    solution = solve(case, iterations=300)

    quotas = split(case, solution=solution)

    assert quotas.value.uncovered == pytest.approx(solution.value.uncovered)
    assert quotas.bound.uncovered <= quotas.value.uncovered + 1e-9
    accepted: list[tuple[str, str]] = []
    home = {p.id: p.unit for p in case.people}
    for unit in quotas.shares:
        names = [Name(j, i) for j, i in solution.assignments if home[i] == unit]
        found = check_names(case, quotas, unit, names, accepted=accepted)
        assert found.refused == ()
        assert found.owed == ()
        accepted = list(found.accepted)
    assert judging.faults(case, frozenset(accepted)) == []
    assert owed(case, quotas, accepted) == ()


def test_without_a_roster_one_is_sought() -> None:
    case = problem([person("P")], [post("a", 8, 16, count=2)])

    found = split(case, seconds=0.5)

    assert found.shares == {"u": {"a": 1}}
    assert (found.value.uncovered, found.bound.uncovered) == (1, 1)
    assert found.gap.uncovered == 0


def test_a_small_split_is_proven_even_if_its_time_was_gone_at_once() -> None:
    case = problem([person("P")], [post("a", 8, 16, count=2)])

    found = split(case, seconds=1e-6)

    assert (found.value.uncovered, found.bound.uncovered) == (1, 1)


@few
@given(seed=st.integers(0, 10_000), data=st.data())
def test_whatever_is_named_what_is_accepted_is_legal(seed: int, data: st.DataObject) -> None:
    case = make.drawn(seed, people=5, posts=12)
    quotas = {p.id: 2 for p in case.posts}
    names = data.draw(
        st.lists(
            st.builds(
                Name,
                st.sampled_from([p.id for p in case.posts]),
                st.sampled_from([p.id for p in case.people]),
            ),
            max_size=30,
        )
    )

    found = check_names(case, asked(case, u=quotas), "u", names)

    assert judging.faults(case, frozenset(found.accepted)) == []
    assert len(found.accepted) + len(found.refused) == len(names)
    for pair in found.accepted:
        assert Name(*pair) in names


@pytest.mark.parametrize(
    ("who", "what", "code"),
    [
        (person("P", skills=("fire",)), post("a", 8, 16), "lacks_skill"),
        (person("P", rank=0), post("a", 8, 16), "rank_too_low"),
        (person("P"), post("a", 8, 16, units=("v",)), "unit_not_asked"),
        (person("P", home="C"), post("a", 8, 16, max_km=39.9), "too_far"),
        (person("P", unavailable_min=((0, DAY),)), post("a", 8, 16), "unavailable"),
        (person("P"), post("a", 8, 22), "span_too_long"),
    ],
)
def test_each_rule_refuses_by_its_code(who: Person, what: Post, code: str) -> None:
    assert codes(reply(problem([who], [what]), Name("a", "P"))) == [("P", code)]


def test_a_refusal_names_the_numbers_behind_it() -> None:
    case = problem([person("P")], [post("a", 8, 16), post("b", 22, 26)])

    found = reply(case, Name("b", "P"), Name("a", "P"))

    (refusal,) = found.refused
    assert found.accepted == (("a", "P"),)
    assert (refusal.name.post, refusal.code) == ("b", Refused.NO_REST)
    assert refusal.data == {"found": 6 * HOUR, "limit": 11 * HOUR, "post": "b"}
    assert [(o.post, o.missing) for o in found.owed] == [("b", 1)]


def test_every_rule_has_a_code() -> None:
    assert set(BY_RULE) == set(Rule)


def test_names_out_of_order_are_one_duty_period() -> None:
    """Nine to ten, then one to two: only the post between makes it one period."""
    posts = [post("a", 9, 10), post("b", 11, 12), post("c", 14, 15)]
    case = problem([person("P")], posts)

    whole = reply(case, Name("c", "P"), Name("a", "P"), Name("b", "P"))
    torn = reply(case, Name("c", "P"), Name("a", "P"))

    assert whole.refused == ()
    assert codes(torn) == [("P", "no_rest")]
    assert torn.accepted == (("a", "P"),)


def test_strangers_and_repeats_are_refused() -> None:
    people = [person("P"), person("Q"), person("X", unit="v")]
    case = problem(people, [post("a", 8, 16), post("b", 32, 40, count=2)])

    found = reply(
        case,
        Name("gone", "P"),
        Name("a", "nobody"),
        Name("a", "X"),
        Name("b", "P"),
        Name("a", "P"),
        Name("a", "P"),
        Name("a", "Q"),
        quota={"a": 1},
    )

    assert codes(found) == [
        ("P", "unknown_post"),
        ("nobody", "unknown_person"),
        ("X", "other_unit"),
        ("P", "not_asked"),
        ("P", "named_twice"),
        ("Q", "quota_full"),
    ]


def test_places_that_others_hold_are_full() -> None:
    people = [person("P"), person("X", unit="v")]
    case = problem(people, [post("a", 8, 16)])

    found = reply(case, Name("a", "P"), accepted=[("a", "X")])

    assert codes(found) == [("P", "post_full")]
    assert found.accepted == (("a", "X"),)


class TestTeams:
    team = Team(id="t", unit="u", leader="L", members=("P", "Q"))
    people = (person("L", rank=2), person("P"), person("Q"))

    def named(self, *who: str, case: Problem | None = None, **how: Any) -> Reply:
        case = case or problem(list(self.people), [post("a", 8, 16, count=3)])
        names = [Name("a", i, "t") for i in who]
        return reply(case, *names, teams=[self.team], **how)

    def test_a_whole_team_is_taken(self) -> None:
        assert len(self.named("P", "L", "Q").accepted) == 3

    def test_a_part_of_one_is_not(self) -> None:
        found = self.named("L", "P")

        assert codes(found) == [("L", "team_incomplete"), ("P", "team_incomplete")]
        assert found.refused[0].data == {"team": "t", "who": "Q"}

    def test_nor_one_without_its_leader(self) -> None:
        assert codes(self.named("P", "Q")) == [
            ("P", "team_without_leader"),
            ("Q", "team_without_leader"),
        ]

    def test_nor_one_that_does_not_exist(self) -> None:
        case = problem([*self.people, person("S")], [post("a", 8, 16, count=4)])
        found = self.named("L", "P", "Q", "S", case=case)

        assert {r.code for r in found.refused} == {Refused.TEAM_UNKNOWN}

    def test_one_who_cannot_keeps_the_others_back(self) -> None:
        away = replace(self.people[1], unavailable_min=((0, DAY),))
        case = problem([self.people[0], away, self.people[2]], [post("a", 8, 16, count=3)])

        found = self.named("L", "P", "Q", case=case)

        assert codes(found) == [
            ("L", "team_member_refused"),
            ("P", "unavailable"),
            ("Q", "team_member_refused"),
        ]
        assert found.accepted == ()

    def test_a_quota_too_small_for_it_takes_nobody(self) -> None:
        found = self.named("L", "P", "Q", quota={"a": 2})

        assert {r.code for r in found.refused} == {Refused.QUOTA_FULL}
        assert found.refused[0].data == {"asked": 2, "left": 2}

    def test_whole_teams_are_proposed_for_the_heaviest_post_with_room(self) -> None:
        posts = [
            post("small", 8, 16, count=2, weight=9),
            post("wide", 8, 16, count=4, weight=5),
            post("later", 56, 64, count=3),
        ]
        case = problem([*self.people, person("S")], posts)
        quotas = asked(case, u={"small": 2, "wide": 4, "later": 3})

        names = place_teams(case, quotas, "u", [self.team])

        assert {(n.post, n.team) for n in names} == {("wide", "t"), ("later", "t")}
        assert len(names) == 6


def test_a_unit_is_proposed_names_for_its_part() -> None:
    people = [person("P"), person("Q"), person("X", unit="v")]
    posts = [post("a", 8, 16, count=2, units=("u",)), post("b", 8, 16)]
    case = problem(people, posts)
    quotas = asked(case, u={"a": 1}, v={"b": 1})

    mine = for_unit(case, quotas, "u", accepted=[("a", "Q"), ("b", "X")])

    assert [p.id for p in mine.people] == ["P", "Q"]
    assert [(p.id, p.count) for p in mine.posts] == [("a", 1)]
    assert mine.fixed == (("a", "Q"),)
    assert solve(mine, iterations=20).assignments == (("a", "Q"),)
