"""The command line: the example of the documentation, and files that cannot be used."""

import json
from pathlib import Path
from typing import Any

import pytest

from muster.cli import main

PROBLEM: dict[str, Any] = {
    "format": "muster-coverage/1",
    "travel": {"detour": 1.3, "kmh": {"foot": 5, "wheels": 30}, "set_off_min": 1},
    "weights": {
        "minute": 1,
        "uncovered": 0.8,
        "filled": 0.2,
        "fatigue": 1,
        "fresh_h": 6,
        "pulled_off": 10,
        "late": 2,
    },
    "needs": [
        {
            "key": "#3",
            "number": 3,
            "level": 2,
            "due_min": -20,
            "limit_min": 10,
            "place": {"lat": 10.35, "lon": 106.36},
            "heads": 2,
        },
        {"key": "#4", "number": 4, "level": 1, "limit_min": 8, "skills": ["medical"]},
    ],
    "units": [
        {"key": "@1", "number": 1, "skills": ["medical"], "holds": 8},
        {"key": "@3", "number": 3, "heads": 4, "is_reserve": True},
    ],
}


def run(tmp_path: Path, problem: object, *more: str) -> int:
    path = tmp_path / "now.json"
    path.write_text(json.dumps(problem), encoding="utf-8")
    return main(["coverage", "advise", str(path), *more])


def test_it_says_who_goes_in_which_order_with_every_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, PROBLEM) == 0

    said = capsys.readouterr().out
    assert said.index("#4 (level 1)") < said.index("#3 (level 2)")
    assert "1. @1: 1.6 points, ? min" in said
    assert "filled 8.0: 1.6" in said
    assert "leaves the post of @1 (8): @3 fills it" in said
    assert "@1: held #4" in said
    assert "1. @3: 0.0 points, ? min reserve" in said


def test_json_holds_the_scores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, PROBLEM, "--json") == 0

    first, _second = json.loads(capsys.readouterr().out)
    assert (first["need"], first["options"][0]["score"]) == ("#4", 1.6)


def test_every_fault_is_named_by_its_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = json.loads(json.dumps(PROBLEM))
    wrong["needs"][0]["place"]["lat"] = 100.2
    wrong["needs"][1]["level"] = 0
    wrong["units"][0] |= {"headz": 2}
    wrong["units"][1]["heads"] = 0
    wrong["travel"]["detour"] = 0.3

    assert run(tmp_path, wrong) == 2

    said = capsys.readouterr().err
    assert [path in said for path in ("needs.0.place:", "needs.1:", "units.0.headz:")] == [True] * 3
    assert [path in said for path in ("units.1:", "travel:")] == [True] * 2


def test_a_key_that_stands_twice_and_a_file_that_is_not_there_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = json.loads(json.dumps(PROBLEM))
    wrong["units"][1]["key"] = "@1"

    assert run(tmp_path, wrong) == 2
    assert "units.1.key: '@1' stands more than once" in capsys.readouterr().err
    assert main(["coverage", "advise", str(tmp_path / "none.json")]) == 2
