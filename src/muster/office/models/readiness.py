from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class Verdict(models.TextChoices):
    """What a chief declares, and what the head decides."""

    READY = "ready", pgettext_lazy("readiness", "ready")
    CONDITIONS = "conditions", pgettext_lazy("readiness", "ready with conditions")
    NOT = "not", pgettext_lazy("readiness", "not ready")


class Readiness(models.Model):
    """The readiness of one congress: what its chiefs declare and what the head decides.

    Signed through its approval, which freezes both.
    """

    congress = models.OneToOneField(
        "season.Congress", on_delete=models.PROTECT, related_name="readiness"
    )
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="readiness"
    )
    decision = models.CharField(max_length=10, choices=Verdict, blank=True)
    said = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="readiness_decided_says_who", condition=Q(decision="") | ~Q(decided_by="")
            ),
        )

    def __str__(self) -> str:
        return f"readiness of congress {self.congress_id}"

    @property
    def subject(self) -> str:
        """As the record and the approval name it."""
        return f"readiness:{self.pk}"


class Declaration(models.Model):
    """What one chief declares; a later word of the same chief takes its place in the same row.

    chief: key of the pack. said: the sentence, which conditions and a no must have.
    """

    readiness = models.ForeignKey(Readiness, on_delete=models.CASCADE, related_name="declarations")
    chief = models.CharField(max_length=40)
    verdict = models.CharField(max_length=10, choices=Verdict)
    said = models.CharField(max_length=500, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("readiness", "pk")
        constraints = (
            models.UniqueConstraint(name="declared_once", fields=("readiness", "chief")),
            models.CheckConstraint(
                name="declared_with_reason", condition=Q(verdict=Verdict.READY) | ~Q(said="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.chief}: {self.verdict}"
