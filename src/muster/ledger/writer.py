"""The one place that adds to the record: numbers, hashes and rows, on any open transaction.

Django's connections and raw ones share it; only the placeholder and the way a time is written
differ. The caller owns the transaction. On PostgreSQL the register lock is taken here, so call it
after every other lock; it is held until the transaction ends.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from muster.ledger.canonical import time_text
from muster.ledger.entry import Draft, Receipt, leaf_text
from muster.ledger.signing import NodeKey
from muster.ledger.verifier import Frontier, leaf_hash, node_hash

# One register lock for all nodes of a database: arrival numbers follow the order of commits.
REGISTER_LOCK: Final = 0x6D7573746572
HEAD_EVERY_ENTRIES: Final = 50
HEAD_EVERY: Final = timedelta(seconds=10)
# On PostgreSQL whoever LISTENs here wakes when entries are committed; that is all it says.
CHANNEL: Final = "muster_entries"
TILE_LEVELS: Final = 8
TILE: Final = 1 << TILE_LEVELS

Execute = Callable[[str, Sequence[Any]], Any]

COLUMNS: Final = (
    "arrival, node_id, counter, uuid, kind, subject, unit, season, audience, account, person,"
    " actor, via, happened_at, recorded_at, text, commitment, leaf"
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of database is spoken to."""

    placeholder: str
    lock: str
    time: Callable[[str], str]
    notify: str = ""

    def sql(self, text: str) -> str:
        """Put this dialect's placeholders into *text*."""
        return text if self.placeholder == "%s" else _with_question_marks(text)


@cache
def _with_question_marks(text: str) -> str:
    return text.replace("%s", "?")


def sqlite_time(canonical: str) -> str:
    """Write a canonical time as Django stores it in SQLite."""
    return canonical[:-1].replace("T", " ", 1)


def _as_is(canonical: str) -> str:
    return canonical


LOCK_SQL: Final = "SELECT pg_advisory_xact_lock(%s)"
NOTIFY_SQL: Final = "SELECT pg_notify(%s, '')"
SQLITE: Final = Dialect("%s", "", sqlite_time)
SQLITE_RAW: Final = Dialect("?", "", sqlite_time)
POSTGRES: Final = Dialect("%s", LOCK_SQL, _as_is, NOTIFY_SQL)


def dialect_of(vendor: str) -> Dialect:
    """The dialect of a Django connection."""
    return SQLITE if vendor == "sqlite" else POSTGRES


@dataclass(slots=True)
class Tail:
    """The end of one log as the database has it, and as it becomes."""

    node_id: int
    tree: Frontier
    arrival: int
    anchored_size: int
    anchored_at: str


def append_raw(
    connection: Any, drafts: Sequence[Draft], *, key: NodeKey, now: datetime
) -> list[Receipt]:
    """Add *drafts* through a raw SQLite connection in autocommit mode, in a commit of their own."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        receipts = append(connection.execute, drafts, key=key, dialect=SQLITE_RAW, now=now)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return receipts


def append(
    execute: Execute, drafts: Sequence[Draft], *, key: NodeKey, dialect: Dialect, now: datetime
) -> list[Receipt]:
    """Add *drafts* to the log of *key* in the open transaction; sign a head if one is due.

    Locks the register (PostgreSQL) until the transaction ends.
    """
    if not drafts:
        return []
    tail = open_tail(execute, key=key, dialect=dialect)
    receipts = write(execute, drafts, tail, name=key.name, log_id=key.log_id, dialect=dialect)
    if _is_head_due(tail, now):
        sign_head(execute, tail, key=key, dialect=dialect, at=time_text(now))
    close_tail(execute, tail, dialect=dialect)
    return receipts


def open_tail(execute: Execute, *, key: NodeKey, dialect: Dialect) -> Tail:
    """Lock the register and read where the log of *key* ends; make the log at its first entry."""
    return tail_of(
        execute, name=key.name, log_id=key.log_id, verifier_key=key.verifier_key, dialect=dialect
    )


TAIL_SQL: Final = (
    "SELECT id, size, frontier, anchored_size, anchored_at,"
    " (SELECT max(arrival) FROM ledger_entry) FROM ledger_node WHERE log_id = %s"
)
NODE_SQL: Final = (
    "INSERT INTO ledger_node (name, log_id, verifier_key, size, frontier, anchored_size)"
    " VALUES (%s, %s, %s, 0, %s, 0)"
)


def tail_of(
    execute: Execute, *, name: str, log_id: str, verifier_key: str, dialect: Dialect
) -> Tail:
    """The end of any log, ours or another's; locks the register."""
    if dialect.lock:
        execute(dialect.lock, (REGISTER_LOCK,))
    find = dialect.sql(TAIL_SQL)
    row = execute(find, (log_id,)).fetchone()
    if row is None:
        execute(dialect.sql(NODE_SQL), (name, log_id, verifier_key, b""))
        row = execute(find, (log_id,)).fetchone()
    node_id, size, frontier, anchored_size, anchored_at, arrival = row
    tree = Frontier(size, bytes(frontier))
    return Tail(node_id, tree, arrival or 0, anchored_size, canonical_time(anchored_at))


