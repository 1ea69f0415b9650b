"""The office in the read-only admin."""

from django.contrib import admin

from muster.office.models import Instruction, Paper, PaperFile, Register, Task, Volume
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
