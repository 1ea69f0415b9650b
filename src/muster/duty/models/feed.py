from django.db import models
from django.db.models import Q


class CalendarFeed(models.Model):
    """An address under which a calendar program reads one officer's duties.

    Only the digest of the secret in the address is kept: it is shown once, when it is made.
    """

    officer = models.ForeignKey("duty.Officer", on_delete=models.PROTECT, related_name="feeds")
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
        constraints = (
            models.UniqueConstraint(
                name="calendar_feed_one_open",
                fields=("officer",),
                condition=Q(revoked_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"feed of officer {self.officer_id}"
