"""Who may do what in a control room."""

from enum import StrEnum

from muster.tree.permissions import Role, grant


class Can(StrEnum):
    """The permissions of this capability."""

    READ = "control.read"
    OPEN = "control.open"
    LOG = "control.log"
    RELIEVE = "control.relieve"
    RELEASE = "control.release"


grant(
    Can.READ,
    Role.ADMINISTRATOR,
    Role.HEAD,
    Role.PLANNER,
    Role.DISPATCHER,
    Role.COMMANDER,
    Role.AUDITOR,
)
grant(Can.OPEN, Role.PLANNER, Role.DISPATCHER, Role.COMMANDER)
grant(Can.LOG, Role.PLANNER, Role.DISPATCHER, Role.COMMANDER)
grant(Can.RELIEVE, Role.PLANNER, Role.DISPATCHER, Role.COMMANDER)
grant(Can.RELEASE, Role.HEAD, Role.DISPATCHER, Role.COMMANDER)
