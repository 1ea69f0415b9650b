"""Database triggers: the record is added to, and by no hand changed or emptied.

They stop every program that goes through the database. Who owns the file can still drop them;
that is what the tree, the signed heads and ``muster verify`` are for.
"""

from collections.abc import Iterator
from typing import Any, Final

SEALED: Final = ("ledger_entry", "ledger_head", "ledger_subtree")
GUARDED: Final = (*SEALED, "ledger_node", "ledger_personal")
SAID: Final = "the record is only added to"
UNIQUE: Final = {
    "ledger_entry": (
        "arrival = NEW.arrival",
        "(node_id = NEW.node_id AND counter = NEW.counter)",
        "(uuid = NEW.uuid AND node_id = NEW.node_id)",
    ),
    "ledger_head": ("id = NEW.id",),
    "ledger_subtree": (
        "id = NEW.id",
        "(node_id = NEW.node_id AND level = NEW.level AND position = NEW.position)",
    ),
    "ledger_node": ("id = NEW.id", "log_id = NEW.log_id"),
    "ledger_personal": ("entry_id = NEW.entry_id",),
}
# A node keeps its key and only grows; a personal part may only be emptied, once, with a reason.
LAWFUL: Final = {
    "ledger_node": (
        "NEW.id = OLD.id AND NEW.log_id = OLD.log_id AND NEW.name = OLD.name"
        " AND NEW.verifier_key = OLD.verifier_key AND NEW.size >= OLD.size"
        " AND NEW.anchored_size >= OLD.anchored_size"
    ),
    "ledger_personal": (
        "NEW.entry_id = OLD.entry_id AND NEW.text = '' AND length(NEW.salt) = 0"
        " AND OLD.erasure IS NULL AND NEW.erasure IS NOT NULL"
    ),
}


def install(connection: Any) -> None:
    """Create the triggers on *connection*'s database."""
    _run(connection, _sqlite() if connection.vendor == "sqlite" else _postgres())


def remove(connection: Any) -> None:
    """Drop the triggers: only to take the tables themselves away."""
    _run(connection, _sqlite_drops() if connection.vendor == "sqlite" else _postgres_drops())


def _run(connection: Any, statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite() -> Iterator[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for table in GUARDED:
        lawful = LAWFUL.get(table, "0")
        yield (
            f"CREATE TRIGGER {table}_changed BEFORE UPDATE ON {table} WHEN NOT ({lawful}) {refuse}"
        )
        yield f"CREATE TRIGGER {table}_removed BEFORE DELETE ON {table} {refuse}"
        # INSERT OR REPLACE removes rows without waking the trigger above.
        there = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own constants
            for same in UNIQUE[table]
        )
        yield f"CREATE TRIGGER {table}_replaced BEFORE INSERT ON {table} WHEN {there} {refuse}"
    yield (
        "CREATE TRIGGER ledger_entry_gap BEFORE INSERT ON ledger_entry"
        f" WHEN NEW.counter > 1 AND NOT {_before()}"
        " BEGIN SELECT RAISE(ABORT, 'the entry before is missing'); END"
    )


def _before() -> str:
    return (
        "EXISTS (SELECT 1 FROM ledger_entry"
        " WHERE node_id = NEW.node_id AND counter = NEW.counter - 1)"
    )


def _postgres() -> Iterator[str]:
    yield (
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield (
        "CREATE FUNCTION ledger_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF NEW.counter > 1 AND NOT {_before()} THEN RAISE EXCEPTION"
        " 'the entry before is missing' USING ERRCODE = 'integrity_constraint_violation';"
        " END IF; RETURN NEW; END $$"
    )
    refuse = "EXECUTE FUNCTION ledger_refuse()"
    for table in GUARDED:
        lawful = LAWFUL.get(table, "false")
        yield (
            f"CREATE TRIGGER {table}_changed BEFORE UPDATE ON {table}"
            f" FOR EACH ROW WHEN (NOT ({lawful})) {refuse}"
        )
        yield f"CREATE TRIGGER {table}_removed BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
        yield f"CREATE TRIGGER {table}_emptied BEFORE TRUNCATE ON {table} {refuse}"
    yield (
        "CREATE TRIGGER ledger_entry_gap BEFORE INSERT ON ledger_entry"
        " FOR EACH ROW EXECUTE FUNCTION ledger_follow()"
    )


def _sqlite_drops() -> Iterator[str]:
    for table in GUARDED:
        for what in ("changed", "removed", "replaced"):
            yield f"DROP TRIGGER IF EXISTS {table}_{what}"
    yield "DROP TRIGGER IF EXISTS ledger_entry_gap"


def _postgres_drops() -> Iterator[str]:
    yield "DROP FUNCTION IF EXISTS ledger_refuse() CASCADE"
    yield "DROP FUNCTION IF EXISTS ledger_follow() CASCADE"
