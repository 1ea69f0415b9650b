"""Authority to sign: given for days by a paper, ended before its last day."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors.approvals import GrantorHasNone, SigningEnded, SigningIncomplete
from muster.office.models import SigningGrant
from muster.office.queries.signing import own_signers
from muster.office.services.replays import made_before
from muster.season.models import SeasonUnit
from muster.season.services.hand import day, local
from muster.tree.models import Person
from muster.tree.names import tidy


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningDraft:
    """Who signs and by which paper. for_whom: none in their own right; kinds: empty means all."""

    person: Person
    since: date
    by_paper: str
    for_whom: Person | None = None
    until: date | None = None
    kinds: tuple[str, ...] = ()
    authority: str = ""


@retry_on_deadlock
def grant_signing(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    draft: SigningDraft,
    client_uuid: UUID | None = None,
) -> SigningGrant:
    """Give somebody authority to sign for a unit and what is below it.

    Raises SigningIncomplete, GrantorHasNone (who is away signs nothing of that kind himself).
    """
    _complete(draft)
    pack = rules_of(unit)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return SigningGrant.objects.get(pk=made_before(record))
        _grantor_signs(unit, draft)
        row = SigningGrant.objects.create(
            season_unit=unit,
            person=draft.person,
            for_whom=draft.for_whom,
            kinds=[pack.approvals[kind].key for kind in draft.kinds],
            authority=pack.authorities[draft.authority].key if draft.authority else "",
            since=draft.since,
            until=draft.until,
            by_paper=tidy(draft.by_paper),
            given_at=now,
            given_by=actor.name,
        )
        _note(record, "signing.granted", row)
    return row


def _complete(draft: SigningDraft) -> None:
    wanted = []
    if not draft.by_paper.strip():
        wanted.append(_("the paper that says so"))
    if draft.for_whom is not None and draft.until is None:
        wanted.append(_("the last day, where somebody is away"))
    if draft.until is not None and draft.until < draft.since:
        wanted.append(_("a last day that is not before the first"))
    if draft.for_whom is not None and draft.for_whom.pk == draft.person.pk:
        wanted.append(_("two different persons"))
    if wanted:
        raise SigningIncomplete(wanted=", ".join(wanted))


def _grantor_signs(unit: SeasonUnit, draft: SigningDraft) -> None:
    """Who is away must sign what he hands on; with no kind named, at least one of them all."""
    if draft.for_whom is None:
        return
    rules = rules_of(unit).approvals
    signs = [
        kind
        for kind in draft.kinds or rules
        if any(
            one.person_id == draft.for_whom.pk for one in own_signers(unit, kind, on=draft.since)
        )
    ]
    if not signs or (draft.kinds and len(signs) < len(draft.kinds)):
        missing = next(kind for kind in draft.kinds or rules if kind not in signs)
        raise GrantorHasNone(
            who=draft.for_whom.name,
            kind=rules[missing].name,
            unit=unit.name,
            day=day(draft.since),
        )


@retry_on_deadlock
def end_signing(
    grant: SigningGrant, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> SigningGrant:
    """End an authority now; what was signed by it stays signed. Raises SigningEnded."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        rows = SigningGrant.objects.select_for_update(of=("self",))
        row = rows.select_related("season_unit", "person", "for_whom").get(pk=grant.pk)
        if record.is_replay:
            return row
        if row.ended_at is not None:
            raise SigningEnded(who=row.ended_by, at=local(row.ended_at))
        row.ended_at, row.ended_by = now, actor.name
        row.save()
        _note(record, "signing.ended", row)
    return row


def _note(record: Record, kind: str, row: SigningGrant) -> None:
    record(
        kind,
        f"signing:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={
            "person": row.person_id,
            "for_whom": row.for_whom_id,
            "kinds": row.kinds,
            "since": row.since,
            "until": row.until,
            "by_paper": row.by_paper,
        },
    )
