"""Checks of the whole checkout that are no unit tests: migrations, settings, translations.

usage: python tests/checks.py [--update-translations]
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "muster"


def environment(data: str) -> dict[str, str]:
    return {**os.environ, "MUSTER_DATA": data, "MUSTER_SECRET_KEY": secrets.token_urlsafe(64)}


def manage(*args: str, data: str, **more: str) -> int:
    command = [sys.executable, "-m", "muster.cli", "manage", *args]
    return subprocess.run(command, env={**environment(data), **more}, check=False).returncode


def extracted(capability: Path) -> polib.POFile:
    """The strings that the capability's code and templates mark for translation."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / capability.name
        ignore = shutil.ignore_patterns("vendor", "migrations", "locale", "*.mo", "__pycache__")
        shutil.copytree(capability, copy, ignore=ignore)
        (copy / "locale" / "vi" / "LC_MESSAGES").mkdir(parents=True)
        command = [sys.executable, "-m", "django", "makemessages", "-l", "vi", "--no-location"]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"makemessages failed in {capability.name}:\n{done.stderr}")
        found = copy / "locale" / "vi" / "LC_MESSAGES" / "django.po"
        return polib.pofile(str(found)) if found.is_file() else polib.POFile()


def capabilities() -> Iterator[Path]:
    yield from (path for path in sorted(PACKAGE.iterdir()) if (path / "apps.py").is_file())


def catalogue(capability: Path) -> Path:
    return capability / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def wanted(capability: Path) -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in extracted(capability) if entry.msgid}


def translation_faults(capability: Path) -> Iterator[str]:
    """Strings without a translation, with an uncertain one, or that the code no longer has."""
    path, needed = catalogue(capability), wanted(capability)
    held = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))} if path.is_file() else {}
    for key in needed:
        entry = held.get(key)
        if entry is None or entry.fuzzy or not (entry.msgstr or all(entry.msgstr_plural.values())):
            yield f"{path.relative_to(ROOT)}: not translated: {key[1]!r}"
    for key, entry in held.items():
        if key not in needed and not entry.obsolete:
            yield f"{path.relative_to(ROOT)}: no longer used: {key[1]!r}"


def update(capability: Path) -> None:
    """Add new strings (empty) and drop unused ones; translations stay."""
    path, needed = catalogue(capability), wanted(capability)
    if not needed:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    held = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    held.metadata.update({"Content-Type": "text/plain; charset=UTF-8", "Language": "vi"})
    held.metadata["Plural-Forms"] = "nplurals=1; plural=0;"
    known = {(entry.msgctxt, entry.msgid): entry for entry in held}
    held.clear()
    held.extend(known.get(key, entry) for key, entry in needed.items())
    held.save(str(path))


def check_all() -> int:
    failed = 0
    with tempfile.TemporaryDirectory(prefix="muster-check-") as data:
        failed += manage("makemigrations", "--check", "--dry-run", data=data)
        lan = {"MUSTER_LAN_NAME": "muster.example"}
        failed += manage("check", "--deploy", "--fail-level", "WARNING", data=data, **lan)
    faults = [fault for capability in capabilities() for fault in translation_faults(capability)]
    sys.stdout.write("\n".join(faults[:60]) + ("\n" if faults else ""))
    return 1 if failed or faults else 0


if __name__ == "__main__":
    if "--update-translations" in sys.argv:
        for folder in capabilities():
            update(folder)
        sys.exit(0)
    sys.exit(check_all())
