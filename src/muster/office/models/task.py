from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskState(models.TextChoices):
    """Waiting, in hand, done with an answer, or dropped with a reason."""

    OPEN = "open", pgettext_lazy("task", "not begun")
    DOING = "doing", pgettext_lazy("task", "in hand")
    DONE = "done", pgettext_lazy("task", "done")
    DROPPED = "dropped", pgettext_lazy("task", "dropped")


PENDING = Q(state__in=(TaskState.OPEN, TaskState.DOING))


def past_on(today: date) -> Q:
    """Pending, and its day is over."""
    return PENDING & Q(due_on__lt=today)


class Task(models.Model):
    """One thing to be done by one owner by a day, ordered or planned.

    season_unit: the unit that does it; desk: the office or body of it that does, if it says so.
    Comes of an instruction, or hangs under a congress, one of its steps, or another event.
    subcommittee: key of the pack. template: where in the pack's task sets it comes from.
    after: the task that must be done first. answer: what was done; answer_paper or
    answer_symbol: under which number that was reported.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="tasks"
    )
    instruction = models.ForeignKey(
        "office.Instruction", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    congress = models.ForeignKey(
        "season.Congress", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    step = models.ForeignKey(
        "season.Step", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    event = models.ForeignKey(
        "season.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    template = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=300)
    desk = models.CharField(max_length=120, blank=True)
    subcommittee = models.CharField(max_length=40, blank=True)
    owner = models.CharField(max_length=120)
    due_on = models.DateField()
    product = models.CharField(max_length=200, blank=True)
    after = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followers"
    )
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    answer = models.CharField(max_length=500, blank=True)
    answer_paper = models.ForeignKey(
        "office.Paper",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_tasks",
    )
    answer_symbol = models.CharField(max_length=80, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)
    dropped_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(name="task_has_owner", condition=~Q(owner="")),
            models.CheckConstraint(
                name="task_not_after_itself",
                condition=Q(after__isnull=True) | ~Q(after=F("id")),
                violation_error_message=_("A task does not wait for itself."),
            ),
            models.CheckConstraint(
                name="task_done_says_when",
                condition=~Q(state=TaskState.DONE) | Q(done_on__isnull=False),
            ),
            models.CheckConstraint(
                name="task_dropped_has_reason",
                condition=~Q(state=TaskState.DROPPED) | ~Q(dropped_reason=""),
            ),
            models.UniqueConstraint(
                name="task_once_per_template",
                fields=("congress", "template"),
                condition=~Q(template=""),
            ),
        )
        indexes = (
            models.Index(name="task_pending", fields=("season_unit", "due_on"), condition=PENDING),
            models.Index(fields=("congress", "due_on")),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_pending(self) -> bool:
        """Whether something is still owed."""
        return self.state in (TaskState.OPEN, TaskState.DOING)
