from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """How one event is protected: made from the pack's post template by size and risk.

    starts_at, ends_at: the event's hours when the posts were timed; an event moved since then
    asks for its posts to be timed again. version grows with every edit.
    """

    event = models.OneToOneField("season.Event", on_delete=models.PROTECT, related_name="plan")
    template = models.CharField(max_length=60)
    pack = models.CharField(max_length=40)
    pack_version = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("starts_at", "pk")

    def __str__(self) -> str:
        return f"plan of event {self.event_id}"


class Post(models.Model):
    """A place to stand with orders. number and name are the same on every page and paper.

    ring is a pack key; lat, lon in degrees (null: at the venue); orders are numbered sentences.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="posts")
    number = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    ring = models.CharField(max_length=40)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    orders = models.JSONField(default=list)

    class Meta:
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(name="post_number_once_per_plan", fields=("plan", "number")),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Shift(models.Model):
    """A post that needs ``head_count`` people (or vehicles) without a break.

    Says what is needed; :class:`Assignment` says who does it. The interval is half-open,
    ``[starts_at, ends_at)``, aware, stored in UTC. crew ties a vehicle's shift to its people's:
    they count only together. own_units: ids of the branches (units below the root, or the root
    itself) that may serve; empty means any. A withdrawn shift stays in the rosters that had it
    and is in none made later.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    head_count = models.PositiveSmallIntegerField(default=1)
    weight = models.PositiveSmallIntegerField(default=1)
    skills = models.JSONField(default=list)
    min_rank = models.PositiveSmallIntegerField(default=0)
    own_units = models.JSONField(default=list)
    max_km = models.FloatField(null=True, blank=True)
    crew = models.CharField(max_length=60, blank=True)
    of_vehicles = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "post")
        constraints = (
            models.CheckConstraint(
                name="shift_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A shift must end after it starts."),
            ),
            models.UniqueConstraint(
                name="shift_once_per_post_and_start",
                fields=("post", "starts_at", "of_vehicles"),
                condition=Q(withdrawn_at__isnull=True),
            ),
        )
        indexes = (models.Index(fields=("starts_at", "ends_at")),)

    def __str__(self) -> str:
        return f"{self.post_id} from {self.starts_at}"
