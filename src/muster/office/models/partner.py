from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Partner(models.Model):
    """An organisation beside the own force that helps to protect: its duty desk, not persons.

    kind: key of the pack. contact, deputy: by function and name as their letter gives them.
    channel: radio channel or call sign.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="partners"
    )
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    duty_phone = models.CharField(max_length=40, blank=True)
    contact = models.CharField(max_length=160, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    deputy = models.CharField(max_length=160, blank=True)
    deputy_phone = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()
    sort_key = models.CharField(max_length=400, editable=False)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("sort_key", "pk")
        constraints = (
            models.UniqueConstraint(name="partner_once", fields=("season_unit", "name")),
        )

    def __str__(self) -> str:
        return self.name


class Reply(models.TextChoices):
    """What a partner answered."""

    YES = "yes", pgettext_lazy("partner", "as asked")
    PARTLY = "partly", pgettext_lazy("partner", "in part")
    NO = "no", pgettext_lazy("partner", "declined")


STANDING = Q(withdrawn_at__isnull=True)
# Nobody holds what was asked for: no reply, or a no.
OPEN = STANDING & (Q(reply="") | Q(reply=Reply.NO))
PROMISED = STANDING & Q(reply__in=(Reply.YES, Reply.PARTLY))


class Commitment(models.Model):
    """What one partner is asked for, for which hours and where, and what came back.

    event: what it is for, if not for the whole season. count: how many people, vehicles or sets
    are asked; promised: how many were promised. asked_paper or asked_symbol: the letter that
    asked; reply_paper or reply_symbol: the letter that answered. confirmed_*: the telephone call
    before the day. Without a reply it is an open post.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="commitments")
    event = models.ForeignKey(
        "season.Event", on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    what = models.CharField(max_length=300)
    where = models.CharField(max_length=200, blank=True)
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    asked_on = models.DateField(null=True, blank=True)
    asked_paper = models.ForeignKey(
        "office.Paper", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_symbol = models.CharField(max_length=80, blank=True)
    reply_due_on = models.DateField()
    reply = models.CharField(max_length=6, choices=Reply, blank=True)
    replied_on = models.DateField(null=True, blank=True)
    promised = models.PositiveSmallIntegerField(null=True, blank=True)
    reply_paper = models.ForeignKey(
        "office.Paper", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reply_symbol = models.CharField(max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=120, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="commitment_ends_after_start",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("What is asked for must end after it starts."),
            ),
            models.CheckConstraint(
                name="commitment_reply_says_when",
                condition=Q(reply="", replied_on__isnull=True)
                | (~Q(reply="") & Q(replied_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="commitment_confirmed_was_promised",
                condition=Q(confirmed_at__isnull=True) | Q(reply__in=(Reply.YES, Reply.PARTLY)),
            ),
            models.CheckConstraint(
                name="commitment_withdrawn_has_reason",
                condition=STANDING | ~Q(withdrawn_reason=""),
            ),
        )
        indexes = (
            models.Index(name="commitment_open", fields=("reply_due_on",), condition=OPEN),
            models.Index(fields=("event", "starts_at")),
        )

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        """Whether nobody holds what was asked for."""
        return self.withdrawn_at is None and self.reply in ("", Reply.NO)

    @property
    def is_promised(self) -> bool:
        """Whether something was promised and still stands."""
        return self.withdrawn_at is None and self.reply in (Reply.YES, Reply.PARTLY)
