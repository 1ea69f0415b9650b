from pathlib import Path

import pytest
from tests.engines.cap.make import FULL

from muster.engines.cap import read
from muster.engines.cap.cli import main


def test_show_and_write_are_each_others_reverse(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    one, shown = tmp_path / "a.xml", tmp_path / "a.json"
    one.write_text(FULL)
    assert main(["show", str(one)]) == 0
    shown.write_bytes(capfdbinary.readouterr().out)
    assert main(["write", str(shown)]) == 0

    assert read(capfdbinary.readouterr().out) == read(FULL.encode())


def test_check_names_file_path_and_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(FULL)
    bad.write_text(FULL.replace("Actual", "Real"))

    assert main(["check", str(good), str(bad)]) == 1

    said = capsys.readouterr()
    assert "good.xml: Alert muster-7-1, Actual, 1 info" in said.out
    assert "bad.xml: status: bad_word" in said.err


@pytest.mark.parametrize("text", ["", "[]", '{"info": 3}', '{"x": 1}', "[" * 100_000])
def test_what_is_no_message_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)

    assert main(["write", str(path)]) == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert main(["check", str(tmp_path / "nothing.xml")]) == 2
