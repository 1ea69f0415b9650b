"""By when a conclusion, and the members' sheets before it, are due."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from muster.packs import Feed, Pack
from muster.packs.timing import calendar_of
from muster.papers.models import AppraisalTeam, Dossier
from muster.papers.queries.appraisals.sheets import pack_for
from muster.season.bridge import CALENDAR_MARGIN, pack_of
from muster.season.models import Congress, Season, Step


def with_due_day(rows: QuerySet[Dossier], season: Season | None) -> QuerySet[Dossier]:
    """Dossiers with ``step_due_on``: when the step that the conclusion stands for is due."""
    keys = _keys(pack_of(season), Feed.APPRAISAL_MET) if season is not None else []
    steps = Step.objects.filter(congress=OuterRef("congress"), key__in=keys)
    return rows.annotate(step_due_on=Subquery(steps.values("due_on")[:1]))


def _keys(pack: Pack, feed: Feed) -> list[str]:
    found = (procedure.fed_by(feed) for procedure in pack.procedures.values())
    return sorted({step.key for step in found if step is not None})


def conclusion_due_on(row: Dossier) -> date:
    """The day of the step that the conclusion stands for; by the pack's count where there is none.

    One query unless the row came through :func:`with_due_day`.
    """
    if not hasattr(row, "step_due_on"):
        keys = _keys(pack_for(row), Feed.APPRAISAL_MET)
        steps = Step.objects.filter(congress=row.congress_id, key__in=keys)
        row.step_due_on = steps.values_list("due_on", flat=True).first()  # type: ignore[attr-defined]  # as annotated
    found: date | None = row.step_due_on  # type: ignore[attr-defined]  # annotated or set above
    pack = pack_for(row)
    return found or _before(row.congress, pack.appraisal.appraisal_due_days, pack)


def dossier_due_on(congress: Congress) -> date:
    """The day of the step that the dossier stands for; by the pack's count where there is none."""
    pack = pack_of(congress)
    steps = Step.objects.filter(congress=congress, key__in=_keys(pack, Feed.DOSSIER_COMPLETE))
    found = steps.values_list("due_on", flat=True).first()
    return found or _before(congress, pack.appraisal.dossier_due_days, pack)


def answer_due_on(row: Dossier) -> date:
    """By when the answer to the points of a conclusion is usually due."""
    pack = pack_for(row)
    return _before(row.congress, pack.appraisal.final_due_days, pack)


def sheets_due_on(row: Dossier, team: AppraisalTeam) -> date:
    """By when the members' sheets are due: days of work before the conclusion is."""
    due_on = conclusion_due_on(row)
    return _shifted(due_on, team.score_days, pack_for(row))


def _before(congress: Congress, days: int, pack: Pack) -> date:
    return _shifted(congress.starts_on, days, pack)


def _shifted(day: date, days: int, pack: Pack) -> date:
    calendar = calendar_of(pack, first=day - CALENDAR_MARGIN, last=day)
    return calendar.shift(day, -days, count=pack.appraisal.count)
