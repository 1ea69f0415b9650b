from django.db import models
from django.db.models import UniqueConstraint


class Message(models.Model):
    """A line of the log as one team gets it on its phones; somebody of the team acknowledges it."""

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="messages"
    )
    line = models.ForeignKey("control.Line", on_delete=models.PROTECT, related_name="messages")
    team = models.ForeignKey("control.Team", on_delete=models.PROTECT, related_name="messages")
    sent_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("room", "-sent_at", "team")
        constraints = (UniqueConstraint(name="message_once_per_team", fields=("line", "team")),)

    def __str__(self) -> str:
        return f"{self.line_id} → {self.team_id}"


class Presence(models.Model):
    """Whether an officer is on a team's post, by what the officer's own phone said.

    officer: the id, a value because rosters change under a room. in_at, out_at: when the officer
    came and left the last time; each only grows, so that late words change nothing.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="presences"
    )
    team = models.ForeignKey("control.Team", on_delete=models.PROTECT, related_name="presences")
    officer = models.BigIntegerField()
    name = models.CharField(max_length=200)
    in_at = models.DateTimeField(null=True, blank=True)
    out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("team", "name")
        constraints = (UniqueConstraint(name="presence_once_per_team", fields=("team", "officer")),)

    def __str__(self) -> str:
        return f"{self.name}: {self.team_id}"


class Picture(models.Model):
    """A picture that belongs to a line: made again here, so that nothing but the picture is in it.

    grade: key of the pack. taken_at: when, by the phone that took it.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="pictures"
    )
    line = models.ForeignKey("control.Line", on_delete=models.PROTECT, related_name="pictures")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    grade = models.CharField(max_length=40)
    taken_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        ordering = ("line", "kept_at", "uuid")
        indexes = (models.Index(name="picture_by_hash", fields=("sha256",)),)

    def __str__(self) -> str:
        return self.sha256[:12]
