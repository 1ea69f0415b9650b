"""Taking an approval in hand: the lock, where it must stand, who may sign, and its entry."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record
from muster.office.bridge import rules_of
from muster.office.errors.approvals import (
    ChangedSince,
    NoAuthority,
    NotApproved,
    WrongApprovalState,
)
from muster.office.models import Approval, ApprovalState
from muster.office.queries.approvals import Difference, differences, frozen, rule_for
from muster.office.queries.signing import Signer, signers_of
from muster.season.models import SeasonUnit
from muster.season.registry import Approvable
from muster.season.services.hand import day, local


def queued(unit: SeasonUnit) -> None:
    """Let one after the other submit for a unit: two versions of one thing never start at once."""
    SeasonUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def locked(approval: Approval) -> Approval:
    """The approval as it is in the database now, under lock till the commit."""
    rows = Approval.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit__season").get(pk=approval.pk)


def must_be(row: Approval, *states: ApprovalState) -> None:
    """Refuse an act on a version that is not in one of *states*, naming who moved it on."""
    if row.state not in states:
        raise WrongApprovalState(
            title=row.title,
            number=row.number,
            state=row.get_state_display(),
            who=last_hand(row),
        )


def last_hand(row: Approval) -> str:
    """Who moved a version to where it stands, and when."""
    for who, at in (
        (row.ended_by, row.ended_at),
        (row.issued_by, row.issued_at),
        (row.signer_name, row.signed_at),
        (row.submitted_by, row.submitted_at),
    ):
        if who and at is not None:
            return f"{who}, {local(at)}"
    return row.submitted_by


def signer_for(row: Approval, key: str, *, on: date, name: str) -> Signer:
    """The signer of that key with their authority on that day. Raises NoAuthority, naming all."""
    signers = signers_of(row.season_unit, row.kind, on=on)
    found = next((one for one in signers if one.key == key), None)
    if found is None:
        raise NoAuthority(
            who=name,
            day=day(on),
            kind=rules_of(row.season_unit).approvals[row.kind].name,
            unit=row.season_unit.name,
            signers=named(signers),
        )
    return found


def named(signers: Sequence[Signer]) -> str:
    """Signers in a sentence."""
    return ", ".join(one.said for one in signers) or _("nobody; give somebody authority to sign")


def refuse_changed(row: Approval, thing: Approvable) -> Sequence[Difference]:
    """What changed since *row* was frozen. Raises ChangedSince if that needs a new signature."""
    changed = differences(row.frozen.parts, frozen(thing), rule_for(thing))
    again = [one.name for one in changed if one.sign_again]
    if again:
        raise ChangedSince(title=row.title, parts=", ".join(again))
    return changed


def refuse_unsigned(thing: Approvable, row: Approval | None, *, on: date) -> Approval:
    """The version if it is signed. Raises NotApproved, naming who may sign."""
    if row is None or row.state != ApprovalState.APPROVED:
        state = pgettext("approval", "draft") if row is None else row.get_state_display()
        raise NotApproved(
            title=thing.title,
            state=state,
            signers=named(signers_of(thing.unit, thing.kind, on=on)),
        )
    return row


def note(record: Record, kind: str, row: Approval, body: Mapping[str, Any]) -> None:
    """Record what happened to a version, under the thing's own subject."""
    record(
        kind,
        row.subject,
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={
            "approval": row.pk,
            "version": row.number,
            "title": row.title,
            "digest": row.digest,
            **body,
        },
    )


def end(row: Approval, state: ApprovalState, *, actor: Actor, now: datetime, reason: str) -> None:
    """Bring a version to an end that is not its issue."""
    row.state = state
    row.ended_at, row.ended_by, row.ended_reason = now, actor.name, reason
    row.save()
