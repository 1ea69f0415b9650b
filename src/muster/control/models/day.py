from django.db import models
from django.db.models import Q, UniqueConstraint


class DaySheet(models.Model):
    """What is known of one event on its day, with a control room or without.

    reached: by the key of the stage, when it was reached. calls: how many there were; troubles:
    how many of them are open. heard_at: the last one; due_at: when the next is owed, null while
    none is.
    """

    uuid = models.UUIDField(primary_key=True)
    event = models.OneToOneField("season.Event", on_delete=models.PROTECT, related_name="day_sheet")
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="day_sheets"
    )
    reached = models.JSONField(default=dict)
    calls = models.PositiveIntegerField(default=0)
    troubles = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("event",)

    def __str__(self) -> str:
        return f"sheet of event {self.event_id}"


class DayCall(models.Model):
    """One call, message or visit of a page that said how an event stands.

    Never changed, but that a trouble is settled. stage: key of the pack, or nothing;
    is_taken_back: it was not reached after all. is_trouble: something is wrong there; settled_at,
    settled_by: till then it is open.
    """

    class Way(models.TextChoices):
        PHONE = "phone"
        MESSAGE = "message"
        PAGE = "page"

    uuid = models.UUIDField(primary_key=True)
    sheet = models.ForeignKey(DaySheet, on_delete=models.PROTECT, related_name="calls_of")
    number = models.PositiveIntegerField()
    way = models.CharField(max_length=8, choices=Way)
    stage = models.CharField(max_length=40, blank=True)
    is_taken_back = models.BooleanField(default=False)
    is_trouble = models.BooleanField(default=False)
    text = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("sheet", "-number")
        constraints = (UniqueConstraint(name="day_call_number_once", fields=("sheet", "number")),)
        indexes = (
            models.Index(
                name="day_call_trouble",
                fields=("sheet",),
                condition=Q(is_trouble=True, settled_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"call {self.number}"
