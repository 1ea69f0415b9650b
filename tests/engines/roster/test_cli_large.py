"""``muster roster season`` and ``nation``: files in, files out, faults by their path."""

import json
from pathlib import Path

import pytest
from tests.engines.roster import make

from muster.engines.roster.cli import main
from muster.engines.roster.files.reading import problem_to_json


def province(folder: Path, name: str, seed: int) -> None:
    case = make.drawn(seed, people=5, posts=10)
    (folder / f"{name}.json").write_text(json.dumps(problem_to_json(case)))


def test_a_folder_of_provinces_becomes_a_folder_of_rosters(tmp_path: Path) -> None:
    province(tmp_path, "N0", 0)
    province(tmp_path, "N1", 1)
    out = tmp_path / "out"

    code = main(["nation", str(tmp_path), "-o", str(out), "--iterations", "100"])

    assert code == 0
    total = json.loads((out / "nation.json").read_text())
    rosters = {n: json.loads((out / f"{n}.json").read_text()) for n in ("N0", "N1")}
    assert total["uncovered"] == sum(r["uncovered"] for r in rosters.values())
    for name in rosters:
        changed = out / f"{name}.problem.json"
        case = changed if changed.exists() else tmp_path / f"{name}.json"
        assert main(["check", str(case), str(out / f"{name}.json")]) == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [("{}", "N0.json: format: is missing"), (None, "there is no problem file")],
)
def test_a_folder_that_cannot_be_used_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, fault: str
) -> None:
    if text is not None:
        (tmp_path / "N0.json").write_text(text)

    code = main(["nation", str(tmp_path), "-o", str(tmp_path / "out"), "--iterations", "100"])

    assert code == 2
    assert fault in capsys.readouterr().err


def test_rosters_do_not_go_among_the_problems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    province(tmp_path, "N0", 0)

    assert main(["nation", str(tmp_path), "-o", str(tmp_path), "--iterations", "9"]) == 2
    assert "another is wanted" in capsys.readouterr().err


def test_a_season_is_written_as_a_solution(tmp_path: Path) -> None:
    case = make.drawn(1, people=5, posts=20, days=14)
    problem, solution = tmp_path / "p.json", tmp_path / "s.json"
    problem.write_text(json.dumps(problem_to_json(case)))
    words = ["season", str(problem), "-o", str(solution), "--iterations", "100"]

    assert main([*words, "--window-days", "7"]) == 0

    assert main(["check", str(problem), str(solution)]) == 0


def test_windows_of_odd_days_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    province(tmp_path, "p", 1)
    words = ["season", str(tmp_path / "p.json"), "-o", str(tmp_path / "s.json")]

    assert main([*words, "--iterations", "9", "--window-days", "10"]) == 2
    assert "whole weeks" in capsys.readouterr().err
