"""Device tokens: what lets a program of others speak for one post during one duty."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Token(models.Model):
    """A secret by which a program speaks for one post of one event.

    post: the id of the plan's post, a value because plans change; post_name: as it was called
    then. scopes: what may be done with it. Only the digest of the secret is kept.
    ``[starts_at, ends_at)``: the shifts of the post with the pack's minutes before and after.
    issuer: whose rights it never goes beyond. last_used_at: to the minute.
    """

    class Scope(models.TextChoices):
        DUTY = "duty", _("read shifts, orders and cards of the post")
        MESSAGES = "messages", _("read messages to the post and acknowledge them")
        REPORT = "report", _("report, and say that the post is manned or left")
        EMERGENCY = "emergency", _("call for help")
        POSITION = "position", _("say where the device is")

    event = models.ForeignKey("season.Event", on_delete=models.PROTECT, related_name="tokens")
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="tokens")
    post = models.BigIntegerField()
    post_name = models.CharField(max_length=140)
    name = models.CharField(max_length=40)
    scopes = models.JSONField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)
    issuer = models.ForeignKey("tree.Account", on_delete=models.PROTECT, related_name="tokens")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("event", "name", "pk")
        constraints = (
            models.CheckConstraint(
                name="token_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A duty ends after it starts."),
            ),
            models.UniqueConstraint(
                name="token_name_once_per_event",
                fields=("event", "name"),
                condition=Q(revoked_at__isnull=True),
                violation_error_message=_("Another token of the event has this name."),
            ),
        )
        indexes = (models.Index(name="token_of_unit", fields=("unit", "ends_at")),)

    def __str__(self) -> str:
        return self.name

    @property
    def via(self) -> str:
        """How the record and other capabilities call it."""
        return f"token:{self.pk}"


class Refusal(models.Model):
    """How often something was refused at the door, by the code of the refusal.

    token: whose; null for secrets that are nobody's.
    """

    token = models.ForeignKey(
        Token, on_delete=models.CASCADE, null=True, blank=True, related_name="refusals"
    )
    code = models.CharField(max_length=60)
    count = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ("token", "code")
        constraints = (
            models.UniqueConstraint(name="refusal_once_per_token", fields=("token", "code")),
            models.UniqueConstraint(
                name="refusal_once_of_nobody",
                fields=("code",),
                condition=Q(token__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.count}"
