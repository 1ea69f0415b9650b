from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StepState(models.TextChoices):
    """Open, handed in, checked, accepted; returned and waived stand beside the line."""

    OPEN = "open", pgettext_lazy("step", "open")
    SUBMITTED = "submitted", _("submitted")
    CHECKED = "checked", _("checked")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    WAIVED = "waived", _("waived")


class Desk(models.TextChoices):
    """With whom a step lies, and so whose lateness it is."""

    UNIT = "unit", _("unit")
    APPRAISER = "appraiser", _("appraiser")
    SUPERIOR = "superior", _("superior")


class Step(models.Model):
    """One step of one congress. Self-report, check and acceptance are dated with their author.

    ``version`` grows with each change, so the second of two people saving is told.
    ``due_on`` is the deadline in force; its changes are :class:`DeadlineChange` rows.
    A deadline of a day lasts to the end of that day in the installation's time zone.
    submitted_by_account: the account as a value, for the rule that nobody accepts his own work.
    delay: key of the pack's ready-made reasons for a delay; note: what else there is to say.
    """

    congress = models.ForeignKey("season.Congress", on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    start_on = models.DateField()
    due_on = models.DateField()
    duration_days = models.PositiveSmallIntegerField(default=1)
    closes = models.BooleanField(default=False)
    reopened_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=StepState, default=StepState.OPEN)
    desk = models.CharField(max_length=10, choices=Desk, default=Desk.UNIT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.CharField(max_length=120, blank=True)
    submitted_by_account = models.BigIntegerField(null=True, blank=True)
    on_behalf = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=120, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=120, blank=True)
    is_late = models.BooleanField(default=False)
    late_reason = models.CharField(max_length=300, blank=True)
    return_reason = models.CharField(max_length=300, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    waived_reason = models.CharField(max_length=300, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    delay = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("congress_id", "position")
        constraints = (
            models.UniqueConstraint(name="step_once_per_congress", fields=("congress", "key")),
            models.CheckConstraint(
                name="step_accepted_has_author",
                condition=~Q(state=StepState.ACCEPTED)
                | (Q(accepted_at__isnull=False) & ~Q(accepted_by="")),
            ),
            models.CheckConstraint(
                name="step_waived_has_reason",
                condition=~Q(state=StepState.WAIVED) | ~Q(waived_reason=""),
            ),
        )
        indexes = (models.Index(fields=("due_on", "state")),)

    def __str__(self) -> str:
        return f"{self.key} of {self.congress_id}"


class DeadlineChange(models.Model):
    """A deadline was amended with a reason; the old one stays readable."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="deadline_changes")
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    reason = models.CharField(max_length=300)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("changed_at",)

    def __str__(self) -> str:
        return f"{self.old_due_on} to {self.new_due_on}"
