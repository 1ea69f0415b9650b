from django.db import models
from django.db.models import Q

STANDING = Q(ended_at__isnull=True)


class Assignment(models.Model):
    """An appraisal given to one member of its team, until a day.

    ended_*: taken from him with a reason; what he wrote then counts no more. submitted_at: his
    sheet is handed in.
    """

    appraisal = models.ForeignKey(
        "papers.Appraisal", on_delete=models.PROTECT, related_name="assignments"
    )
    person = models.ForeignKey(
        "tree.Person", on_delete=models.PROTECT, related_name="appraisal_assignments"
    )
    due_on = models.DateField()
    assigned_at = models.DateTimeField()
    assigned_by = models.CharField(max_length=120)
    submitted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="assignment_once", fields=("appraisal", "person"), condition=STANDING
            ),
            models.CheckConstraint(
                name="assignment_ended_has_reason", condition=STANDING | ~Q(ended_reason="")
            ),
        )
        indexes = (
            models.Index(name="assignment_load", fields=("person", "due_on"), condition=STANDING),
        )

    def __str__(self) -> str:
        return f"appraisal {self.appraisal_id} for person {self.person_id}"


class ScoreSheet(models.Model):
    """What one member thinks of a dossier. Read by nobody else before the scoring is closed.

    recommendation: key of the pack's conclusions; what he advises, not what is decided.
    commitment: SHA-256 over salt and scores as handed in; salt and scores enter the record when
    the scoring is closed, so that nobody can change them in between.
    """

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="sheet")
    recommendation = models.CharField(max_length=40, blank=True)
    summary = models.TextField(blank=True)
    salt = models.BinaryField(default=b"")
    commitment = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"sheet of assignment {self.assignment_id}"


class Score(models.Model):
    """What one member gives for one criterion of one document; remark: why."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores")
    paper = models.ForeignKey("papers.DossierPaper", on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ("sheet", "paper", "pk")
        constraints = (
            models.UniqueConstraint(name="score_once", fields=("sheet", "paper", "criterion")),
        )

    def __str__(self) -> str:
        return f"{self.criterion} of paper {self.paper_id}"


class SheetRemark(models.Model):
    """A numbered remark of one member on a paragraph or a whole document.

    number: counted up in the sheet. place: where, in words.
    """

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="remarks")
    number = models.PositiveSmallIntegerField()
    paper = models.ForeignKey("papers.DossierPaper", on_delete=models.PROTECT, related_name="+")
    paragraph = models.ForeignKey(
        "papers.Paragraph", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ("sheet", "number")
        constraints = (
            models.UniqueConstraint(name="sheet_remark_number_once", fields=("sheet", "number")),
            models.CheckConstraint(name="sheet_remark_says_something", condition=~Q(text="")),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"
