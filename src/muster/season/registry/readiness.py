"""What the data says on the day before a congress: lines that capabilities bring to its page.

A capability registers a source under a key; the pack names the keys that each chief answers for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from muster.season.models import Congress


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessLine:
    """One thing that is, or is not, as it must be. text: a sentence in the reader's language."""

    text: str
    is_open: bool
    url: str = ""


ReadinessSource = Callable[[Congress], Sequence[ReadinessLine]]
_sources: Final[dict[str, ReadinessSource]] = {}


def readiness_source(key: str) -> Callable[[ReadinessSource], ReadinessSource]:
    """Register the decorated function under *key*. A second one raises ValueError."""

    def register(source: ReadinessSource) -> ReadinessSource:
        if key in _sources:
            raise ValueError(f"{key} is registered twice")
        _sources[key] = source
        return source

    return register


def readiness_keys() -> frozenset[str]:
    """Every registered key."""
    return frozenset(_sources)


def readiness_lines(congress: Congress, keys: Sequence[str]) -> list[ReadinessLine]:
    """What the data says under *keys*, in their order. Raises KeyError for an unknown key."""
    return [line for key in keys for line in _sources[key](congress)]
