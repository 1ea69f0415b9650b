"""Who may do what with papers, instructions and tasks.

A role is held on the unit that keeps the register, ordered, or does the task, or above it.
"""

from enum import StrEnum

from muster.tree.table import Role, grant

READERS = (
    Role.HEAD,
    Role.OFFICE,
    Role.SECRETARY,
    Role.CLERK,
    Role.APPRAISER,
    Role.PERSONNEL,
    Role.PLANNER,
    Role.COMMANDER,
    Role.AUDITOR,
)


class Can(StrEnum):
    """The permissions of this capability."""

    READ = "office.read"
    OPEN_REGISTER = "office.open_register"
    REGISTER = "office.register"
    INSTRUCT = "office.instruct"
    PLAN_TASKS = "office.plan_tasks"
    ANSWER = "office.answer"


grant(Can.READ, *READERS)
grant(Can.OPEN_REGISTER, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.PLANNER)
grant(Can.REGISTER, Role.OFFICE, Role.SECRETARY, Role.CLERK, Role.PLANNER)
grant(Can.INSTRUCT, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.PLANNER, Role.COMMANDER)
grant(Can.PLAN_TASKS, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.CLERK, Role.PLANNER)
grant(
    Can.ANSWER,
    Role.OFFICE,
    Role.SECRETARY,
    Role.CLERK,
    Role.APPRAISER,
    Role.PERSONNEL,
    Role.PLANNER,
)
