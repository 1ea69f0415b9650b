"""Handing over an officer's work: drawn up, signed by both, confirmed; then all of it moves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.errors import (
    Changed,
    HandingEnded,
    HandingUnsigned,
    HeldMeanwhile,
    NoAccountForRoles,
    NothingHeld,
    NotYourSignature,
    OwnConfirmation,
    ReasonMissing,
    SameOfficer,
)
from muster.office.models import HandedLine, HandingOver
from muster.office.services.replays import made_before
from muster.season.models import SeasonUnit
from muster.season.registry.handing_over import Held, Side, handing_parts
from muster.season.services.hand import local
from muster.tree.clock import day_of
from muster.tree.models import Account
from muster.tree.names import search_key, tidy

GRANTS: Final = "grants"
NAMED_IN_A_REFUSAL: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HandingDraft:
    """What is drawn up. keys: what passes by hand, a line each (keys, seals, folders).

    giver, taker: names; an account where there is one.
    """

    giver: str
    taker: str
    reason: str
    from_on: date
    keys: Sequence[str] = ()
    giver_account: Account | None = None
    taker_account: Account | None = None


def held_by(handing: HandingOver, *, today: date) -> dict[str, list[Held]]:
    """What the giver holds now, by part: for drawing up and at confirmation."""
    giver = Side(name=handing.giver, account_id=handing.giver_account_id, unit=handing.season_unit)
    return {part.key: list(part.held(giver, today=today)) for part in handing_parts()}


@retry_on_deadlock
def draw_up(
    unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    draft: HandingDraft,
    client_uuid: UUID | None = None,
) -> HandingOver:
    """List everything that the giver holds at a unit and below it, to be signed by both.

    Raises SameOfficer, ReasonMissing, NothingHeld, NoAccountForRoles.
    """
    if not draft.reason.strip():
        raise ReasonMissing
    if search_key(draft.giver) == search_key(draft.taker):
        raise SameOfficer(name=tidy(draft.giver))
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return HandingOver.objects.get(pk=made_before(record))
        row = HandingOver.objects.create(
            season_unit=unit,
            giver=tidy(draft.giver),
            giver_account=draft.giver_account,
            taker=tidy(draft.taker),
            taker_account=draft.taker_account,
            reason=tidy(draft.reason),
            from_on=draft.from_on,
            drawn_at=now,
            drawn_by=actor.name,
        )
        HandedLine.objects.bulk_create(
            HandedLine(handing=row, part=HandedLine.KEYS, title=tidy(key))
            for key in draft.keys
            if key.strip()
        )
        listed = _list(row, today=day_of(now))
        _note(record, "handing_over.drawn", row, {"reason": row.reason, "lines": listed})
    return row


def _list(row: HandingOver, *, today: date) -> int:
    """Write down what the giver holds now. How many lines, those passed by hand among them."""
    held = held_by(row, today=today)
    if held.get(GRANTS) and row.taker_account is None:
        raise NoAccountForRoles(taker=row.taker, roles=_titles(held[GRANTS]))
    HandedLine.objects.bulk_create(
        HandedLine(
            handing=row,
            part=part,
            subject=one.subject,
            title=one.title[:300],
            detail=one.detail[:300],
            due_on=one.due_on,
        )
        for part, lines in held.items()
        for one in lines
    )
    count = row.lines.count()
    if not count:
        raise NothingHeld(name=row.giver, unit=row.season_unit.name)
    return count


@retry_on_deadlock
def list_again(
    handing: HandingOver,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    client_uuid: UUID | None = None,
) -> HandingOver:
    """Take up what came meanwhile. Both must sign the new list."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(handing)
        if record.is_replay:
            return row
        _check(row, version)
        row.lines.exclude(part=HandedLine.KEYS).delete()
        listed = _list(row, today=day_of(now))
        row.giver_signed_at = row.taker_signed_at = None
        row.giver_signed = row.taker_signed = ""
        _save(row, actor, now)
        _note(record, "handing_over.listed_again", row, {"lines": listed})
    return row


@retry_on_deadlock
def sign(
    handing: HandingOver,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    client_uuid: UUID | None = None,
) -> HandingOver:
    """Sign with one's own account, as the giver or as the taker. Raises NotYourSignature."""
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(handing)
        if record.is_replay:
            return row
        _check(row, version)
        side = side_of(row, actor.account_id)
        if side is None:
            raise NotYourSignature(giver=row.giver, taker=row.taker)
        how = _("%(name)s, signed in muster") % {"name": actor.name}
        _put_signature(record, row, side, how, actor=actor, now=now)
    return row


def side_of(row: HandingOver, account_id: int | None) -> str | None:
    """As whom an account signs: ``giver``, ``taker``, or not at all."""
    sides = {row.giver_account_id: "giver", row.taker_account_id: "taker"}
    return sides.get(account_id) if account_id is not None else None


