from django.db import models
from django.db.models import Q, UniqueConstraint


class Exercise(models.Model):
    """The clock of a room that is an exercise; there is one as soon as an inject is written.

    begin_s: what the clock of the story shows at its start, in seconds of the day. run_s: seconds
    of the story that had passed at base_at; while it runs, *speed* of them pass in each second.
    """

    class State(models.TextChoices):
        READY = "ready"
        RUNNING = "running"
        PAUSED = "paused"
        STOPPED = "stopped"

    uuid = models.UUIDField(primary_key=True)
    room = models.OneToOneField(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="exercise"
    )
    state = models.CharField(max_length=8, choices=State)
    begin_s = models.PositiveIntegerField(default=0)
    run_s = models.PositiveIntegerField(default=0)
    speed = models.PositiveSmallIntegerField(default=1)
    base_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(name="exercise_running", fields=("state",), condition=Q(state="running")),
        )

    def __str__(self) -> str:
        return f"exercise in {self.room_id}"


class Inject(models.Model):
    """What the story says at its time, and what those who are exercised should then do.

    after_min: minutes from the start; else clock_s, a time of the story's clock in seconds of the
    day. kind: of the line, key of the pack. team: the number of the post that it comes from. due_s:
    seconds from the start, null before the start. line: what it became in the log. is_done: whether
    what was expected was done, null while nobody has said.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="injects"
    )
    number = models.PositiveSmallIntegerField()
    after_min = models.PositiveSmallIntegerField(null=True, blank=True)
    clock_s = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=40)
    text = models.CharField(max_length=1000)
    team = models.PositiveSmallIntegerField(null=True, blank=True)
    expected = models.CharField(max_length=500, blank=True)
    is_dropped = models.BooleanField(default=False)
    due_s = models.PositiveIntegerField(null=True, blank=True)
    line = models.UUIDField(null=True, blank=True)
    out_at = models.DateTimeField(null=True, blank=True)
    is_done = models.BooleanField(null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("room", "due_s", "after_min", "clock_s", "number")
        constraints = (
            UniqueConstraint(name="inject_number_once_per_room", fields=("room", "number")),
            models.CheckConstraint(
                name="inject_has_one_time",
                condition=Q(after_min__isnull=True, clock_s__isnull=False)
                | Q(after_min__isnull=False, clock_s__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"inject {self.number}"
