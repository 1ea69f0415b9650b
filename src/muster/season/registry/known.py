"""What muster knows of units, for the fields of reports that it fills in itself.

A capability registers a source in its ``queries`` for what it knows; a report asks for the keys
that its form names. Each source answers for many units at once.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from muster.packs import Known
from muster.season.models import SeasonUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which units of one season, as of which day. Of a unit all that lies below counts too."""

    units: Sequence[SeasonUnit]
    on: date
    now: datetime


# Of each key: the value for each season unit, by its id.
Answers = Mapping[Known, Mapping[int, int]]
KnownSource = Callable[[Asked], Answers]
_sources: Final[dict[Known, KnownSource]] = {}


def known_source(*keys: Known) -> Callable[[KnownSource], KnownSource]:
    """Register the decorated function for *keys*. A second source of a key raises ValueError."""

    def register(source: KnownSource) -> KnownSource:
        for key in keys:
            if key in _sources:
                raise ValueError(f"{key} has two sources")
            _sources[key] = source
        return source

    return register


def known(wanted: Collection[Known], asked: Asked) -> Mapping[Known, Mapping[int, int]]:
    """The values of *wanted* by key and unit; a key that nobody knows here is left out."""
    sources = {_sources[key]: None for key in sorted(wanted) if key in _sources}
    found: dict[Known, Mapping[int, int]] = {}
    for source in sources:
        found.update(source(asked))
    return {key: values for key, values in found.items() if key in wanted}
