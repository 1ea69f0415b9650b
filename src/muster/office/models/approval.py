from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApprovalState(models.TextChoices):
    """Where one submitted version stands; what was never submitted is a draft and has no row."""

    SUBMITTED = "submitted", pgettext_lazy("approval", "waits for a signature")
    RETURNED = "returned", pgettext_lazy("approval", "came back")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "withdrawn")
    APPROVED = "approved", pgettext_lazy("approval", "signed")
    ISSUED = "issued", pgettext_lazy("approval", "issued")
    REPLACED = "replaced", pgettext_lazy("approval", "replaced by a newer version")


UNDER_WAY = Q(state__in=(ApprovalState.SUBMITTED, ApprovalState.APPROVED))
SIGNED = Q(state__in=(ApprovalState.APPROVED, ApprovalState.ISSUED))


class Approval(models.Model):
    """One version of a thing on its way to a signature: what was frozen, who signed, by what right.

    subject: the thing as the record names it ("roster:12"); kind: key of the pack's approvals;
    season_unit: in whose name it is signed. number counts the versions of a subject.
    digest: SHA-256 over the frozen content. signer signs for_whom, or in their own right if that
    is empty; authority: key of the pack. paper: the outgoing paper that bears the number;
    paper_symbol: that number, also where the register is kept elsewhere.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="approvals"
    )
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    recipients = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ApprovalState, default=ApprovalState.SUBMITTED)
    submitted_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=120)
    submitter_id = models.BigIntegerField(null=True, blank=True)
    signer = models.ForeignKey(
        "tree.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signer_name = models.CharField(max_length=120, blank=True)
    for_whom = models.CharField(max_length=120, blank=True)
    authority = models.CharField(max_length=40, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signature_entered_by = models.CharField(max_length=120, blank=True)
    paper = models.ForeignKey(
        "office.Paper", on_delete=models.PROTECT, null=True, blank=True, related_name="approvals"
    )
    paper_symbol = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.CharField(max_length=120, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-submitted_at", "-pk")
        constraints = (
            models.UniqueConstraint(name="approval_version_once", fields=("subject", "number")),
            models.UniqueConstraint(
                name="approval_one_under_way", fields=("subject",), condition=UNDER_WAY
            ),
            models.CheckConstraint(
                name="approval_signed_says_who",
                condition=~SIGNED | (~Q(signer_name="") & Q(signed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="approval_returned_has_reason",
                condition=~Q(state=ApprovalState.RETURNED) | ~Q(ended_reason=""),
            ),
        )
        indexes = (models.Index(fields=("season_unit", "state")),)

    def __str__(self) -> str:
        return self.title


class FrozenContent(models.Model):
    """What was submitted, part by part, as lines of cells. Never changes: by trigger."""

    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="frozen")
    parts = models.JSONField()

    def __str__(self) -> str:
        return f"content of approval {self.approval_id}"


class ApprovalFile(models.Model):
    """A scan of the signed paper, stored by its hash; served as an attachment only.

    grade: key of the pack's grades, as said of the scan.
    """

    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    grade = models.CharField(max_length=40, blank=True)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    added_by = models.CharField(max_length=120)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("added_at",)
        constraints = (
            models.UniqueConstraint(name="file_once_per_approval", fields=("approval", "sha256")),
        )

    def __str__(self) -> str:
        return self.name


class SigningGrant(models.Model):
    """*person* signs for the unit, and for what is below it, from one day through another.

    for_whom: who is away and has authority in their own right; none where *person* signs in
    their own right by a decision. kinds: keys of the pack's approvals; empty means every kind.
    by_paper: the paper that says so.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="signing_grants"
    )
    person = models.ForeignKey("tree.Person", on_delete=models.PROTECT, related_name="+")
    for_whom = models.ForeignKey(
        "tree.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kinds = models.JSONField(default=list, blank=True)
    authority = models.CharField(max_length=40, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    by_paper = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("-since", "-pk")
        constraints = (
            models.CheckConstraint(
                name="signing_ends_after_start",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("Authority must end after it begins."),
            ),
            models.CheckConstraint(
                name="signing_for_somebody_else",
                condition=Q(for_whom__isnull=True) | ~Q(for_whom=F("person")),
            ),
            models.CheckConstraint(
                name="signing_for_absent_ends",
                condition=Q(for_whom__isnull=True) | Q(until__isnull=False),
            ),
            models.CheckConstraint(name="signing_has_paper", condition=~Q(by_paper="")),
        )

    def __str__(self) -> str:
        return f"{self.person_id} from {self.since}"
