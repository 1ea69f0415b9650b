from django.db import models


class Instruction(models.Model):
    """What a leader ordered: a note on a paper, a meeting's conclusion, a notice.

    kind: key of the pack's kinds of instruction. leader: who ordered it; leader_key: the name
    folded, by which the leader's own sheet is found. What is to be done are its tasks.
    """

    season_unit = models.ForeignKey(
        "season.SeasonUnit", on_delete=models.PROTECT, related_name="instructions"
    )
    kind = models.CharField(max_length=40)
    leader = models.CharField(max_length=120)
    leader_key = models.CharField(max_length=120, editable=False)
    given_on = models.DateField()
    subject = models.CharField(max_length=300)
    paper = models.ForeignKey(
        "office.Paper",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="instructions",
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=120)
    search_key = models.TextField(editable=False)

    class Meta:
        ordering = ("-given_on", "-pk")
        indexes = (models.Index(fields=("season_unit", "leader_key")),)

    def __str__(self) -> str:
        return self.subject
