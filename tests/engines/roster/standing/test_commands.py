"""``muster roster --format curtois`` as its user sees it."""

import json
from pathlib import Path

import pytest
from tests.engines.roster.standing.make import TEXT

from muster.engines.roster.cli import main


@pytest.fixture
def case(tmp_path: Path) -> Path:
    file = tmp_path / "case.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def solved(case: Path) -> Path:
    answer = case.with_suffix(".json")
    words = ["solve", str(case), "-o", str(answer), "--format", "curtois"]
    assert main([*words, "--iterations", "50000"]) == 0
    return answer


def test_solve_then_check(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = solved(case)

    assert main(["check", str(case), str(answer), "--format", "curtois"]) == 0

    said = capsys.readouterr()
    roster = json.loads(answer.read_text(encoding="utf-8"))
    assert json.loads(said.out) == {"penalty": roster["penalty"], "findings": []}
    assert f"penalty: {roster['penalty']}, at best {roster['bound']}" in said.err
    assert len(roster["assignments"]["A"]) == 14


@pytest.mark.parametrize(
    ("key", "value", "finding"),
    [
        ("penalty", 1, "penalty: claims 1, the penalty is "),
        ("bound", 1e9, "bound: claims 1e+09, the penalty is "),
        ("bound", "x", "bound: is no number"),
    ],
)
def test_check_finds_false_claims(
    case: Path, key: str, value: object, finding: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = solved(case)
    roster = json.loads(answer.read_text(encoding="utf-8")) | {key: value}
    answer.write_text(json.dumps(roster), encoding="utf-8")
    capsys.readouterr()

    assert main(["check", str(case), str(answer), "--format", "curtois"]) == 3
    assert json.loads(capsys.readouterr().out)["findings"][0].startswith(finding)


def test_check_finds_a_broken_rule(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = case.with_suffix(".json")
    row = {name: ["L", "E", *[None] * 12] for name in "ABC"}
    answer.write_text(json.dumps({"assignments": row}), encoding="utf-8")

    assert main(["check", str(case), str(answer), "--format", "curtois"]) == 3
    assert "B: L on day 0 is followed by E" in json.loads(capsys.readouterr().out)["findings"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[", "s.json: is no JSON in UTF-8"),
        ("[]", "assignments: an object of rows by employee is wanted"),
        ('{"assignments": {"A": [3]}}', "assignments: a row holds kinds of shifts and null"),
    ],
)
def test_a_solution_that_cannot_be_read(
    case: Path, text: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = case.with_name("s.json")
    answer.write_text(text, encoding="utf-8")

    assert main(["check", str(case), str(answer), "--format", "curtois"]) == 2
    assert fault in capsys.readouterr().err


def test_faults_and_clashes_end_with_2(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["solve", str(case), "-o", str(case.with_suffix(".json")), "--format", "curtois"]
    for old, new in (("C,13", "Q,13"), ("B,E=14|L=3,4800,3360", "B,E=1|L=3,4800,3360")):
        case.write_text(TEXT.replace(old, new), encoding="utf-8")
        assert main([*words, "--iterations", "100"]) == 2
    said = capsys.readouterr().err
    assert "SECTION_DAYS_OFF line 16: 'Q' is no employee" in said
    assert "B: no row keeps these together: " in said
