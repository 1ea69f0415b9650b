from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# A clerk who forgot to say how it went blocks nobody for longer.
HELD: Final = timedelta(minutes=15)


class CallList(models.Model):
    """Whom one unit calls about one thing.

    purpose: key of the pack. words: what is said, fields in braces, as it was when the list was
    opened. origin: the subject of the record that it comes of, such as ``moving:3``, or nothing.
    above: in a chain, the call by which the unit was told; it calls those below it.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="call_lists"
    )
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=300)
    words = models.TextField()
    origin = models.CharField(max_length=80, blank=True)
    above = models.OneToOneField(
        "office.Call", on_delete=models.PROTECT, null=True, blank=True, related_name="passed_on"
    )
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="call_list_closed_has_reason",
                condition=Q(closed_at__isnull=True) | ~Q(closed_reason=""),
            ),
        )
        indexes = (models.Index(name="call_list_origin", fields=("origin",)),)

    def __str__(self) -> str:
        return self.subject


class CallState(models.TextChoices):
    """Nobody told yet; told; confirmed by call back or by all below; its unit is another now."""

    WAITING = "waiting", pgettext_lazy("call", "to be called")
    TOLD = "told", pgettext_lazy("call", "told")
    CONFIRMED = "confirmed", pgettext_lazy("call", "confirmed")
    REFERRED = "referred", pgettext_lazy("call", "handed to its successor")


class Rung(models.IntegerChoices):
    """Who is called now: the first, the deputy, the unit above."""

    FIRST = 0, _("first")
    DEPUTY = 1, _("deputy")
    SUPERIOR = 2, _("superior")


class Call(models.Model):
    """One unit or one person to be told, and how far that is.

    Numbers are not kept here: they are those of the unit and of own staff in the register, as they
    are at the moment of the call. target: ``unit:7`` or ``person:9``, once in a list.
    whom, deputy: own staff of the unit, or nobody, then its own number. unit_above, superior:
    where and whom to call when neither answers. tries: without an answer at the present rung.
    step, congress: what the call is about. taken_by: who is calling just now.
    heir: the call to the unit that stands for this one now.
    """

    call_list = models.ForeignKey(CallList, on_delete=models.PROTECT, related_name="calls")
    position = models.PositiveIntegerField()
    target = models.CharField(max_length=40)
    unit = models.ForeignKey("tree.Unit", on_delete=models.PROTECT, related_name="+")
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )
    whom = models.ForeignKey(
        "tree.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deputy = models.ForeignKey(
        "tree.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit_above = models.ForeignKey(
        "tree.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superior = models.ForeignKey(
        "tree.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    step = models.ForeignKey(
        "season.Step", on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )
    congress = models.ForeignKey(
        "season.Congress", on_delete=models.PROTECT, null=True, blank=True, related_name="calls"
    )
    words = models.TextField()
    state = models.CharField(max_length=10, choices=CallState, default=CallState.WAITING)
    rung = models.PositiveSmallIntegerField(choices=Rung, default=Rung.FIRST)
    tries = models.PositiveSmallIntegerField(default=0)
    promised_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.CharField(max_length=120, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    heir = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="heir_of"
    )
    note = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.CharField(max_length=120, blank=True)
    taken_by_account = models.BigIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("call_list", "position")
        constraints = (
            models.UniqueConstraint(name="call_once_per_target", fields=("call_list", "target")),
            models.CheckConstraint(
                name="call_told_says_when",
                condition=~Q(state__in=(CallState.TOLD, CallState.CONFIRMED))
                | Q(told_at__isnull=False),
            ),
            models.CheckConstraint(
                name="call_confirmed_says_when",
                condition=~Q(state=CallState.CONFIRMED) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="call_not_its_own_heir", condition=Q(heir__isnull=True) | ~Q(heir=F("id"))
            ),
        )
        indexes = (models.Index(name="call_in_list", fields=("call_list", "state", "position")),)

    def __str__(self) -> str:
        return f"call {self.pk} to {self.target}"

    @property
    def is_told(self) -> bool:
        """Whether nothing more is owed but perhaps a confirmation."""
        return self.state != CallState.WAITING


class CallTry(models.Model):
    """One time that somebody rang: which rung, with what result. Never changed afterwards."""

    class Outcome(models.TextChoices):
        """What came of ringing."""

        REACHED = "reached", pgettext_lazy("call", "reached")
        NO_ANSWER = "no_answer", pgettext_lazy("call", "no answer")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="attempts")
    rung = models.PositiveSmallIntegerField(choices=Rung)
    outcome = models.CharField(max_length=10, choices=Outcome)
    promised_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    tried_at = models.DateTimeField()
    tried_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("tried_at", "pk")

    def __str__(self) -> str:
        return f"{self.call_id}: {self.outcome}"
