from django.db import models
from django.db.models import Q


class Piece(models.Model):
    """A radio, vehicle, weapon or support tool of our own, under its number.

    kind: key of the pack. room: the key of the control room that has charge of it, a value because
    pieces outlive rooms; null while it lies with its unit. holder: the id of the officer who has
    it, null while nobody has; since: when it came to where it is. missing_at: when a count did not
    find it, with the incident of that count. is_struck: no longer in the register.
    """

    uuid = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="equipment")
    call_sign = models.CharField(max_length=40, blank=True)
    is_struck = models.BooleanField(default=False)
    room = models.UUIDField(null=True, blank=True, db_index=True)
    holder = models.BigIntegerField(null=True, blank=True)
    holder_name = models.CharField(max_length=200, blank=True)
    giver_name = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    missing_at = models.DateTimeField(null=True, blank=True)
    incident = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                name="piece_out_of_a_room", condition=Q(holder=None) | Q(room__isnull=False)
            ),
            models.CheckConstraint(
                name="piece_struck_is_with_its_unit", condition=Q(is_struck=False) | Q(room=None)
            ),
        )

    def __str__(self) -> str:
        return self.number
