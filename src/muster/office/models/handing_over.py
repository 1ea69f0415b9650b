from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HandingOver(models.Model):
    """One officer's work passes to another: drawn up, signed by both, confirmed, then it moves.

    giver, taker: the names under which work stands; giver_account, taker_account: None for those
    without one, who sign on paper. giver_signed, taker_signed: how each signed, in words that
    name the account or the paper. Nothing moves before it is confirmed.
    """

    class State(models.TextChoices):
        DRAWN = "drawn", pgettext_lazy("handing over", "to be signed")
        CONFIRMED = "confirmed", pgettext_lazy("handing over", "handed over")
        WITHDRAWN = "withdrawn", pgettext_lazy("handing over", "withdrawn")

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="handings_over"
    )
    giver = models.CharField(max_length=120)
    giver_account = models.ForeignKey(
        "tree.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taker = models.CharField(max_length=120)
    taker_account = models.ForeignKey(
        "tree.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300)
    from_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAWN)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=120)
    giver_signed_at = models.DateTimeField(null=True, blank=True)
    giver_signed = models.CharField(max_length=200, blank=True)
    taker_signed_at = models.DateTimeField(null=True, blank=True)
    taker_signed = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("-drawn_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="handing_over_between_two",
                condition=~Q(giver=F("taker")),
                violation_error_message=_("Nobody hands over to himself."),
            ),
            models.CheckConstraint(
                name="handing_over_confirmed_is_signed",
                condition=~Q(state="confirmed")
                | Q(
                    giver_signed_at__isnull=False,
                    taker_signed_at__isnull=False,
                    confirmed_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="handing_over_withdrawn_has_reason",
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
            ),
        )
        indexes = (models.Index(fields=("season_unit", "-drawn_at")),)

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"

    @property
    def is_drawn(self) -> bool:
        """Whether signatures are still wanted."""
        return self.state == self.State.DRAWN

    @property
    def is_signed(self) -> bool:
        """Whether both have signed."""
        return self.giver_signed_at is not None and self.taker_signed_at is not None


class HandedLine(models.Model):
    """One thing of a handing over, as it stood when both signed.

    part: key of the part that knows it; KEYS for what is handed over by hand (keys, seals,
    folders), which has no subject. moved: done at confirmation; False afterwards means that it
    had been settled meanwhile.
    """

    KEYS = "keys"

    handing = models.ForeignKey(HandingOver, on_delete=models.CASCADE, related_name="lines")
    part = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    moved = models.BooleanField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                name="handed_once", fields=("handing", "subject"), condition=~Q(subject="")
            ),
        )

    def __str__(self) -> str:
        return self.title
