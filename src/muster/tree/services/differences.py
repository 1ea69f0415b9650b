"""What rows of a bulk call would change: worked out once, for the preview and for applying."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from muster.ledger import canonical
from muster.tree.errors import RowsRefused

R = TypeVar("R")


class Verdict(StrEnum):
    """What a row is against the register."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Difference(Generic[R]):
    """One row against the register. old, new: the values that differ, by field."""

    key: str
    row: R
    verdict: Verdict
    old: Mapping[str, Any] = field(default_factory=dict)
    new: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many rows a bulk call made, changed and left as they were."""

    created: int
    changed: int
    same: int


def judge(
    key: str,
    row: R,
    *,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any],
    faults: Sequence[str],
) -> Difference[R]:
    """The verdict on one row; *old* is None for what is not there yet."""
    if faults:
        return Difference(key, row, Verdict.REFUSED, {}, new, faults)
    if old is None:
        return Difference(key, row, Verdict.NEW, {}, new)
    changed = [name for name, value in new.items() if old.get(name) != value]
    return Difference(
        key,
        row,
        Verdict.CHANGED if changed else Verdict.SAME,
        {name: old.get(name) for name in changed},
        {name: new[name] for name in changed},
    )


def all_fit(differences: Sequence[Difference[R]]) -> None:
    """Refuse the whole call if one row is refused. Raises RowsRefused with all the faults."""
    faults = [(one.key, fault) for one in differences for fault in one.faults]
    if faults:
        key, fault = faults[0]
        raise RowsRefused(count=len(faults), key=key, fault=fault, faults=faults)


def of(differences: Iterable[Difference[R]], verdict: Verdict) -> list[Difference[R]]:
    """The differences with one verdict."""
    return [one for one in differences if one.verdict is verdict]


def counted(differences: Sequence[Difference[Any]]) -> Imported:
    """The numbers of a call."""
    return Imported(
        created=len(of(differences, Verdict.NEW)),
        changed=len(of(differences, Verdict.CHANGED)),
        same=len(of(differences, Verdict.SAME)),
    )


def twice(keys: Iterable[str]) -> set[str]:
    """The keys that stand in more than one row."""
    seen: set[str] = set()
    again: set[str] = set()
    for key in keys:
        (again if key in seen else seen).add(key)
    return again


def twice_fault() -> str:
    """What is wrong with a key that stands in two rows."""
    return _("stands in more than one row")


def digests(differences: Iterable[Difference[Any]], *, salt: str = "") -> dict[str, str]:
    """SHA-256 of each changed row, by key, for the one entry of a bulk call.

    salt: makes the digests of personal rows meaningless once it is erased.
    """
    return {
        one.key: hashlib.sha256((salt + canonical.text(_plain(one.new))).encode()).hexdigest()
        for one in differences
        if one.verdict is not Verdict.SAME
    }


def new_salt() -> str:
    """Random text for :func:`digests` of personal rows."""
    return secrets.token_hex(16)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = (str, int, bool, type(None))
    return {
        name: value if isinstance(value, kept) else str(value) for name, value in values.items()
    }
