from django.db import models
from django.db.models import UniqueConstraint


class AfterAction(models.Model):
    """An after-action report of a closed room: what its day came to, as the record had it.

    content: the numbers and the time line as the report shows them; upto: the room's last line.
    A later report of the same room has the next number and leaves the earlier one as it was.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="after_actions"
    )
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    upto = models.PositiveIntegerField()
    content = models.JSONField()
    text = models.TextField(blank=True)

    class Meta:
        ordering = ("room", "-number")
        constraints = (
            UniqueConstraint(name="after_action_number_once_per_room", fields=("room", "number")),
        )

    def __str__(self) -> str:
        return f"after-action report {self.number}"
