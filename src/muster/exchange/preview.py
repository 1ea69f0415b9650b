"""What applying the rows would change: each judged against what is there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from muster.exchange.models import ImportRow
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Values

Verdict = ImportRow.Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row with its verdict. old: the values that differ, as they are now."""

    row: ReadRow
    verdict: ImportRow.Verdict
    old: Values = field(default_factory=dict)


def judge(rows: Iterable[ReadRow], current: Mapping[str, Mapping[str, Any]]) -> list[Judged]:
    """The verdict on every row of a sheet; *current* holds what is there by natural key.

    Only the columns that the file has are compared: a sheet with fewer columns changes less.
    """
    return [_judge(row, current.get(row.key)) for row in rows]


def _judge(row: ReadRow, there: Mapping[str, Any] | None) -> Judged:
    if row.has_error:
        return Judged(row=row, verdict=Verdict.ERROR)
    if there is None:
        return Judged(row=row, verdict=Verdict.NEW)
    old = differing(row.values, there)
    return Judged(row=row, verdict=Verdict.CHANGED if old else Verdict.SAME, old=old)


def differing(values: Mapping[str, Any], there: Mapping[str, Any]) -> Values:
    """The values of *there* that *values* would change."""
    return {
        name: there.get(name)
        for name, value in values.items()
        if _plain(there.get(name)) != _plain(value)
    }


def _plain(value: Any) -> Any:
    """Nothing is nothing, whether it was never said or said with an empty text."""
    return None if value in ("", []) else value


def is_stale(row: ImportRow, there: Mapping[str, Any] | None) -> bool:
    """Whether what is there now is neither what the preview showed nor what it wanted."""
    if there is None:
        return row.verdict == Verdict.CHANGED
    if row.verdict == Verdict.NEW:
        return _contradicts(row.values, there)
    return bool(differing(row.values, there) and differing(row.old_values, there))


def _contradicts(values: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
    """Whether both say something about the same thing, and not the same."""
    said = ((_plain(value), _plain(there.get(name))) for name, value in values.items())
    return any(one is not None and other is not None and one != other for one, other in said)
