"""An export proves itself where there is nothing but Python; an import believes proofs alone."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from tests.ledger.make_record import ADA, NOW, entries, harm, use_node

from muster.errors import DomainError
from muster.ledger import commands, verifier
from muster.ledger.checking import check_record
from muster.ledger.exporting import export_record
from muster.ledger.models import Entry, Node, Personal
from muster.ledger.services import anchor, erase, import_log
from muster.ledger.services.recording import local_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(tmp_path: Path) -> Path:
    entries(5)
    path = tmp_path / "record.zip"
    assert export_record(path, now=NOW, with_personal=True) == 5
    return path


def lines_of(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as packed:
        return packed.read(verifier.RECORD).splitlines(keepends=True)


def plain(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> Path:
    """The record as a bare file, its lines changed."""
    target = path.with_suffix(".jsonl")
    target.write_bytes(b"".join(change(lines_of(path))))
    return target


def run(*args: object, isolated: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a program with the bare standard library: no packages, not even ours."""
    flags = ["-I", "-S"] if isolated else ["-I"]
    given = [sys.executable, *flags, *map(str, args)]
    return subprocess.run(given, capture_output=True, text=True, check=False)


def test_the_export_is_a_program_that_proves_itself(record: Path) -> None:
    done = run(record)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "whole: 5 entries" in done.stdout
    assert "nothing missing up to head 5" in done.stdout
    assert "NOT checked" in done.stdout
    assert "not anchored since: 0 entries" in done.stdout


def test_signatures_are_checked_where_they_can_be(record: Path) -> None:
    done = run(verifier.__file__, record, isolated=False)

    assert done.returncode == 0
    assert "NOT checked" not in done.stdout


def test_the_verifier_needs_the_standard_library_alone() -> None:
    lines = Path(verifier.__file__).read_text().splitlines()
    imports = {
        line.split()[1].split(".")[0] for line in lines if line.startswith(("import", "from"))
    }

    assert {name.split(".")[0] for name in imports} <= sys.stdlib_module_names


def edit(lines: list[bytes], at: int, old: bytes, new: bytes) -> list[bytes]:
    assert old in lines[at]
    return [line.replace(old, new) if n == at else line for n, line in enumerate(lines)]


def first_entry(lines: list[bytes]) -> int:
    return next(n for n, line in enumerate(lines) if line.startswith(verifier.ENTRY_PREFIX))


TAMPERINGS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "body": lambda lines: edit(lines, first_entry(lines), b"0", b"1"),
    "personal": lambda lines: edit(lines, first_entry(lines) + 1, b"09", b"08"),
    "cut": lambda lines: lines[:-2],
    "middle gone": lambda lines: lines[: first_entry(lines)] + lines[first_entry(lines) + 2 :],
    "swapped": lambda lines: [*lines[:-4], *lines[-2:], *lines[-4:-2]],
    "doubled": lambda lines: [*lines, lines[-2]],
    "heads gone": lambda lines: [line for line in lines if b'"head"' not in line],
    "key gone": lambda lines: [line for line in lines if b'"key"' not in line],
    "foreign line": lambda lines: [*lines, b'{"x":1}\n'],
    "late head": lambda lines: [*lines, lines[2]],
    "newline gone": lambda lines: [*lines[:-3], lines[-3][:-1], lines[-2], lines[-1]],
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_tampered_export_is_not_sound(record: Path, tampering: str) -> None:
    assert run(verifier.__file__, plain(record, list)).returncode == 0

    done = run(verifier.__file__, plain(record, TAMPERINGS[tampering]))

    assert done.returncode in (1, 2)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("content", [b"", b"x", b"[]\n", b'{"muster":"record/9"}\n', b"PK\x03\x04"])
def test_what_is_no_record_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f").write_bytes(content)

    done = run(verifier.__file__, tmp_path / "f")

    assert done.returncode == 2
    assert done.stdout.startswith("cannot be read")
    assert done.stderr == ""


def test_names_cannot_play_tricks_with_the_terminal(record: Path) -> None:
    """Escape sequences in a hostile file are shown, not obeyed."""
    path = plain(record, lambda lines: [*lines, b'{"\x1b[2J":1}\n', b'{"\\u001b[2J":1}\n'])

    assert "\x1b" not in run(verifier.__file__, path).stdout


