"""Fetch the third-party files that pages use: ``python -m muster.shell.vendor``.

``VERSIONS.toml`` beside the files says what and which version; npm packs each package, the
named files are copied and their digests written back. Run by ``make vendor`` only: a running
muster never fetches anything.
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "static" / "shell" / "vendor"
LIST = FOLDER / "VERSIONS.toml"
# A pointer to a map that is not served breaks hashed static names.
SOURCE_MAP = re.compile(rb"(?:/\*|//)[#@]\s*sourceMappingURL=[^\s*]+(?:\s*\*/)?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One file of one package: where it lies in the package and what it is called here."""

    package: str
    version: str
    source: str
    target: str
    sha256: str


def wanted(text: str) -> list[Wanted]:
    """The files that a list asks for, in its order."""
    return [
        Wanted(
            package=package["name"],
            version=package["version"],
            source=file["from"],
            target=file["to"],
            sha256=file["sha256"],
        )
        for package in tomllib.loads(text)["package"]
        for file in package.get("file", [])
    ]


def digest(path: Path) -> str:
    """The sha256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def without_source_map(content: bytes) -> bytes:
    """*content* without its closing pointer to a source map."""
    return SOURCE_MAP.sub(b"", content.rstrip()) + b"\n"


def with_digests(text: str, digests: dict[str, str]) -> str:
    """The list with each file's digest written behind its name."""
    for name, value in digests.items():
        pattern = rf'(to = "{re.escape(name)}"\nsha256 = ")[^"]*'
        text = re.sub(pattern, rf"\g<1>{value}", text)
    return text


def refresh() -> list[str]:
    """Fetch every package of the list, copy its files and return their names."""
    text = LIST.read_text(encoding="utf-8")
    files = wanted(text)
    digests = dict(_copied(files))
    LIST.write_text(with_digests(text, digests), encoding="utf-8")
    return list(digests)


def _copied(files: list[Wanted]) -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        archives: dict[str, Path] = {}
        for file in files:
            spec = f"{file.package}@{file.version}"
            if spec not in archives:
                archives[spec] = _pack(spec, Path(folder))
            target = FOLDER / file.target
            target.write_bytes(_content(archives[spec], file.source))
            yield file.target, digest(target)


def _pack(spec: str, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to refresh the third-party files; running muster needs none.")
    done = subprocess.run(  # noqa: S603  the arguments come from the committed list
        [npm, "pack", "--silent", "--pack-destination", str(folder), spec],
        check=True,
        capture_output=True,
        text=True,
    )
    return folder / done.stdout.strip().splitlines()[-1]


def _content(archive: Path, name: str) -> bytes:
    with tarfile.open(archive) as package:
        member: Any = package.extractfile(f"package/{name}")
        content: bytes = member.read()
    return without_source_map(content) if name.endswith((".js", ".css")) else content


if __name__ == "__main__":
    sys.stdout.write("\n".join(refresh()) + "\n")
