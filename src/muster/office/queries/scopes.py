"""What an account may see of the office: all of it hangs on a unit of a season."""

from django.db.models import Q

from muster.office.models import (
    Approval,
    ApprovalFile,
    Call,
    CallList,
    Closing,
    Commitment,
    HandingOver,
    IncidentCount,
    Instruction,
    Letter,
    Letterhead,
    Meeting,
    MeetingStaff,
    MeetingUnit,
    OwnTemplate,
    Paper,
    PaperFile,
    Partner,
    PressRelease,
    PressTeam,
    Readiness,
    Register,
    Report,
    Reporting,
    ReportIssue,
    ReportPeriod,
    SigningGrant,
    Task,
    Volume,
)
from muster.office.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


@scoped(Register)
def _registers(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Volume)
def _volumes(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("register__season_unit")


@scoped(Paper)
def _papers(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(PaperFile)
def _files(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("paper__season_unit")


@scoped(Instruction)
def _instructions(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Task)
def _tasks(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(HandingOver)
def _handings(reach: Reach) -> Q:
    own = Q(giver_account=reach.account_id) | Q(taker_account=reach.account_id)
    return reach.by(Can.READ_HANDING).season_units("season_unit") | own


@scoped(Closing)
def _closings(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("congress__season_unit")


@scoped(CallList)
def _call_lists(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Call)
def _calls(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("call_list__season_unit")


@scoped(Reporting)
def _reportings(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(ReportPeriod)
def _report_periods(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Report)
def _reports(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(ReportIssue)
def _report_issues(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("report__season_unit")


@scoped(IncidentCount)
def _incident_counts(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Meeting)
def _meetings(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(MeetingUnit)
def _meeting_units(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("meeting__season_unit")


@scoped(MeetingStaff)
def _meeting_staff(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("meeting__season_unit")


@scoped(Approval)
def _approvals(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(ApprovalFile)
def _approval_files(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("approval__season_unit")


@scoped(SigningGrant)
def _signing_grants(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Partner)
def _partners(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Commitment)
def _commitments(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("partner__season_unit")


@scoped(Letter)
def _letters(reach: Reach) -> Q:
    read = reach.by(Can.READ)
    return read.season_units("season_unit") | read.season_units("recipient")


@scoped(PressTeam)
def _press_teams(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("event__season_unit")


@scoped(PressRelease)
def _press_releases(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Readiness)
def _readiness(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(OwnTemplate)
def _own_templates(reach: Reach) -> Q:
    return reach.by(Can.READ_TEMPLATES).season_units("season_unit")


@scoped(Letterhead)
def _letterheads(reach: Reach) -> Q:
    return reach.by(Can.READ_TEMPLATES).season_units("season_unit")
