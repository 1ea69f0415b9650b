"""Who may do what with seasons, congresses and steps.

Where a permission is asked with a row, the role must be held on the row's unit or above. What the
superior alone may do must be held above: nobody waives or accepts for his own unit.
"""

from enum import StrEnum
from typing import Any

from muster.tree.reach import reach_of
from muster.tree.table import Role, grant

DECIDERS = (Role.HEAD, Role.OFFICE)


class Can(StrEnum):
    """The permissions of this capability."""

    READ = "season.read"
    OPEN = "season.open"
    PLAN = "season.plan"
    MOVE = "season.move"
    SUBMIT = "season.submit"
    SUBMIT_ON_BEHALF = "season.submit_on_behalf"
    CHECK = "season.check"
    ACCEPT = "season.accept"
    WAIVE = "season.waive"
    REOPEN = "season.reopen"
    AMEND_DEADLINE = "season.amend_deadline"
    PROMISE = "season.promise"
    INSPECT = "season.inspect"
    CURE = "season.cure"
    RAISE_PROBLEM = "season.raise_problem"
    SOLVE_PROBLEM = "season.solve_problem"
    MIGRATE_PACK = "season.migrate_pack"
    READ_GRADES = "season.read_grades"
    APPROVE_GRADES = "season.approve_grades"
    TAKE_OUT = "season.take_out"


def is_from_above(account: Any, row: Any) -> bool:
    """Whether a deciding role is held above the row's unit; the top unit decides for itself."""
    unit = getattr(row, "congress", row).season_unit
    if unit.parent_id is None:
        return True
    reach = reach_of(account).as_any({Role.HEAD, Role.OFFICE, Role.APPRAISER})
    return reach.everywhere or any(
        span.first < unit.first and span.holds(unit.season_id, unit.first) for span in reach.spans
    )


def may_accept(account: Any, step: Any) -> bool:
    """A step that the unit itself accepts needs nobody above."""
    return step.desk == "unit" or is_from_above(account, step)


grant(Can.READ, *(role for role in Role if role is not Role.OFFICER))
grant(Can.OPEN, Role.ADMINISTRATOR, Role.HEAD, Role.OFFICE)
grant(Can.PLAN, *DECIDERS)
grant(Can.MOVE, *DECIDERS)
grant(Can.SUBMIT, Role.SECRETARY, Role.CLERK, Role.OFFICE)
grant(Can.SUBMIT_ON_BEHALF, Role.CLERK, Role.OFFICE)
grant(Can.CHECK, Role.APPRAISER, Role.OFFICE, when=is_from_above)
grant(Can.ACCEPT, *DECIDERS, Role.SECRETARY, when=may_accept)
grant(Can.WAIVE, *DECIDERS, when=is_from_above)
grant(Can.REOPEN, *DECIDERS, when=is_from_above)
grant(Can.AMEND_DEADLINE, *DECIDERS, when=is_from_above)
grant(Can.PROMISE, Role.SECRETARY, Role.CLERK, Role.APPRAISER, Role.OFFICE)
grant(Can.INSPECT, Role.HEAD, Role.OFFICE, Role.APPRAISER, Role.PLANNER)
grant(Can.CURE, Role.SECRETARY, Role.CLERK, Role.OFFICE, Role.PLANNER)
grant(Can.RAISE_PROBLEM, Role.SECRETARY, Role.CLERK, Role.APPRAISER, Role.OFFICE, Role.PLANNER)
grant(Can.SOLVE_PROBLEM, Role.HEAD, Role.OFFICE, Role.SECRETARY)
grant(Can.MIGRATE_PACK, *DECIDERS)
grant(Can.READ_GRADES, Role.ADMINISTRATOR, Role.HEAD, Role.OFFICE, Role.AUDITOR)
grant(Can.APPROVE_GRADES, Role.ADMINISTRATOR)
grant(Can.TAKE_OUT, *DECIDERS, Role.SECRETARY)
