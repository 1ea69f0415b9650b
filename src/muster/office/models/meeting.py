from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

STANDING = Q(cancelled_at__isnull=True)


class Meeting(models.Model):
    """One meeting, briefing or training session: when, where, about what, what was concluded.

    kind: key of the pack. series: the first meeting of those that follow each other, itself none.
    place: where it is, if that is no venue of the register. agenda: its items in order.
    instruction: carries its conclusions, each of which is a task; nothing else of what was said
    is kept. The minutes are signed and numbered through the approvals.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="meetings"
    )
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=300)
    series = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )
    congress = models.ForeignKey(
        "season.Congress", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    venue = models.ForeignKey(
        "venues.Venue", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    room = models.ForeignKey(
        "venues.Room", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    place = models.CharField(max_length=200, blank=True)
    chair = models.CharField(max_length=120)
    secretary = models.CharField(max_length=120, blank=True)
    agenda = models.JSONField(default=list)
    instruction = models.OneToOneField(
        "office.Instruction",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meeting",
    )
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
                name="meeting_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A meeting must end after it starts."),
            ),
            models.CheckConstraint(name="meeting_has_chair", condition=~Q(chair="")),
            models.CheckConstraint(
                name="meeting_cancelled_has_reason",
                condition=STANDING | ~Q(cancelled_reason=""),
            ),
            models.UniqueConstraint(
                name="meeting_once",
                fields=("season_unit", "kind", "subject", "starts_at"),
                condition=STANDING,
            ),
        )
        indexes = (models.Index(name="meeting_listed", fields=("season_unit", "-starts_at")),)

    def __str__(self) -> str:
        return self.subject

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.cancelled_at is not None


class MeetingUnit(models.Model):
    """How many of one body are convened and were present: numbers, no names.

    season_unit: none for a body outside the tree. present: none until they were counted.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="units")
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    convened = models.PositiveSmallIntegerField(default=1)
    present = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("meeting", "pk")
        constraints = (
            models.UniqueConstraint(name="meeting_unit_once", fields=("meeting", "name")),
        )

    def __str__(self) -> str:
        return self.name


class MeetingStaff(models.Model):
    """One of the own staff who is convened; attended: none until the roll was called."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="staff")
    person = models.ForeignKey("tree.Person", on_delete=models.PROTECT, related_name="meetings")
    attended = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ("meeting", "person__sort_key")
        constraints = (
            models.UniqueConstraint(name="meeting_staff_once", fields=("meeting", "person")),
        )

    def __str__(self) -> str:
        return f"person {self.person_id}"
