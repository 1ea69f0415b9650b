"""Writes: one transaction and one entry each."""

from muster.season.services.counters import counters_equal, rebuild_counters
from muster.season.services.drafting import CongressRow
from muster.season.services.evidence import add_evidence
from muster.season.services.feeding import feed_hand_in, feed_return, feed_step
from muster.season.services.frame import add_unit, leave, open_season
from muster.season.services.grades import (
    ApprovalPaper,
    Mark,
    approve_grade,
    end_approval,
    must_be_held,
)
from muster.season.services.handing import as_written
from muster.season.services.inspections import FindingDraft, cure, record_inspection
from muster.season.services.kept import (
    Kept,
    content_type_of,
    drop_unheld,
    keep_file,
    keeping,
    path_of,
)
from muster.season.services.moving import (
    BreakLine,
    MovePreview,
    StepMove,
    move_congress,
    preview_move,
)
from muster.season.services.moving_act import (
    MovingPreview,
    PartPreview,
    apply_moving,
    preview_moving,
    undo_moving,
)
from muster.season.services.moving_area import Area, congresses_in, moves_of
from muster.season.services.paper import PaperCell, report_on_paper
from muster.season.services.planning import EventRow, plan_congress, plan_congresses, plan_events
from muster.season.services.problems import pass_up, pass_up_overdue, raise_problem, solve
from muster.season.services.progress import ProgressRow, import_progress
from muster.season.services.reshaping import (
    PackMove,
    amend_tier_deadline,
    change_marks,
    migrate_pack,
    preview_pack,
    update_congresses,
)
from muster.season.services.snapshots import take_snapshot
from muster.season.services.steps import (
    accept,
    amend_deadline,
    check,
    promise,
    reopen,
    return_step,
    submit,
    waive,
)
from muster.season.services.taking_out import take_out

__all__ = [
    "ApprovalPaper",
    "Area",
    "BreakLine",
    "CongressRow",
    "EventRow",
    "FindingDraft",
    "Kept",
    "Mark",
    "MovePreview",
    "MovingPreview",
    "PackMove",
    "PaperCell",
    "PartPreview",
    "ProgressRow",
    "StepMove",
    "accept",
    "add_evidence",
    "add_unit",
    "amend_deadline",
    "amend_tier_deadline",
    "apply_moving",
    "approve_grade",
    "as_written",
    "change_marks",
    "check",
    "congresses_in",
    "content_type_of",
    "counters_equal",
    "cure",
    "drop_unheld",
    "end_approval",
    "feed_hand_in",
    "feed_return",
    "feed_step",
    "import_progress",
    "keep_file",
    "keeping",
    "leave",
    "migrate_pack",
    "move_congress",
    "moves_of",
    "must_be_held",
    "open_season",
    "pass_up",
    "pass_up_overdue",
    "path_of",
    "plan_congress",
    "plan_congresses",
    "plan_events",
    "preview_move",
    "preview_moving",
    "preview_pack",
    "promise",
    "raise_problem",
    "rebuild_counters",
    "record_inspection",
    "reopen",
    "report_on_paper",
    "return_step",
    "solve",
    "submit",
    "take_out",
    "take_snapshot",
    "undo_moving",
    "update_congresses",
    "waive",
]