@retry_on_deadlock
def sign_on_paper(
    handing: HandingOver,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    side: str,
    how: str,
    client_uuid: UUID | None = None,
) -> HandingOver:
    """Enter a signature given on paper, or why somebody cannot sign (ill, left, dead).

    Raises ReasonMissing without words that say so.
    """
    if not how.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(handing)
        if record.is_replay:
            return row
        _check(row, version)
        said = _("%(how)s (entered by %(who)s)") % {"how": tidy(how), "who": actor.name}
        _put_signature(record, row, side, said[:200], actor=actor, now=now)
    return row


def _put_signature(
    record: Record, row: HandingOver, side: str, how: str, *, actor: Actor, now: datetime
) -> None:
    if side == "giver":
        row.giver_signed_at, row.giver_signed = now, how
    else:
        row.taker_signed_at, row.taker_signed = now, how
    _save(row, actor, now)
    _note(record, "handing_over.signed", row, {"side": side, "how": how})


@retry_on_deadlock
def confirm(
    handing: HandingOver,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    client_uuid: UUID | None = None,
) -> HandingOver:
    """Confirm what both have signed: everything listed moves now, or nothing does.

    What was settled meanwhile is marked so. Raises HandingUnsigned, OwnConfirmation, and
    HeldMeanwhile if the giver holds something that nobody signed for.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(handing)
        if record.is_replay:
            return row
        _check(row, version)
        if side_of(row, actor.account_id) is not None:
            raise OwnConfirmation(giver=row.giver, taker=row.taker)
        if not row.is_signed:
            raise HandingUnsigned(names=", ".join(_unsigned(row)))
        moved = _move(row, actor=actor, now=now)
        row.state, row.confirmed_at = HandingOver.State.CONFIRMED, now
        row.confirmed_by = actor.name
        _save(row, actor, now)
        _note(record, "handing_over.confirmed", row, {"moved": moved})
    return row


def _unsigned(row: HandingOver) -> list[str]:
    sides = ((row.giver, row.giver_signed_at), (row.taker, row.taker_signed_at))
    return [name for name, signed_at in sides if signed_at is None]


def _move(row: HandingOver, *, actor: Actor, now: datetime) -> dict[str, int]:
    """Move every line that the giver still holds. How many, by part."""
    held = held_by(row, today=day_of(now))
    listed = {line.subject: line for line in row.lines.exclude(part=HandedLine.KEYS)}
    new = [one for lines in held.values() for one in lines if one.subject not in listed]
    if new:
        raise HeldMeanwhile(name=row.giver, count=len(new), lines=_titles(new))
    taker = Side(name=row.taker, account_id=row.taker_account_id, unit=row.season_unit)
    for part in handing_parts():
        part.pass_on(held[part.key], taker, actor=actor, now=now, reason=_why(row))
    still = [one.subject for lines in held.values() for one in lines]
    row.lines.update(moved=False)
    row.lines.filter(subject__in=still).update(moved=True)
    row.lines.filter(part=HandedLine.KEYS).update(moved=True)
    return {key: len(lines) for key, lines in held.items() if lines}


def _why(row: HandingOver) -> str:
    said = {"giver": row.giver, "taker": row.taker, "reason": row.reason}
    return (_("handed over by %(giver)s to %(taker)s: %(reason)s") % said)[:200]


@retry_on_deadlock
def withdraw_handing(
    handing: HandingOver,
    *,
    actor: Actor,
    now: datetime,
    version: int,
    reason: str,
    client_uuid: UUID | None = None,
) -> HandingOver:
    """Nothing is handed over after all; the list stays with the reason."""
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = _locked(handing)
        if record.is_replay:
            return row
        _check(row, version)
        row.state, row.withdrawn_reason = HandingOver.State.WITHDRAWN, tidy(reason)
        _save(row, actor, now)
        _note(record, "handing_over.withdrawn", row, {"reason": row.withdrawn_reason})
    return row


def _titles(lines: Iterable[Held]) -> str:
    found = [f"“{one.title}”" for one in lines]
    more = " …" if len(found) > NAMED_IN_A_REFUSAL else ""
    return ", ".join(found[:NAMED_IN_A_REFUSAL]) + more


def _locked(handing: HandingOver) -> HandingOver:
    rows = HandingOver.objects.select_for_update(of=("self",))
    return rows.select_related("season_unit__season").get(pk=handing.pk)


def _check(row: HandingOver, version: int) -> None:
    if row.version != version:
        raise Changed(who=row.changed_by, at=local(row.changed_at) if row.changed_at else "")
    if not row.is_drawn:
        raise HandingEnded(state=row.get_state_display(), who=row.changed_by)


def _save(row: HandingOver, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.changed_by, row.changed_at = actor.name, now
    row.save()


def _note(record: Record, kind: str, row: HandingOver, body: Mapping[str, Any]) -> None:
    record(
        kind,
        f"handing_over:{row.pk}",
        unit=row.season_unit.unit_id,
        season=row.season_unit.season_id,
        audience=Audience.UNIT,
        body={"giver": row.giver, "taker": row.taker, **body},
    )
