"""``muster merging`` on files."""

import json
from pathlib import Path

import pytest

from muster.cli import main

LINES = "Đề nghị bổ sung số liệu\n\nViết gọn lại\nde nghi bo sung so lieu moi\n"


def test_groups_and_pairs_of_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lines.txt"
    path.write_text(LINES, encoding="utf-8")

    assert main(["merging", "groups", str(path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 alike\n     1  head")
    assert "     4  100.0 more     de nghi bo sung so lieu moi" in said

    assert main(["merging", "pairs", str(path)]) == 0
    assert capsys.readouterr().out == "1 4\n"

    assert main(["merging", "groups", "--json", str(path)]) == 0
    (group,) = json.loads(capsys.readouterr().out)
    assert (group["head"], group["members"][0]["place"]) == (0, 3)

    assert main(["merging", "pairs", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == [[0, 3]]


def test_what_cannot_be_used_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(LINES, encoding="utf-8")
    bad.write_bytes(b"\xff\xfe\x00")

    assert main(["merging", "pairs", str(bad)]) == 2
    assert "bad.txt: is no text in UTF-8" in capsys.readouterr().err
    assert main(["merging", "pairs", str(tmp_path / "none.txt")]) == 2
    assert "none.txt: No such file" in capsys.readouterr().err
    assert main(["merging", "groups", str(good), "--cutoff", "0"]) == 2
    assert "a cutoff is above 0" in capsys.readouterr().err
