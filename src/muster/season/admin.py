"""The season in the read-only admin."""

from django.contrib import admin

from muster.season.models import (
    Congress,
    DeadlineChange,
    Event,
    Evidence,
    Finding,
    Inspection,
    Problem,
    Season,
    SeasonUnit,
    Snapshot,
    Step,
    TierDeadline,
)
from muster.tree.admin import ReadOnlyAdmin


@admin.register(Season)
class SeasonAdmin(ReadOnlyAdmin):
    """Seasons."""

    list_display = ("key", "name", "pack", "pack_version", "tree_on")


@admin.register(SeasonUnit)
class SeasonUnitAdmin(ReadOnlyAdmin):
    """The frozen tree."""

    list_display = ("first", "last", "depth", "code", "name", "tier", "joined_on", "left_on")
    search_fields = ("search_key", "code")


@admin.register(TierDeadline)
class TierDeadlineAdmin(ReadOnlyAdmin):
    """Deadlines of tiers with those they replaced."""

    list_display = ("tier", "milestone", "due_on", "reason", "set_by", "replaced_at")


@admin.register(Congress)
class CongressAdmin(ReadOnlyAdmin):
    """Congresses."""

    list_display = ("pk", "season_unit_id", "starts_on", "ends_on", "is_finished", "next_due_on")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Congresses and side events as what needs protecting."""

    list_display = ("key", "kind", "name", "starts_at", "ends_at", "is_cancelled")


@admin.register(Step)
class StepAdmin(ReadOnlyAdmin):
    """Steps."""

    list_display = ("pk", "congress_id", "key", "due_on", "state", "desk", "version")
    list_filter = ("state", "desk")


@admin.register(DeadlineChange)
class DeadlineChangeAdmin(ReadOnlyAdmin):
    """Amended deadlines."""

    list_display = ("step_id", "old_due_on", "new_due_on", "reason", "changed_by")


@admin.register(Evidence)
class EvidenceAdmin(ReadOnlyAdmin):
    """Files by their hash."""

    list_display = ("step_id", "kind", "name", "sha256", "size_bytes", "added_by")


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyAdmin):
    """Visits."""

    list_display = ("congress_id", "checklist", "visited_on", "visited_by")


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    """What visits found."""

    list_display = ("inspection_id", "item", "result", "owner", "due_on", "cured_at")


@admin.register(Problem)
class ProblemAdmin(ReadOnlyAdmin):
    """Problems."""

    list_display = ("congress_id", "what", "owner", "due_on", "passed_up", "solved_at")


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    """The figures of days."""

    list_display = ("season_unit_id", "taken_on", "total", "finished", "late")
