from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

STANDING = Q(ended_at__isnull=True)


class AppraisalTeam(models.Model):
    """Members of the own staff who appraise dossiers of units below, under a head.

    season_unit: the superior in whose name it appraises. kind: key of the pack's teams, which
    documents it takes. score_days: by how many days before the conclusion is due its members'
    scores are. Units that it is for are rows of :class:`TeamUnit`; none means all below.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="appraisal_teams"
    )
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    head = models.ForeignKey("tree.Person", on_delete=models.PROTECT, related_name="teams_led")
    score_days = models.PositiveSmallIntegerField(default=2)
    founded_at = models.DateTimeField()
    founded_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                name="team_name_once", fields=("season_unit", "name"), condition=STANDING
            ),
            models.CheckConstraint(
                name="team_ended_has_reason", condition=STANDING | ~Q(ended_reason="")
            ),
        )

    def __str__(self) -> str:
        return self.name


class TeamUnit(models.Model):
    """A unit, with all below it, whose dossiers a team is for."""

    team = models.ForeignKey(AppraisalTeam, on_delete=models.CASCADE, related_name="units")
    season_unit = models.ForeignKey("season.SeasonUnit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("team", "season_unit__first")
        constraints = (
            models.UniqueConstraint(name="team_unit_once", fields=("team", "season_unit")),
        )

    def __str__(self) -> str:
        return f"unit {self.season_unit_id} of team {self.team_id}"


class TeamMember(models.Model):
    """Somebody who appraises in a team, until taken off it with a reason."""

    team = models.ForeignKey(AppraisalTeam, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey("tree.Person", on_delete=models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()
    joined_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("team", "person__sort_key")
        constraints = (
            models.UniqueConstraint(
                name="team_member_once", fields=("team", "person"), condition=STANDING
            ),
            models.CheckConstraint(
                name="team_member_left_has_reason", condition=STANDING | ~Q(ended_reason="")
            ),
        )

    def __str__(self) -> str:
        return f"person {self.person_id} of team {self.team_id}"


class AppraisalState(models.TextChoices):
    """With whom an appraisal lies."""

    SCORING = "scoring", pgettext_lazy("appraisal", "members score")
    CONCLUDING = "concluding", pgettext_lazy("appraisal", "the head concludes")
    ANSWERING = "answering", pgettext_lazy("appraisal", "the unit answers the points")
    CHECKING = "checking", pgettext_lazy("appraisal", "the answers are checked")
    ENDED = "ended", pgettext_lazy("appraisal", "concluded")


class Appraisal(models.Model):
    """One team's appraisal of one dossier, through all its rounds.

    round_number: the round that it is in. blind: nobody reads another's sheet before scored_at,
    when the head closed the scoring. outcome: key of the conclusion it ended in.
    """

    dossier = models.ForeignKey(
        "papers.Dossier", on_delete=models.PROTECT, related_name="appraisals"
    )
    team = models.ForeignKey(AppraisalTeam, on_delete=models.PROTECT, related_name="appraisals")
    state = models.CharField(max_length=10, choices=AppraisalState, default=AppraisalState.SCORING)
    round_number = models.PositiveSmallIntegerField(default=1)
    blind = models.BooleanField(default=True)
    scored_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-taken_at", "-pk")
        constraints = (
            models.UniqueConstraint(name="appraisal_once_per_team", fields=("dossier", "team")),
        )
        indexes = (models.Index(name="appraisal_listed", fields=("team", "state")),)

    def __str__(self) -> str:
        return f"appraisal of dossier {self.dossier_id} by team {self.team_id}"

    @property
    def is_open(self) -> bool:
        """Whether it has not come to an end."""
        return self.state != AppraisalState.ENDED


class AppraisalRound(models.Model):
    """One round: members score or check, the head closes that and concludes.

    closed_at: from then on scores are seen and fixed; closed_reason says why somebody's are
    lacking. conclusion: key of the pack. concluded_at: the sheet is in force and the unit reads
    it. signer, signed_on, symbol: as signed. answer_due_on: by when the unit answers;
    answered_at: it handed its answers in.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    conclusion = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = models.CharField(max_length=120, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    symbol = models.CharField(max_length=80, blank=True)
    answer_due_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answer_note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=120, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("appraisal", "number")
        constraints = (
            models.UniqueConstraint(name="appraisal_round_once", fields=("appraisal", "number")),
            models.CheckConstraint(
                name="appraisal_concluded_after_closing",
                condition=Q(concluded_at__isnull=True)
                | (Q(closed_at__isnull=False) & ~Q(conclusion="")),
            ),
        )

    def __str__(self) -> str:
        return f"round {self.number} of appraisal {self.appraisal_id}"


class ConclusionPoint(models.Model):
    """One numbered thing that a conclusion asks the unit to change.

    paper, paragraph: where; place says it in words. source: the remark that it was taken over
    from. carried: the point of the round before that was not handled.
    """

    round = models.ForeignKey(AppraisalRound, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveSmallIntegerField()
    paper = models.ForeignKey(
        "papers.DossierPaper", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paragraph = models.ForeignKey(
        "papers.Paragraph", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    source = models.ForeignKey(
        "papers.SheetRemark", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    carried = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("round", "number")
        constraints = (
            models.UniqueConstraint(name="point_number_once", fields=("round", "number")),
            models.CheckConstraint(name="point_says_what", condition=~Q(text="")),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"


class PointAnswer(models.Model):
    """What the unit did about a point: handled or not, why, and where in the new version."""

    point = models.OneToOneField(ConclusionPoint, on_delete=models.CASCADE, related_name="answer")
    handled = models.BooleanField()
    text = models.TextField(blank=True)
    paragraph = models.ForeignKey(
        "papers.Paragraph", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="point_not_handled_says_why", condition=Q(handled=True) | ~Q(text="")
            ),
        )

    def __str__(self) -> str:
        return f"answer to point {self.point_id}"


class PointResult(models.TextChoices):
    """What an appraiser finds of the answer to a point."""

    HANDLED = "handled", pgettext_lazy("point", "handled")
    PARTLY = "partly", pgettext_lazy("point", "partly handled")
    NOT = "not", pgettext_lazy("point", "not handled")


class PointCheck(models.Model):
    """What an appraiser found of the answer to a point, in the round after it."""

    point = models.OneToOneField(ConclusionPoint, on_delete=models.CASCADE, related_name="check_of")
    result = models.CharField(max_length=8, choices=PointResult)
    note = models.TextField(blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.CharField(max_length=120)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="point_check_says_what_lacks",
                condition=Q(result=PointResult.HANDLED) | ~Q(note=""),
            ),
        )

    def __str__(self) -> str:
        return f"check of point {self.point_id}"
