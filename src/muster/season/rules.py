"""Who may do what with seasons, congresses and steps.

Where a permission is asked with a row, the role must be held on the row's unit or above. What a
superior alone may do (accept, waive, reopen, amend) is granted to roles that units do not hold.
"""

from enum import StrEnum

from muster.tree.table import Role, grant


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


grant(Can.READ, *(role for role in Role if role is not Role.OFFICER))
grant(Can.OPEN, Role.ADMINISTRATOR, Role.HEAD, Role.OFFICE)
grant(Can.PLAN, Role.HEAD, Role.OFFICE)
grant(Can.MOVE, Role.HEAD, Role.OFFICE)
grant(Can.SUBMIT, Role.SECRETARY, Role.CLERK, Role.OFFICE)
grant(Can.SUBMIT_ON_BEHALF, Role.CLERK, Role.OFFICE)
grant(Can.CHECK, Role.APPRAISER, Role.OFFICE)
grant(Can.ACCEPT, Role.HEAD, Role.OFFICE)
grant(Can.WAIVE, Role.HEAD, Role.OFFICE)
grant(Can.REOPEN, Role.HEAD, Role.OFFICE)
grant(Can.AMEND_DEADLINE, Role.HEAD, Role.OFFICE)
grant(Can.PROMISE, Role.SECRETARY, Role.CLERK, Role.APPRAISER, Role.OFFICE)
grant(Can.INSPECT, Role.HEAD, Role.OFFICE, Role.APPRAISER, Role.PLANNER)
grant(Can.CURE, Role.SECRETARY, Role.CLERK, Role.OFFICE, Role.PLANNER)
grant(Can.RAISE_PROBLEM, Role.SECRETARY, Role.CLERK, Role.APPRAISER, Role.OFFICE, Role.PLANNER)
grant(Can.SOLVE_PROBLEM, Role.HEAD, Role.OFFICE, Role.SECRETARY)
grant(Can.MIGRATE_PACK, Role.HEAD, Role.OFFICE)
