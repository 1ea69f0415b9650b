"""Lines that a reader walks through day by day, beside the drawing that tells the story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line: (day, value) in order of days; kind is done, doing, soon, late or ink3."""

    name: str
    values: Sequence[tuple[date, float]]
    kind: str = "doing"
    is_dashed: bool = False


def explored(lines: Sequence[Curve]) -> list[dict[str, Any]]:
    """The lines as plain data for the page's script."""
    return [
        {
            "name": str(line.name),
            "kind": line.kind,
            "dashed": line.is_dashed,
            "values": [[on.isoformat(), value] for on, value in line.values],
        }
        for line in lines
    ]
