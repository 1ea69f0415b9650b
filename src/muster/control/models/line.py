from django.db import models
from django.db.models import Q, UniqueConstraint


class Line(models.Model):
    """One line of a room's log: a fact that somebody said or did. Never changed.

    place: its number in the room, without gaps, in the order of recording. happened_at: when it
    was said on the radio, or happened; recorded_at: when it entered the record. kind, channel:
    keys of the pack. corrects: the older line that this one is to be read for; that one stays.
    lat, lon, accuracy_m: the place that somebody gave with it [degrees, m]. skew_s: how far the
    clock of the phone that sent it was ahead of ours [s].
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey("control.ControlRoom", on_delete=models.PROTECT, related_name="log")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    text = models.TextField()
    channel = models.CharField(max_length=40, blank=True)
    team = models.ForeignKey(
        "control.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    incident = models.ForeignKey(
        "control.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    account = models.BigIntegerField(null=True, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )
    reason = models.CharField(max_length=300, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(null=True, blank=True)
    skew_s = models.IntegerField(default=0)

    class Meta:
        ordering = ("room", "-place")
        constraints = (UniqueConstraint(name="line_place_once_per_room", fields=("room", "place")),)
        indexes = (
            models.Index(
                name="line_of_incident",
                fields=("incident", "place"),
                condition=Q(incident__isnull=False),
            ),
            models.Index(
                name="line_of_team", fields=("team", "place"), condition=Q(team__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.text}"
