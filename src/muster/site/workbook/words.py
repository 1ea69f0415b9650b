"""The choices of a workbook's cells: keys of the pack and our own, by every name they have."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from muster.exchange.cells import Choices
from muster.exchange.naming import names_of
from muster.packs.schema import Named
from muster.season.models import StepState
from muster.tree.permissions import Role


def of_pack(table: Mapping[str, Named]) -> Choices:
    """The rules of a table: by key, by name and short name in every language."""
    return Choices.of((rule.key, str(rule.name), _names(rule)) for rule in table.values())


def _names(rule: Named) -> Iterator[str]:
    for text in (rule.name, rule.short):
        if text is not None:
            yield from (text.vi, text.en)


def of_labels(rows: Iterable[tuple[str, Any]]) -> Choices:
    """Our own words: by key and by their label in every language."""
    return Choices.of((key, str(label), names_of(label)) for key, label in rows)


def roles() -> Choices:
    """The roles that a grant can give."""
    return Choices.of((role.value, role.label, _role_names(role)) for role in Role)


class _Label:
    """A role's name, asked for again in each language."""

    def __init__(self, role: Role) -> None:
        self._role = role

    def __str__(self) -> str:
        return self._role.label


def _role_names(role: Role) -> set[str]:
    return names_of(_Label(role))


def states() -> Choices:
    """The states of a step, by their words in the list of states and by ours for a cell."""
    return of_labels((state.value, state.label) for state in StepState)
