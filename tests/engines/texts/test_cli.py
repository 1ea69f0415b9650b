"""Two files compared from the command line, and the third with it all tracked."""

import json
from pathlib import Path

import pytest
from tests.engines.texts import make as word
from tests.engines.texts import settle

from muster.cli import main

OLD = ("Điều một", "Giữ nguyên đoạn này.", "Hạn nộp là ngày 12/5/2030.")
NEW = ("Điều một", "Hạn nộp là ngày 15/5/2030.", "Một đoạn hoàn toàn mới ở cuối văn bản.")
WHO = ["--author", "Bà Lan", "--at", "2030-08-16T09:42:00+07:00"]


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, texts in (("old", OLD), ("new", NEW)):
        (tmp_path / f"{name}.docx").write_bytes(word.docx(*map(word.p, texts)))
    return [str(tmp_path / "old.docx"), str(tmp_path / "new.docx")]


def test_it_prints_what_changed_and_nothing_else(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["texts", "compare", *files]) == 3

    assert capsys.readouterr().out.splitlines() == [
        "2 > - gone: [-Giữ nguyên đoạn này.-]",
        "3 > 2 changed: Hạn nộp là ngày [-12/5/2030-]{+15/5/2030+}.",
        "- > 3 new: {+Một đoạn hoàn toàn mới ở cuối văn bản.+}",
    ]


def test_the_tracked_file_holds_both(files: list[str], tmp_path: Path) -> None:
    target = tmp_path / "tracked.docx"

    assert main(["texts", "compare", *files, "--tracked", str(target), *WHO]) == 3

    assert settle.accepted(target.read_bytes()) == list(NEW)
    assert settle.rejected(target.read_bytes()) == list(OLD)


def test_a_file_and_itself_say_the_same(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["texts", "compare", files[0], files[0]]) == 0
    assert capsys.readouterr().out == ""


def test_rows_for_programs(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["texts", "compare", *files, "--json"])

    told = json.loads(capsys.readouterr().out)
    assert [row["kind"] for row in told["rows"]] == ["same", "gone", "changed", "new"]
    assert told["rows"][2]["runs"][1:3] == [["deleted", "12/5/2030"], ["inserted", "15/5/2030"]]
    assert not told["is_too_different"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "needs --author and --at"),
        (["--author", "x", "--at", "2030-08-16T09:42:00"], "has no zone"),
    ],
)
def test_a_change_needs_somebody_and_a_time(
    files: list[str],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["texts", "compare", *files, "--tracked", "x.docx", *arguments])

    assert left.value.code == 2
    assert sentence in capsys.readouterr().err


def test_what_is_no_word_file_is_refused_in_a_sentence(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.docx"
    other.write_bytes(b"%PDF-1.7 no Word file at all")

    assert main(["texts", "compare", files[0], str(other)]) == 2
    assert str(other) in capsys.readouterr().err
    assert main(["texts", "compare", files[0], str(tmp_path / "none.docx")]) == 2
    assert "none.docx" in capsys.readouterr().err
