from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Officer(models.Model):
    """A person of the duty force: skills (keys of the pack) and where the way to duty begins.

    home_lat, home_lon: the station or quarters of the unit, in WGS 84 degrees.
    """

    person = models.OneToOneField("tree.Person", on_delete=models.PROTECT, related_name="officer")
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="officers")
    skills = models.JSONField(default=list)
    home_name = models.CharField(max_length=120, blank=True)
    home_lat = models.FloatField()
    home_lon = models.FloatField()
    is_available = models.BooleanField(default=True)

    class Meta:
        ordering = ("person__sort_key",)
        constraints = (
            models.CheckConstraint(
                name="officer_home_on_earth",
                condition=Q(home_lat__range=(-90, 90), home_lon__range=(-180, 180)),
            ),
        )

    def __str__(self) -> str:
        return f"officer {self.person_id}"


class Vehicle(models.Model):
    """An own vehicle: a resource with types (keys of the pack) and a station."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="vehicles")
    types = models.JSONField(default=list)
    home_name = models.CharField(max_length=120, blank=True)
    home_lat = models.FloatField()
    home_lon = models.FloatField()
    is_available = models.BooleanField(default=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """An officer or a vehicle is not at hand in ``[starts_at, ends_at)``; kind is a pack key."""

    officer = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, blank=True, related_name="absences"
    )
    vehicle = models.ForeignKey(
        Vehicle, on_delete=models.PROTECT, null=True, blank=True, related_name="absences"
    )
    kind = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at",)
        constraints = (
            models.CheckConstraint(
                name="absence_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("An absence must end after it starts."),
            ),
            models.CheckConstraint(
                name="absence_of_one",
                condition=Q(officer__isnull=False, vehicle__isnull=True)
                | Q(officer__isnull=True, vehicle__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} from {self.starts_at}"
