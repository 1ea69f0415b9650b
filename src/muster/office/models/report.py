from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy


class Reporting(models.Model):
    """From a day on, the units below *season_unit* and itself report in a form of the pack.

    ends_on: the last due day, none while it goes on.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="reportings"
    )
    form = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ordered_by = models.CharField(max_length=120)
    ordered_at = models.DateTimeField()
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("starts_on", "form")
        constraints = (
            models.UniqueConstraint(
                name="reporting_once", fields=("season_unit", "form"), condition=Q(ends_on=None)
            ),
            models.CheckConstraint(
                name="reporting_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.form} from {self.starts_on}"


class ReportPeriod(models.Model):
    """What the unit that receives them laid down about the reports of one form due on one day.

    Made when the first of them is sent, or when something is laid down. Its row is the lock
    under which reports are sent and the period is closed. due_at: another hour than the form's.
    A closed period takes no report.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="report_periods"
    )
    form = models.CharField(max_length=40)
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("-due_on", "form")
        constraints = (
            models.UniqueConstraint(
                name="report_period_once", fields=("season_unit", "form", "due_on")
            ),
            models.CheckConstraint(
                name="report_period_closed_by_somebody",
                condition=Q(closed_at__isnull=True) | ~Q(closed_by=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.due_on}"


class DueChange(models.Model):
    """The due hour of a period was moved: from, to, why, by whom. Never overwritten."""

    period = models.ForeignKey(ReportPeriod, on_delete=models.PROTECT, related_name="changes")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("changed_at",)

    def __str__(self) -> str:
        return f"{self.old_due_at} to {self.new_due_at}"


class Report(models.Model):
    """One unit's report in one form for the period due on one day.

    receiver: the unit above that adds it up; the unit itself where the report leaves the season.
    values: as they are being worked on; filled: what muster filled in, with its source; note:
    why something differs from that. sent: the values of the newest issue, none before the first.
    issue: how often it was sent. first_sent_at, is_late: of the first sending.
    is_behind: something below was sent or corrected after this was sent on.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="reports"
    )
    receiver = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="reports_received"
    )
    form = models.CharField(max_length=40)
    due_on = models.DateField()
    values = models.JSONField(default=dict)
    filled = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    sent = models.JSONField(null=True, blank=True)
    issue = models.PositiveSmallIntegerField(default=0)
    is_nil = models.BooleanField(default=False)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=120, blank=True)
    is_late = models.BooleanField(default=False)
    is_behind = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-due_on", "season_unit__first")
        constraints = (
            models.UniqueConstraint(name="report_once", fields=("season_unit", "form", "due_on")),
            models.CheckConstraint(
                name="report_sent_says_when",
                condition=Q(issue=0) | Q(first_sent_at__isnull=False, sent_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(name="report_received", fields=("receiver", "form", "due_on")),
            models.Index(name="report_sent", fields=("form", "due_on", "issue")),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.due_on}"

    @property
    def is_sent(self) -> bool:
        """Whether the level above has it."""
        return self.issue > 0


class Via(models.TextChoices):
    """How a report came in."""

    PAGE = "page", pgettext_lazy("report", "on the page")
    TELEPHONE = "telephone", pgettext_lazy("report", "on the telephone")
    SHEET = "sheet", pgettext_lazy("report", "from a sheet")


class ReportIssue(models.Model):
    """One sending of a report, never changed: the first, or a correction that says what and why.

    changed: for each field that a correction changed, its key with the old and the new value.
    told_by, told_at: who said it on the telephone, and when, if a clerk entered it.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField()
    values = models.JSONField()
    filled = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    changed = models.JSONField(default=list)
    is_nil = models.BooleanField(default=False)
    via = models.CharField(max_length=10, choices=Via)
    told_by = models.CharField(max_length=120, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=120)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ("report", "-number")
        constraints = (
            models.UniqueConstraint(name="report_issue_once", fields=("report", "number")),
            models.CheckConstraint(
                name="report_told_by_somebody",
                condition=~Q(via=Via.TELEPHONE) | ~Q(told_by=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id} issue {self.number}"


class IncidentCount(models.Model):
    """How many incidents of a kind a report counts first: by place, day and hour. No persons.

    A level that adds up others has rows only for what it adds itself, so sums count each once.
    hour: none where only the day is known. zone, kind: keys of the pack.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="incidents")
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="incident_counts"
    )
    happened_on = models.DateField()
    hour = models.PositiveSmallIntegerField(null=True, blank=True)
    zone = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        ordering = ("happened_on", "hour", "zone", "kind")
        constraints = (
            models.UniqueConstraint(
                name="incident_count_once",
                fields=("report", "happened_on", "hour", "zone", "kind"),
            ),
            models.UniqueConstraint(
                name="incident_count_once_a_day",
                fields=("report", "happened_on", "zone", "kind"),
                condition=Q(hour=None),
            ),
            models.CheckConstraint(name="incident_count_positive", condition=Q(count__gte=1)),
            models.CheckConstraint(
                name="incident_hour_of_a_day", condition=Q(hour__isnull=True) | Q(hour__lte=23)
            ),
        )
        indexes = (models.Index(name="incident_by_day", fields=("season_unit", "happened_on")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}: {self.count}"
