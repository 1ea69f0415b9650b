from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class DossierState(models.TextChoices):
    """Came back at once, waits for a team, lies with one, or was concluded."""

    INCOMPLETE = "incomplete", pgettext_lazy("dossier", "came back incomplete")
    WAITING = "waiting", pgettext_lazy("dossier", "waits for a team")
    APPRAISED = "appraised", pgettext_lazy("dossier", "under appraisal")
    MET = "met", pgettext_lazy("dossier", "meets the requirements")
    AGAIN = "again", pgettext_lazy("dossier", "to be handed in anew")


UNDER_WAY = Q(state__in=(DossierState.WAITING, DossierState.APPRAISED))


class Dossier(models.Model):
    """The documents of a congress as they were handed in for appraisal, once.

    number counts the dossiers of a congress. pack, pack_version: the rules it is judged by, those
    of the congress on that day. missing: what the machine found missing, as sentences' parts
    ``{"kind", "why"}``; it came back at once. late_reason: why it came after its day.
    """

    congress = models.ForeignKey(
        "season.Congress", on_delete=models.PROTECT, related_name="dossiers"
    )
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=DossierState)
    pack = models.CharField(max_length=40)
    pack_version = models.CharField(max_length=20)
    missing = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    late_reason = models.CharField(max_length=300, blank=True)
    handed_in_at = models.DateTimeField()
    handed_in_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-handed_in_at", "-pk")
        constraints = (
            models.UniqueConstraint(name="dossier_number_once", fields=("congress", "number")),
            models.UniqueConstraint(
                name="dossier_one_under_way", fields=("congress",), condition=UNDER_WAY
            ),
        )
        indexes = (models.Index(name="dossier_listed", fields=("state", "handed_in_at")),)

    def __str__(self) -> str:
        return f"dossier {self.number} of congress {self.congress_id}"

    @property
    def is_under_way(self) -> bool:
        """Whether its appraisal has not come to an end."""
        return self.state in (DossierState.WAITING, DossierState.APPRAISED)


class DossierPaper(models.Model):
    """One document of a dossier at the version that is appraised, whatever comes after it.

    round: 1 as handed in; later ones came with the answer to the points of an appraisal's
    conclusion.
    version: none for what is on paper only; on_paper then names it. scored: whether a rubric
    judges it. checked: what the machine could do; errors, warnings: what it found of layout.
    """

    class Checked(models.TextChoices):
        YES = "yes", pgettext_lazy("layout check", "checked")
        NOT_WORD = "not_word", pgettext_lazy("layout check", "no Word file")
        UNREADABLE = "unreadable", pgettext_lazy("layout check", "the Word file cannot be read")
        NO_RULES = "no_rules", pgettext_lazy("layout check", "no layout rules to hold it against")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="papers")
    round = models.PositiveSmallIntegerField(default=1)
    appraisal = models.ForeignKey(
        "papers.Appraisal", on_delete=models.PROTECT, null=True, blank=True, related_name="papers"
    )
    kind = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    document = models.ForeignKey(
        "papers.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.ForeignKey(
        "papers.Version", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    on_paper = models.CharField(max_length=300, blank=True)
    scored = models.BooleanField(default=True)
    checked = models.CharField(max_length=10, choices=Checked, default=Checked.NOT_WORD)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("dossier", "round", "place")
        constraints = (
            models.UniqueConstraint(
                name="dossier_paper_once", fields=("dossier", "kind"), condition=Q(round=1)
            ),
            models.UniqueConstraint(
                name="dossier_paper_once_in_round",
                fields=("appraisal", "round", "kind"),
                condition=Q(round__gt=1),
            ),
            models.CheckConstraint(
                name="dossier_paper_came_with_answer",
                condition=Q(round=1, appraisal__isnull=True)
                | Q(round__gt=1, appraisal__isnull=False),
            ),
            models.CheckConstraint(
                name="dossier_paper_is_somewhere",
                condition=Q(version__isnull=False) | ~Q(on_paper=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of dossier {self.dossier_id}"

    @property
    def findings_count(self) -> int:
        """How many things of layout the machine found."""
        return self.errors + self.warnings


class LayoutFinding(models.Model):
    """One thing of a Word file that is not as the layout rules want it.

    rule: component and property; where: as people count; severity: error or warn.
    """

    paper = models.ForeignKey(DossierPaper, on_delete=models.CASCADE, related_name="findings")
    place = models.PositiveIntegerField()
    rule = models.CharField(max_length=80)
    where = models.CharField(max_length=120)
    found = models.CharField(max_length=300, blank=True)
    want = models.CharField(max_length=300, blank=True)
    severity = models.CharField(max_length=8)

    class Meta:
        ordering = ("paper", "place")
        constraints = (
            models.UniqueConstraint(name="layout_finding_once", fields=("paper", "place")),
        )

    def __str__(self) -> str:
        return f"{self.rule} at {self.where}"
