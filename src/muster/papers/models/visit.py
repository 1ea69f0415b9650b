from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

STANDING = Q(cancelled_at__isnull=True)


class AppraisalVisit(models.Model):
    """A visit of the superior to a unit about its congress: day, place, members, car, conclusion.

    season_unit: who visits. kind: key of the pack. lead: who leads it. car: which one, in words.
    findings: what was seen. instruction: carries the points that became tasks. paper: the
    outgoing paper that bears the conclusion's number.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="appraisal_visits"
    )
    congress = models.ForeignKey(
        "season.Congress", on_delete=models.PROTECT, related_name="appraisal_visits"
    )
    kind = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    lead = models.CharField(max_length=120)
    car = models.CharField(max_length=120, blank=True)
    task = models.CharField(max_length=500, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    findings = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    instruction = models.OneToOneField(
        "office.Instruction",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appraisal_visit",
    )
    paper = models.ForeignKey(
        "office.Paper", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    symbol = models.CharField(max_length=80, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=120, blank=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-starts_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="visit_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A visit must end after it starts."),
            ),
            models.CheckConstraint(
                name="visit_cancelled_has_reason", condition=STANDING | ~Q(cancelled_reason="")
            ),
            models.UniqueConstraint(
                name="visit_once",
                fields=("season_unit", "congress", "kind", "starts_at"),
                condition=STANDING,
            ),
        )
        indexes = (models.Index(name="visit_listed", fields=("season_unit", "-starts_at")),)

    def __str__(self) -> str:
        return f"visit to congress {self.congress_id}"

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.cancelled_at is not None


class VisitMember(models.Model):
    """One of the own staff who goes along."""

    visit = models.ForeignKey(AppraisalVisit, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("tree.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("visit", "person__sort_key")
        constraints = (
            models.UniqueConstraint(name="visit_member_once", fields=("visit", "person")),
        )

    def __str__(self) -> str:
        return f"person {self.person_id}"
