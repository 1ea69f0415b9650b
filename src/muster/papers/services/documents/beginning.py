"""A document begins: its body, its kind, its title and its grade."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.services.replays import made_before
from muster.papers.bridge import key_of, kind_of, rules_of
from muster.papers.errors.documents import (
    DocumentExists,
    DocumentIncomplete,
    OtherCongress,
)
from muster.papers.models import Document, DocumentState
from muster.papers.services.documents.hand import say
from muster.season.errors import NotInSeason
from muster.season.models import Congress, SeasonUnit
from muster.season.services import Mark, must_be_held
from muster.season.services.hand import local
from muster.tree.clock import day_of
from muster.tree.names import tidy


@retry_on_deadlock
def begin_document(
    unit: SeasonUnit,
    *,
    kind: str,
    title: str,
    grade: str = "",
    congress: Congress | None = None,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> Document:
    """Begin a document of a body, without a version yet. grade: the pack's default if empty.

    Locks the congress, so that it has one of a kind. Raises DocumentIncomplete, GradeNotHeld,
    OtherCongress, DocumentExists, NotInSeason, RuleUnknown.
    """
    if not title.strip():
        raise DocumentIncomplete(wanted=_("the title"))
    if unit.left_on is not None:
        raise NotInSeason(unit=unit.name)
    if congress is not None and congress.season_unit_id != unit.pk:
        raise OtherCongress(unit=unit.name)
    rules = rules_of(unit)
    rule = rules.grades[grade] if grade else rules.default_grade
    must_be_held(Mark(rules, rule.key, day_of(now)))
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Document.objects.get(pk=made_before(record))
        if congress is not None:
            _must_be_first(congress, kind, unit)
        row = Document(
            season_unit=unit,
            congress=congress,
            kind=rules.documents[kind].key,
            title=tidy(title)[:300],
            grade=rule.key,
            is_limited=rule.limited,
            begun_at=now,
            begun_by=actor.name,
            changed_at=now,
            changed_by=actor.name,
        )
        row.search_key = key_of(row)
        row.save()
        say(record, "document.begun", row, {"congress": row.congress_id})
    return row


def _must_be_first(congress: Congress, kind: str, unit: SeasonUnit) -> None:
    Congress.objects.select_for_update(of=("self",)).get(pk=congress.pk)
    standing = Document.objects.filter(congress=congress, kind=kind)
    rows = standing.exclude(state=DocumentState.WITHDRAWN).select_related("season_unit__season")
    other = rows.first()
    if other is not None:
        raise DocumentExists(
            unit=unit.name,
            kind=str(kind_of(other).name),
            who=other.begun_by,
            at=local(other.begun_at),
        )
