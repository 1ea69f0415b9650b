from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Closing(models.Model):
    """What is still to be settled after a congress, until it is signed as closed."""

    congress = models.OneToOneField(
        "season.Congress", on_delete=models.PROTECT, related_name="closing"
    )
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closed_note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("-congress__ends_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="closing_closed_has_author",
                condition=Q(closed_at__isnull=True) | ~Q(closed_by=""),
            ),
        )

    def __str__(self) -> str:
        return f"closing of {self.congress_id}"


class ClosingItem(models.Model):
    """One thing of a closing: settled with its day, counts or paper, or excused with a reason.

    key: of the pack. given_out = returned + destroyed + missing once settled by count; what is
    missing is explained in note. paper or symbol: the number of the paper that settles it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("closing", "open")
        SETTLED = "settled", pgettext_lazy("closing", "settled")
        EXCUSED = "excused", pgettext_lazy("closing", "not needed")

    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)
    given_out = models.PositiveIntegerField(null=True, blank=True)
    returned = models.PositiveIntegerField(null=True, blank=True)
    destroyed = models.PositiveIntegerField(null=True, blank=True)
    missing = models.PositiveIntegerField(null=True, blank=True)
    paper = models.ForeignKey(
        "office.Paper", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    symbol = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("closing", "position")
        constraints = (
            models.UniqueConstraint(name="closing_item_once", fields=("closing", "key")),
            models.CheckConstraint(
                name="closing_item_settled_has_day",
                condition=~Q(state="settled") | Q(done_on__isnull=False),
            ),
            models.CheckConstraint(
                name="closing_item_excused_has_reason",
                condition=~Q(state="excused") | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="closing_item_counts_add_up",
                condition=Q(given_out__isnull=True)
                | Q(given_out=F("returned") + F("destroyed") + F("missing")),
                violation_error_message=_("Back, destroyed and missing must make what was out."),
            ),
        )
        indexes = (
            models.Index(name="closing_item_open", fields=("due_on",), condition=Q(state="open")),
        )

    def __str__(self) -> str:
        return self.key


class AllowanceRow(models.Model):
    """One line of the table to sign: days of attendance by a rate. Money of a table, not a ledger.

    group: key of the pack. name: own staff or a group of people; heads: how many the line is for.
    rate: of one day and head, in the smallest unit. source: where attendance was taken from.
    """

    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="allowances")
    line = models.PositiveIntegerField()
    group = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    unit_name = models.CharField(max_length=200, blank=True)
    heads = models.PositiveIntegerField(default=1)
    days = models.DecimalField(max_digits=5, decimal_places=1)
    rate = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("closing", "line")
        constraints = (
            models.UniqueConstraint(name="allowance_line_once", fields=("closing", "line")),
            models.UniqueConstraint(
                name="allowance_source_once", fields=("closing", "source"), condition=~Q(source="")
            ),
            models.CheckConstraint(
                name="allowance_for_somebody", condition=Q(heads__gte=1, days__gte=0)
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def amount(self) -> int:
        """Days by heads by rate, in the smallest unit, halves of it cut off."""
        return int(self.days * self.heads * self.rate)


class ArchiveRow(models.Model):
    """One line of the list that goes to the archive. source: the row that it was taken from."""

    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="archive_list")
    line = models.PositiveIntegerField()
    title = models.CharField(max_length=500)
    symbol = models.CharField(max_length=80, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    sheets = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("closing", "line")
        constraints = (
            models.UniqueConstraint(name="archive_line_once", fields=("closing", "line")),
            models.UniqueConstraint(
                name="archive_source_once", fields=("closing", "source"), condition=~Q(source="")
            ),
        )

    def __str__(self) -> str:
        return self.title


class AwardRow(models.Model):
    """A proposal for an award to a unit or to own staff, with the work that it is for."""

    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="awards")
    line = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200, blank=True)
    work = models.CharField(max_length=500)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("closing", "line")
        constraints = (models.UniqueConstraint(name="award_line_once", fields=("closing", "line")),)

    def __str__(self) -> str:
        return self.name
