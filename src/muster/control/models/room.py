from django.db import models
from django.db.models import Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ControlRoom(models.Model):
    """The control room of one event, from its opening to its closing.

    mode: an exercise has rooms of its own, marked on every page and paper. lines, incidents,
    tasks, passings, dispatches, situations: how many numbers were given out. grace_min,
    calls_missed: the pack's rules of silence as they were at the opening.
    """

    class Mode(models.TextChoices):
        ACTUAL = "actual", pgettext_lazy("mode of a room", "actual")
        EXERCISE = "exercise", pgettext_lazy("mode of a room", "exercise")

    uuid = models.UUIDField(primary_key=True)
    event = models.ForeignKey("season.Event", on_delete=models.PROTECT, related_name="rooms")
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="control_rooms"
    )
    name = models.CharField(max_length=200)
    mode = models.CharField(max_length=10, choices=Mode)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=200, blank=True)
    grace_min = models.PositiveSmallIntegerField()
    calls_missed = models.PositiveSmallIntegerField()
    lines = models.PositiveIntegerField(default=0)
    incidents = models.PositiveIntegerField(default=0)
    tasks = models.PositiveIntegerField(default=0)
    passings = models.PositiveIntegerField(default=0)
    dispatches = models.PositiveIntegerField(default=0)
    situations = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-opened_at", "uuid")
        constraints = (
            UniqueConstraint(
                name="room_open_once_per_event",
                fields=("event", "mode"),
                condition=Q(closed_at__isnull=True),
                violation_error_message=_("The event has an open control room already."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_exercise(self) -> bool:
        """Whether nothing here is in earnest."""
        return self.mode == self.Mode.EXERCISE


class Team(models.Model):
    """Who can be called and sent: the people of one post, or somebody else with a number.

    number: what stands after @ in the log line. post: the id of the plan's post, a value because
    plans change under a room; null for who has none. state: key of the pack. towards: whom it
    goes to. heard_at: when it last spoke. missed: calls without an answer since. due_at: when its
    report counts as missed; null while it owes none.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(ControlRoom, on_delete=models.PROTECT, related_name="teams")
    post = models.BigIntegerField(null=True, blank=True)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    ring = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=12)
    state_at = models.DateTimeField()
    incident = models.ForeignKey(
        "control.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="teams"
    )
    towards = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="helpers"
    )
    checked_in_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    missed = models.PositiveSmallIntegerField(default=0)
    report_min = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("room", "number")
        constraints = (
            UniqueConstraint(name="team_number_once_per_room", fields=("room", "number")),
        )

    def __str__(self) -> str:
        return f"@{self.number} {self.name}"


class Channel(models.Model):
    """A radio channel of a room and the one loggist who writes it down; nobody: holder is ""."""

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(ControlRoom, on_delete=models.PROTECT, related_name="channels")
    key = models.CharField(max_length=40)
    holder = models.CharField(max_length=200, blank=True)
    account = models.BigIntegerField(null=True, blank=True)
    since = models.DateTimeField()

    class Meta:
        ordering = ("room", "key")
        constraints = (UniqueConstraint(name="channel_once_per_room", fields=("room", "key")),)

    def __str__(self) -> str:
        return f"{self.key}: {self.holder}"
