"""Who may do what in a control room."""

from enum import StrEnum
from typing import Any

from muster.tree.permissions import Role, grant


class Can(StrEnum):
    """The permissions of this capability."""

    READ = "control.read"
    OPEN = "control.open"
    LOG = "control.log"
    RELIEVE = "control.relieve"
    RELEASE = "control.release"
    CONCLUDE = "control.conclude"
    ACCEPT = "control.accept"
    SUBMIT = "control.submit"
    ISSUE = "control.issue"
    REPORT = "control.report"
    EQUIP = "control.equip"
    EXCHANGE = "control.exchange"
    DECIDE = "control.decide"
    EXERCISE = "control.exercise"


def is_own_post(account: Any, officer: Any) -> bool:
    """Whether an officer of the duty force is the account's person."""
    return account.person_id is not None and officer.person_id == account.person_id


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
grant(Can.EQUIP, Role.PLANNER, Role.COMMANDER)
# Who leads an exercise writes its story; who is exercised should not read ahead by that right.
grant(Can.EXERCISE, Role.PLANNER, Role.COMMANDER)
grant(Can.RELEASE, Role.HEAD, Role.DISPATCHER, Role.COMMANDER)
# The head of the room, about the day as a whole.
grant(Can.CONCLUDE, Role.HEAD, Role.COMMANDER)
# Changes that lessons propose: by who keeps the cards of venues and the posts of plans.
grant(Can.ACCEPT, Role.PLANNER)
# Reports on their way to a signature: by those who also read the office's approvals.
grant(Can.SUBMIT, Role.PLANNER, Role.COMMANDER)
grant(Can.ISSUE, Role.HEAD, Role.COMMANDER)
# A bundle holds whatever its node recorded, of every unit: for those who keep or command a post.
grant(Can.EXCHANGE, Role.ADMINISTRATOR, Role.COMMANDER)
grant(Can.DECIDE, Role.DISPATCHER, Role.COMMANDER)
# The officer on post, about the own shifts alone; the service looks for the shift itself.
grant(Can.REPORT, own=is_own_post)
