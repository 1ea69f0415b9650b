"""What of appraisals waits for the person who signed in, and what is past its day below a unit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalState,
    AppraisalVisit,
    Assignment,
    Dossier,
    DossierState,
)
from muster.papers.models.visit import STANDING
from muster.papers.queries.appraisals.days import conclusion_due_on
from muster.papers.queries.appraisals.dossiers import dossiers_of, past_on
from muster.papers.queries.appraisals.teams import OPEN
from muster.papers.rules import Can
from muster.season.models import SeasonUnit
from muster.season.queries import season_in_focus
from muster.season.registry import Overdue, OverdueLines, overdue_source
from muster.tree.clock import day_of
from muster.tree.models import Account
from muster.tree.reach import reach_of

SHOWN: Final = 12
ABOUT: Final = "appraisal__dossier__congress__season_unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits. what: the act; about: whose dossier; due_on: by when, if ever."""

    what: str
    about: str
    url: str
    due_on: date | None = None


def my_appraisals(account: Account, *, today: date, now: datetime) -> list[Waiting]:
    """What waits, the first due first: at most six queries."""
    found = [
        *_sheets(account),
        *_headed(account),
        *_to_give(account, today),
        *_to_answer(account),
        *_visits(account, now),
    ]
    return sorted(found, key=lambda one: one.due_on or date.max)[: 2 * SHOWN]


def _sheets(account: Account) -> Iterator[Waiting]:
    """Sheets to hand in, answers to check."""
    if account.person_id is None:
        return
    rows = Assignment.objects.filter(OPEN, person=account.person_id)
    for one in rows.select_related(ABOUT).order_by("due_on", "pk")[:SHOWN]:
        row = one.appraisal
        checking = row.state == AppraisalState.CHECKING
        yield Waiting(
            what=_("Check the answers") if checking else _("Score the dossier"),
            about=row.dossier.congress.season_unit.name,
            url=reverse("papers:checks", args=[row.pk])
            if checking
            else reverse("papers:sheet", args=[one.pk]),
            due_on=None if checking else one.due_on,
        )


def _headed(account: Account) -> Iterator[Waiting]:
    """What lies with the head of a team: a scoring that all have handed in, a conclusion."""
    if account.person_id is None:
        return
    lacking = Q(assignments__ended_at__isnull=True, assignments__submitted_at__isnull=True)
    scored = Appraisal.objects.filter(state=AppraisalState.SCORING).exclude(
        pk__in=Appraisal.objects.filter(lacking).values("pk")
    )
    rows = Appraisal.objects.filter(
        Q(state=AppraisalState.CONCLUDING) | Q(pk__in=scored.values("pk")),
        team__head=account.person_id,
        team__ended_at__isnull=True,
    ).select_related("dossier__congress__season_unit")
    for row in rows.order_by("taken_at")[:SHOWN]:
        concludes = row.state == AppraisalState.CONCLUDING
        yield Waiting(
            what=_("Write the conclusion") if concludes else _("Close the scoring"),
            about=row.dossier.congress.season_unit.name,
            url=reverse("papers:appraisal", args=[row.pk]),
            due_on=conclusion_due_on(row.dossier),
        )


def _to_give(account: Account, today: date) -> Iterator[Waiting]:
    """Complete dossiers that no team has taken, for those who may give them out."""
    leads = reach_of(account).by(Can.LEAD_APPRAISAL)
    if leads.is_empty:
        return
    rows = dossiers_of(account, today=today).filter(
        leads.season_units("congress__season_unit"), state=DossierState.WAITING
    )
    for row in rows.order_by(F("due_on"), "pk")[:SHOWN]:
        if not _is_below(account, row):
            continue
        yield Waiting(
            what=_("Give the dossier to a team"),
            about=row.congress.season_unit.name,
            url=reverse("papers:dossier", args=[row.pk]),
            due_on=conclusion_due_on(row),
        )


def _is_below(account: Account, row: Dossier) -> bool:
    """Whether the dossier is of a unit below one where the account leads appraisals."""
    unit = row.congress.season_unit
    spans = reach_of(account).by(Can.LEAD_APPRAISAL).spans
    return any(
        span.season_id == unit.season_id and span.first < unit.first <= span.last for span in spans
    )


def _to_answer(account: Account) -> Iterator[Waiting]:
    """Conclusions whose points the account's unit has to answer; dossiers that came back."""
    own = [hold.unit_id for hold in reach_of(account).by(Can.HAND_IN).holds]
    if not own:
        return
    rows = AppraisalRound.objects.filter(
        appraisal__state=AppraisalState.ANSWERING,
        concluded_at__isnull=False,
        answered_at__isnull=True,
        appraisal__dossier__congress__season=season_in_focus(),
        appraisal__dossier__congress__season_unit__unit__in=own,
    ).select_related(ABOUT)
    for one in rows.order_by("answer_due_on", "pk")[:SHOWN]:
        yield Waiting(
            what=_("Answer the points"),
            about=one.appraisal.dossier.congress.season_unit.name,
            url=reverse("papers:answer", args=[one.appraisal_id]),
            due_on=one.answer_due_on,
        )


def _visits(account: Account, now: datetime) -> Iterator[Waiting]:
    """Visits on which the account's person goes, until their minutes are written."""
    if account.person_id is None:
        return
    rows = AppraisalVisit.objects.filter(
        STANDING, members__person=account.person_id, held_at__isnull=True
    ).select_related("congress__season_unit")
    for one in rows.order_by("starts_at")[:SHOWN]:
        over = one.ends_at < now
        yield Waiting(
            what=_("Write the minutes of the visit") if over else _("Go on a visit"),
            about=one.congress.season_unit.name,
            url=reverse("papers:visit", args=[one.pk]),
            due_on=day_of(one.starts_at),
        )


# ---- beside late steps


@overdue_source
def _overdue_dossiers(account: Account, unit: SeasonUnit, today: date, limit: int) -> OverdueLines:
    """Dossiers below a unit whose conclusion should have been there, for those above them."""
    rows = dossiers_of(account, today=today).filter(
        past_on(today),
        reach_of(account).by(Can.READ_APPRAISAL).season_units("congress__season_unit"),
        congress__season=unit.season_id,
        congress__season_unit__first__range=(unit.first, unit.last),
    )
    found = list(rows.order_by(F("due_on"), "pk")[:limit])
    return OverdueLines(
        lines=[_line(row, today) for row in found],
        total=rows.order_by().count(),
        url=reverse("papers:dossiers") + "?kind=late",
        title=_("dossiers without a conclusion"),
    )


def _line(row: Dossier, today: date) -> Overdue:
    due_on = conclusion_due_on(row)
    return Overdue(
        kind=_("dossier"),
        title=_("Conclusion on the dossier"),
        url=reverse("papers:dossier", args=[row.pk]),
        unit=row.congress.season_unit.name,
        owner=_owners(row.appraisals.all()),
        due_on=due_on,
        days_late=(today - due_on).days,
    )


def _owners(appraisals: Iterable[Appraisal]) -> str:
    names = ", ".join(one.team.name for one in appraisals if one.is_open)
    return names or _("no team yet")
