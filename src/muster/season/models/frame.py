from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Season(models.Model):
    """One round of congresses of one organisation tree under one rule pack.

    The tree is frozen as it stood on ``tree_on``: past figures never move when units are
    merged or renamed later. ``pack`` and ``pack_version`` are what new congresses pin.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    pack = models.CharField(max_length=40)
    pack_version = models.CharField(max_length=20)
    root = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="+")
    edge_kind = models.CharField(max_length=40)
    tree_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("-starts_on",)
        constraints = (
            models.CheckConstraint(
                name="season_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
        )

    def __str__(self) -> str:
        return self.name


class SeasonUnit(models.Model):
    """A unit as the season froze it: a nested set over the frozen tree.

    ``joined_on`` and ``left_on`` with their reasons are the history of the denominator: a unit
    that came late or left stays readable. Rows below a row *u* are those with
    ``u.first <= first <= u.last``, equal on every database.
    ``group`` is the row directly below the root that holds this one (the root's own is null).
    """

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="season_units")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    group = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    tier = models.CharField(max_length=40)
    phone = models.CharField(max_length=40, blank=True)
    is_closed = models.BooleanField(default=False)
    joined_on = models.DateField()
    joined_reason = models.CharField(max_length=300, blank=True)
    left_on = models.DateField(null=True, blank=True)
    left_reason = models.CharField(max_length=300, blank=True)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=400, editable=False)

    class Meta:
        ordering = ("season", "first")
        constraints = (
            models.UniqueConstraint(name="season_unit_once", fields=("season", "unit")),
            models.CheckConstraint(name="season_unit_span", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="season_unit_left_has_reason",
                condition=Q(left_on__isnull=True) | ~Q(left_reason=""),
            ),
        )
        indexes = (
            models.Index(fields=("season", "first", "last")),
            models.Index(fields=("season", "sort_key")),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_leaf(self) -> bool:
        """Whether nothing stands below; such a unit keeps no counters, its congress says all."""
        return self.first == self.last


class TierDeadline(models.Model):
    """The day by which all congresses of a tier must have reached a milestone.

    An amendment is a new row with its reason; the one it replaces stays and is marked.
    """

    class Milestone(models.TextChoices):
        HELD = "held", _("held")
        REPORTED = "reported", pgettext_lazy("progress", "reported")
        RATIFIED = "ratified", _("ratified")

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="tier_deadlines")
    tier = models.CharField(max_length=40)
    milestone = models.CharField(max_length=10, choices=Milestone)
    due_on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    set_by = models.CharField(max_length=120)
    set_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("tier", "milestone", "set_at")
        constraints = (
            models.UniqueConstraint(
                name="tier_deadline_one_in_force",
                fields=("season", "tier", "milestone"),
                condition=Q(replaced_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.tier} {self.milestone} {self.due_on}"
