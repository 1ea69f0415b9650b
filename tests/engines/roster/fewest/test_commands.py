"""``muster roster solve|check --format smptsp``: files, exit codes, what is said."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from muster.engines.roster.cli import main

DAY = "Type = 1\nJobs = 3\n0 4\n3 6\n4 8\nQualifications = 3\n2: 0 1\n2: 1 2\n2: 0 2\n"


def written(folder: Path, text: str = DAY) -> str:
    file = folder / "day.dat"
    file.write_text(text, encoding="utf-8")
    return str(file)


def run(*words: str) -> int:
    return main([*words, "--format", "smptsp"])


def test_solve_then_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day, answer = written(tmp_path), tmp_path / "answer.json"

    assert run("solve", day, "-o", str(answer), "--iterations", "500", "--seed", "3") == 0
    assert run("check", day, str(answer)) == 0

    data = json.loads(answer.read_text(encoding="utf-8"))
    assert (data["people"], data["bound"], data["seed"]) == (2, 2, 3)
    assert data["assignments"][0] == data["assignments"][2] == 2
    said = capsys.readouterr().err
    assert "people: 2, at least 2 (by: tasks that overlap at one minute)" in said
    assert '"findings": []' in said


def test_a_counted_run_writes_the_same_file_with_any_number_of_workers(tmp_path: Path) -> None:
    day, files = written(tmp_path), [tmp_path / "one.json", tmp_path / "two.json"]

    for workers, file in zip("12", files, strict=True):
        run("solve", day, "-o", str(file), "--iterations", "700", "--workers", workers)

    assert files[0].read_bytes() == files[1].read_bytes()


def test_what_nobody_holds_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = written(tmp_path, "Jobs = 2\n0 4\n3 6\nQualifications = 1\n2: 0 1\n")
    answer = tmp_path / "answer.json"

    assert run("solve", day, "-o", str(answer), "--iterations", "500") == 0
    assert run("check", day, str(answer)) == 3

    data = json.loads(answer.read_text(encoding="utf-8"))
    assert sorted(data["assignments"], key=str) == [0, None]
    said = capsys.readouterr().err
    assert "unheld tasks: 1" in said
    assert "is held by nobody" in said


@pytest.mark.parametrize(
    ("over", "code", "found"),
    [
        ({"assignments": [0, 0, 1]}, 3, "0: 0 overlaps 1"),
        ({"assignments": [1, 1, 2]}, 3, "0,1: may not hold it"),
        ({"bound": 3}, 3, "bound: claims 3, 2 is proven"),
        ({"certificate": {}}, 3, "bound: claims 2, 0 is proven"),
        ({"certificate": {"mille": {"0": -5}}}, 2, "certificate.mille: 0: a whole price"),
        ({"assignments": [0]}, 2, "assignments: a list of 3 people is wanted"),
        ({"assignments": [0, 0, 9]}, 2, "assignments[2]: no person from 0 to 2"),
        ({"assignments": [0, 0, True]}, 2, "assignments[2]: no person from 0 to 2"),
        ({"bound": 0.5}, 2, "bound: a whole number of people is wanted"),
    ],
)
def test_check_finds_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], over: dict[str, Any], code: int, found: str
) -> None:
    day, answer = written(tmp_path), tmp_path / "answer.json"
    run("solve", day, "-o", str(answer), "--iterations", "500")
    data = json.loads(answer.read_text(encoding="utf-8"))
    answer.write_text(json.dumps(data | over), encoding="utf-8")

    assert run("check", day, str(answer)) == code

    assert found in capsys.readouterr().err


def test_a_bad_file_is_refused_by_its_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = written(tmp_path, DAY.replace("3 6", "6 3").replace("2: 0 1", "2: 0 7"))

    code = run("solve", day, "-o", str(tmp_path / "answer.json"), "--seconds", "1")

    assert code == 2
    assert capsys.readouterr().err.splitlines() == [
        "line 4: task 1 ends at 3, not after its start 6",
        "line 7: 7 is no task from 0 to 2",
    ]
    assert not (tmp_path / "answer.json").exists()


def test_reading_and_refusing_load_nothing_heavy() -> None:
    code = (
        "import sys, muster.engines.roster.fewest.commands;"
        "print(sorted({'numpy', 'numba', 'scipy', 'ortools', 'django'} & set(sys.modules)))"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert out.stdout.strip() == "[]"
