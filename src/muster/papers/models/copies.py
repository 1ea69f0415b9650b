from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class CopyState(models.TextChoices):
    """Where a copy is: at every moment in exactly one of these."""

    LEFT = "left", pgettext_lazy("copy", "left")
    ISSUED = "issued", pgettext_lazy("copy", "given out")
    BACK = "back", pgettext_lazy("copy", "back")
    MISSING = "missing", pgettext_lazy("copy", "missing")
    SPOILED = "spoiled", pgettext_lazy("copy", "spoiled")
    DESTROYED = "destroyed", pgettext_lazy("copy", "destroyed")


class CopySeries(models.Model):
    """Something printed in numbered copies: drafts, ballots, plans, also of what muster holds not.

    season_unit: who has it printed; congress: for whose congress, if for one. kind: key of the
    pack's kinds of copies; grade: key of the pack's grades. title, symbol: its abstract and
    number, all that is held of what may not be held as a file. document, document_version: what
    was printed where it is a document of muster. printed: how many numbers there are, from 1.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="copy_series"
    )
    congress = models.ForeignKey(
        "season.Congress",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="copy_series",
    )
    kind = models.CharField(max_length=40)
    grade = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=300)
    symbol = models.CharField(max_length=80, blank=True)
    document = models.ForeignKey(
        "papers.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    document_version = models.PositiveSmallIntegerField(null=True, blank=True)
    ordered_by = models.CharField(max_length=200)
    ordered_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    printed = models.PositiveIntegerField(default=0)
    issues_made = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=120, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-begun_at", "-pk")
        constraints = (
            models.CheckConstraint(name="series_has_order", condition=~Q(ordered_by="")),
        )
        indexes = (models.Index(name="series_listed", fields=("season_unit", "kind")),)

    def __str__(self) -> str:
        return self.title


class Printing(models.Model):
    """One order to a printing house and what came back: custody of the original and its traces.

    wanted: how many were ordered. original: what was handed over to print from. good,
    spoiled_sheets: what came back; the good ones got the numbers from first_number on.
    masters_on, masters_how: when and how plates, files and remains at the house were deleted.
    """

    series = models.ForeignKey(CopySeries, on_delete=models.PROTECT, related_name="printings")
    place = models.CharField(max_length=200)
    wanted = models.PositiveIntegerField()
    original = models.CharField(max_length=300, blank=True)
    receiver = models.CharField(max_length=120, blank=True)
    handed_at = models.DateTimeField()
    handed_by = models.CharField(max_length=120)
    due_on = models.DateField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    back_by = models.CharField(max_length=120, blank=True)
    first_number = models.PositiveIntegerField(null=True, blank=True)
    good = models.PositiveIntegerField(null=True, blank=True)
    spoiled_sheets = models.PositiveIntegerField(null=True, blank=True)
    spoiled_how = models.CharField(max_length=300, blank=True)
    masters_on = models.DateField(null=True, blank=True)
    masters_how = models.CharField(max_length=300, blank=True)
    masters_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("series", "pk")
        constraints = (
            models.CheckConstraint(
                name="printing_back_is_counted",
                condition=Q(back_at__isnull=True, good__isnull=True, spoiled_sheets__isnull=True)
                | Q(back_at__isnull=False, good__isnull=False, spoiled_sheets__isnull=False),
            ),
            models.CheckConstraint(
                name="printing_masters_say_how",
                condition=Q(masters_on__isnull=True) | ~Q(masters_how=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.wanted} at {self.place}"

    @property
    def is_out(self) -> bool:
        """Whether it is still at the printing house."""
        return self.back_at is None


class Issue(models.Model):
    """One handing out of copies of a series to one holder, on one sheet that is signed.

    number: counted up in the series. season_unit: the unit that holds them; receiver: who took
    them, a person of the own register where *person* says so. numbers: which, as given out.
    receipt_at, receipt: when and how receipt was signed.
    """

    series = models.ForeignKey(CopySeries, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField()
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="copies_held"
    )
    person = models.ForeignKey(
        "tree.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    receiver = models.CharField(max_length=120)
    receiver_key = models.CharField(max_length=160, editable=False)
    numbers = models.TextField()
    count = models.PositiveIntegerField()
    due_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=120)
    receipt_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=200, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("series", "number")
        constraints = (
            models.UniqueConstraint(name="issue_number_once", fields=("series", "number")),
            models.CheckConstraint(name="issue_of_something", condition=Q(count__gte=1)),
            models.CheckConstraint(
                name="issue_receipt_says_how",
                condition=Q(receipt_at__isnull=True) | ~Q(receipt=""),
            ),
        )
        indexes = (models.Index(name="issue_of_holder", fields=("season_unit", "receiver_key")),)

    def __str__(self) -> str:
        return f"{self.numbers} to {self.receiver}"


class Loss(models.Model):
    """Copies that are missing: open until the head says what became of them.

    numbers: which, as reported. task: what the head owes, with its day.
    """

    series = models.ForeignKey(CopySeries, on_delete=models.PROTECT, related_name="losses")
    issue = models.ForeignKey(
        Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="losses"
    )
    numbers = models.TextField()
    count = models.PositiveIntegerField()
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=120)
    how = models.CharField(max_length=500)
    task = models.ForeignKey(
        "office.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.CharField(max_length=120, blank=True)
    explanation = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-reported_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="loss_explained_says_what",
                condition=Q(explained_at__isnull=True) | ~Q(explanation=""),
            ),
        )
        indexes = (
            models.Index(
                name="loss_open", fields=("series",), condition=Q(explained_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"missing: {self.numbers}"


class Destruction(models.Model):
    """Minutes of a destruction: drawn up, then signed by two different people, or withdrawn.

    number: counted up in the series. symbol: the number of the minutes on paper, if they have
    one. From drawing up on the copies wait for nothing else; they are destroyed with the second
    signature.
    """

    class State(models.TextChoices):
        DRAWN = "drawn", pgettext_lazy("destruction", "to be signed")
        DONE = "done", pgettext_lazy("destruction", "signed by two")
        WITHDRAWN = "withdrawn", pgettext_lazy("destruction", "withdrawn")

    series = models.ForeignKey(CopySeries, on_delete=models.PROTECT, related_name="destructions")
    number = models.PositiveIntegerField()
    numbers = models.TextField()
    count = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    method = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    on_day = models.DateField()
    symbol = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAWN)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("series", "number")
        constraints = (
            models.UniqueConstraint(name="destruction_number_once", fields=("series", "number")),
            models.CheckConstraint(
                name="destruction_withdrawn_has_reason",
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"minutes {self.number} of series {self.series_id}"

    @property
    def is_drawn(self) -> bool:
        """Whether signatures are still wanted."""
        return self.state == self.State.DRAWN


class DestructionSignature(models.Model):
    """One of the two signatures. place: 1 or 2. how: in muster, or entered from paper by whom.

    Two signatures of one person or of one account are refused by the database too; name_key tells
    those apart of whom only the name is known.
    """

    destruction = models.ForeignKey(
        Destruction, on_delete=models.PROTECT, related_name="signatures"
    )
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=160, editable=False)
    person = models.ForeignKey(
        "tree.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    account = models.ForeignKey(
        "tree.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=200)
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ("destruction", "place")
        constraints = (
            models.UniqueConstraint(
                name="destruction_signed_once_at_a_place", fields=("destruction", "place")
            ),
            models.CheckConstraint(
                name="destruction_signed_by_two", condition=Q(place__gte=1, place__lte=2)
            ),
            models.UniqueConstraint(
                name="destruction_signed_once_by_a_person",
                fields=("destruction", "person"),
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                name="destruction_signed_once_by_an_account",
                fields=("destruction", "account"),
                condition=Q(account__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Copy(models.Model):
    """One numbered copy. Never removed, never renumbered, and final once destroyed: by trigger.

    issue: the handing out under which it is out, or was last; none while it is left. loss: while
    it is missing. destruction: the minutes that it stands in, signed or waiting for it.
    """

    series = models.ForeignKey(CopySeries, on_delete=models.PROTECT, related_name="copies")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=CopyState, default=CopyState.LEFT)
    issue = models.ForeignKey(
        Issue, on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    loss = models.ForeignKey(
        Loss, on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    destruction = models.ForeignKey(
        Destruction, on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("series", "number")
        constraints = (
            models.UniqueConstraint(name="copy_number_once", fields=("series", "number")),
            models.CheckConstraint(name="copy_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(
                name="copy_out_has_holder",
                condition=~Q(state="issued") | Q(issue__isnull=False),
            ),
            models.CheckConstraint(
                name="copy_left_has_none", condition=~Q(state="left") | Q(issue__isnull=True)
            ),
            models.CheckConstraint(
                name="copy_missing_is_reported",
                condition=Q(state="missing", loss__isnull=False)
                | (~Q(state="missing") & Q(loss__isnull=True)),
            ),
            models.CheckConstraint(
                name="copy_destroyed_has_minutes",
                condition=~Q(state="destroyed") | Q(destruction__isnull=False),
            ),
            models.CheckConstraint(
                name="copy_listed_is_here",
                condition=Q(destruction__isnull=True)
                | Q(state__in=("left", "back", "spoiled", "destroyed")),
            ),
        )
        indexes = (models.Index(name="copy_of_issue", fields=("issue", "state")),)

    def __str__(self) -> str:
        return f"copy {self.number} of series {self.series_id}"
