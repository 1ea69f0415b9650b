from django.db import models
from django.db.models import F, UniqueConstraint


class Situation(models.Model):
    """A situation report of a room: numbers as they were at that moment, and a few words.

    content: what the room showed then, as the report shows it; upto: the room's last line then.
    due_at: the fixed hour that it is for, null for one between the hours.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="situations_of"
    )
    number = models.PositiveIntegerField()
    due_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    upto = models.PositiveIntegerField()
    content = models.JSONField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("room", "-number")
        constraints = (
            UniqueConstraint(name="situation_number_once_per_room", fields=("room", "number")),
            # Two command posts that are apart both report, under numbers of their own.
            UniqueConstraint(
                F("room"), F("due_at"), F("number") / 1000, name="situation_once_per_hour_and_post"
            ),
        )

    def __str__(self) -> str:
        return f"situation report {self.number}"
