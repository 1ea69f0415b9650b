"""Devices that may speak to a gateway, and addresses that other systems may read."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Device(models.Model):
    """A device of own staff that may say where it is, within one duty of one event.

    Bound to an officer or a vehicle, or to a unit alone. Only the digest of its secret is kept;
    one that was let in elsewhere has none, but a sender: the key by which it hands in from there.
    ``[starts_at, ends_at)``: the duty and the event with the pack's minutes before and after.
    certificate_sha256: of the one certificate by which it may connect to the relay, if it has one.
    """

    event = models.ForeignKey("season.Event", on_delete=models.PROTECT, related_name="devices")
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="devices")
    officer = models.ForeignKey(
        "duty.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="devices"
    )
    vehicle = models.ForeignKey(
        "duty.Vehicle", on_delete=models.PROTECT, null=True, blank=True, related_name="devices"
    )
    name = models.CharField(max_length=120)
    token_sha256 = models.CharField(max_length=64, unique=True, null=True, blank=True)
    sender = models.CharField(max_length=40, unique=True, null=True, blank=True)
    certificate_sha256 = models.CharField(max_length=64, unique=True, null=True, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    enrolled_at = models.DateTimeField()
    enrolled_by = models.CharField(max_length=200)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("event", "name", "pk")
        constraints = (
            models.CheckConstraint(
                name="device_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A duty ends after it starts."),
            ),
            models.CheckConstraint(
                name="device_of_one",
                condition=Q(officer__isnull=True) | Q(vehicle__isnull=True),
            ),
            models.CheckConstraint(
                name="device_certified_with_certificate",
                condition=Q(certificate_sha256__isnull=True, certified_at__isnull=True)
                | Q(certificate_sha256__isnull=False, certified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="device_known_by_one",
                condition=Q(sender__isnull=True, token_sha256__isnull=False)
                | Q(
                    sender__isnull=False,
                    token_sha256__isnull=True,
                    certificate_sha256__isnull=True,
                ),
            ),
        )
        indexes = (models.Index(fields=("revoked_at", "ends_at")),)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """Something on its way to one target: an alert, a situation report.

    uuid: made of target and subject, so nothing is queued twice. room: its id, a value because
    rooms are projections. target: a name in the gateway's file. tries: how often it was sent.
    """

    class Way(models.TextChoices):
        WEBHOOK = "webhook", _("webhook")
        MAIL = "mail", pgettext_lazy("way", "mail")

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("delivery", "waits")
        DELIVERED = "delivered", pgettext_lazy("delivery", "delivered")
        GIVEN_UP = "given_up", pgettext_lazy("delivery", "given up")
        CANCELLED = "cancelled", pgettext_lazy("delivery", "cancelled")

    class Reason(models.TextChoices):
        NOT_ALLOWED = "not_allowed", _("the address is not allowed")
        NOT_PUBLIC = "not_public", _("the name leads to a machine inside, and its net is not named")
        GRADE = "grade", _("the pack lets nothing of this grade go out")
        TOO_LARGE = "too_large", _("too large")
        GONE = "gone", _("nobody of this name in the file any more")
        FULL = "full", _("too much waits for this target")
        REDIRECTED = "redirected", _("the other side sends on to elsewhere; that is not followed")
        REFUSED = "refused", _("the other side does not take it")
        PARTLY = "partly", _("the other side takes it for some of them only; those have it")
        CERTIFICATE = "certificate", _("the certificate of the other side is not good")
        NO_TLS = "no_tls", _("the other side offers no TLS, or not what the file asks for")
        NOT_NOW = "not_now", _("the other side cannot take it now")
        NOT_REACHED = "not_reached", _("the other side was not reached")
        TOO_SLOW = "too_slow", _("the other side is too slow")
        UNREADABLE = "unreadable", _("the secret cannot be read")

    uuid = models.UUIDField(primary_key=True)
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="deliveries"
    )
    room = models.UUIDField()
    what = models.CharField(max_length=20)
    subject = models.UUIDField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    target = models.CharField(max_length=40)
    way = models.CharField(max_length=10, choices=Way)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-made_at", "uuid")
        constraints = (
            models.UniqueConstraint(
                name="delivery_once_per_target", fields=("target", "what", "subject")
            ),
            models.CheckConstraint(
                name="delivery_done_unless_queued",
                condition=Q(state="queued", done_at__isnull=True)
                | (~Q(state="queued") & Q(done_at__isnull=False)),
            ),
        )
        indexes = (models.Index(name="delivery_due", fields=("state", "next_at")),)

    def __str__(self) -> str:
        return f"{self.target}: {self.title}"


class FeedKey(models.Model):
    """An address under which another system reads what a unit and those below it give out.

    Only the digest of the secret in the address is kept. opens: what can be read under it.
    ends_at: from then on nothing.
    """

    class Opens(models.TextChoices):
        ALERTS = "alerts", _("alerts that were released")
        CALENDAR = "calendar", _("calendar of the events")
        PLACES = "places", _("places: venues and posts")
        POSITIONS = "positions", _("positions of devices on duty")

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="feed_keys"
    )
    name = models.CharField(max_length=120)
    opens = models.JSONField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("season_unit", "name", "pk")
        constraints = (
            models.CheckConstraint(
                name="feed_key_ends_after_start", condition=Q(ends_at__gt=F("made_at"))
            ),
        )

    def __str__(self) -> str:
        return self.name
