from django.db import models
from django.db.models import Q


class Split(models.Model):
    """The people that a roster needs, shared out among units, who name their own.

    per: how the paper groups the asks, by shift or by day. uncovered: weight that the quotas
    leave open; uncovered_bound: no split and no roster leaves less. A team that is named is taken
    whole, with its leader, or not at all.
    """

    roster = models.OneToOneField("duty.Roster", on_delete=models.CASCADE, related_name="split")
    per = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    uncovered = models.FloatField()
    uncovered_bound = models.FloatField()
    method = models.CharField(max_length=200, blank=True)
    seconds = models.FloatField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"quotas of roster {self.roster_id}"


class Quota(models.Model):
    """How many people one unit names for one shift. unit: a branch below the season's root."""

    split = models.ForeignKey(Split, on_delete=models.CASCADE, related_name="quotas")
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="+")
    shift = models.ForeignKey("duty.Shift", on_delete=models.PROTECT, related_name="quotas")
    head_count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("unit", "shift__starts_at", "shift")
        constraints = (
            models.UniqueConstraint(name="quota_once", fields=("split", "unit", "shift")),
            models.CheckConstraint(name="quota_asks", condition=Q(head_count__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.head_count} of unit {self.unit_id} for shift {self.shift_id}"


class Naming(models.Model):
    """A name that a unit returned for one shift: accepted, or refused with the rule's code.

    written: what the unit wrote, where that is nobody of the force. data: the refusal's figures.
    team: the team under which the name came, empty for a single one.
    """

    split = models.ForeignKey(Split, on_delete=models.CASCADE, related_name="namings")
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="+")
    shift = models.ForeignKey(
        "duty.Shift", on_delete=models.PROTECT, null=True, blank=True, related_name="namings"
    )
    officer = models.ForeignKey(
        "duty.Officer", on_delete=models.PROTECT, null=True, blank=True, related_name="namings"
    )
    written = models.CharField(max_length=120, blank=True)
    team = models.CharField(max_length=40, blank=True)
    is_leader = models.BooleanField(default=False)
    code = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict, blank=True)
    said_at = models.DateTimeField()
    said_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("unit", "shift__starts_at", "pk")
        constraints = (
            models.UniqueConstraint(
                name="named_once",
                fields=("split", "shift", "officer"),
                condition=Q(code=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer_id or self.written} for shift {self.shift_id}"
