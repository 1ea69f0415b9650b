"""Long work: who asked, in which scope, how far it is, and whether it should stop."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from muster.jobs.registry import title_of


class Job(models.Model):
    """A piece of long work. The queue's own row lives in the second database file.

    progress is a share from 0 to 1; params and result are flat JSON.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("work", "waiting for its turn")
        RUNNING = "running", pgettext_lazy("work", "running")
        DONE = "done", pgettext_lazy("work", "done")
        FAILED = "failed", pgettext_lazy("work", "failed")
        CANCELLED = "cancelled", pgettext_lazy("work", "cancelled")

    kind = models.CharField(max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
    )
    owner_name = models.CharField(max_length=120)
    season_id = models.BigIntegerField(null=True, blank=True)
    unit_id = models.BigIntegerField(null=True, blank=True)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    progress = models.FloatField(default=0)
    message = models.CharField(max_length=300, blank=True)
    figures = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error_code = models.CharField(max_length=80, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="job_progress_is_a_share", condition=Q(progress__gte=0, progress__lte=1)
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def title(self) -> str:
        """What people call this kind of work."""
        return title_of(self.kind)
