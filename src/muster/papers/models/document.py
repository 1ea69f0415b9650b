from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.season.models import SeasonUnit


class DocumentState(models.TextChoices):
    """How far a document is: a draft takes new versions, the others take none."""

    DRAFT = "draft", pgettext_lazy("document", "draft")
    ADOPTED = "adopted", pgettext_lazy("document", "adopted")
    WITHDRAWN = "withdrawn", pgettext_lazy("document", "withdrawn")


class Document(models.Model):
    """One text that a body prepares, through all its versions.

    season_unit: the body whose document it is; congress: for whose congress, if for one.
    kind: key of the pack's document kinds. grade: key of the pack's grades. is_limited: by its
    grade, so that scope need not ask the pack: read by those alone who may read limited ones.
    latest: the number of the newest version, 0 before it. paragraphs_made: the highest number
    that a paragraph was given. changes: grows with every change, new versions included, so that
    the second of two people who save is told. ended_reason: why withdrawn, or by what adopted.
    taken_out_upto: the number of the last version whose text and file were taken out, because the
    grade may not be held here; 0 where none was.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="documents"
    )
    congress = models.ForeignKey(
        "season.Congress",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    grade = models.CharField(max_length=40)
    is_limited = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.DRAFT)
    latest = models.PositiveSmallIntegerField(default=0)
    paragraphs_made = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=120)
    changes = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    taken_out_upto = models.PositiveSmallIntegerField(default=0)
    taken_out_at = models.DateTimeField(null=True, blank=True)
    taken_out_by = models.CharField(max_length=120, blank=True)
    taken_out_reason = models.CharField(max_length=500, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-begun_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="document_one_of_a_kind",
                fields=("congress", "kind"),
                condition=Q(congress__isnull=False) & ~Q(state="withdrawn"),
            ),
            models.CheckConstraint(
                name="document_withdrawn_has_reason",
                condition=~Q(state="withdrawn") | ~Q(ended_reason=""),
            ),
            models.CheckConstraint(
                name="document_taken_out_has_reason",
                condition=Q(taken_out_upto=0, taken_out_at__isnull=True)
                | (Q(taken_out_at__isnull=False) & ~Q(taken_out_reason="")),
            ),
        )
        indexes = (models.Index(name="document_listed", fields=("season_unit", "kind")),)

    def __str__(self) -> str:
        return self.title

    @property
    def has_text(self) -> bool:
        """Whether a version of it was saved and not taken out."""
        return self.latest > self.taken_out_upto


class Version(models.Model):
    """One text of a document, fixed for ever: by trigger.

    Where it was taken out (``Document.taken_out_upto``) its passages stay emptied and its
    file is gone.

    text_sha256: of the passages in their order, as a JSON list of [kind, level, label, text].
    sha256 and the three after it: of the file that it came in, empty for a text that was typed.
    has_text: a scan has none that can be read.
    """

    class Source(models.TextChoices):
        TYPED = "typed", pgettext_lazy("version", "typed")
        WORD = "word", _("Word file")
        SCAN = "scan", pgettext_lazy("version", "scan")
        CONSOLIDATED = "consolidated", _("from the remarks")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=Source)
    has_text = models.BooleanField(default=True)
    text_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)

    class Meta:
        ordering = ("document", "-number")
        constraints = (
            models.UniqueConstraint(name="version_number_once", fields=("document", "number")),
            models.CheckConstraint(name="version_from_one", condition=Q(number__gte=1)),
        )

    def __str__(self) -> str:
        return f"version {self.number} of document {self.document_id}"

    @property
    def season_unit(self) -> SeasonUnit:
        """The body whose document it is: where the version stands in the tree."""
        return self.document.season_unit

    @property
    def season_unit_id(self) -> int:
        """The key of that body."""
        return self.document.season_unit_id


class Reading(models.Model):
    """Somebody opened a version whose grade has each reading written down.

    One row for an account, a version, a way and an hour, with the first time in it. account: as a
    value; reader: the name as it was then.
    """

    class How(models.TextChoices):
        PAGE = "page", _("read on the page")
        COMPARED = "compared", _("compared with another version")
        FILE = "file", _("taken along as a file")

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="readings")
    account = models.BigIntegerField()
    reader = models.CharField(max_length=120)
    how = models.CharField(max_length=8, choices=How)
    hour = models.DateTimeField()
    read_at = models.DateTimeField()

    class Meta:
        ordering = ("-read_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="reading_once_an_hour", fields=("version", "account", "how", "hour")
            ),
        )

    def __str__(self) -> str:
        return f"{self.reader} {self.how} version {self.version_id}"

    @property
    def season_unit(self) -> SeasonUnit:
        """The body whose document it is: where the reading stands in the tree."""
        return self.version.season_unit

    @property
    def season_unit_id(self) -> int:
        """The key of that body."""
        return self.version.season_unit_id


class Paragraph(models.Model):
    """One paragraph of a document through all its versions: what remarks hang on.

    number: counted up in the document and never given twice. first_version, last_version: the
    numbers of the versions between which it stands in the text; the last is null while it does.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="paragraphs")
    number = models.PositiveIntegerField()
    first_version = models.PositiveSmallIntegerField()
    last_version = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("document", "number")
        constraints = (
            models.UniqueConstraint(name="paragraph_number_once", fields=("document", "number")),
        )

    def __str__(self) -> str:
        return f"paragraph {self.number} of document {self.document_id}"


class Passage(models.Model):
    """What a paragraph says in one version, fixed for ever: by trigger.

    place: from 0 in the order of reading. kind: as the text engine names it (heading, body,
    cell, footnote); level: of a heading, else 0. label: the number or letter before it, or the
    mark of a note. cell: "table.row.column", each from 1, of a paragraph in a table.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="passages")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="passages")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=40, blank=True)
    cell = models.CharField(max_length=30, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ("version", "place")
        constraints = (
            models.UniqueConstraint(
                name="passage_once_in_version", fields=("version", "paragraph")
            ),
            models.UniqueConstraint(name="passage_place_once", fields=("version", "place")),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.text[:40]}".strip()


class VersionComment(models.Model):
    """A comment in the margin of the Word file that a version came in: what may become a remark.

    author: as the file names its writer. paragraph: null where the comment hangs on none that is
    left. passage: the marked words. taken_at: when it was entered as a remark, null while not.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="comments")
    paragraph = models.ForeignKey(
        Paragraph, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    author = models.CharField(max_length=120, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    passage = models.TextField(blank=True)
    text = models.TextField()
    is_done = models.BooleanField(default=False)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("version", "pk")

    def __str__(self) -> str:
        return f"comment {self.pk} of version {self.version_id}"

    @property
    def season_unit(self) -> SeasonUnit:
        """The body whose document it is: where the comment stands in the tree."""
        return self.version.season_unit

    @property
    def season_unit_id(self) -> int:
        """The key of that body."""
        return self.version.season_unit_id
