"""The answers are checked one by one: handled, partly, not."""

from datetime import datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.errors.appraisal import NoMember, WhyNotMissing
from muster.papers.models import (
    Appraisal,
    AppraisalState,
    ConclusionPoint,
    PointCheck,
    PointResult,
)
from muster.papers.services.appraisals.hand import (
    locked,
    must_be,
    must_be_impartial,
    must_take_words,
    note_inside,
    person_of,
)


@retry_on_deadlock
def check_point(
    appraisal: Appraisal,
    point_id: int,
    *,
    actor: Actor,
    now: datetime,
    result: str,
    note: str = "",
    client_uuid: UUID | None = None,
) -> PointCheck:
    """Say what became of a point of the round before, as one who appraises it or as the head.

    A later word replaces an earlier one, both stand in the record. Raises WhyNotMissing,
    WrongAppraisalState, NoMember, OwnUnit.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(appraisal.pk)
        point = ConclusionPoint.objects.get(
            pk=point_id, round__appraisal=row, round__number=row.round_number - 1
        )
        if record.is_replay:
            return PointCheck.objects.get(point=point)
        must_be(row, AppraisalState.CHECKING)
        _must_be_allowed(row, actor)
        must_take_words(point.paper, now)
        found = PointResult(result)
        if found is not PointResult.HANDLED and not note.strip():
            raise WhyNotMissing(number=point.number)
        check, _made = PointCheck.objects.update_or_create(
            point=point,
            defaults={
                "result": found,
                "note": note.strip(),
                "checked_at": now,
                "checked_by": actor.name,
            },
        )
        body = {"point": point.number, "round": row.round_number, "result": found.value}
        note_inside(record, "point.checked", row, body)
    return check


def _must_be_allowed(row: Appraisal, actor: Actor) -> None:
    must_be_impartial(person_of(actor), row.dossier.congress.season_unit)
    given = row.assignments.filter(ended_at__isnull=True, person=actor.person_id)
    if actor.person_id is None or not (row.team.head_id == actor.person_id or given.exists()):
        raise NoMember(person=actor.name, team=row.team.name)
