from django.db import models
from django.db.models import Q

# What somebody still has to deal with.
OPEN = Q(settled_at__isnull=True, cancelled_at__isnull=True) & (
    Q(due_on__isnull=False) | ~Q(holder="")
)


class Paper(models.Model):
    """One paper that came in or went out, under the number that it took in its transaction.

    season_unit: the body that keeps the register. symbol: of what goes out made by the pack's
    pattern, of what comes in as the sender wrote it. correspondent: the sender, or the
    recipients. dated_on: the paper's own date; registered_on: the day of its arrival or number.
    grade: key of the pack's grades, empty is the usual one: whether its scan may be held.
    holder, due_on: who deals with it, by when; answer: the paper that answered it.
    A cancelled paper keeps its number. search_key: every word of it, folded.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="papers"
    )
    volume = models.ForeignKey("office.Volume", on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField()
    symbol = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=40, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField()
    correspondent = models.CharField(max_length=500)
    abstract = models.CharField(max_length=500)
    authority = models.CharField(max_length=40, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    copies = models.PositiveSmallIntegerField(null=True, blank=True)
    holder = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    answer = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_how = models.CharField(max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=120, blank=True)
    cancelled_reason = models.CharField(max_length=300, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-registered_on", "-number")
        constraints = (
            models.UniqueConstraint(name="paper_number_once", fields=("volume", "number")),
            models.CheckConstraint(name="paper_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="paper_cancelled_has_reason",
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_reason=""),
            ),
        )
        indexes = (
            models.Index(name="paper_open", fields=("season_unit", "due_on"), condition=OPEN),
            models.Index(name="paper_listed", fields=("season_unit", "-registered_on")),
            models.Index(name="paper_by_symbol", fields=("season_unit", "symbol")),
        )

    def __str__(self) -> str:
        return self.symbol or str(self.number)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to deal with it."""
        ended = self.settled_at or self.cancelled_at
        return ended is None and bool(self.due_on or self.holder)


class PaperFile(models.Model):
    """A scan of a paper, stored by its hash; served as an attachment only."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at",)
        constraints = (
            models.UniqueConstraint(name="file_once_per_paper", fields=("paper", "sha256")),
        )

    def __str__(self) -> str:
        return self.name
