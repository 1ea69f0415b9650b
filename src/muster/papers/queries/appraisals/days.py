"""By when a conclusion, and the members' sheets before it, are due."""

from datetime import date

from django.db.models import Case, DateField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from muster import packs
from muster.packs import Feed, Pack
from muster.packs.timing import calendar_of
from muster.papers.models import AppraisalTeam, Dossier
from muster.papers.queries.appraisals.sheets import pack_for
from muster.season.bridge import CALENDAR_MARGIN, pack_of
from muster.season.models import Congress, Season, Step


def with_due_day(rows: QuerySet[Dossier], season: Season | None) -> QuerySet[Dossier]:
    """Dossiers with ``due_on``, as :func:`conclusion_due_on` says it: one query.

    The database counts no days of work, so each day that a congress without such a step begins on
    is counted here, once.
    """
    keys = _keys(pack_of(season), Feed.APPRAISAL_MET) if season is not None else []
    steps = Step.objects.filter(congress=OuterRef("congress"), key__in=keys)
    by_step = rows.annotate(step_due_on=Subquery(steps.values("due_on")[:1]))
    return by_step.annotate(due_on=Coalesce("step_due_on", _counted(by_step)))


def _counted(rows: QuerySet[Dossier]) -> Case:
    """When the conclusion is due on each dossier of *rows* whose congress has no step for it."""
    without = rows.filter(Q(step_due_on__isnull=True)).order_by()
    begun = without.values_list("pack", "pack_version", "congress__starts_on").distinct()
    cases = (
        When(
            pack=key,
            pack_version=version,
            congress__starts_on=day,
            then=Value(_by_count(packs.load(key, version), day)),
        )
        for key, version, day in begun
    )
    return Case(*cases, default=None, output_field=DateField())


def _keys(pack: Pack, feed: Feed) -> list[str]:
    found = (procedure.fed_by(feed) for procedure in pack.procedures.values())
    return sorted({step.key for step in found if step is not None})


def conclusion_due_on(row: Dossier) -> date:
    """The day of the step that the conclusion stands for; by the pack's count where there is none.

    One query unless the row came through :func:`with_due_day`.
    """
    if not hasattr(row, "due_on"):
        pack = pack_for(row)
        steps = Step.objects.filter(
            congress=row.congress_id, key__in=_keys(pack, Feed.APPRAISAL_MET)
        )
        by_step = steps.values_list("due_on", flat=True).first()
        row.due_on = by_step or _by_count(pack, row.congress.starts_on)  # type: ignore[attr-defined]  # as annotated
    found: date = row.due_on  # type: ignore[attr-defined]  # annotated or set above
    return found


def _by_count(pack: Pack, starts_on: date) -> date:
    return _shifted(starts_on, pack.appraisal.appraisal_due_days, pack)


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
