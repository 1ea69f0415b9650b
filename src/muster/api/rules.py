"""Who may give out device tokens."""

from enum import StrEnum

from muster.tree.permissions import Role, grant


class Can(StrEnum):
    """The permissions of this layer."""

    ISSUE = "api.issue_tokens"


grant(Can.ISSUE, Role.PLANNER, Role.DISPATCHER, Role.COMMANDER)
