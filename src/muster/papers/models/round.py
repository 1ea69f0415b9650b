from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.season.models import SeasonUnit


class RoundState(models.TextChoices):
    """How far a round is. A closed one takes no remarks, a consolidated one is over."""

    OPEN = "open", pgettext_lazy("round", "open")
    CLOSED = "closed", pgettext_lazy("round", "closed")
    CONSOLIDATED = "consolidated", pgettext_lazy("round", "consolidated")


class Published(models.TextChoices):
    """In which form the bodies of a round may read what the others remarked."""

    NOTHING = "nothing", _("not published")
    WITHOUT_UNITS = "without_units", _("without the units' names")
    WITH_UNITS = "with_units", _("with the units' names")


class Round(models.Model):
    """One version of a document laid before many bodies for their remarks.

    number: from 1 in the document. closes_on: the last day on which the owner takes what comes
    up; every level's own day is counted back from it. holder_account, holder, held_since: the
    one editor who consolidates now. result: the version that the remarks led to.
    """

    document = models.ForeignKey("papers.Document", on_delete=models.PROTECT, related_name="rounds")
    version = models.ForeignKey("papers.Version", on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=RoundState, default=RoundState.OPEN)
    asks = models.CharField(max_length=500, blank=True)
    closes_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    holder_account = models.BigIntegerField(null=True, blank=True)
    holder = models.CharField(max_length=120, blank=True)
    held_since = models.DateTimeField(null=True, blank=True)
    consolidated_at = models.DateTimeField(null=True, blank=True)
    consolidated_by = models.CharField(max_length=120, blank=True)
    result = models.ForeignKey(
        "papers.Version", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published = models.CharField(max_length=14, choices=Published, default=Published.NOTHING)

    class Meta:
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(name="round_number_once", fields=("document", "number")),
            models.UniqueConstraint(
                name="round_one_running",
                fields=("document",),
                condition=Q(state__in=(RoundState.OPEN, RoundState.CLOSED)),
            ),
            models.CheckConstraint(
                name="round_closed_says_when",
                condition=Q(state=RoundState.OPEN) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_consolidated_says_when",
                condition=~Q(state=RoundState.CONSOLIDATED) | Q(consolidated_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_held_since",
                condition=Q(holder="", held_since__isnull=True)
                | Q(~Q(holder=""), held_since__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"round {self.number} of document {self.document_id}"

    @property
    def season_unit(self) -> SeasonUnit:
        """The body whose document it is: where the round stands in the tree."""
        return self.document.season_unit

    @property
    def season_unit_id(self) -> int:
        """The key of that body."""
        return self.document.season_unit_id


class DeskState(models.TextChoices):
    """What a body has answered: remarks, or that it has none."""

    WAITING = "waiting", pgettext_lazy("remarks of a body", "not answered")
    PASSED = "passed", pgettext_lazy("remarks of a body", "passed on")
    NIL = "nil", pgettext_lazy("remarks of a body", "no remarks")


class RoundDesk(models.Model):
    """The desk of one body in a round: what lies on it, by when it passes on, whether it has.

    above: the desk to which it passes; null for the owner, who decides. first, last, depth: a
    nested set over the round's own bodies: the desks below one lie between its two numbers.
    lying, returned: remarks that lie here, and those of them that were sent back down.
    bodies, answered, nil, written: counted over this desk and all below it, without the owner's:
    how many bodies, how many have answered, with no remark, and how many remarks they wrote.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="desks")
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="round_desks"
    )
    above = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="below"
    )
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=DeskState, default=DeskState.WAITING)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    is_late = models.BooleanField(default=False)
    lying = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    bodies = models.IntegerField(default=0)
    answered = models.IntegerField(default=0)
    nil = models.IntegerField(default=0)
    written = models.IntegerField(default=0)

    class Meta:
        ordering = ("round", "first")
        constraints = (
            models.UniqueConstraint(name="desk_once_in_round", fields=("round", "season_unit")),
            models.UniqueConstraint(
                name="desk_one_owner", fields=("round",), condition=Q(above__isnull=True)
            ),
            models.CheckConstraint(
                name="desk_answered_says_when",
                condition=Q(state=DeskState.WAITING) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="desk_counts_not_negative",
                condition=Q(
                    lying__gte=0,
                    returned__gte=0,
                    bodies__gte=0,
                    answered__gte=0,
                    nil__gte=0,
                    written__gte=0,
                ),
            ),
        )
        indexes = (models.Index(name="desk_in_tree", fields=("round", "first")),)

    def __str__(self) -> str:
        return f"desk of {self.season_unit_id} in round {self.round_id}"

    @property
    def is_owner(self) -> bool:
        """Whether remarks are decided here and not passed on."""
        return self.above_id is None

    @property
    def is_behind(self) -> bool:
        """Whether something is still owed from here: an answer, or what lies here."""
        return not self.is_owner and (self.state == DeskState.WAITING or self.lying > 0)


class RemarkCount(models.Model):
    """How many remarks lie on a desk for one paragraph: kept with every act, never counted.

    number: of the paragraph in its document, 0 for the text as a whole. leaves: the remarks as
    they were written that stand behind those that lie here.
    """

    desk = models.ForeignKey(RoundDesk, on_delete=models.PROTECT, related_name="counts")
    number = models.PositiveIntegerField()
    lying = models.IntegerField(default=0)
    leaves = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    partly = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="remark_count_once", fields=("desk", "number")),
            models.CheckConstraint(
                name="remark_count_not_negative",
                condition=Q(
                    lying__gte=0, leaves__gte=0, accepted__gte=0, partly__gte=0, refused__gte=0
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.desk_id} {self.number}: {self.lying}"

    @property
    def decided(self) -> int:
        """How many of those that lie here are decided."""
        return self.accepted + self.partly + self.refused
