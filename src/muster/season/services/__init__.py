"""Writes: one transaction and one entry each."""

from muster.season.services.counters import counters_equal, rebuild_counters
from muster.season.services.drafting import CongressRow
from muster.season.services.evidence import (
    Kept,
    add_evidence,
    content_type_of,
    keep_file,
    path_of,
)
from muster.season.services.frame import add_unit, leave, open_season
from muster.season.services.inspections import FindingDraft, cure, record_inspection
from muster.season.services.moving import (
    BreakLine,
    MovePreview,
    StepMove,
    move_congress,
    preview_move,
)
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
    feed_step,
    promise,
    reopen,
    return_step,
    submit,
    waive,
)

__all__ = [
    "BreakLine",
    "CongressRow",
    "EventRow",
    "FindingDraft",
    "Kept",
    "MovePreview",
    "PackMove",
    "PaperCell",
    "ProgressRow",
    "StepMove",
    "accept",
    "add_evidence",
    "add_unit",
    "amend_deadline",
    "amend_tier_deadline",
    "change_marks",
    "check",
    "content_type_of",
    "counters_equal",
    "cure",
    "feed_step",
    "import_progress",
    "keep_file",
    "leave",
    "migrate_pack",
    "move_congress",
    "open_season",
    "pass_up",
    "pass_up_overdue",
    "path_of",
    "plan_congress",
    "plan_congresses",
    "plan_events",
    "preview_move",
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
    "take_snapshot",
    "update_congresses",
    "waive",
]
