"""Who may do what with units, persons and accounts."""

from enum import StrEnum

from muster.tree.table import Role, grant


class Can(StrEnum):
    """The permissions of this capability."""

    READ_UNITS = "tree.read_units"
    CHANGE_UNITS = "tree.change_units"
    FOUND_ROOTS = "tree.found_roots"
    READ_PERSONS = "tree.read_persons"
    CHANGE_PERSONS = "tree.change_persons"
    READ_ACCOUNTS = "tree.read_accounts"
    CHANGE_ACCOUNTS = "tree.change_accounts"
    EXPLAIN_ACCESS = "tree.explain_access"


grant(Can.READ_UNITS, *Role)
grant(Can.CHANGE_UNITS, Role.ADMINISTRATOR, Role.OFFICE)
grant(Can.FOUND_ROOTS, Role.ADMINISTRATOR)
grant(
    Can.READ_PERSONS,
    Role.ADMINISTRATOR,
    Role.HEAD,
    Role.OFFICE,
    Role.SECRETARY,
    Role.PERSONNEL,
    Role.PLANNER,
    Role.DISPATCHER,
    Role.COMMANDER,
    Role.AUDITOR,
)
grant(Can.CHANGE_PERSONS, Role.ADMINISTRATOR, Role.PERSONNEL)
grant(Can.READ_ACCOUNTS, Role.ADMINISTRATOR, Role.AUDITOR)
grant(Can.CHANGE_ACCOUNTS, Role.ADMINISTRATOR)
grant(Can.EXPLAIN_ACCESS, Role.ADMINISTRATOR, Role.AUDITOR)
