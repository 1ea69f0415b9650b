from django.db import models
from django.db.models import Q


class Risk(models.Model):
    """What may go wrong, known from days before; every later plan shows it until it is settled.

    venue: it holds for whatever is held there; without one, for what season_unit holds.
    source: the subject in the record of what taught it, empty if a planner noted it.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="risks"
    )
    venue = models.ForeignKey(
        "venues.Venue", on_delete=models.PROTECT, null=True, blank=True, related_name="risks"
    )
    text = models.CharField(max_length=500)
    source = models.CharField(max_length=100, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)
    settled_how = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("noted_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="risk_settled_says_how",
                condition=Q(settled_at__isnull=True) | ~Q(settled_how=""),
            ),
        )
        indexes = (
            models.Index(name="risk_open", fields=("venue",), condition=Q(settled_at__isnull=True)),
        )

    def __str__(self) -> str:
        return self.text
