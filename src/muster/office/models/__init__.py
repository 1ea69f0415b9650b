"""Registers and papers, instructions, meetings, and the tasks that come of them."""

from muster.office.models.approval import (
    Approval,
    ApprovalFile,
    ApprovalState,
    FrozenContent,
    SigningGrant,
)
from muster.office.models.call import Call, CallList, CallState, CallTry, Rung
from muster.office.models.closing import AllowanceRow, ArchiveRow, AwardRow, Closing, ClosingItem
from muster.office.models.handing_over import HandedLine, HandingOver
from muster.office.models.instruction import Instruction
from muster.office.models.letter import Letter
from muster.office.models.meeting import Meeting, MeetingStaff, MeetingUnit
from muster.office.models.own_template import Letterhead, OwnTemplate
from muster.office.models.paper import Paper, PaperFile
from muster.office.models.partner import Commitment, Partner, Reply
from muster.office.models.press import PressRelease, PressTeam
from muster.office.models.readiness import Declaration, Readiness, Verdict
from muster.office.models.register import Register, Volume
from muster.office.models.report import (
    DueChange,
    IncidentCount,
    Report,
    Reporting,
    ReportIssue,
    ReportPeriod,
    Via,
)
from muster.office.models.task import Task, TaskState

__all__ = [
    "AllowanceRow",
    "Approval",
    "ApprovalFile",
    "ApprovalState",
    "ArchiveRow",
    "AwardRow",
    "Call",
    "CallList",
    "CallState",
    "CallTry",
    "Closing",
    "ClosingItem",
    "Commitment",
    "Declaration",
    "DueChange",
    "FrozenContent",
    "HandedLine",
    "HandingOver",
    "IncidentCount",
    "Instruction",
    "Letter",
    "Letterhead",
    "Meeting",
    "MeetingStaff",
    "MeetingUnit",
    "OwnTemplate",
    "Paper",
    "PaperFile",
    "Partner",
    "PressRelease",
    "PressTeam",
    "Readiness",
    "Register",
    "Reply",
    "Report",
    "ReportIssue",
    "ReportPeriod",
    "Reporting",
    "Rung",
    "SigningGrant",
    "Task",
    "TaskState",
    "Verdict",
    "Via",
    "Volume",
]
