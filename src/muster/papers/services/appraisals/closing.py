"""The head closes the scoring, or the checking of answers; only then is anything concluded."""

from datetime import datetime
from uuid import UUID

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.papers.errors.appraisal import (
    NoScores,
    PointsUnchecked,
    ScoresLacking,
)
from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalState,
    ConclusionPoint,
    ScoreSheet,
)
from muster.papers.services.appraisals.hand import (
    locked,
    must_be,
    must_be_impartial,
    note_inside,
    person_of,
    round_of,
    save_round,
)
from muster.papers.services.appraisals.scoring import content_of


@retry_on_deadlock
def close_scoring(
    appraisal: Appraisal,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    client_uuid: UUID | None = None,
) -> AppraisalRound:
    """Close the scoring: from now on scores are fixed, and seen by those beside the team.

    Every sheet enters the record with the salt of its commitment. reason: why some members' sheets
    are lacking. Raises NoScores, ScoresLacking (naming them), WrongAppraisalState, OwnUnit.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(appraisal.pk)
        current = round_of(row)
        if record.is_replay:
            return current
        must_be(row, AppraisalState.SCORING)
        must_be_impartial(person_of(actor), row.dossier.congress.season_unit)
        standing = list(row.assignments.filter(ended_at__isnull=True).select_related("person"))
        lacking = [one.person.name for one in standing if one.submitted_at is None]
        if len(lacking) == len(standing):
            raise NoScores
        if lacking and not reason.strip():
            raise ScoresLacking(members=", ".join(lacking))
        _close(row, current, reason if lacking else "", actor=actor, now=now)
        row.scored_at = now
        row.save()
        note_inside(
            record,
            "appraisal.scored",
            row,
            {"sheets": _sheets(row), "lacking": lacking, "reason": current.closed_reason},
        )
    return current


def _close(
    row: Appraisal, current: AppraisalRound, reason: str, *, actor: Actor, now: datetime
) -> None:
    row.state = AppraisalState.CONCLUDING
    current.closed_at, current.closed_by = now, actor.name
    current.closed_reason = reason.strip()[:300]
    save_round(current, actor, now)


def _sheets(row: Appraisal) -> list[dict[str, object]]:
    rows = ScoreSheet.objects.filter(
        assignment__appraisal=row,
        assignment__ended_at__isnull=True,
        assignment__submitted_at__isnull=False,
    ).select_related("assignment__person")
    return [
        {
            "member": one.assignment.person.name,
            "salt": bytes(one.salt).hex(),
            "commitment": one.commitment,
            "content": content_of(one),
        }
        for one in rows.order_by("assignment")
    ]


@retry_on_deadlock
def close_checking(
    appraisal: Appraisal, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> AppraisalRound:
    """Close the checking of the answers. Raises PointsUnchecked, WrongAppraisalState, OwnUnit."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(appraisal.pk)
        current = round_of(row)
        if record.is_replay:
            return current
        must_be(row, AppraisalState.CHECKING)
        must_be_impartial(person_of(actor), row.dossier.congress.season_unit)
        points = ConclusionPoint.objects.filter(
            round__appraisal=row, round__number=row.round_number - 1
        )
        unchecked = points.filter(check_of__isnull=True).values_list("number", flat=True)
        if unchecked:
            raise PointsUnchecked(points=", ".join(map(str, unchecked)))
        _close(row, current, "", actor=actor, now=now)
        row.save()
        checked = points.values_list("number", "check_of__result", "check_of__note")
        note_inside(record, "appraisal.checked", row, {"points": [list(one) for one in checked]})
    return current
