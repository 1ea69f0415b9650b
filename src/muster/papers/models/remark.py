from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.season.models import SeasonUnit


class Source(models.TextChoices):
    """How a remark came in; a merged one was written over others that it holds."""

    OWN = "own", _("a member, for himself")
    MEETING = "meeting", _("a meeting")
    PAPER = "paper", _("on paper")
    SHEET = "sheet", _("a workbook")
    WORD = "word", _("comments of a Word file")
    MERGED = "merged", pgettext_lazy("remark", "merged")


class Decision(models.TextChoices):
    """What the owner of the text says to a remark."""

    ACCEPTED = "accepted", pgettext_lazy("remark", "accepted")
    PARTLY = "partly", pgettext_lazy("remark", "accepted in part")
    REFUSED = "refused", pgettext_lazy("remark", "not accepted")


class Intake(models.Model):
    """One lot of remarks that came in together: a meeting, a letter, a workbook, a Word file.

    desk: the body whose remarks they are. present: how many were at the meeting. The last four
    are of the scan or file, empty without one.
    """

    desk = models.ForeignKey("papers.RoundDesk", on_delete=models.PROTECT, related_name="intakes")
    source = models.CharField(max_length=8, choices=Source)
    held_on = models.DateField(null=True, blank=True)
    present = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("-entered_at", "-pk")

    def __str__(self) -> str:
        return f"{self.source} of desk {self.desk_id}"

    @property
    def season_unit(self) -> SeasonUnit:
        """The body whose remarks they are: where the lot stands in the tree."""
        return self.desk.season_unit

    @property
    def season_unit_id(self) -> int:
        """The key of that body."""
        return self.desk.season_unit_id


class Remark(models.Model):
    """What a body or a member says about one paragraph, or about the text as a whole.

    It lies on exactly one desk, or inside the merged remark that holds it (whole), or is
    withdrawn: the database refuses anything else. outermost: the one that holds it and is itself
    held by none; null while nothing holds it.
    round, season_unit: in which it was written, and by which body; neither ever changes.
    number: of the paragraph in its document, 0 for the text as a whole.
    leaves, units, members, spoke: of a merged remark what stands behind all that it holds, each
    body and each member counted once; of any other 1, 1 and what was said (0: nothing was said).
    account, is_named: of a member who wrote for himself, and whether he wants to be named.
    """

    round = models.ForeignKey("papers.Round", on_delete=models.PROTECT, related_name="remarks")
    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="remarks"
    )
    paragraph = models.ForeignKey(
        "papers.Paragraph",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="remarks",
    )
    number = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    source = models.CharField(max_length=8, choices=Source)
    intake = models.ForeignKey(
        Intake, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks"
    )
    account = models.ForeignKey(
        "tree.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="remarks"
    )
    is_named = models.BooleanField(default=False)
    on_behalf = models.BooleanField(default=False)
    desk = models.ForeignKey(
        "papers.RoundDesk",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="remarks",
    )
    whole = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    outermost = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="inside"
    )
    leaves = models.PositiveIntegerField(default=1)
    units = models.PositiveIntegerField(default=1)
    members = models.PositiveIntegerField(default=0)
    spoke = models.PositiveIntegerField(default=0)
    returned_reason = models.CharField(max_length=500, blank=True)
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    reason = models.CharField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                name="remark_lies_in_one_place",
                condition=Q(desk__isnull=False, whole__isnull=True, withdrawn_at__isnull=True)
                | Q(desk__isnull=True, whole__isnull=False, withdrawn_at__isnull=True)
                | Q(desk__isnull=True, whole__isnull=True, withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="remark_held_has_outermost",
                condition=Q(whole__isnull=True, outermost__isnull=True)
                | Q(whole__isnull=False, outermost__isnull=False),
            ),
            models.CheckConstraint(
                name="remark_not_its_own_part", condition=~Q(whole=models.F("id"))
            ),
            models.CheckConstraint(
                name="remark_whole_has_number_0",
                condition=Q(paragraph__isnull=True, number=0)
                | Q(paragraph__isnull=False, number__gte=1),
            ),
            models.CheckConstraint(
                name="remark_decided_on_a_desk",
                condition=Q(decision="", decided_at__isnull=True)
                | Q(~Q(decision=""), decided_at__isnull=False, desk__isnull=False),
            ),
            models.CheckConstraint(
                name="remark_not_accepted_has_reason",
                condition=Q(decision__in=("", Decision.ACCEPTED)) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="remark_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
            ),
            models.CheckConstraint(
                name="remark_own_has_account",
                condition=~Q(source=Source.OWN) | Q(account__isnull=False),
            ),
        )
        indexes = (
            models.Index(name="remark_on_desk", fields=("desk", "number", "-units", "-members")),
            models.Index(name="remark_of_unit", fields=("round", "season_unit", "number")),
        )

    def __str__(self) -> str:
        return f"remark {self.pk}"

    @property
    def is_merged(self) -> bool:
        """Whether it holds others."""
        return self.source == Source.MERGED


class RemarkAct(models.Model):
    """One thing that happened to a remark on its way: never changed afterwards, by trigger.

    from_desk, to_desk: where it lay before and after, where that changed. whole: the merged
    remark into which it went or out of which it was taken.
    """

    class Kind(models.TextChoices):
        ENTERED = "entered", pgettext_lazy("remark", "entered")
        AMENDED = "amended", pgettext_lazy("remark", "amended")
        WITHDRAWN = "withdrawn", pgettext_lazy("remark", "withdrawn")
        MERGED = "merged", pgettext_lazy("remark", "merged into another")
        TAKEN_OUT = "taken_out", pgettext_lazy("remark", "taken out again")
        PASSED = "passed", pgettext_lazy("remark", "passed on")
        SENT_BACK = "sent_back", pgettext_lazy("remark", "sent back")
        DECIDED = "decided", pgettext_lazy("remark", "decided")
        REOPENED = "reopened", pgettext_lazy("remark", "decision taken back")
        CARRIED = "carried", pgettext_lazy("remark", "carried to the next round")

    remark = models.ForeignKey(Remark, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind)
    from_desk = models.ForeignKey(
        "papers.RoundDesk", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_desk = models.ForeignKey(
        "papers.RoundDesk", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    whole = models.ForeignKey(
        Remark, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    reason = models.CharField(max_length=2000, blank=True)
    done_at = models.DateTimeField()
    done_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.remark_id}"


class ParagraphDraft(models.Model):
    """What a paragraph will say in the next version, while the owner consolidates.

    text: more than one line makes new paragraphs behind the first; is_removed: the paragraph
    goes. based_on: the number of the version whose text its editor had before him.
    """

    round = models.ForeignKey("papers.Round", on_delete=models.PROTECT, related_name="drafts")
    paragraph = models.ForeignKey(
        "papers.Paragraph", on_delete=models.PROTECT, related_name="drafts"
    )
    text = models.TextField(blank=True)
    is_removed = models.BooleanField(default=False)
    based_on = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.UniqueConstraint(name="draft_once_a_paragraph", fields=("round", "paragraph")),
            models.CheckConstraint(
                name="draft_says_something", condition=Q(is_removed=True) | ~Q(text="")
            ),
        )

    def __str__(self) -> str:
        return f"draft of paragraph {self.paragraph_id}"
