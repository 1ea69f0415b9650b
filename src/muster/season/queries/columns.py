"""The columns of the matrix: the steps of the tiers at hand, in one order."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from muster import packs
from muster.packs import Pack, Text
from muster.season.models import Season


@dataclass(frozen=True, slots=True)
class StepColumn:
    """One step as a column; the same key in two procedures is the same column."""

    key: str
    name: Text
    label: Text
    group: Text


def columns_for(season: Season, tiers: Collection[str]) -> list[StepColumn]:
    """The columns of a board on which these tiers stand."""
    return list(_columns(season.pack, season.pack_version, tuple(sorted(tiers))))


@lru_cache(maxsize=256)
def _columns(pack: str, version: str, tiers: tuple[str, ...]) -> tuple[StepColumn, ...]:
    rules = packs.load(pack, version)
    procedures = {rules.procedure_for(tier).key for tier in tiers}
    orders = [
        [step for step in rules.procedures[key].steps.values() if step.column] for key in procedures
    ]
    steps = {step.key: step for order in orders for step in order}
    orders.sort(key=lambda order: (-len(order), [step.key for step in order]))
    keys = _merged([step.key for step in order] for order in orders)
    return tuple(_column(rules, steps[key]) for key in keys)


def _merged(orders: Iterable[list[str]]) -> list[str]:
    """One order from several: what a later one adds stands behind its own predecessor."""
    found: list[str] = []
    for order in orders:
        before = -1
        for key in order:
            if key not in found:
                found.insert(before + 1, key)
            before = found.index(key)
    return found


def _column(rules: Pack, step: packs.Step) -> StepColumn:
    return StepColumn(step.key, step.name, step.label, rules.groups[step.group].label)
