from django.db import models
from django.db.models import F, Q, UniqueConstraint


class Passing(models.Model):
    """The passing on of a shift: what the giver hands over, signed by giver and taker.

    content: what was open when it was drawn up, as the sheet shows it. upto: the room's last line
    then. count: what the taker counted, null for a room without equipment. taken_at: the
    second signature, with which the taker has the room; withdrawn_at: the giver took the sheet
    back before.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="passings_of"
    )
    number = models.PositiveIntegerField()
    giver = models.CharField(max_length=200)
    giver_account = models.BigIntegerField(null=True, blank=True)
    drawn_at = models.DateTimeField()
    upto = models.PositiveIntegerField()
    content = models.JSONField()
    note = models.TextField(blank=True)
    count = models.JSONField(null=True, blank=True)
    taker = models.CharField(max_length=200, blank=True)
    taker_account = models.BigIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_upto = models.PositiveIntegerField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("room", "-number")
        constraints = (
            UniqueConstraint(name="passing_number_once_per_room", fields=("room", "number")),
            # Each command post has numbers of its own, and may have one under way while apart.
            UniqueConstraint(
                F("room"),
                F("number") / 1000,
                name="passing_under_way_once_per_post",
                condition=Q(taken_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="passing_by_two",
                condition=Q(taker_account__isnull=True) | ~Q(taker_account=F("giver_account")),
            ),
        )

    def __str__(self) -> str:
        return f"passing {self.number}"