def test_a_head_kept_on_paper_and_a_noted_key_are_held_against_the_file(
    record: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "head.txt"
    kept.write_bytes(anchor(now=NOW).encode())
    cut = plain(record, lambda lines: [line for line in lines[:-2] if b"\\n5\\n" not in line])

    assert run(verifier.__file__, cut).returncode == 0
    assert run(verifier.__file__, record, "--head", kept).returncode == 0
    assert run(verifier.__file__, cut, "--head", kept).returncode == 1
    assert run(verifier.__file__, record, "--key", local_key().log_id).returncode == 0
    assert run(verifier.__file__, record, "--key", "0" * 64).returncode == 1


def test_the_same_verdicts_come_from_the_command(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    assert commands.verify([str(record)]) == 0
    assert commands.verify([]) == 0
    assert commands.verify(["--key", "0" * 64]) == 1
    assert commands.verify([str(tmp_path / "absent")]) == 2
    assert commands.export_record([str(tmp_path / "again.zip"), "--without-personal"]) == 0
    assert commands.verify([str(tmp_path / "again.zip")]) == 0
    assert "5" in capsys.readouterr().out
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_personal_parts_can_stay_at_home(record: Path, tmp_path: Path) -> None:
    erase(ADA, entry=Entry.objects.get(counter=2), reason="order 12", now=NOW)
    bare = tmp_path / "bare.zip"
    export_record(bare, now=NOW, with_personal=False)
    full = tmp_path / "full.zip"
    export_record(full, now=NOW, with_personal=True)

    assert "1 erased and recorded so, 4 not here" in run(bare).stdout
    assert "1 erased and recorded so, 0 not here" in run(full).stdout
    assert b"phone" in b"".join(lines_of(full))
    assert b"phone" not in b"".join(lines_of(bare))


# --- another node's log beside ours -------------------------------------------------------------


@pytest.fixture
def elsewhere(record: Path, tmp_path: Path, settings: Any) -> Path:
    """The export of a node whose database is not here any more, while we are another node."""
    with_own_key = tmp_path / "other"
    for table in ("personal", "head", "subtree", "entry", "node"):
        harm(f"DELETE FROM ledger_{table}")
    use_node(settings, with_own_key, "second")
    entries(3, start=100)
    return record


def test_another_log_is_added_beside_ours_and_keeps_its_proofs(elsewhere: Path) -> None:
    (grown,) = import_log(elsewhere).values()

    assert grown == 5
    assert check_record().is_sound
    assert [verdict.size for verdict in check_record().verdicts] == [3, 5]
    assert list(Entry.objects.values_list("arrival", flat=True)) == list(range(1, 9))
    assert Personal.objects.count() == 8
    entry = Entry.objects.get(subject="step:4")
    assert (entry.unit, entry.actor, entry.body) == (3, "Ada Đỗ", {"note": "báo cáo 4"})


def test_importing_again_changes_nothing(elsewhere: Path) -> None:
    import_log(elsewhere)

    assert list(import_log(elsewhere).values()) == [0]
    assert Entry.objects.count() == 8


def test_both_logs_leave_in_one_export(elsewhere: Path, tmp_path: Path) -> None:
    import_log(elsewhere)
    both = tmp_path / "both.zip"
    export_record(both, now=NOW, with_personal=True)

    done = run(both)

    assert done.returncode == 0
    assert done.stdout.count("whole:") == 2


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_forged_log_is_refused_and_nothing_changes(elsewhere: Path, tampering: str) -> None:
    with pytest.raises(DomainError) as refusal:
        import_log(plain(elsewhere, TAMPERINGS[tampering]))

    assert refusal.value.code == "ledger.forged"
    assert (Entry.objects.count(), Node.objects.count()) == (3, 1)


def test_a_log_that_split_is_refused(record: Path, tmp_path: Path, settings: Any) -> None:
    """The same key went on in two databases: a copy was started beside the original."""
    for table in ("personal", "head", "subtree", "entry", "node"):
        harm(f"DELETE FROM ledger_{table}")
    entries(4, body={"note": "other"})

    with translation.override("en"), pytest.raises(DomainError) as refusal:
        import_log(record)

    assert "entries up to 4 differ" in refusal.value.params["reason"]
    assert Entry.objects.count() == 4


def test_our_own_lost_end_comes_back_from_an_export(record: Path) -> None:
    for table in ("personal", "head", "subtree", "entry", "node"):
        harm(f"DELETE FROM ledger_{table}")

    import_log(record)
    entries(1, start=5)

    assert [verdict.size for verdict in check_record().verdicts] == [6]
    assert check_record().is_sound


MISWRITTEN: dict[str, Callable[[str], str]] = {
    "spaces": lambda entry: entry.replace(":", ": ", 1),
    "another field": lambda entry: entry[:-1] + ',"watch":"x"}',
    "key twice": lambda entry: entry[:-1] + ',"via":"page"}',
    "fraction": lambda entry: entry.replace('"unit":3', '"unit":3.0'),
    "number as text": lambda entry: entry.replace('"unit":3', '"unit":"3"'),
    "time in another form": lambda entry: entry.replace("02:42:00Z", "02:42:00+00:00"),
}


@pytest.mark.parametrize("how", MISWRITTEN)
def test_an_entry_that_its_node_signed_in_another_form_is_refused(
    how: str, tmp_path: Path, settings: Any
) -> None:
    """The tree fits and the head is signed, but the writer would never write such an entry."""
    use_node(settings, tmp_path / "rogue", "rogue")
    key = local_key()
    entries(1)
    path = tmp_path / "record.zip"
    export_record(path, now=NOW, with_personal=False)
    lines = lines_of(path)
    entry = lines[-1][len(verifier.ENTRY_PREFIX) : -2].decode()
    wrong = MISWRITTEN[how](entry)
    assert wrong != entry
    root = verifier.leaf_hash(wrong.encode())
    note = key.sign_head(size=1, root=root, at="2030-08-16T02:42:00Z")
    forged = tmp_path / "forged.jsonl"
    head = json.dumps({"head": note}).encode() + b"\n"
    forged.write_bytes(b"".join([*lines[:2], head, verifier.ENTRY_PREFIX, wrong.encode(), b"}\n"]))
    use_node(settings, tmp_path / "honest", "honest")
    for table in ("personal", "head", "subtree", "entry", "node"):
        harm(f"DELETE FROM ledger_{table}")

    with pytest.raises(DomainError) as refusal:
        import_log(forged)

    assert refusal.value.code == "ledger.forged"
    assert not Entry.objects.exists()
