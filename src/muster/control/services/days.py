"""The day of many events: one call each says how it stands, with a control room or without."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5

from muster.control.bridge.live import Live
from muster.control.errors import CallEmpty, HappensLater, TroubleSettled
from muster.control.models import DayCall, DaySheet
from muster.control.projecting import (
    DayCallRow,
    DaySheetRow,
    Fact,
    sheet_key,
    subject_of_sheet,
)
from muster.control.services.hand import as_recorded
from muster.ledger.actor import Actor
from muster.ledger.models import Audience, Entry
from muster.ledger.services import Receipt, Record, recorded, retry_on_deadlock
from muster.packs import Pack, load
from muster.season.models import Event
from muster.shell.formats import short_moment

A_MOMENT = timedelta(minutes=1)
MOST_LETTERS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDraft:
    """What was said about an event.

    stage: key of the pack that is reached, or was not after all (is_taken_back). is_trouble:
    something is wrong; the text says what. Nothing of it: all is well.
    """

    way: DayCall.Way = DayCall.Way.PAGE
    stage: str = ""
    is_taken_back: bool = False
    is_trouble: bool = False
    text: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPen:
    """Records entries about one locked event and folds each into its sheet.

    The caller saves what is live; an act about several events has one for all of them.
    """

    record: Record
    event: Event
    actor: Actor
    now: datetime
    live: Live

    def write(self, kind: str, body: Mapping[str, object], at: datetime) -> None:
        """Record one entry about the event."""
        sheet = sheet_key(self.event.pk)
        key = self.record(
            kind,
            subject_of_sheet(sheet),
            audience=Audience.SAFETY,
            unit=self.event.season_unit.unit_id,
            season=self.event.season_id,
            body=body,
            happened_at=at,
        )
        self.live.take(
            Fact(
                key=key,
                kind=kind,
                room=sheet,
                happened_at=at,
                recorded_at=self.now,
                actor=self.actor.name,
                account=self.actor.account_id,
                body=as_recorded(body),
            )
        )


@retry_on_deadlock
def take_call(
    event: Event,
    *,
    actor: Actor,
    now: datetime,
    draft: CallDraft,
    client_uuid: UUID | None = None,
) -> list[Receipt]:
    """Record one call about an event; the first one begins its sheet.

    Locks the event, so that calls about it are in a row. Raises RuleUnknown for a stage that the
    pack does not have, CallEmpty, HappensLater.
    """
    first = client_uuid or uuid4()
    with recorded(actor, now=now, client_uuid=first) as record:
        row = _locked(event.pk)
        if record.is_replay:
            return record.replayed
        pen = DayPen(record=record, event=row, actor=actor, now=now, live=Live())
        put_call(pen, draft, key=uuid5(first, "call"))
        pen.live.save()
    return record.receipts


def put_call(pen: DayPen, draft: CallDraft, *, key: UUID) -> None:
    """Record a call as part of an act; the first one about an event begins its sheet.

    Raises RuleUnknown, CallEmpty, HappensLater.
    """
    # as the record gives it back: a rebuilt sheet must come out equal
    row, at = pen.event, (draft.happened_at or pen.now).astimezone(UTC)
    if at > pen.now + A_MOMENT:
        raise HappensLater(given=short_moment(at))
    sheet = pen.live.find(DaySheetRow, sheet_key(row.pk))
    if sheet is None:
        body = {"event": row.pk, "season_unit": row.season_unit_id}
        pen.write("control.day_begun", body, at)
    pen.write("control.day_called", _called(row, draft, sheet, key, at), at)


@retry_on_deadlock
def settle_trouble(
    call: DayCall, *, actor: Actor, now: datetime, client_uuid: UUID | None = None
) -> list[Receipt]:
    """A trouble is no more. Raises TroubleSettled."""
    with recorded(actor, now=now, client_uuid=client_uuid or uuid4()) as record:
        event = _locked(call.sheet.event_id)
        if record.is_replay:
            return record.replayed
        writing = DayPen(record=record, event=event, actor=actor, now=now, live=Live())
        row = writing.live(DayCallRow, call.pk)
        if not row.is_trouble or row.settled_at is not None:
            at = short_moment(row.settled_at or row.recorded_at)
            raise TroubleSettled(who=row.settled_by or row.actor, at=at)
        writing.live(DaySheetRow, row.sheet_id)
        writing.write("control.day_settled", {"call": row.uuid.hex}, now)
        writing.live.save()
    return record.receipts


def decide_on_day(
    sheet_id: UUID,
    *,
    body: Mapping[str, object],
    again: Mapping[str, object] | None,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> list[Receipt]:
    """Record what a person decided about a conflict of two posts; *again*: the call that holds."""
    first = client_uuid or uuid4()
    with recorded(actor, now=now, client_uuid=first) as record:
        event = _locked(DaySheet.objects.get(pk=sheet_id).event_id)
        if record.is_replay:
            return record.replayed
        writing = DayPen(record=record, event=event, actor=actor, now=now, live=Live())
        sheet = writing.live(DaySheetRow, sheet_id)
        writing.write("control.conflict_decided", body, now)
        if again is not None:
            # A phone may have sent the call to both posts: the same entry, and the same hour.
            held = Entry.objects.filter(uuid=UUID(str(body["chosen"]))).first()
            assert held is not None
            call = {**again, "call": uuid5(first, "call").hex, "due_at": sheet.due_at}
            writing.write("control.day_called", call, held.happened_at)
        writing.live.save()
    return record.receipts


def lock_events(event_ids: Iterable[int]) -> dict[int, Event]:
    """The events under lock till the commit, always in one order, so that no two acts cross."""
    rows = Event.objects.select_for_update(of=("self",)).select_related("season", "season_unit")
    return {event.pk: event for event in rows.filter(pk__in=set(event_ids)).order_by("pk")}


def _locked(event_id: int) -> Event:
    return lock_events([event_id])[event_id]


def _called(
    event: Event, draft: CallDraft, sheet: DaySheetRow | None, key: UUID, at: datetime
) -> dict[str, object]:
    pack = load(event.season.pack, event.season.pack_version)
    stage = pack.day_stages[draft.stage].key if draft.stage else ""
    text = draft.text.strip()[:MOST_LETTERS]
    if draft.is_trouble and not text:
        raise CallEmpty
    return {
        "call": key.hex,
        "way": draft.way.value,
        "stage": stage,
        "is_taken_back": draft.is_taken_back and bool(stage),
        "is_trouble": draft.is_trouble,
        "text": text,
        "due_at": _due(pack, draft, sheet, at),
    }


def _due(pack: Pack, draft: CallDraft, sheet: DaySheetRow | None, at: datetime) -> datetime | None:
    """When the next report is owed: none before the first stage and after the force has left."""
    said = set(sheet.reached if sheet else ())
    if draft.stage:
        said = said - {draft.stage} if draft.is_taken_back else said | {draft.stage}
    if not said or any(pack.day_stages[key].withdraws for key in said if key in pack.day_stages):
        return None
    heard_at = max(filter(None, (sheet.heard_at if sheet else None, at)))
    return heard_at + timedelta(minutes=pack.day.report_min)
