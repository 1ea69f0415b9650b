from django.db import models
from django.db.models import UniqueConstraint


class Dispatch(models.Model):
    """One act of sending: who was chosen, and what there was to choose from.

    teams: their numbers. place: which of the offered options it was, from 1; null for a choice
    that was not offered, with its reason. choices: the options in their order with all parts of
    their scores, and who was not offered and why, as they stood at that moment.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="dispatches_of"
    )
    number = models.PositiveIntegerField()
    incident = models.ForeignKey(
        "control.Incident", on_delete=models.PROTECT, related_name="dispatches"
    )
    teams = models.JSONField()
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    choices = models.JSONField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("room", "number")
        constraints = (
            UniqueConstraint(name="dispatch_number_once_per_room", fields=("room", "number")),
        )

    def __str__(self) -> str:
        return f"dispatch {self.number}"
