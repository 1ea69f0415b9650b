from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    """Whether papers come in or go out."""

    INCOMING = "incoming", pgettext_lazy("paper", "incoming")
    OUTGOING = "outgoing", pgettext_lazy("paper", "outgoing")


class Register(models.Model):
    """One body's register of papers. rule: key of the pack's registers, which says its numbering.

    mark: the body's sign in the symbols of what goes out.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="registers"
    )
    rule = models.CharField(max_length=40)
    direction = models.CharField(max_length=10, choices=Direction)
    name = models.CharField(max_length=120)
    mark = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("season_unit__first", "direction", "name")
        constraints = (
            models.UniqueConstraint(name="register_name_once", fields=("season_unit", "name")),
        )

    def __str__(self) -> str:
        return self.name


class Volume(models.Model):
    """The stretch of time over which a register's numbers run: a year, or a term.

    first_number: begins above what a paper register had reached. last_number: the number taken
    last; every number from the first to it belongs to one paper. The row is the lock under which
    numbers are taken. ends_on: the last day, none while a term lasts.
    """

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="volumes")
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    first_number = models.PositiveIntegerField(default=1)
    last_number = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("register", "-starts_on")
        constraints = (
            models.UniqueConstraint(name="volume_once", fields=("register", "starts_on")),
            models.CheckConstraint(
                name="volume_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("A volume must end after it starts."),
            ),
            models.CheckConstraint(
                name="volume_numbers_go_on",
                condition=Q(first_number__gte=1) & Q(last_number__gte=F("first_number") - 1),
            ),
        )

    def __str__(self) -> str:
        return self.name
