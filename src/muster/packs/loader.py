"""From a folder of TOML files to a frozen pack, or to the list of all that is wrong in it.

A pack lies in ``<root>/<key>/<version>/``; its files are merged by their top-level tables, so a
subject can have a file of its own.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from muster.packs.errors import Fault, PackInvalid, PackUnknown, VersionUnknown
from muster.packs.faults import from_validation
from muster.packs.merge import Merged, merge
from muster.packs.references import dangling
from muster.packs.schema.pack import Pack

ROOT = Path(__file__).parent
VERSION = re.compile(r"[0-9]+(\.[0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRef:
    """An installed version of a pack, not yet read."""

    key: str
    version: str
    folder: Path


def available(*, root: Path = ROOT) -> list[PackRef]:
    """Every installed version: by key, the newest version of a key last."""
    return [
        PackRef(key=pack.name, version=version.name, folder=version)
        for pack in sorted(root.iterdir())
        if pack.is_dir()
        for version in sorted(_versions(pack), key=_version_order)
    ]


@cache
def load(key: str, version: str | None = None, *, root: Path = ROOT) -> Pack:
    """Read a pack, the newest version if none is named.

    Read once per process: a pack does not change under a running server. Raises PackUnknown,
    VersionUnknown, PackInvalid.
    """
    pack, faults = read(find(key, version, root=root))
    if pack is None:
        raise PackInvalid(f"{key}/{version or ''}".rstrip("/"), faults=faults)
    return pack


def find(key: str, version: str | None = None, *, root: Path = ROOT) -> PackRef:
    """The installed pack of that key and version, the newest if none is named."""
    every = available(root=root)
    of_key = [ref for ref in every if ref.key == key]
    if not of_key:
        raise PackUnknown(key, known={ref.key for ref in every})
    if version is None:
        return of_key[-1]
    for ref in of_key:
        if ref.version == version:
            return ref
    raise VersionUnknown(key, version=version, known=[ref.version for ref in of_key])


def check(key: str, version: str | None = None, *, root: Path = ROOT) -> Sequence[Fault]:
    """All faults of a pack; none if it can be loaded."""
    return read(find(key, version, root=root))[1]


def read(ref: PackRef) -> tuple[Pack | None, Sequence[Fault]]:
    """Read the files of one version: the pack, or else what is wrong."""
    merged = merge(ref.folder)
    if merged.faults:
        return None, merged.faults
    content = {**merged.content, "key": ref.key, "version": ref.version}
    content["digest"] = digest(content)
    try:
        pack = Pack.model_validate_json(json.dumps(content, default=_plain))
    except ValidationError as error:
        return None, from_validation(error, merged)
    faults = [_located(merged, path, wanted) for path, wanted in dangling(pack)]
    return (None, faults) if faults else (pack, ())


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical content: the layout of the files does not matter."""
    text = json.dumps(content, default=_plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _located(merged: Merged, path: tuple[str, ...], wanted: str) -> Fault:
    return Fault(file=merged.file_of(path), path=".".join(path), wanted=wanted)


def _versions(pack: Path) -> Iterable[Path]:
    return (entry for entry in pack.iterdir() if entry.is_dir() and VERSION.fullmatch(entry.name))


def _version_order(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.name.split("."))


def _plain(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"A pack holds no {type(value).__name__}.")
