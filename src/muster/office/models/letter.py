from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """A letter of one unit to another: a text around a table. Signed and sent through its approval.

    kind: key of the pack's letters. lines: the table's rows as lists of texts; heads above them.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="letters"
    )
    recipient = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="letters_received"
    )
    kind = models.CharField(max_length=40)
    abstract = models.CharField(max_length=300)
    opening = models.TextField()
    closing = models.TextField(blank=True)
    heads = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="letter_has_content", condition=~Q(abstract="") & ~Q(opening="")
            ),
        )
        indexes = (models.Index(fields=("season_unit", "-made_at")),)

    def __str__(self) -> str:
        return self.abstract

    @property
    def subject(self) -> str:
        """The letter as the record and its approval name it."""
        return f"letter:{self.pk}"
