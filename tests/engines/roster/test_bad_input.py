"""A good file spoilt in every place: refused by the path of the fault, or still of use."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.engines.roster import ProblemError
from muster.engines.roster.cli import main
from muster.engines.roster.files.reading import MAX_POSTS, problem_from_json, problem_to_json
from muster.engines.roster.files.writing import solution_from_json
from muster.engines.roster.mending import mend
from muster.engines.roster.reasons.explaining import explain_all
from muster.engines.roster.sample import sample

Where = tuple[str | int, ...]
FAULT = re.compile(r"^(\$|[a-z_]+(\[\d+\]|\.[a-z_]+)*): .+")


def good() -> dict[str, Any]:
    data = problem_to_json(sample(people=3, posts=4))
    data["people"][1] |= {"rules": {"min_rest": 700}, "kind": "vehicle"}
    data["people"][2]["unavailable"] = [[0, 100], [200, 300]]
    data["posts"][0] |= {"units": ["u"], "max_km": 50.0}
    return data


SOLUTION: dict[str, Any] = {
    "format": "muster-roster-solution/1",
    "assignments": [["J0", "P0"]],
    "uncovered": 3.0,
    "cost": 12.5,
    "changes": 1,
    "bound": {"uncovered": 0.0, "cost": 1.0},
    "certificate": {
        "cost": {
            "post": {"J0": 1.0},
            "mu": 2.0,
            "overload": {"P0": 0.1},
            "week": {"P0": [0.5]},
            "total": {"P0": 0.2},
        }
    },
    "reasons": [{"post": "J0", "missing": 1, "kind": "resting", "who": ["P0"], "text": "so"}],
    "seconds": 1.0,
    "seed": 0,
    "workers": 1,
    "iterations": 5,
    "peak_mb": 3.0,
}


def nested(depth: int) -> list[Any]:
    out: list[Any] = []
    for _ in range(depth):
        out = [out]
    return out


WRONG = [
    *(None, True, 0, -1, 1, 2.5, 1e308, float("nan"), float("inf"), 10**30, 10**4000),
    *("", "x", "P0", "J0", "A", "\ud800", "a\x00b", "9" * 5_000, [], {}, [1], [[1, 2]]),
    *({"a": 1}, nested(300), [None] * 3, ["J0", "P0"], [["J0", "P0"]] * 2),
]


def paths(value: Any, at: Where = ()) -> Iterator[Where]:
    if at:
        yield at
    inner: Any = value.items() if isinstance(value, dict) else ()
    for key, one in enumerate(value) if isinstance(value, list) else inner:
        yield from paths(one, (*at, key))


def set_at(data: Any, path: Where, value: Any) -> None:
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


def read_or_refuse(data: Any) -> bool:
    """Whether *data* is a problem; if not, every fault must name its place in one line."""
    try:
        problem_from_json(data)
    except ProblemError as refusal:
        for fault in refusal.faults:
            assert FAULT.match(fault), fault
            assert len(fault) < 400
        return False
    return True


@pytest.mark.parametrize("path", list(paths(good())), ids=lambda p: ".".join(map(str, p)))
def test_a_wrong_value_in_any_place(path: Where) -> None:
    refused = 0
    for value in WRONG:
        data = good()
        set_at(data, path, value)
        refused += not read_or_refuse(data)
    assert refused >= 10


@pytest.mark.parametrize("path", list(paths(good())), ids=lambda p: ".".join(map(str, p)))
def test_a_member_or_an_entry_that_is_missing(path: Where) -> None:
    data = good()
    at: Any = data
    for key in path[:-1]:
        at = at[key]
    del at[path[-1]]

    read_or_refuse(data)


spoilt = st.lists(
    st.tuples(st.sampled_from(list(paths(good()))), st.sampled_from(WRONG)), min_size=1, max_size=4
)


@given(changes=spoilt)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_several_faults_at_once(changes: list[tuple[Where, Any]]) -> None:
    data = good()
    for path, value in changes:
        try:
            set_at(data, path, copy.deepcopy(value))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    read_or_refuse(data)


numbers = st.sampled_from(
    [p for p in paths(good()) if p[-1] not in ("days", "lat", "lon", "speed_kmh")]
)


@given(path=numbers, value=st.sampled_from([0, 1, 7, 1440, 10**6, 1e9, "A", "P0", [], None]))
@settings(max_examples=120, deadline=None, derandomize=True)
def test_what_is_read_can_be_mended_and_explained(path: Where, value: Any) -> None:
    data = good()
    set_at(data, path, value)
    if read_or_refuse(data):
        problem = problem_from_json(data)
        found = mend(problem, should_stop=lambda: False)
        explain_all(problem, found.pairs)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("posts",), [None] * (MAX_POSTS + 1), "posts: has 100,001 entries, the limit is 100,000"),
        (("posts", 0, "count"), -1, "posts[0].count: is -1, 1 to 10000 is wanted"),
        (("posts", 0, "weight"), float("nan"), "posts[0].weight: is nan, a finite number"),
        (("posts", 0, "end"), 360, "posts[0].end: is 360, not after the start 360"),
        (("posts", 0, "start"), 4 * 1440, "posts[0].end: is 510, not after the start"),
        (("posts", 0, "place"), "X", "posts[0].place: 'X' is no place of this problem"),
        (("days",), 1, "posts[1].start: is 1800, the horizon ends at 1440"),
        (("people", 0, "home"), "X", "people[0].home: 'X' is no place of this problem"),
        (("people", 1, "kind"), ["vehicle"], "people[1].kind: is [\"vehicle\"], 'person' or"),
        (("people", 1, "kind"), {}, "people[1].kind: is {}, 'person' or 'vehicle'"),
        (("people", 1, "id"), "\ud800", "people[1].id: has half a letter"),
        (("name",), "x" * 1_001, "name: has 1,001 letters, the limit is 1,000"),
        (("rules", "min_rest"), 60, "rules.max_break: is 120, less than min_rest (60) is wanted"),
        (("fixed",), [["J1", "X"]], "fixed[0]: 'X' is unknown"),
        (("fixed",), [["J9", "P0"]], "fixed[0]: 'J9' is unknown"),
        (("fixed",), [["J0", "P0"]] * 2, "fixed[1]: the pair stands twice"),
        (("fixed",), [["J0", "P2"]], "fixed[0]: 'P2' breaks a rule: J0: unavailable"),
        (("posts", 0, "skills"), nested(100), "posts[0].skills[0]: is [[[["),
        (("posts", 0, "count"), 10**4000, "posts[0].count: is 10000000"),
    ],
)
def test_each_fault_is_named_by_its_path(path: Where, value: Any, fault: str) -> None:
    data = good()
    data["people"][2]["unavailable"] = [[0, 1_000]]
    set_at(data, path, value)

    with pytest.raises(ProblemError) as caught:
        problem_from_json(data)

    assert caught.value.faults[0].startswith(fault)


def test_too_many_different_demands_are_refused_before_they_are_compared() -> None:
    data = good()
    post = data["posts"][0]
    data["posts"] = [{**post, "id": f"J{k}", "skills": [f"s{k}"]} for k in range(4_001)]
    data["fixed"] = []

    with pytest.raises(ProblemError) as caught:
        problem_from_json(data)

    assert caught.value.faults == ["posts: 4,001 different sets of skills, the limit is 4,000"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (b"", "$: not JSON"),
        (b"[1, 2", "$: not JSON"),
        (b"\xff\xfe", "$: byte 0 is not UTF-8"),
        (b"[" * 100_000, "$: nested too deeply"),
        (b'{"a": 1, "a": 2}', "$: the key 'a' stands twice in one object"),
        (b"1" * 5_000, "$: Exceeds the limit"),
        (b"[]", "$: is [], an object is wanted"),
        (b"null", "$: is null, an object is wanted"),
        (b'"muster-roster/1"', '$: is "muster-roster/1", an object is wanted'),
        (b"{}", "format: is missing"),
    ],
    ids=range(10),
)
@pytest.mark.parametrize("verb", ["solve", "repair", "explain"])
def test_a_file_that_is_no_problem_ends_in_one_line_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str, text: bytes, fault: str
) -> None:
    file = tmp_path / "p.json"
    file.write_bytes(text)
    more = [str(file)] if verb == "explain" else ["-o", str(tmp_path / "s"), "--seconds", "1"]

    assert main([verb, str(file), *more]) == 2

    said = capsys.readouterr().err
    assert said.startswith(fault)
    assert "Traceback" not in said


@pytest.mark.parametrize("path", list(paths(SOLUTION)), ids=lambda p: ".".join(map(str, p)))
def test_a_wrong_value_in_any_place_of_a_solution(path: Where) -> None:
    refused = 0
    for value in WRONG:
        data = copy.deepcopy(SOLUTION)
        set_at(data, path, value)
        try:
            solution_from_json(data)
        except ProblemError as refusal:
            refused += 1
            for fault in refusal.faults:
                assert ": " in fault
                assert len(fault) < 400
    assert refused >= 6


def test_a_solution_that_claims_no_number_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, answer = tmp_path / "p.json", tmp_path / "s.json"
    case.write_text(json.dumps(good()), encoding="utf-8")
    answer.write_text(json.dumps({**SOLUTION, "uncovered": float("nan")}), encoding="utf-8")

    assert main(["check", str(case), str(answer)]) == 2
    assert capsys.readouterr().err == "uncovered: is nan, a finite number is wanted\n"
