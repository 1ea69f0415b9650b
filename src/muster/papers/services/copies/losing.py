"""Missing copies: reported, owed an explanation by the head, explained."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office import services as office
from muster.office.models import Task
from muster.office.queries.signing import role_holders
from muster.office.services import Place, TaskDraft
from muster.office.services.replays import said_before
from muster.papers.errors.copies import AlreadyExplained, WhyMissing
from muster.papers.models import Copy, CopySeries, CopyState, Issue, Loss
from muster.papers.ranges import Range, ranges_of, written
from muster.papers.services.copies.hand import (
    Giver,
    kind_of,
    locked,
    must_hold,
    note,
    put,
    said_of,
    taken,
)
from muster.season.services.hand import local
from muster.tree.clock import day_of
from muster.tree.names import tidy
from muster.tree.table import Role

CAN_BE_LOST: Final = (CopyState.LEFT, CopyState.ISSUED, CopyState.BACK, CopyState.SPOILED)


@retry_on_deadlock
def report_missing(
    series: CopySeries,
    *,
    actor: Actor,
    now: datetime,
    numbers: Sequence[Range],
    how: str,
    giver: Giver = None,
    client_uuid: UUID | None = None,
) -> list[Loss]:
    """Report copies as missing; the head owes a word on those of each holder by a day.

    giver: who says so of copies of his own. Raises WhyMissing, NumbersOutside, CopyElsewhere,
    CopyListed, HeldByAnother.
    """
    if not how.strip():
        raise WhyMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(series.pk)
        if record.is_replay:
            return list(Loss.objects.filter(pk__in=said_before(record)["losses"]))
        copies = taken(row, numbers, states=CAN_BE_LOST)
        must_hold(copies, giver)
        made = [
            _lose(row, issue, of_one, how, actor=actor, now=now)
            for issue, of_one in _by_issue(copies)
        ]
        body = {**said_of(copies), "how": tidy(how), "losses": [loss.pk for loss in made]}
        note(record, "copies.missing", row, body)
        for loss in made:
            loss.task = _task(row, loss, actor=actor, now=now)
            loss.save(update_fields=["task"])
    return made


def _by_issue(copies: Sequence[Copy]) -> list[tuple[Issue | None, list[Copy]]]:
    found: dict[int | None, list[Copy]] = {}
    for copy in copies:
        found.setdefault(copy.issue_id, []).append(copy)
    return [(of_one[0].issue, of_one) for of_one in found.values()]


def _lose(
    row: CopySeries,
    issue: Issue | None,
    copies: Sequence[Copy],
    how: str,
    *,
    actor: Actor,
    now: datetime,
) -> Loss:
    loss = Loss.objects.create(
        series=row,
        issue=issue,
        numbers=written(ranges_of(copy.number for copy in copies)),
        count=len(copies),
        reported_at=now,
        reported_by=actor.name,
        how=tidy(how),
    )
    put(copies, actor=actor, now=now, state=CopyState.MISSING, loss=loss)
    return loss


def _task(row: CopySeries, loss: Loss, *, actor: Actor, now: datetime) -> Task:
    """What the head owes: the title names the copies, never what they say."""
    today = day_of(now)
    heads = role_holders(row.season_unit, {Role.HEAD}, today)
    owner = next((one.person.name if one.person else one.username for one in heads), "")
    said = {"numbers": loss.numbers, "title": row.title}
    title = _("Say what became of missing copy %(numbers)s: %(title)s") % said
    draft = TaskDraft(
        title=title[:300],
        owner=owner or Role.HEAD.label,
        due_on=today + timedelta(days=kind_of(row).explain_days),
    )
    place = Place(season_unit=row.season_unit, congress=row.congress)
    return office.add_task(place, actor=actor, now=now, draft=draft)


@retry_on_deadlock
def explain_missing(
    loss: Loss, *, actor: Actor, now: datetime, explanation: str, client_uuid: UUID | None = None
) -> Loss:
    """Say what became of missing copies; they stay missing until they come back.

    Raises WhyMissing, AlreadyExplained.
    """
    if not explanation.strip():
        raise WhyMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = locked(loss.series_id)
        found = Loss.objects.select_related("task").get(pk=loss.pk)
        if record.is_replay:
            return found
        if found.explained_at is not None:
            raise AlreadyExplained(who=found.explained_by, at=local(found.explained_at))
        close_loss(record, row, found, explanation, actor=actor, now=now)
    return found


def close_loss(
    record: Record, row: CopySeries, loss: Loss, words: str, *, actor: Actor, now: datetime
) -> None:
    """Write down what became of it, and answer what the head owes. Inside a locked series."""
    loss.explained_at, loss.explained_by = now, actor.name
    loss.explanation = tidy(words)[:500]
    loss.save(update_fields=["explained_at", "explained_by", "explanation"])
    body = {"loss": loss.pk, "numbers": loss.numbers, "how": loss.explanation}
    note(record, "copies.explained", row, body)
    task = loss.task
    if task is not None and task.is_pending:
        office.answer(task, actor=actor, now=now, version=task.version, text=loss.explanation)
