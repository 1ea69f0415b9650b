"""Writes of the tree, the register and the accounts: one transaction, one entry each."""

from muster.tree.services.accounts import (
    OneTimePassword,
    create_account,
    disable_account,
    enable_account,
    give,
    reset_password,
    revoke,
)
from muster.tree.services.bodies import NewUnit, Part, close, dissolve, found, merge, open_up, split
from muster.tree.services.bulk_accounts import AccountRow, compare_accounts, import_accounts
from muster.tree.services.bulk_persons import PersonRow, compare_persons, import_persons
from muster.tree.services.bulk_units import UnitRow, compare_units, import_units
from muster.tree.services.changes import change_tier, move, rename
from muster.tree.services.differences import Difference, Imported, Verdict
from muster.tree.services.persons import deactivate_person, save_person
from muster.tree.services.roots import found_root

__all__ = [
    "AccountRow",
    "Difference",
    "Imported",
    "NewUnit",
    "OneTimePassword",
    "Part",
    "PersonRow",
    "UnitRow",
    "Verdict",
    "change_tier",
    "close",
    "compare_accounts",
    "compare_persons",
    "compare_units",
    "create_account",
    "deactivate_person",
    "disable_account",
    "dissolve",
    "enable_account",
    "found",
    "found_root",
    "give",
    "import_accounts",
    "import_persons",
    "import_units",
    "merge",
    "move",
    "open_up",
    "rename",
    "reset_password",
    "revoke",
    "save_person",
    "split",
]
