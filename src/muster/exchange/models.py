"""Staged imports: what a workbook would change, row by row, before anything is changed."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Import(models.Model):
    """One uploaded workbook and its preview.

    base_mark is the state of the record that the preview was made against: apply is refused
    when rows it would change have changed since.
    """

    class State(models.TextChoices):
        READING = "reading", pgettext_lazy("import", "being read")
        PREVIEW = "preview", pgettext_lazy("import", "preview")
        APPLIED = "applied", pgettext_lazy("import", "applied")
        FAILED = "failed", pgettext_lazy("import", "failed")
        DROPPED = "dropped", pgettext_lazy("import", "dropped")

    book = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    season_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    base_mark = models.CharField(max_length=80, blank=True)
    counts = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class ImportRow(models.Model):
    """One row of a sheet: new, changed (old values beside), same, warning or error."""

    class Verdict(models.TextChoices):
        NEW = "new", pgettext_lazy("verdict", "new")
        CHANGED = "changed", pgettext_lazy("verdict", "changed")
        SAME = "same", pgettext_lazy("verdict", "same")
        WARNING = "warning", pgettext_lazy("verdict", "warning")
        ERROR = "error", pgettext_lazy("verdict", "error")

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=40)
    row_number = models.PositiveIntegerField()
    key = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict)
    values = models.JSONField(default=dict)
    old_values = models.JSONField(default=dict)
    faults = models.JSONField(default=list)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("run", "verdict")),)

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row_number} {self.verdict}"
