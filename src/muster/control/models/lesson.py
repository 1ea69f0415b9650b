from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import pgettext_lazy


class Lesson(models.Model):
    """What the day of a closed room taught, and what it became: by an act, never by a copy.

    of: what it is about once somebody took it up. A risk of the venue or of the unit's events has
    the id of its row; a change to a contingency card of the venue or to a kind of post names its
    key in the pack and is proposed, then accepted or refused by who keeps them. change: the words
    of the new step; owner, due_min: of a card's task, else the step is one by hand.
    """

    class State(models.TextChoices):
        NOTED = "noted", pgettext_lazy("lesson", "nothing came of it yet")
        RISK = "risk", pgettext_lazy("lesson", "known as a risk")
        PROPOSED = "proposed", pgettext_lazy("lesson", "proposed")
        ACCEPTED = "accepted", pgettext_lazy("lesson", "accepted")
        REFUSED = "refused", pgettext_lazy("lesson", "refused")

    class Of(models.TextChoices):
        VENUE = "venue", pgettext_lazy("lesson", "the venue")
        UNIT = "unit", pgettext_lazy("lesson", "the unit's events")
        CARD = "card", pgettext_lazy("lesson", "contingency card")
        POST = "post", pgettext_lazy("lesson", "kind of post")

    uuid = models.UUIDField(primary_key=True)
    room = models.ForeignKey(
        "control.ControlRoom", on_delete=models.PROTECT, related_name="lessons"
    )
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=1000)
    incident = models.ForeignKey(
        "control.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="lessons"
    )
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State)
    of = models.CharField(max_length=5, choices=Of, blank=True)
    key = models.CharField(max_length=40, blank=True)
    change = models.CharField(max_length=500, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    due_min = models.PositiveSmallIntegerField(null=True, blank=True)
    risk = models.BigIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("room", "number")
        constraints = (
            UniqueConstraint(name="lesson_number_once_per_room", fields=("room", "number")),
        )

    def __str__(self) -> str:
        return self.text
