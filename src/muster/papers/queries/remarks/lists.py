"""Remarks as lists: of a body and those below it, and the table of all with their answers."""

from django.db.models import QuerySet

from muster.papers.models import Remark, Round, RoundDesk, Source


def remarks_below(desk: RoundDesk) -> QuerySet[Remark]:
    """Every remark as it was written by a body and those below it in its round."""
    rows = Remark.objects.filter(
        round=desk.round_id,
        season_unit__season=desk.season_unit.season_id,
        season_unit__first__gte=desk.season_unit.first,
        season_unit__first__lte=desk.season_unit.last,
    ).exclude(source=Source.MERGED)
    return rows.select_related(
        "season_unit__season",
        "account__person",
        "desk__season_unit",
        "desk__round",
        "outermost__desk__season_unit",
        "outermost__desk__round",
        "round",
    ).order_by("number", "pk")


def answered(opened: Round) -> QuerySet[Remark]:
    """What lies on the owner's desk of a round, in the order of the paragraphs' numbers."""
    rows = Remark.objects.filter(desk__round=opened, desk__above__isnull=True)
    return rows.select_related("season_unit__season", "account__person", "paragraph").order_by(
        "number", "-units", "-members", "pk"
    )
