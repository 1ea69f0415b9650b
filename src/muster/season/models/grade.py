from django.db import models
from django.db.models import F, Q

STANDING = Q(ended_at__isnull=True)


class GradeApproval(models.Model):
    """This installation may hold texts and files of one grade, by whose paper and until when.

    pack, grade: keys; the pack's version does not matter. by_whom, symbol, approved_on: who
    approved it, the number and the day of that paper. valid_until: the last day on which
    anything may come in. ended_at: it was taken back before.
    """

    pack = models.CharField(max_length=40)
    grade = models.CharField(max_length=40)
    by_whom = models.CharField(max_length=200)
    symbol = models.CharField(max_length=80)
    approved_on = models.DateField()
    valid_until = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=120)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=120, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pack", "grade", "-entered_at")
        constraints = (
            models.UniqueConstraint(
                name="grade_approved_once", fields=("pack", "grade"), condition=STANDING
            ),
            models.CheckConstraint(
                name="grade_approval_ends_after_start",
                condition=Q(valid_until__gte=F("approved_on")),
            ),
            models.CheckConstraint(
                name="grade_approval_has_paper", condition=~Q(symbol="") & ~Q(by_whom="")
            ),
            models.CheckConstraint(
                name="grade_approval_ended_has_reason", condition=STANDING | ~Q(ended_reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.grade} by {self.symbol}"
