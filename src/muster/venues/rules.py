"""Who may do what with venues."""

from enum import StrEnum

from muster.tree.permissions import Role, grant


class Can(StrEnum):
    """The permissions of this capability."""

    READ = "venues.read"
    CHANGE = "venues.change"


grant(Can.READ, *(role for role in Role if role is not Role.OFFICER))
grant(Can.CHANGE, Role.OFFICE, Role.PLANNER)
