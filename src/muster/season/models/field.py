from django.db import models
from django.db.models import Q


class Evidence(models.Model):
    """A file that proves a step, stored by its hash; served as an attachment only.

    kind: key of the pack's kinds of evidence; grade: of its grades, empty is the usual one;
    content_type: found in the bytes, never believed.
    """

    step = models.ForeignKey("season.Step", on_delete=models.PROTECT, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at",)
        constraints = (
            models.UniqueConstraint(name="evidence_once_per_step", fields=("step", "sha256")),
        )

    def __str__(self) -> str:
        return self.name


class Inspection(models.Model):
    """A visit to a congress in preparation, against a checklist of the pack."""

    congress = models.ForeignKey(
        "season.Congress", on_delete=models.PROTECT, related_name="inspections"
    )
    checklist = models.CharField(max_length=40)
    visited_on = models.DateField()
    visited_by = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-visited_on",)

    def __str__(self) -> str:
        return f"{self.checklist} {self.visited_on}"


class Finding(models.Model):
    """What an inspection found at one item: fine, to be cured by a day, or a stop."""

    class Result(models.TextChoices):
        OK = "ok"
        FIX = "fix"
        STOP = "stop"

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    item = models.CharField(max_length=60)
    result = models.CharField(max_length=4, choices=Result)
    text = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    cured_at = models.DateTimeField(null=True, blank=True)
    cured_by = models.CharField(max_length=120, blank=True)
    proof = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("inspection_id", "pk")
        constraints = (
            models.UniqueConstraint(name="finding_once_per_item", fields=("inspection", "item")),
            models.CheckConstraint(
                name="finding_to_cure_has_owner_and_day",
                condition=Q(result="ok") | (~Q(owner="") & Q(due_on__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}: {self.result}"


class Problem(models.Model):
    """Something a unit cannot solve alone: what, where, since when, what help it asks.

    ``held_by`` is the unit that must act now; when overdue it passes to the level above.
    """

    congress = models.ForeignKey(
        "season.Congress", on_delete=models.PROTECT, related_name="problems"
    )
    kind = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=300)
    where = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    help_wanted = models.CharField(max_length=300, blank=True)
    owner = models.CharField(max_length=120)
    due_on = models.DateField()
    held_by = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="held_problems"
    )
    passed_up = models.PositiveSmallIntegerField(default=0)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=120)
    solved_at = models.DateTimeField(null=True, blank=True)
    solution = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("due_on",)

    def __str__(self) -> str:
        return self.what
