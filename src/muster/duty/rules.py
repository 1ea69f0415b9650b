"""Who may do what with the force, plans and rosters."""

from enum import StrEnum
from typing import Any

from muster.tree.permissions import Role, grant


class Can(StrEnum):
    """The permissions of this capability."""

    READ_FORCE = "duty.read_force"
    CHANGE_FORCE = "duty.change_force"
    READ_PLANS = "duty.read_plans"
    CHANGE_PLANS = "duty.change_plans"
    READ_ROSTERS = "duty.read_rosters"
    DRAFT = "duty.draft"
    ASSIGN = "duty.assign"
    PUBLISH = "duty.publish"
    READ_DUTY = "duty.read_duty"
    READ_QUOTAS = "duty.read_quotas"
    NAME_OFFICERS = "duty.name_officers"


def is_own_duty(account: Any, obj: Any) -> bool:
    """Whether an officer's row is that of the account's person."""
    return account.person_id is not None and getattr(obj, "person_id", None) == account.person_id


LOOKERS = (
    Role.ADMINISTRATOR,
    Role.HEAD,
    Role.OFFICE,
    Role.PLANNER,
    Role.DISPATCHER,
    Role.COMMANDER,
    Role.AUDITOR,
)
grant(Can.READ_FORCE, *LOOKERS)
grant(Can.CHANGE_FORCE, Role.PLANNER, Role.PERSONNEL)
grant(Can.READ_PLANS, *LOOKERS, Role.SECRETARY)
grant(Can.CHANGE_PLANS, Role.PLANNER)
grant(Can.READ_ROSTERS, *LOOKERS)
grant(Can.DRAFT, Role.PLANNER)
grant(Can.ASSIGN, Role.PLANNER, Role.DISPATCHER)
grant(Can.PUBLISH, Role.COMMANDER, Role.HEAD)
grant(Can.READ_DUTY, Role.PLANNER, Role.DISPATCHER, Role.COMMANDER, own=is_own_duty)
grant(Can.READ_QUOTAS, *LOOKERS, Role.SECRETARY, Role.PERSONNEL)
grant(Can.NAME_OFFICERS, Role.PLANNER, Role.DISPATCHER, Role.PERSONNEL, Role.SECRETARY)
