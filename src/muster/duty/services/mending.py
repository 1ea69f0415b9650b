"""Mending a published roster: away people come off, substitutes go on, in a draft of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.duty.errors import AbsenceBackwards, RosterNotPublished, RosterStale
from muster.duty.models import Assignment, Officer, Roster
from muster.duty.queries.hurt import hurt_rows
from muster.duty.services.drafts import copy_roster, taken
from muster.duty.services.force import AbsenceRow, import_absences
from muster.duty.services.hand import assign
from muster.duty.services.settle import settle
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.packs import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What frees a substitute: the shift that they leave, and who takes it."""

    shift_id: int
    officer_id: int


def mending_draft(roster: Roster) -> Roster | None:
    """The newest draft that mends this roster."""
    return (
        Roster.objects.filter(based_on=roster, state=Roster.State.DRAFT)
        .select_related("season__root")
        .order_by("-number")
        .first()
    )


def mend(actor: Actor, *, roster: Roster, now: datetime) -> Roster:
    """The draft that mends a published roster, made if there is none; away people are off it.

    Raises RosterNotPublished.
    """
    if roster.state != Roster.State.PUBLISHED:
        raise RosterNotPublished(number=roster.number)
    draft = mending_draft(roster) or copy_roster(actor, roster=roster, now=now)
    lost = list(hurt_rows(draft).values_list("pk", flat=True))
    if not lost:
        return draft
    with recorded(actor, now=now) as record:
        draft = taken(draft.pk, draft.version)
        rows = Assignment.objects.filter(pk__in=lost)
        body = [[row.shift_id, row.officer_id, row.vehicle_id] for row in rows]
        rows.delete()
        settle(draft)
        Roster.objects.filter(pk=draft.pk).update(
            uncovered=None, uncovered_bound=None, score=None, score_bound=None
        )
        record(
            kind="roster.released",
            subject=f"roster:{draft.pk}",
            season=draft.season_id,
            audience=Audience.SAFETY,
            body={"number": draft.number, "released": body},
        )
    return Roster.objects.select_related("season__root").get(pk=draft.pk)


def report_absence(
    actor: Actor,
    *,
    officer: Officer,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    pack: Pack,
    now: datetime,
) -> None:
    """Somebody fell ill or is called away. Raises AbsenceBackwards."""
    if ends_at <= starts_at:
        raise AbsenceBackwards(who=officer.person.name)
    row = AbsenceRow(
        person_number=officer.person.number, kind=kind, starts_at=starts_at, ends_at=ends_at
    )
    import_absences(actor, rows=[row], pack=pack, now=now)


def take_substitute(
    actor: Actor,
    *,
    roster: Roster,
    shift_id: int,
    officer_id: int,
    now: datetime,
    exchange: Exchange | None = None,
) -> Roster:
    """Put a substitute on a shift of the draft that mends *roster*; returns that draft.

    exchange: the substitute leaves that shift first, and its officer takes it. Refuses as
    ``assign`` and ``mend`` do, and with RosterStale if the substitute has left that shift
    already; then nothing of it happened.
    """
    with recorded(actor, now=now) as record:
        draft = mend(actor, roster=roster, now=now)
        if exchange is not None:
            draft = taken(draft.pk, draft.version)
            left = Assignment.objects.filter(
                roster=draft, shift=exchange.shift_id, officer=officer_id
            )
            if not left.delete()[0]:
                raise RosterStale
            settle(draft)
            draft.refresh_from_db()
        for shift, officer in _moves(shift_id, officer_id, exchange):
            assign(
                actor,
                roster_id=draft.pk,
                version=draft.version,
                shift_id=shift,
                officer_id=officer,
                now=now,
            )
            draft.refresh_from_db()
        record(
            kind="roster.substituted",
            subject=f"roster:{draft.pk}",
            season=draft.season_id,
            audience=Audience.SAFETY,
            body={"shift": shift_id, "officer": officer_id, "number": draft.number},
        )
    return draft


def _moves(shift_id: int, officer_id: int, exchange: Exchange | None) -> Sequence[tuple[int, int]]:
    if exchange is None:
        return [(shift_id, officer_id)]
    return [(shift_id, officer_id), (exchange.shift_id, exchange.officer_id)]
