"""Staged imports: what a workbook would change, row by row, before anything is changed.

And sheets that were handed out to be filled in, with what came back.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
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


class Issue(models.Model):
    """A grid handed out as sheets to fill in; its number is its primary key.

    kind, place: which grid. subject: what it was called then.
    """

    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=60)
    season_id = models.BigIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("kind", "place")),)

    def __str__(self) -> str:
        return f"{self.subject} {self.pk}"


class IssuedRow(models.Model):
    """One row of an issue as it went out. token: stands beside it in the sheet, hidden."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="rows")
    token = models.CharField(max_length=16, unique=True)
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(name="issued_row_once_per_issue", fields=("issue", "key")),
        )

    def __str__(self) -> str:
        return f"{self.key} of {self.issue_id}"


class ReturnedRow(models.Model):
    """An issued row that came back. digest: of its values, so that a copy is known as one."""

    issued = models.ForeignKey(IssuedRow, on_delete=models.PROTECT, related_name="returned")
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(name="returned_row_once", fields=("issued", "digest")),
        )

    def __str__(self) -> str:
        return f"{self.issued_id} in {self.file_name}"


class Conflict(models.Model):
    """A cell with two new values; nothing is taken until a person decides.

    base: as it was issued. ours: as it was here when the sheet came back. theirs: as returned.
    """

    class Decision(models.TextChoices):
        OPEN = "open", pgettext_lazy("conflict", "open")
        KEPT = "kept", pgettext_lazy("conflict", "ours kept")
        TAKEN = "taken", pgettext_lazy("conflict", "returned value taken")

    issued = models.ForeignKey(IssuedRow, on_delete=models.PROTECT, related_name="conflicts")
    column = models.CharField(max_length=60)
    base = models.JSONField(null=True, blank=True)
    ours = models.JSONField(null=True, blank=True)
    theirs = models.JSONField(null=True, blank=True)
    file_name = models.CharField(max_length=200)
    found_at = models.DateTimeField()
    decision = models.CharField(max_length=6, choices=Decision, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="conflict_decided_by_somebody",
                condition=Q(decision="open", decided_at=None)
                | (~Q(decision="open") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                violation_error_message=_("A decision has a name and a time."),
            ),
        )
        indexes = (
            models.Index(name="conflict_open", fields=("issued",), condition=Q(decision="open")),
        )

    def __str__(self) -> str:
        return f"{self.column} of {self.issued_id}"


class ColumnNaming(models.Model):
    """Which of our columns the heads of somebody's Excel mean, at one place, for one layout.

    layout: a digest of the heads. columns: our label by folded head, empty if it is not read.
    """

    book = models.CharField(max_length=40)
    place = models.CharField(max_length=60, blank=True)
    layout = models.CharField(max_length=64)
    sheet = models.CharField(max_length=40)
    sheet_label = models.CharField(max_length=80)
    columns = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                name="one_naming_per_layout", fields=("book", "place", "layout")
            ),
        )

    def __str__(self) -> str:
        return f"{self.sheet_label} of {self.made_by}"
