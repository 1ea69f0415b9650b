"""Writes of the duty force, plans and rosters: one transaction and one ledger entry each."""

from muster.duty.services import approvable, moving
from muster.duty.services.calling import call_affected, muster_roster
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
from muster.duty.services.publish import publish, sign_and_publish
from muster.duty.services.quotas import return_names, start_split, strike_name, take_names
from muster.duty.services.risks import note_risk, settle_risk
from muster.duty.services.solving import solve_roster, start_solving, store_answer
from muster.duty.services.standing import copy_standing, open_standing
from muster.duty.services.standing_edit import Need, set_cover, set_duty, set_staff
from muster.duty.services.standing_publish import publish_standing, sign_and_publish_standing
from muster.duty.services.standing_requests import enter_requests, strike_request
from muster.duty.services.standing_solving import (
    mend_standing,
    solve_standing,
    start_standing,
    store_standing,
)
from muster.duty.services.trying import apply_trial, start_trial

__all__ = [
    "AbsenceRow",
    "ForceCounts",
    "Need",
    "OfficerRow",
    "ShiftEdit",
    "Skipped",
    "VehicleRow",
    "add_post",
    "apply_trial",
    "approvable",
    "assign",
    "assign_vehicle",
    "call_affected",
    "copy_roster",
    "copy_standing",
    "draft_roster",
    "edit_post",
    "edit_shift",
    "enter_requests",
    "import_absences",
    "import_officers",
    "import_vehicles",
    "lock",
    "make_feed",
    "make_plan",
    "make_plans",
    "mend",
    "mend_standing",
    "moving",
    "muster_roster",
    "note_risk",
    "open_standing",
    "publish",
    "publish_standing",
    "report_absence",
    "return_names",
    "revoke_feed",
    "set_cover",
    "set_duty",
    "set_staff",
    "settle_risk",
    "sign_and_publish",
    "sign_and_publish_standing",
    "solve_roster",
    "solve_standing",
    "start_solving",
    "start_split",
    "start_standing",
    "start_trial",
    "store_answer",
    "store_standing",
    "strike_name",
    "strike_request",
    "take_names",
    "take_substitute",
    "unassign",
    "withdraw_post",
]
