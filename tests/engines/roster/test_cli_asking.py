"""The questions of the command line: answers as JSON, refusals by name."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.engines.roster.make import person, post, problem

from muster.engines.roster.cli import main
from muster.engines.roster.files.reading import problem_to_json

CASE = problem(
    [person("P"), person("Q", unit="v"), person("R", home="B")],
    [post("J", 8, 12, units=("u",)), post("K", 8, 12, units=("u",)), post("L", 8, 12)],
)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    case, roster = tmp_path / "p.json", tmp_path / "s.json"
    case.write_text(json.dumps(problem_to_json(CASE)), encoding="utf-8")
    found = {"format": "muster-roster-solution/1", "assignments": [["J", "P"], ["L", "Q"]]}
    roster.write_text(json.dumps({**found, "uncovered": 1, "cost": 0}), encoding="utf-8")
    return [str(case), str(roster)]


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_explain(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *files]) == 0
    (opening,) = told(capsys)["openings"]
    assert (opening["post"], opening["free"], opening["blocked"][0]["person"]) == ("K", 1, "R")

    assert main(["explain", *files, "--post", "J"]) == 0
    assert told(capsys) == {"openings": []}


def test_substitutes(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["substitutes", *files, "--person", "P", "--post", "J"]) == 0
    (one,) = told(capsys)["substitutes"]
    assert [s["person"] for s in one["found"]] == ["R"]


def test_what_if(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    changes = ["--change", "remove_person person=R", "--change", "open_to post=K units=v"]

    assert main(["what-if", *files, *changes, "--iterations", "20"]) == 0

    found = told(capsys)
    assert found["after"]["uncovered"] == 1
    assert [c["change"] for c in found["changes"]] == ["remove_person", "open_to"]


@pytest.mark.parametrize(
    ("verb", "fault"),
    [
        (["explain", "--post", "X"], "--post: 'X' is unknown"),
        (["substitutes", "--person", "X"], "--person: 'X' is unknown"),
        (["substitutes", "--person", "P", "--post", "X"], "--post: 'X' is unknown"),
        (["what-if", "--change", "fly"], "--change: 'fly' is no change; those are"),
        (["what-if", "--change", "drop_post post=X"], "changes[0].post: 'X' is unknown"),
    ],
)
def test_what_is_unknown_is_refused(
    files: list[str], capsys: pytest.CaptureFixture[str], verb: list[str], fault: str
) -> None:
    assert main([verb[0], *files, *verb[1:]]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(fault)
    assert said.out == ""


def test_a_roster_of_another_problem_is_refused(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    roster = json.loads(Path(files[1]).read_text(encoding="utf-8"))
    roster["assignments"].append(["J", "X"])
    Path(files[1]).write_text(json.dumps(roster), encoding="utf-8")

    assert main(["explain", *files]) == 2
    assert capsys.readouterr().err == "assignments[2]: 'X' is unknown to the problem\n"
