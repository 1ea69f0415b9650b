"""Needs and units in the exchange format ``muster-coverage/1``: JSON, every fault by its path."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from muster.engines.coverage.model import Need, Unit, Weights
from muster.engines.coverage.travel import StraightLine

MOST: Final = 2_000


@with_config(ConfigDict(extra="forbid"))
class File(TypedDict):
    """The members of a file; those of its parts are the fields of the dataclasses."""

    format: Literal["muster-coverage/1"]
    travel: StraightLine
    weights: Weights
    needs: Annotated[list[Need], Field(max_length=MOST)]
    units: Annotated[list[Unit], Field(max_length=MOST)]


@dataclass(slots=True)
class Unreadable(ValueError):
    """The file is not of the format; one sentence for each fault, with its path."""

    faults: list[str]

    def __str__(self) -> str:
        return "\n".join(self.faults)


def read(text: str) -> File:
    """The problem in a file. Raises Unreadable with every fault."""
    try:
        found = _adapter().validate_json(text)
    except ValidationError as error:
        raise Unreadable([_fault(one) for one in error.errors()]) from error
    faults = [
        *_double("needs", (need.key for need in found["needs"])),
        *_double("units", (unit.key for unit in found["units"])),
    ]
    if faults:
        raise Unreadable(faults)
    return found


@cache
def _adapter() -> TypeAdapter[File]:
    return TypeAdapter(File)


def _fault(error: Any) -> str:
    return f"{'.'.join(map(str, error['loc'])) or '$'}: {error['msg']}"


def _double(name: str, keys: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for place, key in enumerate(keys):
        if key in seen:
            yield f"{name}.{place}.key: {key!r} stands more than once"
        seen.add(key)
