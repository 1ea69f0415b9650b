"""The files of one pack version as one tree, each entry with its key, order and provenance."""

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from muster.packs.errors import Fault, hint
from muster.packs.schema.base import Sourced
from muster.packs.schema.pack import Pack

PROVENANCE = ("source", "valid_from", "valid_to", "verified")
GIVEN = ("key", "order")
OWN = ("key", "version", "digest")
BASE = "like"

Path_ = tuple[str, ...]


@dataclass(slots=True)
class Merged:
    """The merged tree, and which file each top-level name or entry came from."""

    label: str
    content: dict[str, Any] = field(default_factory=dict)
    files: dict[Path_, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def file_of(self, path: Path_) -> str:
        """The file that holds the longest known part of the path, or the folder."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.files:
                return self.files[path[:length]]
        return self.label

    def fault(self, path: Path_, wanted: str, *, file: str | None = None) -> None:
        """Note something wrong."""
        where = file or self.file_of(path)
        self.faults.append(Fault(file=where, path=".".join(path), wanted=wanted))


def merge(folder: Path) -> Merged:
    """Read every TOML file of the folder, in the order of their names."""
    merged = Merged(label=f"{folder.parent.name}/{folder.name}")
    for path in sorted(folder.glob("*.toml")):
        file = f"{merged.label}/{path.name}"
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            merged.fault((), f"wanted: TOML in UTF-8; {error}", file=file)
        else:
            _add(merged, content, file)
    _derive(merged)
    for path_, order, entry in _rules(Pack, merged.content, ()):
        entry.update(key=path_[-1], order=order)
    return merged


def _add(merged: Merged, content: dict[str, Any], file: str) -> None:
    """Provide each rule of one file with the file's provenance and put it into the tree."""
    rule = content.pop("rule", {})
    for name in sorted(set(rule) - set(PROVENANCE)):
        merged.fault(("rule", name), f"unknown key. {hint(name, PROVENANCE)}", file=file)
    provenance = {name: rule[name] for name in PROVENANCE if name in rule}
    for path, _, entry in _rules(Pack, content, ()):
        for name in sorted(entry.keys() & set(GIVEN)):
            merged.fault((*path, name), "not to be stated: its place says it", file=file)
        entry.update({**provenance, **entry})
    for name, value in content.items():
        if name in OWN:
            merged.fault((name,), "not to be stated: the folder says it", file=file)
        _place(merged, name, value, file)


def _place(merged: Merged, name: str, value: Any, file: str) -> None:
    """Put one top-level name into the tree; tables of entries may be spread over files."""
    table = isinstance(value, dict) and _entry_model(Pack, name) is not None
    there = merged.content.get(name)
    if name not in merged.content:
        merged.content[name] = value
        merged.files[(name,)] = file
    elif table and isinstance(there, dict):
        for key in sorted(there.keys() & value.keys()):
            merged.fault((name, key), f"already in {merged.file_of((name, key))}", file=file)
        there.update(value)
    else:
        merged.fault((name,), f"already in {merged.file_of((name,))}", file=file)
    if table:
        merged.files.update({(name, key): file for key in value})


def _derive(merged: Merged) -> None:
    """Fill each top-level entry that is ``like`` another one of its table with the other's rest.

    The other one must stand before it, so there is never a circle.
    """
    for name, table in merged.content.items():
        if _entry_model(Pack, name) is None or not isinstance(table, dict):
            continue
        before: dict[str, Any] = {}
        for key, entry in table.items():
            base = entry.pop(BASE, None) if isinstance(entry, dict) else None
            if base is not None and base not in before:
                known = hint(str(base), before)
                merged.fault((name, key, BASE), f"wanted: an entry before this one. {known}")
            elif base is not None:
                table[key] = _over(before[base], entry)
            before[key] = table[key]


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """The base with what the entry says itself laid over it, table by table."""
    merged = dict(deepcopy(base))
    for name, value in own.items():
        there = merged.get(name)
        both = isinstance(value, dict) and isinstance(there, dict)
        merged[name] = _over(there, value) if both and isinstance(there, dict) else value
    return merged


def _rules(
    model: type[BaseModel], table: Mapping[str, Any], path: Path_
) -> Iterator[tuple[Path_, int, dict[str, Any]]]:
    """Every table below *table* that the schema takes for a rule, with its path and place."""
    for name, value in table.items():
        if not isinstance(value, dict) or name not in model.model_fields:
            continue
        entry_model, annotation = _entry_model(model, name), model.model_fields[name].annotation
        if entry_model is not None:
            for order, (key, entry) in enumerate(value.items()):
                if isinstance(entry, dict):
                    yield (*path, name, key), order, entry
                    yield from _rules(entry_model, entry, (*path, name, key))
        elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
            if issubclass(annotation, Sourced):
                yield (*path, name), 0, value
            yield from _rules(annotation, value, (*path, name))


def _entry_model(model: type[BaseModel], name: str) -> type[Sourced] | None:
    """The rule class of a field ``Mapping[str, Rule]``, or None for any other field."""
    info = model.model_fields.get(name)
    arguments = get_args(info.annotation) if info else ()
    last = arguments[-1] if arguments else None
    return last if isinstance(last, type) and issubclass(last, Sourced) else None
