from pathlib import Path

import pytest

from muster.shell.vendor import (
    FOLDER,
    LIST,
    Wanted,
    digest,
    wanted,
    with_digests,
    without_source_map,
)

FILES = wanted(LIST.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.target)
def test_every_listed_file_is_here_as_it_was_fetched(file: Wanted) -> None:
    assert digest(FOLDER / file.target) == file.sha256


def test_nothing_is_served_that_is_not_listed() -> None:
    licences = {"tabler.LICENSE.txt", "pmtiles.LICENSE.txt"}
    known = {file.target for file in FILES} | licences | {LIST.name}
    assert {path.name for path in FOLDER.iterdir()} == known


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.[cj]s*")), ids=lambda path: path.name)
def test_served_files_name_no_registry_and_no_missing_map(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for host in ("unpkg", "jsdelivr", "cdnjs", "sourceMappingURL"):
        assert host not in text


def test_source_map_is_taken_off_the_end_only() -> None:
    assert without_source_map(b"a{}\n/*# sourceMappingURL=a.css.map */") == b"a{}\n\n"
    assert without_source_map(b"x()\n//# sourceMappingURL=x.js.map\n") == b"x()\n\n"
    assert without_source_map(b"x()") == b"x()\n"


def test_digests_are_written_behind_their_names() -> None:
    text = 'to = "a.js"\nsha256 = "old"\n\nto = "b.js"\nsha256 = ""\n'
    assert (
        with_digests(text, {"b.js": "ff"})
        == 'to = "a.js"\nsha256 = "old"\n\nto = "b.js"\nsha256 = "ff"\n'
    )
