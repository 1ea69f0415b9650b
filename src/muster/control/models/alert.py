from django.db import models
from django.db.models import F, Q, UniqueConstraint
from django.utils.translation import pgettext_lazy


class Alert(models.Model):
    """A warning to others in the form of CAP 1.2: drafted by one person, released by a second.

    kind: msgType of the standard. content: what was drafted, under the names of the standard;
    message: the whole of it as released, and from then on. replaces: the released alert that this
    one updates or cancels.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("alert", "waits for release")
        RELEASED = "released", pgettext_lazy("alert", "in force")
        WITHDRAWN = "withdrawn", pgettext_lazy("alert", "withdrawn before release")
        UPDATED = "updated", pgettext_lazy("alert", "replaced by an update")
        CANCELLED = "cancelled", pgettext_lazy("alert", "cancelled")

    class Kind(models.TextChoices):
        ALERT = "Alert", pgettext_lazy("alert", "Alert")
        UPDATE = "Update", pgettext_lazy("alert", "Update")
        CANCEL = "Cancel", pgettext_lazy("alert", "Cancellation")

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey("control.ControlRoom", on_delete=models.PROTECT, related_name="alerts")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    content = models.JSONField()
    headline = models.CharField(max_length=300)
    incident = models.ForeignKey(
        "control.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="alerts"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    drafter = models.CharField(max_length=200)
    drafter_account = models.BigIntegerField(null=True, blank=True)
    drafted_at = models.DateTimeField()
    releaser = models.CharField(max_length=200, blank=True)
    releaser_account = models.BigIntegerField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    message = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("room", "-number")
        constraints = (
            UniqueConstraint(name="alert_number_once_per_room", fields=("room", "number")),
            models.CheckConstraint(
                name="alert_by_two",
                condition=Q(releaser_account__isnull=True)
                | ~Q(releaser_account=F("drafter_account")),
            ),
            models.CheckConstraint(
                name="alert_released_with_message",
                condition=Q(released_at__isnull=True, message__isnull=True)
                | Q(released_at__isnull=False, message__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"alert {self.number}: {self.headline}"


class ReceivedAlert(models.Model):
    """A warning of somebody else, as it came: shown to people, followed by nothing of itself.

    giver: the file or address that it came from. status, kind, severity: words of CAP 1.2.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="received_alerts"
    )
    number = models.PositiveIntegerField()
    sender = models.CharField(max_length=300)
    identifier = models.CharField(max_length=300)
    sent_at = models.DateTimeField()
    status = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    severity = models.CharField(max_length=10, blank=True)
    headline = models.CharField(max_length=300)
    expires_at = models.DateTimeField(null=True, blank=True)
    is_signed = models.BooleanField()
    giver = models.CharField(max_length=300)
    received_at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    message = models.JSONField()

    class Meta:
        ordering = ("room", "-number")
        constraints = (
            UniqueConstraint(name="received_number_once_per_room", fields=("room", "number")),
        )

    def __str__(self) -> str:
        return f"received {self.number}: {self.headline}"
