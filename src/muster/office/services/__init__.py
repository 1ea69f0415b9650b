"""Writes: one transaction and one entry each."""

from muster.office.services import handing_parts, meeting_approval, moving  # noqa: F401  # registers
from muster.office.services.approval_scans import SignedScan, add_approval_scan
from muster.office.services.approvals import (
    Signature,
    approve,
    give_back,
    issue,
    sign_and_issue,
    submit,
    withdraw,
)
from muster.office.services.call_closing import close_call_list
from muster.office.services.call_lists import CallTarget, open_call_list
from muster.office.services.call_results import CallResult, Taken, take_results
from muster.office.services.calling import (
    confirm_call,
    name_of,
    no_answer,
    take_back,
    take_call,
    tell,
)
from muster.office.services.closing import (
    TABLES,
    Counted,
    Settling,
    excuse,
    open_closing,
    open_closings,
    remove_row,
    reopen_item,
    save_rows,
    settle_item,
    take_archive,
    take_attendance,
)
from muster.office.services.closing import close as close_closing
from muster.office.services.closing import reopen as reopen_closing
from muster.office.services.commitments import (
    CommitmentDraft,
    ReplyDraft,
    ask_partner,
    change_commitment,
    confirm_commitment,
    take_reply,
    withdraw_commitment,
)
from muster.office.services.handing_over import (
    HandingDraft,
    confirm,
    draw_up,
    list_again,
    side_of,
    sign,
    sign_on_paper,
    withdraw_handing,
)
from muster.office.services.instructions import InstructionDraft, OrderLine, instruct
from muster.office.services.letters import change_letter, urge_by_letter
from muster.office.services.meetings import (
    MeetingDraft,
    cancel_meeting,
    change_meeting,
    plan_meeting,
)
from muster.office.services.minutes import conclude, count_present
from muster.office.services.numbers import must_be_open_volume, must_follow
from muster.office.services.papers import PaperDraft, change_paper, register_paper
from muster.office.services.partners import PartnerDraft, add_partner, change_partner
from muster.office.services.press import (
    PressLine,
    hand_out_passes,
    list_press,
    take_back_passes,
    withdraw_team,
)
from muster.office.services.readiness import decide_ready, declare_ready
from muster.office.services.registers import close_volume, open_register, open_volume
from muster.office.services.releases import ReleaseDraft, change_release, write_release
from muster.office.services.report_periods import (
    amend_due,
    close_period,
    end_reports,
    order_reports,
    reopen_period,
)
from muster.office.services.report_rows import NOBODY, ReportDraft, Said
from muster.office.services.report_signing import report_now
from muster.office.services.reports import (
    needs_signature,
    save_report,
    send_kept,
    send_many,
    send_nil,
    send_report,
)
from muster.office.services.scans import add_scan
from muster.office.services.settling import cancel, pass_on, reopen, settle
from muster.office.services.signing import SigningDraft, end_signing, grant_signing
from muster.office.services.task_sets import (
    Planned,
    follow_day,
    moved_tasks,
    plan_tasks,
    planned,
    sets_for,
)
from muster.office.services.tasks import (
    Place,
    TaskDraft,
    add_task,
    answer,
    begin,
    change_task,
    drop,
    reopen_task,
)
from muster.office.services.urging import call_missing, call_units, urge_late

__all__ = [
    "NOBODY",
    "TABLES",
    "CallResult",
    "CallTarget",
    "CommitmentDraft",
    "Counted",
    "HandingDraft",
    "InstructionDraft",
    "MeetingDraft",
    "OrderLine",
    "PaperDraft",
    "PartnerDraft",
    "Place",
    "Planned",
    "PressLine",
    "ReleaseDraft",
    "ReplyDraft",
    "ReportDraft",
    "Said",
    "Settling",
    "Signature",
    "SignedScan",
    "SigningDraft",
    "Taken",
    "TaskDraft",
    "add_approval_scan",
    "add_partner",
    "add_scan",
    "add_task",
    "amend_due",
    "answer",
    "approve",
    "ask_partner",
    "begin",
    "call_missing",
    "call_units",
    "cancel",
    "cancel_meeting",
    "change_commitment",
    "change_letter",
    "change_meeting",
    "change_paper",
    "change_partner",
    "change_release",
    "change_task",
    "close_call_list",
    "close_closing",
    "close_period",
    "close_volume",
    "conclude",
    "confirm",
    "confirm_call",
    "confirm_commitment",
    "count_present",
    "decide_ready",
    "declare_ready",
    "draw_up",
    "drop",
    "end_reports",
    "end_signing",
    "excuse",
    "follow_day",
    "give_back",
    "grant_signing",
    "hand_out_passes",
    "handing_parts",
    "instruct",
    "issue",
    "list_again",
    "list_press",
    "moved_tasks",
    "moving",
    "must_be_open_volume",
    "must_follow",
    "name_of",
    "needs_signature",
    "no_answer",
    "open_call_list",
    "open_closing",
    "open_closings",
    "open_register",
    "open_volume",
    "order_reports",
    "pass_on",
    "plan_meeting",
    "plan_tasks",
    "planned",
    "register_paper",
    "remove_row",
    "reopen",
    "reopen_closing",
    "reopen_item",
    "reopen_period",
    "reopen_task",
    "report_now",
    "save_report",
    "save_rows",
    "send_kept",
    "send_many",
    "send_nil",
    "send_report",
    "sets_for",
    "settle",
    "settle_item",
    "side_of",
    "sign",
    "sign_and_issue",
    "sign_on_paper",
    "submit",
    "take_archive",
    "take_attendance",
    "take_back",
    "take_back_passes",
    "take_call",
    "take_reply",
    "take_results",
    "tell",
    "urge_by_letter",
    "urge_late",
    "withdraw",
    "withdraw_commitment",
    "withdraw_handing",
    "withdraw_team",
    "write_release",
]
