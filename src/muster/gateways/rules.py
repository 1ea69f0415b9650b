"""Who may enrol devices, see where they are, and let other systems read."""

from enum import StrEnum

from muster.tree.permissions import Role, grant


class Can(StrEnum):
    """The permissions of this capability."""

    ENROL = "gateways.enrol"
    SEE_POSITIONS = "gateways.see_positions"
    OPEN_FEEDS = "gateways.open_feeds"


grant(Can.ENROL, Role.PLANNER, Role.DISPATCHER, Role.COMMANDER)
grant(Can.SEE_POSITIONS, Role.PLANNER, Role.DISPATCHER, Role.COMMANDER)
grant(Can.OPEN_FEEDS, Role.ADMINISTRATOR, Role.COMMANDER)
