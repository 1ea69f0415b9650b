import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from muster.packs.commands import main

Edit = Callable[[str, str, str], Path]


def test_check_says_how_many_rules_nobody_has_verified(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0

    out = capsys.readouterr().out
    assert "vn-party-2025 1: " in out
    assert "not verified" in out


def test_check_names_the_place_of_a_fault(edited: Edit, capsys: pytest.CaptureFixture[str]) -> None:
    root = edited("meeting.toml", "level = 1", "levle = 1")

    assert main(["--root", str(root), "check", "agm"]) == 1

    err = capsys.readouterr().err
    assert "agm/1/meeting.toml: tiers.branch.levle: unknown key. Did you mean “level”?" in err


def test_show_of_a_faulty_pack_is_refused(edited: Edit, capsys: pytest.CaptureFixture[str]) -> None:
    root = edited("meeting.toml", "level = 1", "levle = 1")

    assert main(["--root", str(root), "show", "agm"]) == 1
    assert "levle" in capsys.readouterr().err


def test_list_names_every_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list"]) == 0
    assert [line.split("\t")[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["agm", "1"],
        ["vn-party-2025", "1"],
    ]


def test_show_prints_the_steps_and_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "agm"]) == 0

    out = capsys.readouterr().out
    assert "notice: " in out
    assert "duty: not verified" in out


def test_show_can_print_only_what_nobody_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "vn-party-2025", "1", "--unverified"]) == 0
    assert ": verified" not in capsys.readouterr().out


@pytest.mark.parametrize("argv", [["show", "amg"], ["check", "amg"], ["show", "agm", "9"]])
def test_what_is_not_there_is_refused_with_a_hint(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    assert "agm" in capsys.readouterr().err


def test_the_verb_loads_nothing_of_the_web() -> None:
    code = (
        "import sys; from muster.packs.commands import main; main(['list']); "
        "sys.exit('django' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
