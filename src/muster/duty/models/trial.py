from django.db import models


class Trial(models.Model):
    """Changes tried on a roster before they are decided: what would become of it.

    changes: of the engine, as JSON. result: figures before and after, who moves, what is filled
    and opened, in engine ids; empty until the trial has run. pairs_gz: the roster that it found.
    became: the draft that was made of it.
    """

    roster = models.ForeignKey("duty.Roster", on_delete=models.CASCADE, related_name="trials")
    version = models.PositiveIntegerField()
    changes = models.JSONField(default=list)
    seconds = models.FloatField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=120)
    done_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    pairs_gz = models.BinaryField(default=b"", blank=True)
    became = models.ForeignKey(
        "duty.Roster", on_delete=models.CASCADE, null=True, blank=True, related_name="tried_as"
    )

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"trial on roster {self.roster_id}"
