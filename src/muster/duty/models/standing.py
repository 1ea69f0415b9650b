from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from muster.duty.models.roster import Affected, Roster


class StandingPost(models.Model):
    """A place that is held all season, not for one event: a command post, a duty desk.

    kind: key of the pack, which says the shifts, the cover wanted and the groups of the staff.
    """

    season = models.ForeignKey(
        "season.Season", on_delete=models.PROTECT, related_name="standing_posts"
    )
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="standing_posts")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(name="standing_post_once", fields=("season", "unit", "name")),
        )

    def __str__(self) -> str:
        return self.name


class StandingRoster(models.Model):
    """Who holds which shift of a standing post on which day of ``[starts_on, ends_on)``.

    Whole weeks from a Monday. One published roster of a post covers a day: triggers hold it.
    penalty: what missing and surplus people and unmet requests weigh after the last search, bound:
    no roster has less; both are empty once a hand changed something. clashes: rules that cannot
    be kept together, as the last search found them: engine id of the officer and engine words.
    """

    post = models.ForeignKey(StandingPost, on_delete=models.PROTECT, related_name="rosters")
    number = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=12, choices=Roster.State)
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
    penalty = models.BigIntegerField(null=True, blank=True)
    bound = models.BigIntegerField(null=True, blank=True)
    clashes = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-starts_on", "-number")
        constraints = (
            models.UniqueConstraint(name="standing_number_once", fields=("post", "number")),
            models.CheckConstraint(
                name="standing_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))
            ),
        )

    def __str__(self) -> str:
        return f"standing roster {self.number} of post {self.post_id}"

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.ends_on - self.starts_on).days

    @property
    def dates(self) -> list[date]:
        """Every day that it covers."""
        return [self.starts_on + timedelta(days=n) for n in range(self.days)]


class StandingMember(models.Model):
    """An officer on the staff of a standing roster; group: key of the pack, with its limits."""

    roster = models.ForeignKey(StandingRoster, on_delete=models.CASCADE, related_name="members")
    officer = models.ForeignKey("duty.Officer", on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=40)

    class Meta:
        ordering = ("officer__person__sort_key", "pk")
        constraints = (
            models.UniqueConstraint(name="standing_member_once", fields=("roster", "officer")),
        )

    def __str__(self) -> str:
        return f"officer {self.officer_id} in {self.group}"


class StandingNeed(models.Model):
    """How many are wanted on a shift (key of the pack) of a day, and what a miss weighs."""

    roster = models.ForeignKey(StandingRoster, on_delete=models.CASCADE, related_name="needs")
    day = models.DateField()
    shift = models.CharField(max_length=40)
    need = models.PositiveSmallIntegerField()
    weight_under = models.PositiveIntegerField()
    weight_over = models.PositiveIntegerField()

    class Meta:
        ordering = ("day", "pk")
        constraints = (
            models.UniqueConstraint(name="standing_need_once", fields=("roster", "day", "shift")),
        )

    def __str__(self) -> str:
        return f"{self.need} on {self.shift} of {self.day}"


class StandingRequest(models.Model):
    """An officer asks for a shift on a day, or not to have it; no shift: asks for a day off."""

    roster = models.ForeignKey(StandingRoster, on_delete=models.CASCADE, related_name="requests")
    officer = models.ForeignKey("duty.Officer", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    shift = models.CharField(max_length=40, blank=True)
    is_wanted = models.BooleanField()
    weight = models.PositiveIntegerField()
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("day", "officer__person__sort_key", "pk")
        constraints = (
            models.UniqueConstraint(
                name="standing_request_once", fields=("roster", "officer", "day", "shift")
            ),
            models.CheckConstraint(
                name="standing_request_of_a_shift",
                condition=Q(is_wanted=False) | ~Q(shift=""),
            ),
        )

    def __str__(self) -> str:
        return f"officer {self.officer_id} on {self.day}"


class StandingDuty(models.Model):
    """An officer holds a shift on a day: at most one a day.

    starts_at, ends_at: when the pack's shift begins and ends on that day, so that whatever else
    an officer does can be held against it. A locked one was placed by hand.
    """

    roster = models.ForeignKey(StandingRoster, on_delete=models.CASCADE, related_name="duties")
    officer = models.ForeignKey(
        "duty.Officer", on_delete=models.PROTECT, related_name="standing_duties"
    )
    day = models.DateField()
    shift = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_locked = models.BooleanField(default=False)

    class Meta:
        ordering = ("day", "starts_at", "pk")
        constraints = (
            models.UniqueConstraint(name="standing_duty_once", fields=("roster", "officer", "day")),
            models.CheckConstraint(
                name="standing_duty_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        )
        indexes = (models.Index(fields=("officer", "starts_at")),)

    def __str__(self) -> str:
        return f"officer {self.officer_id}: {self.shift} on {self.day}"


class StandingRun(models.Model):
    """One search for a standing roster, so that it can be repeated and checked.

    problem_gz: the input as text of the public family; answer_gz: ``muster-standing-roster/1``
    with the prices that prove the bound, or the rules that clash. by_count: iterations, not
    seconds, ended it.
    """

    roster = models.ForeignKey(StandingRoster, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    asked_by = models.CharField(max_length=120)
    input_sha256 = models.CharField(max_length=64)
    problem_gz = models.BinaryField()
    answer_gz = models.BinaryField()
    seed = models.PositiveIntegerField()
    workers = models.PositiveSmallIntegerField()
    code_version = models.CharField(max_length=40)
    seconds = models.FloatField()
    iterations = models.PositiveBigIntegerField()
    penalty = models.BigIntegerField(null=True, blank=True)
    bound = models.BigIntegerField(null=True, blank=True)
    aim = models.CharField(max_length=12)
    by_count = models.BooleanField(default=False)
    course = models.TextField(blank=True)

    class Meta:
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"run of standing roster {self.roster_id}"


class StandingAffected(models.Model):
    """Somebody whose standing duty differs from the roster that was in force, at publishing."""

    roster = models.ForeignKey(StandingRoster, on_delete=models.CASCADE, related_name="affected")
    officer = models.ForeignKey("duty.Officer", on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=8, choices=Affected.Change)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="standing_affected_once", fields=("roster", "officer")),
        )

    def __str__(self) -> str:
        return f"{self.officer_id} {self.change}"
