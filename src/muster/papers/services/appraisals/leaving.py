"""What somebody who leaves a team had to appraise is taken from him; his sheet counts no more."""

from datetime import datetime

from muster.ledger.actor import Actor
from muster.ledger.services import recorded
from muster.papers.models import AppraisalState, AppraisalTeam, Assignment
from muster.papers.services.appraisals.hand import locked, note_inside
from muster.tree.models import Person

OPEN = (AppraisalState.SCORING, AppraisalState.CHECKING)


def take_everything(
    team: AppraisalTeam, person: Person, *, actor: Actor, now: datetime, reason: str
) -> None:
    """Take every open assignment of a team from *person*, each with an entry on its appraisal.

    What lies with the head or with the unit stays as it was: those scores were given.
    """
    rows = Assignment.objects.filter(
        appraisal__team=team,
        appraisal__state__in=OPEN,
        person=person,
        ended_at__isnull=True,
    ).order_by("appraisal")
    for one in rows:
        take_one(one, actor=actor, now=now, reason=reason)


def take_one(one: Assignment, *, actor: Actor, now: datetime, reason: str) -> Assignment:
    """Take one assignment from its person. Locks the appraisal."""
    with recorded(actor, now=now) as record:
        appraisal = locked(one.appraisal_id)
        row = Assignment.objects.select_related("person").get(pk=one.pk)
        row.ended_at, row.ended_by, row.ended_reason = now, actor.name, reason[:300]
        row.save()
        note_inside(
            record,
            "appraisal.taken_from",
            appraisal,
            {"person": row.person.name, "reason": row.ended_reason},
        )
    return row
