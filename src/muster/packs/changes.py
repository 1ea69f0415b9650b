"""What differs between two versions of a pack: what a congress that moves on must look at."""

from collections.abc import Iterator
from dataclasses import dataclass

from muster.packs.schema import Pack, Sourced


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A rule that is new (``was`` is None), gone (``now`` is None) or changed."""

    path: str
    was: Sourced | None
    now: Sourced | None


def changes(old: Pack, new: Pack) -> list[Change]:
    """The rules that differ, in the order of the new pack, those that are gone last.

    A rule that holds others is named with them; its place among its neighbours does not count.
    """
    return list(_changes(dict(old.rules()), dict(new.rules())))


def _changes(old: dict[str, Sourced], new: dict[str, Sourced]) -> Iterator[Change]:
    for path, now in new.items():
        was = old.get(path)
        if was is None or _said(was) != _said(now):
            yield Change(path=path, was=was, now=now)
    for path, was in old.items():
        if path not in new:
            yield Change(path=path, was=was, now=None)


def _said(rule: Sourced) -> Sourced:
    """The rule without its place."""
    return rule.model_copy(update={"order": 0})
