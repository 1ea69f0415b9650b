"""Reads of the tree, the register and the accounts."""

from muster.tree.queries.access import Explanation, Reason, explain
from muster.tree.queries.history import Heir, events_of, heirs, history_of
from muster.tree.queries.register import (
    accounts_with_roles,
    may_change_account,
    may_handle_grant,
    named_units,
    persons_with_units,
    unit_names,
)
from muster.tree.queries.times import UnitAt, ancestors, as_of, below, subtree, tree_as_of

__all__ = [
    "Explanation",
    "Heir",
    "Reason",
    "UnitAt",
    "accounts_with_roles",
    "ancestors",
    "as_of",
    "below",
    "events_of",
    "explain",
    "heirs",
    "history_of",
    "may_change_account",
    "may_handle_grant",
    "named_units",
    "persons_with_units",
    "subtree",
    "tree_as_of",
    "unit_names",
]
