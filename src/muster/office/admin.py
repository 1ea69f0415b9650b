"""The office in the read-only admin."""

from django.contrib import admin

from muster.office.models import (
    Commitment,
    IncidentCount,
    Instruction,
    Meeting,
    MeetingStaff,
    MeetingUnit,
    Paper,
    PaperFile,
    Partner,
    PressRelease,
    PressTeam,
    Register,
    Report,
    Reporting,
    ReportIssue,
    ReportPeriod,
    Task,
    Volume,
)
from muster.tree.admin import ReadOnlyAdmin


@admin.register(Register)
class RegisterAdmin(ReadOnlyAdmin):
    """Registers."""

    list_display = ("name", "direction", "rule", "mark", "season_unit_id")


@admin.register(Volume)
class VolumeAdmin(ReadOnlyAdmin):
    """Years and terms with how far their numbers are."""

    list_display = ("register_id", "name", "first_number", "last_number", "closed_at", "closed_by")


@admin.register(Paper)
class PaperAdmin(ReadOnlyAdmin):
    """Papers."""

    list_display = ("symbol", "number", "registered_on", "abstract", "due_on", "settled_at")
    search_fields = ("search_key",)


@admin.register(PaperFile)
class PaperFileAdmin(ReadOnlyAdmin):
    """Scans by their hash."""

    list_display = ("paper_id", "name", "sha256", "size_bytes", "added_by")


@admin.register(Instruction)
class InstructionAdmin(ReadOnlyAdmin):
    """Instructions."""

    list_display = ("subject", "leader", "given_on", "recorded_by")


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    """Tasks."""

    list_display = ("title", "season_unit_id", "owner", "due_on", "state", "version")
    list_filter = ("state",)


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    """Meetings."""

    list_display = ("subject", "kind", "starts_at", "chair", "cancelled_at", "version")


@admin.register(MeetingUnit)
class MeetingUnitAdmin(ReadOnlyAdmin):
    """Numbers convened and present."""

    list_display = ("meeting_id", "name", "convened", "present")


@admin.register(MeetingStaff)
class MeetingStaffAdmin(ReadOnlyAdmin):
    """Own staff convened."""

    list_display = ("meeting_id", "person_id", "attended")


@admin.register(Partner)
class PartnerAdmin(ReadOnlyAdmin):
    """Partners."""

    list_display = ("name", "kind", "duty_phone", "channel", "is_active", "version")


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin):
    """What partners are asked for."""

    list_display = ("what", "partner_id", "starts_at", "reply_due_on", "reply", "confirmed_at")


@admin.register(PressTeam)
class PressTeamAdmin(ReadOnlyAdmin):
    """Lines of press lists."""

    list_display = ("organisation", "event_id", "zone", "passes", "first_pass", "returned")


@admin.register(PressRelease)
class PressReleaseAdmin(ReadOnlyAdmin):
    """Press releases."""

    list_display = ("title", "season_unit_id", "event_id", "version")


@admin.register(Reporting)
class ReportingAdmin(ReadOnlyAdmin):
    """Which reports are ordered."""

    list_display = ("form", "season_unit_id", "starts_on", "ends_on", "ordered_by")


@admin.register(ReportPeriod)
class ReportPeriodAdmin(ReadOnlyAdmin):
    """Hours moved and periods closed."""

    list_display = ("form", "due_on", "season_unit_id", "due_at", "closed_at", "closed_by")


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Reports on fixed days."""

    list_display = ("form", "due_on", "season_unit_id", "issue", "is_late", "sent_at", "version")


@admin.register(ReportIssue)
class ReportIssueAdmin(ReadOnlyAdmin):
    """Every sending."""

    list_display = ("report_id", "number", "via", "sent_by", "sent_at", "told_by")


@admin.register(IncidentCount)
class IncidentCountAdmin(ReadOnlyAdmin):
    """Incidents by place, day and hour."""

    list_display = ("happened_on", "hour", "zone", "kind", "count", "season_unit_id")
