"""The exchange format: exact both ways, every fault named by its path."""

import copy
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.roster import make
from tests.engines.roster.make import person, post, problem

from muster.engines.roster import History, Kind, OwnRules, ProblemError
from muster.engines.roster.files.reading import (
    MAX_POSTS,
    problem_from_json,
    problem_to_json,
    read_json,
)
from muster.engines.roster.sample import sample

GOOD = problem_to_json(sample())
NAN = float("nan")


def faults_of(data: Any) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        problem_from_json(data)
    return caught.value.faults


def changed(path: str, value: Any) -> dict[str, Any]:
    """The good problem with one value set (``posts.3.end``), or removed if value is ``...``."""
    data = copy.deepcopy(GOOD)
    *way, last = path.split(".")
    at: Any = data
    for key in way:
        at = at[int(key)] if isinstance(at, list) else at[key]
    spot = int(last) if isinstance(at, list) else last
    if value is ...:
        del at[spot]
    else:
        at[spot] = value
    return data


@given(seed=st.integers(0, 10**6), published=st.booleans())
@settings(max_examples=30, deadline=None, derandomize=True)
def test_what_is_written_is_read_back_the_same(seed: int, published: bool) -> None:
    case = make.drawn(seed, people=4, posts=6, published=published)

    again = problem_from_json(json.loads(json.dumps(problem_to_json(case))))

    assert again == case


def test_every_optional_part_survives() -> None:
    past = History(period_start_min=-9, last_end_min=-3, last_place="B", week_min=6, run_days=1)
    car = person(
        "V",
        kind=Kind.VEHICLE,
        own_rules=OwnRules(min_rest_min=200, max_break_min=190),
        history=past,
        unavailable_min=((0, 5), (7, 9)),
    )
    case = problem([car], [post("J", 8, 9, crew="c", units=("u",), max_km=2.5)])

    data = problem_to_json(case)

    assert data["people"][0]["rules"] == {"min_rest": 200, "max_break": 190}
    assert data["posts"][0]["crew"] == "c"
    assert problem_from_json(data) == case


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (
            "format",
            "muster-roster/2",
            "format: is \"muster-roster/2\", 'muster-roster/1' is wanted",
        ),
        ("days", 0, "days: is 0, 1 to 400 is wanted"),
        ("start", "soon", 'start: is "soon", an ISO date and time is wanted'),
        ("rules.min_rest", ..., "rules.min_rest: is missing"),
        ("rules.max_break", 660, "rules.max_break: is 660, less than min_rest (660) is wanted"),
        ("costs.km", -1, "costs.km: is -1, at least 0 is wanted"),
        ("costs.km", NAN, "costs.km: is nan, a finite number is wanted"),
        ("travel.speed_kmh", 0, "travel.speed_kmh: is 0, 0.1 to 2000 is wanted"),
        ("places.1.id", "A", "places[1].id: 'A' is already the id of places[0]"),
        ("places.1.lat", 91, "places[1].lat: is 91, -90 to 90 is wanted"),
        ("people.2.home", "Z", "people[2].home: 'Z' is no place of this problem"),
        ("people.2.fair_minutes", 1.5, "people[2].fair_minutes: is 1.5, a whole number is wanted"),
        ("people.2.rank", True, "people[2].rank: is true, a number is wanted"),
        ("people.2.skills", "guard", 'people[2].skills: is "guard", a list is wanted'),
        ("people.2.unavailable", [[5, 5]], "people[2].unavailable[0]: ends at 5, not after"),
        ("people.2.kind", "boat", "people[2].kind: is \"boat\", 'person' or 'vehicle' is wanted"),
        ("people.0.history.last_end", 1, "people[0].history.last_end: is 1, "),
        ("people.0.history.last_place", "Z", "people[0].history.last_place: 'Z' is no place"),
        ("posts.3.end", 10, "posts[3].end: is 10, not after the start"),
        ("posts.3.start", 99_999, "posts[3].end: is "),
        ("posts.3.count", 0, "posts[3].count: is 0, 1 to 10000 is wanted"),
        ("posts.3.count", 10**400, "posts[3].count: is "),
        ("posts.3.weight", float("inf"), "posts[3].weight: is inf, a finite number is wanted"),
        ("posts.3.place", "Z", "posts[3].place: 'Z' is no place of this problem"),
        ("posts.3.crew", None, "posts[3].crew: is null, a text is wanted"),
        ("posts.3.min_rnk", 1, "posts[3]: has an unknown key 'min_rnk', did you mean 'min_rank'?"),
        ("posts.3", 7, "posts[3]: is 7, an object is wanted"),
        ("published", [["J0"]], "published[0]: [post id, person id] is wanted"),
        ("fixed", [["J0", "Q"]], "fixed[0]: 'Q' is unknown"),
        ("fixed", [["J0", "P0"], ["J0", "P0"]], "fixed[1]: the pair stands twice"),
        ("fixed", [["J0", "P1"], ["J0", "P2"]], "fixed[1]: more people than the 1 that 'J0'"),
    ],
)
def test_each_fault_is_named_by_its_path(path: str, value: Any, fault: str) -> None:
    found = faults_of(changed(path, value))

    assert any(f.startswith(fault) for f in found), found


def test_a_post_outside_the_horizon_is_a_fault_but_may_end_after_it() -> None:
    late = [post("in", 335.5, 340), post("out", 336, 340)]

    assert faults_of(problem_to_json(problem([], late))) == [
        "posts[1].start: is 20160, the horizon ends at 20160"
    ]


def test_fixed_pairs_that_break_a_rule_are_refused() -> None:
    posts = [post("a", 8, 12), post("b", 11, 13), post("c", 40, 41)]
    case = problem([person("P")], posts, fixed=(("c", "P"), ("a", "P"), ("b", "P")))

    assert faults_of(problem_to_json(case)) == [
        "fixed[2]: 'P' breaks a rule: b: -60 min are too short to get there"
    ]


def test_all_faults_come_at_once_and_no_more_than_two_hundred() -> None:
    data = changed("posts", [{} for _ in range(100)])

    assert len(faults_of({**data, "days": -1})) == 200


def test_a_million_posts_are_refused_at_once_and_the_limit_is_named() -> None:
    began = time.monotonic()

    found = faults_of(changed("posts", [None] * 1_000_000))

    assert found == [f"posts: has 1,000,000 entries, the limit is {MAX_POSTS:,}"]
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"{", "$: not JSON: "),
        (b"\xff\xfe", "$: byte 0 is not UTF-8"),
        (b'{"a": 1, "a": 2}', "$: the key 'a' stands twice in one object"),
        (b"[" * 100_000, "$: nested too deeply"),
        (b"1" * 5_000, "$: "),
    ],
)
def test_a_file_that_is_no_json_is_refused(text: bytes, fault: str, tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_bytes(text)

    with pytest.raises(ProblemError) as caught:
        read_json(file)

    assert caught.value.faults[0].startswith(fault)


@pytest.mark.parametrize("data", [None, 3, [], "x", {}])
def test_a_value_that_is_no_problem_is_refused(data: Any) -> None:
    assert faults_of(data)
