"""Partners: entered and corrected."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.services import recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors.partners import PartnerIncomplete, PartnerKnown
from muster.office.models import Partner
from muster.office.services.partner_hand import locked_partner, note_at, same_version, touch
from muster.office.services.replays import made_before
from muster.season.models import SeasonUnit
from muster.tree.names import KEY_LENGTH, search_key, sort_key, tidy

TEXTS: Final = (
    *("name", "duty_phone", "contact", "contact_phone"),
    *("deputy", "deputy_phone", "channel"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerDraft:
    """What is said about a partner. kind: key of the pack."""

    kind: str
    name: str
    duty_phone: str = ""
    contact: str = ""
    contact_phone: str = ""
    deputy: str = ""
    deputy_phone: str = ""
    channel: str = ""
    is_active: bool = True


@retry_on_deadlock
def add_partner(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    draft: PartnerDraft,
    client_uuid: UUID | None = None,
) -> Partner:
    """Enter a partner of *unit*. Raises PartnerIncomplete, PartnerKnown."""
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Partner.objects.get(pk=made_before(record))
        SeasonUnit.objects.select_for_update().get(pk=unit.pk)
        row = Partner(season_unit=unit, changed_by=actor.name, changed_at=now)
        _fill(row, draft)
        _known_once(row)
        row.save(force_insert=True)
        note_at(record, "partner.added", f"partner:{row.pk}", unit, {"name": row.name})
    return row


@retry_on_deadlock
def change_partner(
    partner: Partner,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    draft: PartnerDraft,
    client_uuid: UUID | None = None,
) -> Partner:
    """Other numbers, another contact. Raises Changed, PartnerIncomplete, PartnerKnown."""
    _complete(draft)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        SeasonUnit.objects.select_for_update().get(pk=partner.season_unit_id)
        row = locked_partner(partner)
        if record.is_replay:
            return row
        same_version(row, version)
        before = {text: getattr(row, text) for text in TEXTS}
        _fill(row, draft)
        _known_once(row)
        touch(row, actor, now)
        changed = sorted(text for text in TEXTS if before[text] != getattr(row, text))
        body = {"name": row.name, "changed": changed}
        note_at(record, "partner.changed", f"partner:{row.pk}", row.season_unit, body)
    return row


def _complete(draft: PartnerDraft) -> None:
    if not draft.name.strip():
        raise PartnerIncomplete(wanted=_("the organisation"))


def _fill(row: Partner, draft: PartnerDraft) -> None:
    kind = rules_of(row.season_unit).partner_kinds[draft.kind]
    row.kind = kind.key
    for text in TEXTS:
        setattr(row, text, tidy(getattr(draft, text)))
    row.is_active = draft.is_active
    row.sort_key = sort_key(row.name, given_first=False)[:KEY_LENGTH]
    said = (row.name, row.contact, row.deputy, row.channel, row.duty_phone)
    row.search_key = search_key(" ".join((*said, kind.name.vi, kind.name.en)))


def _known_once(row: Partner) -> None:
    same = Partner.objects.filter(season_unit=row.season_unit, name=row.name).exclude(pk=row.pk)
    other = same.first()
    if other is not None:
        raise PartnerKnown(name=row.name, who=other.changed_by)