def canonical_time(stored: datetime | str | None) -> str:
    """Read a time as a database gives it: naive means UTC, "" means none."""
    if isinstance(stored, datetime):
        return time_text(stored if stored.tzinfo else stored.replace(tzinfo=UTC))
    return stored.replace(" ", "T", 1) + "Z" if stored else ""


ENTRY_SQL: Final = f"INSERT INTO ledger_entry ({COLUMNS}) VALUES ({', '.join(['%s'] * 18)})"  # noqa: S608 - our own columns
PERSONAL_SQL: Final = "INSERT INTO ledger_personal (entry_id, salt, text) VALUES (%s, %s, %s)"
SUBTREE_SQL: Final = (
    "INSERT INTO ledger_subtree (node_id, level, position, digest) VALUES (%s, %s, %s, %s)"
)


def write(
    execute: Execute,
    drafts: Sequence[Draft],
    tail: Tail,
    *,
    name: str,
    log_id: str,
    dialect: Dialect,
) -> list[Receipt]:
    """Write the rows of *drafts* behind *tail* and move it on."""
    insert, time = dialect.sql(ENTRY_SQL), dialect.time
    receipts = []
    for draft in drafts:
        counter = tail.tree.size + 1
        arrival = tail.arrival = tail.arrival + 1
        leaf = leaf_hash(leaf_text(draft, counter=counter, log_id=log_id).encode())
        row = (
            *(arrival, tail.node_id, counter, draft.uuid.hex, draft.kind, draft.subject),
            *(draft.unit, draft.season, draft.audience, draft.account, draft.person),
            *(draft.actor, draft.via, time(draft.happened_at), time(draft.recorded_at)),
            *(draft.text, draft.commitment, leaf),
        )
        execute(insert, row)
        if draft.personal:
            execute(dialect.sql(PERSONAL_SQL), (arrival, draft.salt, draft.personal))
        for level, position, digest in completed(tail.tree, leaf):
            values = (tail.node_id, level, position, digest)
            execute(dialect.sql(SUBTREE_SQL), values)
        tail.tree.append(leaf)
        receipts.append(
            Receipt(
                node=name, counter=counter, arrival=arrival, leaf_hash=leaf.hex(), uuid=draft.uuid
            )
        )
    return receipts


def completed(tree: Frontier, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The subtrees of 2^8, 2^16, ... leaves that *leaf* will complete: level, position, hash."""
    index, level, found = tree.size, 0, leaf
    if (index + 1) % TILE:
        return
    peaks = list(tree.peaks)
    while index & 1:
        found = node_hash(peaks.pop(), found)
        index >>= 1
        level += 1
        if level % TILE_LEVELS == 0:
            yield level, index, found


def _is_head_due(tail: Tail, now: datetime) -> bool:
    if tail.tree.size - tail.anchored_size >= HEAD_EVERY_ENTRIES or not tail.anchored_at:
        return True
    return now - datetime.fromisoformat(tail.anchored_at) >= HEAD_EVERY


HEAD_SQL: Final = (
    "INSERT INTO ledger_head (node_id, size, root, signed_at, note, holder)"
    " VALUES (%s, %s, %s, %s, %s, '')"
)


def sign_head(execute: Execute, tail: Tail, *, key: NodeKey, dialect: Dialect, at: str) -> str:
    """Sign the tree as it stands at *tail* and keep the note."""
    root = tail.tree.root()
    note = key.sign_head(size=tail.tree.size, root=root, at=at)
    values = (tail.node_id, tail.tree.size, root, dialect.time(at), note)
    execute(dialect.sql(HEAD_SQL), values)
    tail.anchored_size, tail.anchored_at = tail.tree.size, at
    return note


STATE_SQL: Final = (
    "UPDATE ledger_node SET size = %s, frontier = %s, anchored_size = %s, anchored_at = %s"
    " WHERE id = %s"
)


def close_tail(execute: Execute, tail: Tail, *, dialect: Dialect) -> None:
    """Write the log's new end; listeners hear of it with the commit."""
    at = dialect.time(tail.anchored_at) if tail.anchored_at else None
    values = (tail.tree.size, tail.tree.packed(), tail.anchored_size, at, tail.node_id)
    execute(dialect.sql(STATE_SQL), values)
    if dialect.notify:
        execute(dialect.notify, (CHANNEL,))
