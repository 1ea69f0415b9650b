"""Pydantic's errors as sentences a writer of packs can act on."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from muster.packs.errors import Fault, hint
from muster.packs.merge import GIVEN, PROVENANCE, Merged
from muster.packs.schema.pack import Pack


def from_validation(error: ValidationError, merged: Merged) -> list[Fault]:
    """One fault for each place pydantic names."""
    return [_fault(detail, merged) for detail in error.errors(include_url=False)]


def _fault(detail: Any, merged: Merged) -> Fault:
    path = tuple(str(part) for part in detail["loc"] if part != "[key]")
    return Fault(file=merged.file_of(path), path=".".join(path), wanted=_wanted(detail, path))


def _wanted(detail: Mapping[str, Any], path: tuple[str, ...]) -> str:
    kind, message = detail["type"], str(detail["msg"])
    if kind == "extra_forbidden":
        return f"unknown key. {hint(path[-1], _known(path[:-1]))}"
    if kind == "missing":
        return _missing(path)
    if kind == "string_pattern_mismatch":
        return f"wanted: small letters, digits and underscores, a letter first; found {path[-1]!r}"
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return f"wanted: {message.removeprefix('Input should be ')}; found {detail['input']!r}"


def _missing(path: tuple[str, ...]) -> str:
    if path[-1] in PROVENANCE:
        return "is missing; state it here or in the file's [rule] table"
    return "is missing"


def _known(path: tuple[str, ...]) -> list[str]:
    """The keys the schema knows at that path."""
    model: Any = Pack
    for part in path:
        model = _inner(model, part)
        if model is None:
            return []
    return [name for name in model.model_fields if name not in GIVEN]


def _inner(model: Any, part: str) -> Any:
    """The model below *model* at a field, a key of a table or a place in a list."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        info = model.model_fields.get(part)
        return _innermost(info.annotation) if info else None
    return model[0] if isinstance(model, tuple) else None


def _innermost(annotation: Any) -> Any:
    """A model, or a one-element tuple of the model that a table or list holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    arguments = get_args(annotation)
    for argument in arguments:
        if isinstance(argument, type) and issubclass(argument, BaseModel):
            return argument if type(None) in arguments else (argument,)
    return None
