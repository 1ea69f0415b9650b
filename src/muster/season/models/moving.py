from django.db import models
from django.db.models import F, Q


class Moving(models.Model):
    """One act that puts one or many congresses on other days: decided once, undone at most once.

    unit: in whose name it is decided; area: what is moved, in words.
    """

    season = models.ForeignKey("season.Season", on_delete=models.PROTECT, related_name="movings")
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="movings"
    )
    area = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=120, blank=True)
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(name="moving_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="moving_undone_has_reason",
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.area}: {self.reason}"


class MovedCongress(models.Model):
    """One congress of a moving: its days before and after."""

    moving = models.ForeignKey(Moving, on_delete=models.PROTECT, related_name="congresses")
    congress = models.ForeignKey(
        "season.Congress", on_delete=models.PROTECT, related_name="movings"
    )
    old_starts_on = models.DateField()
    old_ends_on = models.DateField()
    new_starts_on = models.DateField()
    new_ends_on = models.DateField()

    class Meta:
        ordering = ("new_starts_on", "congress__season_unit__first")
        constraints = (
            models.UniqueConstraint(name="moved_once_per_moving", fields=("moving", "congress")),
            models.CheckConstraint(
                name="moved_congress_moves",
                condition=~Q(old_starts_on=F("new_starts_on")) | ~Q(old_ends_on=F("new_ends_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.congress_id}: {self.old_starts_on} to {self.new_starts_on}"


class MovedPart(models.Model):
    """What one part of the house did in a moving, and all that its undoing needs.

    key: of the registered part. kept: rows before and after, ids of rows made.
    """

    moving = models.ForeignKey(Moving, on_delete=models.PROTECT, related_name="parts")
    key = models.CharField(max_length=40)
    touched = models.PositiveIntegerField(default=0)
    kept = models.JSONField(default=dict)

    class Meta:
        ordering = ("moving", "pk")
        constraints = (models.UniqueConstraint(name="moved_part_once", fields=("moving", "key")),)

    def __str__(self) -> str:
        return f"{self.key} of moving {self.moving_id}"
