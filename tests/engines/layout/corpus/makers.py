"""The same files as another program writes them: once through LibreOffice, or by way of ODT."""

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

AT_ONCE: Final = 100  # files that one run of LibreOffice takes
LONGEST_S: Final = 900


def converted(files: Sequence[Path], folder: Path, *, by: str = "") -> Mapping[Path, Path]:
    """Each file as LibreOffice writes it. by: a format that it goes through first.

    Raises RuntimeError for a file of which LibreOffice makes nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if by:
        between = folder / by
        through = converted_to(files, between, by)
        last = converted_to(list(through.values()), folder, "docx")
        return {path: last[between_] for path, between_ in through.items()}
    return converted_to(files, folder, "docx")


def converted_to(files: Sequence[Path], folder: Path, form: str) -> Mapping[Path, Path]:
    """Each file in another format, many at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    for at in range(0, len(files), AT_ONCE):
        _run(files[at : at + AT_ONCE], folder, form)
    made = {path: folder / f"{path.stem}.{form}" for path in files}
    for path in made.values():
        if not path.is_file():
            raise RuntimeError(f"LibreOffice made no {path}")
    return made


def _run(files: Sequence[Path], folder: Path, form: str) -> None:
    """With a profile of its own, so that no other LibreOffice is in its way."""
    with tempfile.TemporaryDirectory(prefix="soffice-") as profile:
        command = [
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            *("--headless", "--convert-to", form, "--outdir", str(folder)),
            *map(str, files),
        ]
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            timeout=LONGEST_S,
            env={**os.environ, "HOME": profile},
        )
