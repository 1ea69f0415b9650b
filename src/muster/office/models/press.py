from django.db import models
from django.db.models import F, Q

STANDING = Q(withdrawn_at__isnull=True)


class PressTeam(models.Model):
    """One organisation of the press at an event: how many passes, for which zone; no names.

    zone: key of the pack. equipment: what it brings, vehicles: how many of them. first_pass: its
    passes bear the numbers from there on, given when they are handed out. returned: how many came
    back.
    """

    event = models.ForeignKey("season.Event", on_delete=models.PROTECT, related_name="press_teams")
    organisation = models.CharField(max_length=200)
    zone = models.CharField(max_length=40)
    passes = models.PositiveSmallIntegerField()
    vehicles = models.PositiveSmallIntegerField(default=0)
    equipment = models.CharField(max_length=200, blank=True)
    first_pass = models.PositiveIntegerField(null=True, blank=True)
    handed_on = models.DateField(null=True, blank=True)
    handed_by = models.CharField(max_length=120, blank=True)
    returned = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("event", "organisation", "pk")
        constraints = (
            models.UniqueConstraint(
                name="press_team_once", fields=("event", "organisation", "zone"), condition=STANDING
            ),
            models.UniqueConstraint(
                name="press_pass_once",
                fields=("event", "first_pass"),
                condition=Q(first_pass__isnull=False),
            ),
            models.CheckConstraint(name="press_team_has_passes", condition=Q(passes__gte=1)),
            models.CheckConstraint(
                name="press_no_more_back_than_out", condition=Q(returned__lte=F("passes"))
            ),
            models.CheckConstraint(
                name="press_handed_out_is_numbered",
                condition=Q(handed_on__isnull=True, first_pass__isnull=True)
                | Q(handed_on__isnull=False, first_pass__isnull=False),
            ),
            models.CheckConstraint(
                name="press_withdrawn_has_reason", condition=STANDING | ~Q(withdrawn_reason="")
            ),
        )

    def __str__(self) -> str:
        return self.organisation

    @property
    def last_pass(self) -> int | None:
        """The number of its last pass."""
        return None if self.first_pass is None else self.first_pass + self.passes - 1

    @property
    def outside(self) -> int:
        """How many passes are handed out and have not come back."""
        return self.passes - self.returned if self.handed_on else 0


class PressRelease(models.Model):
    """What the press is told, once it is signed. to: by which ways it goes out."""

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="press_releases"
    )
    event = models.ForeignKey(
        "season.Event",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="press_releases",
    )
    title = models.CharField(max_length=300)
    text = models.TextField()
    to = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                name="press_release_says_something", condition=~Q(title="") & ~Q(text="")
            ),
        )

    def __str__(self) -> str:
        return self.title
