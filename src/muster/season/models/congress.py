from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

UNFINISHED = Q(is_finished=False)


class Congress(models.Model):
    """One unit's congress in a season, with what the board must know without counting.

    pack, pack_version: pinned; moving to a newer one is a logged step.
    "Counted" is a step that reached the state which the procedure's board counts, or is waived.
    is_finished: held and reported are counted. next_due_on, next_step, next_desk: the earliest
    deadline among the steps not counted, and with whom that step lies; late when it is past.
    slack_on: until held, the last day on which the least duration of what remains still fits
    before ``starts_on``, past it the day can no longer be met; once held, the next deadline.
    cleared_on: the last day on which the congress stopped being late.
    """

    season = models.ForeignKey("season.Season", on_delete=models.PROTECT, related_name="congresses")
    season_unit = models.OneToOneField(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="congress"
    )
    procedure = models.CharField(max_length=40)
    pack = models.CharField(max_length=40)
    pack_version = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    delegates = models.PositiveIntegerField(null=True, blank=True)
    size = models.CharField(max_length=40, blank=True)
    risk = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=40, blank=True)
    content = models.CharField(max_length=40, blank=True)
    steps_total = models.PositiveSmallIntegerField(default=0)
    steps_accepted = models.PositiveSmallIntegerField(default=0)
    is_held = models.BooleanField(default=False)
    is_finished = models.BooleanField(default=False)
    next_due_on = models.DateField(null=True, blank=True)
    next_step = models.CharField(max_length=40, blank=True)
    next_desk = models.CharField(max_length=10, blank=True)
    slack_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    reported_on = models.DateField(null=True, blank=True)
    ratified_on = models.DateField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)
    cleared_on = models.DateField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts_on", "season_unit__first")
        constraints = (
            models.CheckConstraint(
                name="congress_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A congress must end on or after its first day."),
            ),
        )
        indexes = (
            # A flag in a condition is no equality to SQLite's planner, so it cannot lead an index.
            models.Index(
                name="congress_in_danger",
                fields=("season", "is_held", "slack_on", "next_due_on"),
                condition=UNFINISHED,
            ),
            models.Index(
                name="congress_due", fields=("season", "next_due_on"), condition=UNFINISHED
            ),
            models.Index(
                name="congress_cleared", fields=("season", "cleared_on"), condition=UNFINISHED
            ),
            models.Index(
                name="congress_finished",
                fields=("season", "finished_on"),
                condition=Q(is_finished=True),
            ),
            models.Index(fields=("season", "starts_on")),
        )

    def __str__(self) -> str:
        return f"congress of {self.season_unit_id}"


class DayChange(models.Model):
    """The congress day was moved: from, to, why, by whom. Never overwritten."""

    congress = models.ForeignKey(Congress, on_delete=models.PROTECT, related_name="day_changes")
    old_starts_on = models.DateField()
    new_starts_on = models.DateField()
    reason = models.CharField(max_length=300)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("changed_at",)
        indexes = (models.Index(fields=("changed_at",)),)

    def __str__(self) -> str:
        return f"{self.old_starts_on} to {self.new_starts_on}"


class Event(models.Model):
    """What needs protecting at a place and time: a congress, or a side event around it.

    kind is a key of the pack (a congress, a celebration, a rehearsal, a send-off).
    """

    season = models.ForeignKey("season.Season", on_delete=models.PROTECT, related_name="events")
    congress = models.OneToOneField(
        Congress, on_delete=models.PROTECT, null=True, blank=True, related_name="event"
    )
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="events"
    )
    key = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    venue = models.ForeignKey(
        "venues.Venue", on_delete=models.PROTECT, null=True, blank=True, related_name="events"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    expected_people = models.PositiveIntegerField(null=True, blank=True)
    size = models.CharField(max_length=40, blank=True)
    risk = models.CharField(max_length=40, blank=True)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.UniqueConstraint(name="event_key_once", fields=("season", "key")),
            models.CheckConstraint(
                name="event_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("An event must end after it starts."),
            ),
        )
        indexes = (models.Index(fields=("season", "starts_at")),)

    def __str__(self) -> str:
        return self.name
