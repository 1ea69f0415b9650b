"""A sealed file proves itself with Python alone, and every harm to it is named."""

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ledger.make_record import NOW, entries

from muster.ledger import sealed_verifier as sv
from muster.ledger.models import Entry
from muster.ledger.sealing import SealedFile
from muster.ledger.services import anchor
from muster.ledger.services.recording import local_key

pytestmark = pytest.mark.django_db
TEXT = "Báo cáo chính trị\n".encode()


def made(path: Path, *, text: bytes = TEXT) -> Path:
    with SealedFile(path) as sealed:
        sealed.add("a/bao-cao.txt", [text[:5], text[5:]])
        sealed.add("b.bin", [b"\0" * 1000])
        assert sealed.prove(Entry.objects.filter(subject="step:2")) == 1
        sealed.seal(about="thử")
    return path


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    entries(5)
    anchor(now=NOW)
    return made(tmp_path / "kin.zip")


def rewritten(path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> Path:
    with zipfile.ZipFile(path) as packed:
        content = {one.filename: packed.read(one) for one in packed.infolist()}
    other = path.with_name("khac.zip")
    with zipfile.ZipFile(other, "w") as packed:
        for name, value in change(content).items():
            packed.writestr(name, value)
    return other


def test_it_is_sound_for_a_python_that_has_nothing_of_ours(sealed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(sealed)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "1 entries of the record" in done.stdout
    assert "NOT checked: install cryptography" in done.stdout
    assert done.stdout.endswith("SOUND\n")


def test_the_signature_and_the_key_are_checked(sealed: Path) -> None:
    verdict = sv.verify(str(sealed), keys=[local_key().log_id])
    assert (verdict.is_sound, verdict.signed, verdict.is_known) == (True, True, True)

    assert not sv.verify(str(sealed), keys=["0" * 64]).is_sound


def test_sha256sum_reads_the_sums(sealed: Path, tmp_path: Path) -> None:
    out = tmp_path / "mo"
    with zipfile.ZipFile(sealed) as packed:
        packed.extractall(out)

    for line in (out / sv.SUMS).read_text().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == digest
    there = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert there - {sv.SUMS, sv.MANIFEST} == {
        line.split("  ", 1)[1] for line in (out / sv.SUMS).read_text().splitlines()
    }


def test_the_same_content_makes_the_same_bytes(sealed: Path, tmp_path: Path) -> None:
    assert made(tmp_path / "lai.zip").read_bytes() == sealed.read_bytes()
    assert made(tmp_path / "khac.zip", text=b"x" * 9).read_bytes() != sealed.read_bytes()


HARMS: dict[str, tuple[Callable[[dict[str, bytes]], dict[str, bytes]], str]] = {
    "changed": (lambda c: {**c, "b.bin": b"\1" * 1000}, "b.bin was changed"),
    "missing": (lambda c: {k: v for k, v in c.items() if k != "b.bin"}, "b.bin is missing"),
    "added": (lambda c: {**c, "c.txt": b"x"}, "c.txt was added"),
    "sums": (
        lambda c: {**c, sv.SUMS: c[sv.SUMS].replace(b"  b.bin", b"  d.bin")},
        f"{sv.SUMS} is not the one that was sealed",
    ),
    "manifest": (
        lambda c: {**c, sv.MANIFEST: c[sv.MANIFEST].replace("thử".encode(), b"gian")},
        "the signature is NOT that of the key",
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_every_harm_is_named(sealed: Path, harm: str) -> None:
    change, said = HARMS[harm]

    verdict = sv.verify(str(rewritten(sealed, change)))

    assert not verdict.is_sound
    assert said in "\n".join(verdict.lines())


def test_an_entry_that_was_changed_is_not_in_the_record(sealed: Path) -> None:
    def change(content: dict[str, bytes]) -> dict[str, bytes]:
        content[sv.PROOF] = content[sv.PROOF].replace("báo cáo 2".encode(), "báo cáo 9".encode())
        return resealed(content)

    verdict = sv.verify(str(rewritten(sealed, change)))

    assert verdict.faults == ["entry 3 is not in the record"]


def resealed(content: dict[str, bytes]) -> dict[str, bytes]:
    """As somebody would who has the node's key: sums and signature fit again."""
    names = sorted(set(content) - sv.UNSUMMED)
    sums = "".join(f"{hashlib.sha256(content[n]).hexdigest()}  {n}\n" for n in names).encode()
    key = local_key()
    text = f"{sv.TITLE}\nkey {key.verifier_key}\nsums {hashlib.sha256(sums).hexdigest()}\n"
    return {**content, sv.SUMS: sums, sv.MANIFEST: key.sign(text).encode()}


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_file_that_is_cut_off_or_torn_is_never_sound(sealed: Path, cut: float) -> None:
    whole = sealed.read_bytes()
    at = int(len(whole) * cut)
    sealed.write_bytes(whole[:at])
    assert sv.main([str(sealed)]) == 2

    torn = bytearray(whole)
    torn[at : at + 4] = bytes(byte ^ 0xFF for byte in torn[at : at + 4])
    sealed.write_bytes(bytes(torn))
    assert sv.main([str(sealed)]) != 0
