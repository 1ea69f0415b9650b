"""Writes of the duty force, plans and rosters: one transaction and one ledger entry each."""

from muster.duty.services.drafts import copy_roster, draft_roster
from muster.duty.services.feeds import make_feed, revoke_feed
from muster.duty.services.force import (
    AbsenceRow,
    ForceCounts,
    OfficerRow,
    VehicleRow,
    import_absences,
    import_officers,
    import_vehicles,
)
from muster.duty.services.hand import assign, assign_vehicle, lock, unassign
from muster.duty.services.mending import mend, report_absence, take_substitute
from muster.duty.services.plans import Skipped, make_plan, make_plans
from muster.duty.services.posts import ShiftEdit, add_post, edit_post, edit_shift, withdraw_post
from muster.duty.services.publish import publish
from muster.duty.services.quotas import return_names, start_split, strike_name, take_names
from muster.duty.services.solving import solve_roster, start_solving, store_answer
from muster.duty.services.trying import apply_trial, start_trial

__all__ = [
    "AbsenceRow",
    "ForceCounts",
    "OfficerRow",
    "ShiftEdit",
    "Skipped",
    "VehicleRow",
    "add_post",
    "apply_trial",
    "assign",
    "assign_vehicle",
    "copy_roster",
    "draft_roster",
    "edit_post",
    "edit_shift",
    "import_absences",
    "import_officers",
    "import_vehicles",
    "lock",
    "make_feed",
    "make_plan",
    "make_plans",
    "mend",
    "publish",
    "report_absence",
    "return_names",
    "revoke_feed",
    "solve_roster",
    "start_solving",
    "start_split",
    "start_trial",
    "store_answer",
    "strike_name",
    "take_names",
    "take_substitute",
    "unassign",
    "withdraw_post",
]
