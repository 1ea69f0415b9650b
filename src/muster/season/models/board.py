from django.db import models
from django.db.models import F, Q


class StepCounter(models.Model):
    """How far a subtree is with one step: kept in the transaction that changes the step.

    One row per (unit that has units below it, tier, key). ``key`` is a step's key, or ``@held``,
    ``@reported``, ``@ratified`` for the step that reaches the milestone; an empty key counts
    congresses: ``total`` of them, ``accepted`` finished. The states add up: what is accepted or
    waived counts as submitted and checked too. Leaves have no row: their congress says it.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="step_counters"
    )
    tier = models.CharField(max_length=40)
    key = models.CharField(max_length=40, blank=True)
    total = models.IntegerField(default=0)
    submitted = models.IntegerField(default=0)
    checked = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="step_counter_once", fields=("season_unit", "tier", "key")
            ),
            models.CheckConstraint(
                name="step_counter_not_negative",
                condition=Q(total__gte=0, submitted__gte=0, checked__gte=0, accepted__gte=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.season_unit_id} {self.key} {self.accepted}/{self.total}"


class DueCounter(models.Model):
    """How many unfinished congresses of a subtree have their next deadline on a day.

    Late congresses of a subtree are the sum over the days before today, whatever today is;
    by desk they say whose lateness it is, by step what the subtree waits for.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="due_counters"
    )
    next_due_on = models.DateField()
    desk = models.CharField(max_length=10)
    step = models.CharField(max_length=40)
    unfinished = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="due_counter_once", fields=("season_unit", "next_due_on", "desk", "step")
            ),
            models.CheckConstraint(name="due_counter_not_negative", condition=Q(unfinished__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.season_unit_id} {self.next_due_on} {self.unfinished}"


class DayCounter(models.Model):
    """How many congresses of a subtree and a tier are on these days, and how many are finished.

    The plan line, the next days and the forecast are sums over these rows.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="day_counters"
    )
    tier = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    total = models.IntegerField(default=0)
    finished = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="day_counter_once", fields=("season_unit", "starts_on", "ends_on", "tier")
            ),
            models.CheckConstraint(
                name="day_counter_not_negative",
                condition=Q(finished__gte=0, total__gte=F("finished")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.season_unit_id} {self.starts_on} {self.finished}/{self.total}"


class FinishCounter(models.Model):
    """How many congresses of a subtree were finished on a day: what is done, day by day."""

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="finish_counters"
    )
    finished_on = models.DateField()
    finished = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="finish_counter_once", fields=("season_unit", "finished_on")
            ),
            models.CheckConstraint(
                name="finish_counter_not_negative", condition=Q(finished__gte=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.season_unit_id} {self.finished_on} {self.finished}"


class Snapshot(models.Model):
    """The counters of one subtree as they stood on a day; never changed afterwards."""

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="snapshots"
    )
    taken_on = models.DateField()
    taken_at = models.DateTimeField()
    total = models.IntegerField()
    finished = models.IntegerField()
    held = models.IntegerField()
    reported = models.IntegerField()
    ratified = models.IntegerField()
    late = models.IntegerField()

    class Meta:
        ordering = ("taken_on",)
        constraints = (
            models.UniqueConstraint(name="snapshot_once_a_day", fields=("season_unit", "taken_on")),
        )

    def __str__(self) -> str:
        return f"{self.season_unit_id} {self.taken_on}"
