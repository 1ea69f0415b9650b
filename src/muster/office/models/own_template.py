from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class Letterhead(models.Model):
    """What a unit's documents bear above the text where that differs from the tree.

    superior, issuer: the two bodies as their papers name them. place: where papers are dated.
    keeper: who keeps the file copy. Empty is what the tree, the layout or the unit above say.
    """

    season_unit = models.OneToOneField(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="letterhead"
    )
    superior = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=80, blank=True)
    keeper = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"letterhead of {self.season_unit_id}"


class OwnTemplate(models.Model):
    """A unit's own template of a document, as one version of it; also for the units below.

    document: key of the document. sha256: the Word file, kept beside the evidence under the pack's
    usual grade: it holds no word about anybody. findings: what
    of a trial filling is not as the layout wants it, as lines of place, found and wanted.
    """

    class State(models.TextChoices):
        TRIED = "tried", pgettext_lazy("template", "tried, not in use")
        USED = "used", pgettext_lazy("template", "in use")
        LEFT = "left", pgettext_lazy("template", "set aside")

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="own_templates"
    )
    document = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    grade = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=5, choices=State, default=State.TRIED)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    note = models.CharField(max_length=300, blank=True)
    findings = models.JSONField(default=list)
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("document", "-number")
        constraints = (
            models.UniqueConstraint(
                name="own_template_version_once", fields=("season_unit", "document", "number")
            ),
            models.UniqueConstraint(
                name="own_template_one_in_use",
                fields=("season_unit", "document"),
                condition=Q(state="used"),
            ),
            models.CheckConstraint(name="own_template_number_from_one", condition=Q(number__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.document} {self.number}"
