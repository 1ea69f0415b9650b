"""Who may enrol devices, see where they are, let other systems read, and see what goes out."""

from enum import StrEnum

from muster.tree.permissions import Role, grant


class Can(StrEnum):
    """The permissions of this capability."""

    ENROL = "gateways.enrol"
    SEE_POSITIONS = "gateways.see_positions"
    OPEN_FEEDS = "gateways.open_feeds"
    DELIVER = "gateways.deliver"


grant(Can.ENROL, Role.PLANNER, Role.DISPATCHER, Role.COMMANDER)
grant(Can.SEE_POSITIONS, Role.PLANNER, Role.DISPATCHER, Role.COMMANDER)
grant(Can.OPEN_FEEDS, Role.ADMINISTRATOR, Role.COMMANDER)
grant(Can.DELIVER, Role.ADMINISTRATOR, Role.COMMANDER)
