"""Database triggers: no overlapping versions, no two parents of one kind, no cycle on any day.

A path of parent edges counts only on the days on which all its edges are valid. Cycles are
refused across kinds too: grants run down every kind of edge, and two units must not each be
above the other. On PostgreSQL an edge waits for every other transaction that changes edges, so
that two moves cannot make a cycle together.
"""

from collections.abc import Iterator
from typing import Any, Final

VERSIONS_OVERLAP: Final = "unit_versions_overlap"
TWO_PARENTS: Final = "parent_edges_overlap"
CYCLE: Final = "parent_edges_cycle"
EVENTS: Final = ("INSERT", "UPDATE")
ENDLESS: Final = "9999-12-31"
EDGE_LOCK: Final = 0x74726565


def _until(row: str, *, cast: str) -> str:
    return f"COALESCE({row}.valid_to, {cast}'{ENDLESS}')"


def _overlap(table: str, same: str, *, cast: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {table} other"  # noqa: S608 - our own constants
        f" WHERE other.id <> NEW.id AND {same}"
        f" AND other.valid_from < {_until('NEW', cast=cast)}"
        f" AND NEW.valid_from < {_until('other', cast=cast)})"
    )


def _versions_overlap(cast: str) -> str:
    return _overlap("tree_unitversion", "other.unit_id = NEW.unit_id", cast=cast)


def _two_parents(cast: str) -> str:
    same = "other.child_id = NEW.child_id AND other.kind = NEW.kind"
    return _overlap("tree_parentedge", same, cast=cast)


def _cycle(*, cast: str, least: str, greatest: str) -> str:
    """Whether the child is above its new parent on some day of the new edge.

    A unit without units below it, as most new ones are, cannot close a cycle.
    """
    return f"""EXISTS (SELECT 1 FROM tree_parentedge below WHERE below.parent_id = NEW.child_id)
    AND EXISTS (
        WITH RECURSIVE above(unit_id, low, high) AS (
            SELECT NEW.parent_id, NEW.valid_from, {_until("NEW", cast=cast)}
            UNION
            SELECT edge.parent_id,
                {greatest}(above.low, edge.valid_from),
                {least}(above.high, {_until("edge", cast=cast)})
            FROM tree_parentedge edge JOIN above ON edge.child_id = above.unit_id
            WHERE edge.id <> NEW.id
                AND edge.valid_from < above.high AND above.low < {_until("edge", cast=cast)}
        ) SELECT 1 FROM above WHERE above.unit_id = NEW.child_id)"""  # noqa: S608 - our own constants


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
    rules = (
        ("tree_unitversion", VERSIONS_OVERLAP, _versions_overlap("")),
        ("tree_parentedge", TWO_PARENTS, _two_parents("")),
        ("tree_parentedge", CYCLE, _cycle(cast="", least="MIN", greatest="MAX")),
    )
    for table, name, broken in rules:
        for event in EVENTS:
            # After the row is there: before it, an inserted row has no id yet.
            yield (
                f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table}"
                f" WHEN {broken} BEGIN SELECT RAISE(ABORT, '{name}'); END"
            )


def _sqlite_drops() -> Iterator[str]:
    for name in (VERSIONS_OVERLAP, TWO_PARENTS, CYCLE):
        for event in EVENTS:
            yield f"DROP TRIGGER IF EXISTS {name}_{event.lower()}"


def _postgres() -> Iterator[str]:
    cast = "DATE "
    yield (
        f"ALTER TABLE tree_unitversion ADD CONSTRAINT {VERSIONS_OVERLAP} EXCLUDE USING gist ("
        "int8range(unit_id, unit_id, '[]') WITH &&, daterange(valid_from, valid_to) WITH &&)"
    )
    yield f"""CREATE FUNCTION tree_edge_check() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_xact_lock({EDGE_LOCK});
        IF {_two_parents(cast)} THEN RAISE EXCEPTION '{TWO_PARENTS}'
            USING ERRCODE = 'integrity_constraint_violation'; END IF;
        IF {_cycle(cast=cast, least="LEAST", greatest="GREATEST")} THEN RAISE EXCEPTION '{CYCLE}'
            USING ERRCODE = 'integrity_constraint_violation'; END IF;
        RETURN NEW; END $$"""
    yield (
        "CREATE TRIGGER tree_edge_checked BEFORE INSERT OR UPDATE ON tree_parentedge"
        " FOR EACH ROW EXECUTE FUNCTION tree_edge_check()"
    )


def _postgres_drops() -> Iterator[str]:
    yield f"ALTER TABLE tree_unitversion DROP CONSTRAINT IF EXISTS {VERSIONS_OVERLAP}"
    yield "DROP FUNCTION IF EXISTS tree_edge_check() CASCADE"
