import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from django.conf import settings
from django.db import connection, transaction

from muster.ledger.actor import Actor
from muster.ledger.drafting import Said, make_draft
from muster.ledger.entry import Draft, Receipt
from muster.ledger.errors import UuidOfAnother, UuidReused
from muster.ledger.models import Entry
from muster.ledger.services.turns import in_turn
from muster.ledger.signing import NodeKey, node_key
from muster.ledger.writer import Execute, append, dialect_of

LONGEST_WRITE_S: Final = 2.0
# Two-part advisory locks live in a space of their own, apart from the register's.
RETRY_LOCK: Final = "SELECT pg_advisory_xact_lock(%s, %s)"
RETRY_SPACE: Final = 0x6D75

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Batch:
    """What the outermost block will write when all its other locks are taken."""

    pending: list[tuple[Draft, "Record"]] = field(default_factory=list)

    def flush(self, now: datetime) -> None:
        if not self.pending:
            return
        drafts = [draft for draft, _ in self.pending]
        dialect = dialect_of(connection.vendor)
        with executing() as execute:
            receipts = append(execute, drafts, key=local_key(), dialect=dialect, now=now)
        for (_, record), receipt in zip(self.pending, receipts, strict=True):
            record.receipts.append(receipt)


class _Open(threading.local):
    batch: _Batch | None = None


_open: Final = _Open()


class Record:
    """Takes the entries of one block; :func:`recorded` makes it.

    receipts: filled when the outermost block has written, in the order of the calls.
    is_replay: the client's UUID is already in the record; ``replayed`` are its receipts and the
    service must return them without changing anything.
    """

    def __init__(
        self, actor: Actor, *, now: datetime, client_uuid: UUID | None, batch: _Batch
    ) -> None:
        self.actor = actor
        self.receipts: list[Receipt] = []
        self._now = now
        self._client_uuid = client_uuid
        self._batch = batch
        self._calls = 0
        self._earlier = [] if client_uuid is None else _recorded_under(client_uuid, actor)
        self.replayed = [_receipt_of(entry) for entry in self._earlier]
        self.is_replay = bool(self.replayed)

    def __call__(
        self,
        kind: str,
        subject: str,
        *,
        audience: str,
        unit: int | None = None,
        season: int | None = None,
        body: Mapping[str, Any] | None = None,
        happened_at: datetime | None = None,
        personal: Mapping[str, Any] | None = None,
    ) -> UUID:
        """Queue one entry and return its UUID.

        Raises ValueError for what cannot be recorded, UuidReused if this is a retry with other
        content. personal: kept apart behind a salted commitment, so that it can be erased.
        """
        said = Said(
            kind=kind,
            subject=subject,
            audience=audience,
            unit=unit,
            season=season,
            body=body,
            personal=personal,
        )
        draft = make_draft(
            said,
            actor=self.actor,
            uuid=self._next_uuid(),
            happened_at=happened_at or self._now,
            recorded_at=self._now,
        )
        if self.is_replay:
            self._must_equal(draft)
        else:
            self._batch.pending.append((draft, self))
        return draft.uuid

    def _next_uuid(self) -> UUID:
        call, self._calls = self._calls, self._calls + 1
        return uuid4() if self._client_uuid is None else _uuid_of_call(self._client_uuid, call)

    def _must_equal(self, draft: Draft) -> None:
        same = next((entry for entry in self._earlier if entry.uuid == draft.uuid), None)
        if same is None or (same.kind, same.subject, same.text) != (
            *(draft.kind, draft.subject, draft.text),
        ):
            raise UuidReused(uuid=self._client_uuid)


@contextmanager
def recorded(
    actor: Actor,
    *,
    now: datetime,
    client_uuid: UUID | None = None,
    stopwatch: Callable[[], float] = time.monotonic,
) -> Iterator[Record]:
    """Change rows and record it in one transaction; the outermost block writes the entries.

    Entries are queued and written when the block ends, after every lock that the block took, so
    numbers are given out last and only to what is committed. A block inside another joins it as a
    savepoint: if it fails and the outer one goes on, its rows and its entries are gone alike.

    client_uuid: made by the client; a second block with it must do nothing (``is_replay``).
    Raises UuidOfAnother if somebody else recorded that UUID. Logs a warning with the kinds if an
    outermost transaction lasted longer than 2 s: on SQLite every other writer waits for it.
    """
    outer = _open.batch
    if outer is not None:
        mark = len(outer.pending)
        try:
            with transaction.atomic():
                yield _record(actor, now=now, client_uuid=client_uuid, batch=outer)
        except BaseException:
            del outer.pending[mark:]
            raise
        return
    batch = _Batch()
    with in_turn(), transaction.atomic():
        started_s = stopwatch()
        _open.batch = batch
        try:
            yield _record(actor, now=now, client_uuid=client_uuid, batch=batch)
            batch.flush(now)
        finally:
            _open.batch = None
    _warn_if_long(batch, stopwatch() - started_s)


@contextmanager
def executing() -> Iterator[Execute]:
    """One cursor of Django's connection, as the writer wants to be served."""
    with connection.cursor() as cursor:

        def execute(sql: str, params: Sequence[Any]) -> Any:
            cursor.execute(sql, params)
            return cursor

        yield execute


def local_key() -> NodeKey:
    """The key of this installation's node."""
    return node_key(settings.MUSTER_DATA, settings.MUSTER_NODE)


def _record(actor: Actor, *, now: datetime, client_uuid: UUID | None, batch: _Batch) -> Record:
    if client_uuid is not None and connection.vendor == "postgresql":
        # Two copies of one request at once: the second waits here, then sees the first's entry.
        with connection.cursor() as cursor:
            low = client_uuid.int & 0x7FFFFFFF
            cursor.execute(RETRY_LOCK, (RETRY_SPACE, low))
    return Record(actor, now=now, client_uuid=client_uuid, batch=batch)


def _warn_if_long(batch: _Batch, spent_s: float) -> None:
    if spent_s > LONGEST_WRITE_S:
        kinds = ", ".join(sorted({draft.kind for draft, _ in batch.pending})) or "nothing recorded"
        log.warning("A write transaction lasted %.1f s: %s", spent_s, kinds)


def _uuid_of_call(client_uuid: UUID, call: int) -> UUID:
    return client_uuid if call == 0 else uuid5(client_uuid, str(call))


def _recorded_under(client_uuid: UUID, actor: Actor) -> list[Entry]:
    found: list[Entry] = []
    if not Entry.objects.filter(uuid=client_uuid).exists():  # nearly always, and cheaper to ask
        return found
    while entry := (
        Entry.objects.select_related("node")
        .filter(uuid=_uuid_of_call(client_uuid, len(found)))
        .first()
    ):
        if (entry.account, entry.person) != (actor.account_id, actor.person_id):
            raise UuidOfAnother(uuid=client_uuid)
        found.append(entry)
    return found


def _receipt_of(entry: Entry) -> Receipt:
    return Receipt(
        node=entry.node.name,
        counter=entry.counter,
        arrival=entry.arrival,
        leaf_hash=bytes(entry.leaf).hex(),
        uuid=entry.uuid,
    )
