"""``muster roster``: exit codes, faults, progress, interrupt; as its user sees it."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.engines.roster import make

from muster.engines.roster import Problem
from muster.engines.roster.cli import main
from muster.engines.roster.files.reading import problem_to_json
from muster.engines.roster.formats import FORMATS
from muster.engines.roster.sample import sample


def written(folder: Path, problem: Problem) -> str:
    file = folder / "p.json"
    file.write_text(json.dumps(problem_to_json(problem)), encoding="utf-8")
    return str(file)


def test_solve_then_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, answer = written(tmp_path, sample()), str(tmp_path / "s.json")

    assert main(["solve", case, "-o", answer, "--iterations", "300", "--seed", "2"]) == 0
    assert main(["check", case, answer]) == 0

    said = capsys.readouterr()
    assert json.loads(said.out)["findings"] == []
    assert "uncovered: " in said.err
    solution = json.loads(Path(answer).read_text(encoding="utf-8"))
    assert solution["format"] == "muster-roster-solution/1"
    assert solution["seed"] == 2
    assert ["J1", "P1"] in solution["assignments"]


def test_check_finds_what_is_broken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, answer = written(tmp_path, sample()), tmp_path / "s.json"
    main(["solve", case, "-o", str(answer), "--iterations", "50"])
    solution = json.loads(answer.read_text(encoding="utf-8"))
    solution["assignments"] = [p for p in solution["assignments"] if p != ["J1", "P1"]]
    answer.write_text(json.dumps(solution), encoding="utf-8")
    capsys.readouterr()

    assert main(["check", case, str(answer)]) == 3

    findings = json.loads(capsys.readouterr().out)["findings"]
    assert "J1,P1: fixed pair lost" in findings


def test_repair_keeps_the_published_pair(tmp_path: Path) -> None:
    case, answer = written(tmp_path, sample()), tmp_path / "s.json"

    assert main(["repair", case, "-o", str(answer), "--iterations", "200"]) == 0
    assert json.loads(answer.read_text(encoding="utf-8"))["changes"] > 0


def test_faults_are_one_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = problem_to_json(sample())
    data["posts"][3]["end"] = 0
    del data["rules"]["min_rest"]
    file = tmp_path / "p.json"
    file.write_text(json.dumps(data), encoding="utf-8")

    code = main(["solve", str(file), "-o", str(tmp_path / "s.json"), "--seconds", "1"])

    lines = capsys.readouterr().err.splitlines()
    assert code == 2
    assert lines == [
        "rules.min_rest: is missing",
        "posts[3].end: is 0, not after the start 4680",
    ]
    assert not (tmp_path / "s.json").exists()


def test_a_missing_file_and_a_missing_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = written(tmp_path, sample())

    assert main(["solve", str(tmp_path / "no"), "-o", str(tmp_path / "s"), "--seconds", "1"]) == 2
    assert main(["solve", case, "-o", str(tmp_path / "no" / "s"), "--seconds", "1"]) == 2

    assert "No such file" in capsys.readouterr().err


def test_repair_without_a_published_roster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = written(tmp_path, make.drawn(1, people=1, posts=1))

    assert main(["repair", case, "-o", str(tmp_path / "s"), "--iterations", "1"]) == 2
    assert capsys.readouterr().err.startswith("published: is null")


@pytest.mark.parametrize("limit", [[], ["--seconds", "0"], ["--iterations", "-3"]])
def test_a_wrong_limit_is_refused(tmp_path: Path, limit: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["solve", written(tmp_path, sample()), "-o", str(tmp_path / "s"), *limit])

    assert caught.value.code == 2


@pytest.mark.slow
def test_an_interrupt_writes_the_best_roster(tmp_path: Path) -> None:
    case = written(tmp_path, make.drawn(2, people=30, posts=90, days=9))
    answer = tmp_path / "s.json"
    verb = [sys.executable, "-m", "muster.cli", "roster", "solve", case, "-o", str(answer)]
    run = subprocess.Popen(
        [*verb, "--seconds", "300", "--workers", "2"], stderr=subprocess.PIPE, text=True
    )
    assert run.stderr is not None
    first = run.stderr.readline()
    began = time.monotonic()

    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)

    assert run.returncode == 0
    assert first.startswith("t=")
    assert time.monotonic() - began < 30
    assert main(["check", case, str(answer)]) == 0


def test_the_dataclasses_load_nothing_heavy() -> None:
    code = (
        "import sys, muster.engines.roster;"
        "print(sorted({'numpy', 'numba', 'scipy', 'ortools', 'django'} & set(sys.modules)))"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert out.stdout.strip() == "[]"


def test_a_format_that_is_not_installed_or_lacks_the_verb_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, answer = written(tmp_path, sample()), str(tmp_path / "s")
    monkeypatch.setitem(FORMATS, "curtois", "muster.no_such_module")
    monkeypatch.setitem(FORMATS, "smptsp", "muster.engines.roster.problem")

    for name in ("curtois", "smptsp"):
        how = ["repair", case, "-o", answer, "--iterations", "1", "--format", name]
        assert main(how) == 2

    assert capsys.readouterr().err.splitlines() == [
        "--format curtois: is not part of this installation",
        "--format smptsp: has no repair",
    ]
