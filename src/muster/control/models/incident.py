from django.db import models
from django.db.models import F, Q, UniqueConstraint
from django.utils.translation import pgettext_lazy


class Incident(models.Model):
    """Something that happened and must be dealt with: it has a life, from reported to ended.

    type, state, priority: keys of the pack; level is the priority's, 1 above all others. team:
    where it happened, or who reported it. due_at: when somebody should be there at the latest.
    tasked_at, on_scene_at: the first team sent, and the first there.
    """

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="incidents_of"
    )
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=40)
    priority = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=40)
    state_at = models.DateTimeField()
    is_over = models.BooleanField(default=False)
    team = models.ForeignKey(
        "control.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    tasked_at = models.DateTimeField(null=True, blank=True)
    on_scene_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("room", "level", "opened_at", "number")
        constraints = (
            UniqueConstraint(name="incident_number_once_per_room", fields=("room", "number")),
        )
        indexes = (
            models.Index(
                name="incident_open", fields=("room", "level"), condition=Q(is_over=False)
            ),
        )

    def __str__(self) -> str:
        return f"#{self.number} {self.title}"


class Task(models.Model):
    """One thing to be done by somebody until an hour; overdue once it is past and it is open.

    owner: who, in words; team: who, if it is one. card: the contingency card that asked for it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("task of a room", "open")
        DONE = "done", pgettext_lazy("task of a room", "done")
        DROPPED = "dropped", pgettext_lazy("task of a room", "no longer needed")

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="tasks_of"
    )
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=500)
    owner = models.CharField(max_length=120)
    team = models.ForeignKey(
        "control.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    card = models.CharField(max_length=40, blank=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        # databases do not agree on where rows without an hour come
        ordering = ("room", F("due_at").asc(nulls_last=True), "number")
        constraints = (UniqueConstraint(name="room_task_number_once", fields=("room", "number")),)
        indexes = (
            models.Index(
                name="room_task_open", fields=("room", "due_at"), condition=Q(state="open")
            ),
        )

    def __str__(self) -> str:
        return f"*{self.number} {self.text}"
