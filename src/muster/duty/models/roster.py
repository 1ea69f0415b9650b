from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Roster(models.Model):
    """Who stands where in ``[starts_at, ends_at)``: a draft, then published, then superseded.

    A shift belongs to the window that its start falls into. At most one published roster of a
    season covers an instant: triggers hold it. uncovered and score come from the last run, with
    the bound proven for each; they are points, never money, and empty once a hand has changed
    the roster. shifts_total, shifts_open are counters kept by the services; based_on is the
    roster this one was copied from. easings: what the roster was allowed beyond the pack's rules
    and the plans (changes of the engine, as JSON); whoever publishes it approves them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")

    season = models.ForeignKey("season.Season", on_delete=models.PROTECT, related_name="rosters")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=120, blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    based_on = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    shifts_total = models.PositiveIntegerField(default=0)
    shifts_open = models.PositiveIntegerField(default=0)
    uncovered = models.FloatField(null=True, blank=True)
    uncovered_bound = models.FloatField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    score_bound = models.FloatField(null=True, blank=True)
    easings = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-starts_at", "-number")
        constraints = (
            models.UniqueConstraint(name="roster_number_once", fields=("season", "number")),
            models.CheckConstraint(
                name="roster_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        )

    def __str__(self) -> str:
        return f"roster {self.number}"


class Run(models.Model):
    """One search for a roster, so that it can be repeated and checked.

    problem_gz: what went into the engine, as ``muster-roster/1``; answer_gz: what came out, with
    the certificates of both bounds, as ``muster-roster-solution/1``; course: how value and bound
    of both levels came together. The same input, seed and iterations give the same answer.
    by_count: iterations, not seconds, ended it. check_found: what the last repetition found.
    """

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    input_sha256 = models.CharField(max_length=64)
    problem_gz = models.BinaryField()
    answer_gz = models.BinaryField()
    seed = models.PositiveIntegerField()
    workers = models.PositiveSmallIntegerField()
    code_version = models.CharField(max_length=40)
    seconds = models.FloatField()
    iterations = models.PositiveIntegerField()
    peak_mb = models.FloatField()
    uncovered = models.FloatField()
    uncovered_bound = models.FloatField()
    score = models.FloatField()
    score_bound = models.FloatField()
    aim = models.CharField(max_length=12, default="solve")
    by_count = models.BooleanField(default=False)
    course = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    check_found = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"run of roster {self.roster_id}"


class Assignment(models.Model):
    """An officer or a vehicle on a shift in one roster, each once.

    A locked one is kept by every search. Triggers refuse two overlapping shifts of one officer
    or one vehicle in a roster.
    """

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="assignments")
    shift = models.ForeignKey("duty.Shift", on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(
        "duty.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    vehicle = models.ForeignKey(
        "duty.Vehicle", on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    is_locked = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                name="officer_once_per_shift", fields=("roster", "shift", "officer")
            ),
            models.UniqueConstraint(
                name="vehicle_once_per_shift", fields=("roster", "shift", "vehicle")
            ),
            models.CheckConstraint(
                name="assignment_of_one",
                condition=Q(officer__isnull=False, vehicle__isnull=True)
                | Q(officer__isnull=True, vehicle__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=("roster", "officer")),
            models.Index(fields=("roster", "vehicle")),
        )

    def __str__(self) -> str:
        return f"{self.shift_id}: {self.officer_id or self.vehicle_id}"


class OpenPlace(models.Model):
    """Places of a shift that a roster leaves empty, and why.

    kind is one of ``muster-roster/1``, or empty where a hand or a changed plan left the place
    open. officers: ids of those concerned, qualified but not to be had. opening: the engine's
    account of it (what keeps how many away, what would fill it), as JSON.
    """

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="open_places")
    shift = models.ForeignKey("duty.Shift", on_delete=models.PROTECT, related_name="open_places")
    missing = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40, blank=True)
    officers = models.JSONField(default=list)
    opening = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="open_place_once", fields=("roster", "shift")),)

    def __str__(self) -> str:
        return f"{self.shift_id} lacks {self.missing}"


class Affected(models.Model):
    """Somebody whose duty differs from the roster that was in force, found at publishing."""

    class Change(models.TextChoices):
        ADDED = "added", _("new duty")
        REMOVED = "removed", _("released")
        CHANGED = "changed", _("duty changed")

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="affected")
    officer = models.ForeignKey("duty.Officer", on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=8, choices=Change)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(name="affected_once", fields=("roster", "officer")),)

    def __str__(self) -> str:
        return f"{self.officer_id} {self.change}"
