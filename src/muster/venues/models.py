"""Places where congresses and events are held: first form."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Venue(models.Model):
    """A place with an address and coordinates (WGS 84 degrees)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="venues")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.CharField(max_length=400, editable=False)

    class Meta:
        ordering = ("sort_key", "code")
        constraints = (
            models.CheckConstraint(
                name="venue_lat_on_earth", condition=Q(lat__isnull=True) | Q(lat__range=(-90, 90))
            ),
            models.CheckConstraint(
                name="venue_lon_on_earth",
                condition=Q(lon__isnull=True) | Q(lon__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="venue_lat_with_lon",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False),
                violation_error_message=_("Latitude and longitude go together."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A hall or room; capacity is what somebody stated, not what was calculated."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=120)
    capacity_people = models.PositiveIntegerField(null=True, blank=True)
    capacity_stated_by = models.CharField(max_length=120, blank=True)
    capacity_stated_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("venue", "name")
        constraints = (models.UniqueConstraint(name="room_once", fields=("venue", "name")),)

    def __str__(self) -> str:
        return self.name


class VenueContact(models.Model):
    """Whom to call at the venue, for what."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40)

    class Meta:
        ordering = ("venue", "name")
        constraints = (
            models.UniqueConstraint(name="venue_contact_once", fields=("venue", "name")),
        )

    def __str__(self) -> str:
        return self.name


class VenueCard(models.Model):
    """The venue's own form of a contingency card of the pack: its doors, its people by name.

    key: the card in the pack. by_hand: sentences; tasks: objects with text, owner, due_min, as
    :class:`muster.venues.queries.CardStep`.
    """

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="cards")
    key = models.CharField(max_length=40)
    by_hand = models.JSONField(default=list)
    tasks = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("venue", "key")
        constraints = (
            models.UniqueConstraint(name="card_once_per_venue", fields=("venue", "key")),
        )

    def __str__(self) -> str:
        return f"{self.key} of {self.venue_id}"
