"""Who may do what with documents. A role is held on the document's unit or above it."""

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

    READ = "papers.read"
    READ_LIMITED = "papers.read_limited"
    WRITE = "papers.write"
    ADOPT = "papers.adopt"
    READ_READINGS = "papers.read_readings"
    READ_COPIES = "papers.read_copies"
    KEEP_COPIES = "papers.keep_copies"
    SIGN_DESTRUCTION = "papers.sign_destruction"
    EXPLAIN_MISSING = "papers.explain_missing"
    OPEN_ROUND = "papers.open_round"
    ENTER_REMARKS = "papers.enter_remarks"
    REMARK = "papers.remark"
    GATHER = "papers.gather"
    CONSOLIDATE = "papers.consolidate"
    HAND_IN = "papers.hand_in"
    READ_APPRAISAL = "papers.read_appraisal"
    LEAD_APPRAISAL = "papers.lead_appraisal"
    APPRAISE = "papers.appraise"
    CONCLUDE = "papers.conclude"
    VISIT = "papers.visit"


grant(Can.READ, *READERS)
grant(Can.READ_LIMITED, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.APPRAISER, Role.AUDITOR)
grant(Can.WRITE, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.CLERK)
grant(Can.ADOPT, Role.HEAD, Role.OFFICE, Role.SECRETARY)
grant(Can.READ_READINGS, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.AUDITOR)

# ---- numbered copies

grant(
    Can.READ_COPIES,
    Role.HEAD,
    Role.OFFICE,
    Role.SECRETARY,
    Role.CLERK,
    Role.PERSONNEL,
    Role.PLANNER,
    Role.COMMANDER,
    Role.AUDITOR,
)
grant(Can.KEEP_COPIES, Role.OFFICE, Role.SECRETARY, Role.CLERK, Role.PERSONNEL, Role.PLANNER)
grant(
    Can.SIGN_DESTRUCTION,
    Role.HEAD,
    Role.OFFICE,
    Role.SECRETARY,
    Role.CLERK,
    Role.PERSONNEL,
    Role.PLANNER,
    Role.COMMANDER,
)
grant(Can.EXPLAIN_MISSING, Role.HEAD)

# ---- remarks


def is_own_body(account: Any, desk: Any) -> bool:
    """Whether a desk is that of the body to which the account's person belongs."""
    person = getattr(account, "person", None)
    return person is not None and desk.season_unit.unit_id == person.unit_id


grant(Can.OPEN_ROUND, Role.HEAD, Role.OFFICE, Role.SECRETARY)
grant(Can.ENTER_REMARKS, Role.OFFICE, Role.SECRETARY, Role.CLERK)
grant(Can.REMARK, own=is_own_body)
grant(Can.GATHER, Role.OFFICE, Role.SECRETARY, Role.CLERK)
grant(Can.CONSOLIDATE, Role.HEAD, Role.OFFICE, Role.SECRETARY)

# ---- appraisal of dossiers: asked with the unit of the team, which stands above the dossier's


def leads_team(account: Any, row: Any) -> bool:
    """Whether the account's person heads this team, or any standing team of this unit."""
    if account.person_id is None:
        return False
    if hasattr(row, "head_id"):
        return bool(row.head_id == account.person_id and row.ended_at is None)
    teams = getattr(row, "appraisal_teams", None)
    return teams is not None and bool(
        teams.filter(head=account.person_id, ended_at__isnull=True).exists()
    )


grant(Can.HAND_IN, Role.OFFICE, Role.SECRETARY, Role.CLERK)
grant(Can.READ_APPRAISAL, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.APPRAISER, Role.AUDITOR)
grant(Can.LEAD_APPRAISAL, Role.HEAD, Role.OFFICE, own=leads_team)
grant(Can.APPRAISE, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.APPRAISER, Role.PERSONNEL)
grant(Can.CONCLUDE, Role.HEAD, own=leads_team)
grant(Can.VISIT, Role.HEAD, Role.OFFICE, Role.SECRETARY, Role.APPRAISER, Role.CLERK)
