"""Who may do what with approvals, papers, instructions, meetings, tasks and calls.

Who may sign is no permission: it is authority on a day, by the pack's roles or by a dated grant.
A role is held on the unit that keeps the register, ordered, or does the task, or above it.
"""

from enum import StrEnum
from typing import Any

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
    MEET = "office.meet"
    PARTNERS = "office.partners"
    PLAN_TASKS = "office.plan_tasks"
    PUBLICITY = "office.publicity"
    ANSWER = "office.answer"
    CALL = "office.call"
    READ_HANDING = "office.read_handing"
    HAND_OVER = "office.hand_over"
    SIGN_HANDING = "office.sign_handing"
    CONFIRM_HANDING = "office.confirm_handing"
    SETTLE = "office.settle"
    CLOSE = "office.close"
    REPORT = "office.report"
    COLLECT = "office.collect"
    SUBMIT = "office.submit"
    ENTER_SIGNATURE = "office.enter_signature"
    ISSUE = "office.issue"
    GRANT_SIGNING = "office.grant_signing"
    DECLARE = "office.declare"
    DECIDE = "office.decide"
    READ_TEMPLATES = "office.read_templates"
    CHANGE_TEMPLATES = "office.change_templates"


def is_giver_or_taker(account: Any, handing: Any) -> bool:
    """Whether a handing over speaks of this account."""
    return account.pk in (handing.giver_account_id, handing.taker_account_id)


grant(Can.READ, *READERS)
grant(Can.OPEN_REGISTER, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.PLANNER)
grant(Can.REGISTER, Role.OFFICE, Role.SECRETARY, Role.CLERK, Role.PLANNER)
grant(Can.INSTRUCT, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.PLANNER, Role.COMMANDER)
grant(
    Can.MEET,
    Role.HEAD,
    Role.OFFICE,
    Role.SECRETARY,
    Role.CLERK,
    Role.PLANNER,
    Role.COMMANDER,
)
grant(
    Can.PARTNERS,
    Role.HEAD,
    Role.OFFICE,
    Role.SECRETARY,
    Role.CLERK,
    Role.PLANNER,
    Role.COMMANDER,
)
grant(Can.PUBLICITY, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.CLERK, Role.PLANNER)
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
grant(Can.READ_TEMPLATES, *READERS, Role.ADMINISTRATOR)
grant(Can.CHANGE_TEMPLATES, Role.HEAD, Role.OFFICE, Role.ADMINISTRATOR)
grant(Can.READ_HANDING, *READERS, Role.ADMINISTRATOR, own=is_giver_or_taker)
grant(Can.HAND_OVER, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.PLANNER, Role.COMMANDER)
grant(Can.SIGN_HANDING, own=is_giver_or_taker)
grant(Can.CONFIRM_HANDING, Role.HEAD, Role.ADMINISTRATOR)
grant(Can.SETTLE, Role.OFFICE, Role.SECRETARY, Role.CLERK, Role.PLANNER)
grant(Can.CLOSE, Role.HEAD, Role.OFFICE, Role.SECRETARY)
grant(
    Can.CALL,
    Role.HEAD,
    Role.OFFICE,
    Role.SECRETARY,
    Role.CLERK,
    Role.PLANNER,
    Role.COMMANDER,
)
grant(Can.REPORT, Role.OFFICE, Role.SECRETARY, Role.CLERK, Role.PLANNER)
grant(Can.COLLECT, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.PLANNER)
grant(
    Can.SUBMIT,
    Role.HEAD,
    Role.OFFICE,
    Role.SECRETARY,
    Role.CLERK,
    Role.PLANNER,
    Role.COMMANDER,
)
grant(Can.ENTER_SIGNATURE, Role.OFFICE, Role.SECRETARY, Role.CLERK, Role.PLANNER)
grant(Can.ISSUE, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.CLERK, Role.COMMANDER)
grant(Can.GRANT_SIGNING, Role.HEAD, Role.OFFICE, Role.COMMANDER)
grant(
    Can.DECLARE,
    Role.HEAD,
    Role.OFFICE,
    Role.SECRETARY,
    Role.CLERK,
    Role.PERSONNEL,
    Role.PLANNER,
    Role.COMMANDER,
)
grant(Can.DECIDE, Role.HEAD, Role.SECRETARY, Role.COMMANDER)
