"""Roll-up counters: changed by differences in the transaction that changes a congress.

A congress contributes a tally: pure arithmetic over its own row and steps. A change adds the
difference of two tallies to every unit above that has units below it. The rebuild adds up all
tallies; a property test holds that both ways give the same rows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db import connection, models

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded
from muster.packs import Procedure
from muster.season.bridge import RANK, procedure_of
from muster.season.models import (
    Congress,
    DayCounter,
    DueCounter,
    FinishCounter,
    Season,
    SeasonUnit,
    Step,
    StepCounter,
    StepState,
)

MILESTONE_MARK: Final = "@"
STREAM: Final = 2000


@dataclass(frozen=True, slots=True)
class Kind:
    """One table of counters: what tells its rows of a unit apart, and what it counts."""

    model: type[models.Model]
    keys: tuple[str, ...]
    counts: tuple[str, ...]


STEPS: Final = Kind(StepCounter, ("tier", "key"), ("total", "submitted", "checked", "accepted"))
DUES: Final = Kind(DueCounter, ("next_due_on", "desk", "step"), ("unfinished",))
DAYS: Final = Kind(DayCounter, ("starts_on", "ends_on", "tier"), ("total", "finished"))
FINISHES: Final = Kind(FinishCounter, ("finished_on",), ("finished",))
# Rows are locked in this order of tables, and by key within one: no two writers wait in a circle.
KINDS: Final = (STEPS, DUES, DAYS, FINISHES)

# Place of one number: index of its kind, key of its row, index of its count.
Spot = tuple[int, tuple[Any, ...], int]
Tally = Counter[Spot]


def tally_of(congress: Congress, steps: Iterable[Step], procedure: Procedure) -> Tally:
    """What one congress adds to the counters of each unit above it."""
    tally: Tally = Counter()
    if congress.cancelled_at is not None:
        return tally
    tier = congress.season_unit.tier
    for step in steps:
        _add_step(tally, tier, step.key, step.state)
        milestone = procedure.steps[step.key].milestone
        if milestone is not None:
            _add_step(tally, tier, MILESTONE_MARK + milestone.value, step.state)
    done = int(congress.is_finished)
    tally[0, (tier, ""), 0] += 1
    tally[0, (tier, ""), 3] += done
    if not done and congress.next_due_on is not None:
        tally[1, (congress.next_due_on, congress.next_desk, congress.next_step), 0] += 1
    days = (congress.starts_on, congress.ends_on, tier)
    tally[2, days, 0] += 1
    tally[2, days, 1] += done
    if congress.finished_on is not None:
        tally[3, (congress.finished_on,), 0] += done
    return tally


def _add_step(tally: Tally, tier: str, key: str, state: str) -> None:
    tally[0, (tier, key), 0] += 1
    for reached in range(1, RANK[StepState(state)] + 1):
        tally[0, (tier, key), reached] += 1


def difference(before: Tally, after: Tally) -> Tally:
    """What changed from one tally to the other, signs kept."""
    changed = after.copy()
    changed.subtract(before)
    return Counter({spot: count for spot, count in changed.items() if count})


def units_above(unit: SeasonUnit) -> list[int]:
    """The units whose counters include *unit*: itself and all above, without leaves."""
    rows = SeasonUnit.objects.filter(
        season=unit.season_id,
        first__lte=unit.first,
        last__gte=unit.first,
        first__lt=models.F("last"),
    )
    return list(rows.values_list("pk", flat=True))


def add_for(unit: SeasonUnit, change: Tally) -> None:
    """Add one congress's change to the counters of every unit above it."""
    if change:
        add_to_counters(dict.fromkeys(units_above(unit), change))


def add_to_counters(changes: Mapping[int, Tally]) -> None:
    """Add each unit's change to its counters, in the open transaction.

    Missing rows are made first; then every row is changed in one fixed order.
    """
    for number, kind in enumerate(KINDS):
        rows = _by_row(number, kind, changes)
        _make_missing(kind, [key for key, counts in rows if counts[0] > 0])
        _change(kind, rows)


def _by_row(
    number: int, kind: Kind, changes: Mapping[int, Tally]
) -> list[tuple[tuple[Any, ...], list[int]]]:
    rows: dict[tuple[Any, ...], list[int]] = {}
    for unit_id, tally in changes.items():
        for (of, key, index), count in tally.items():
            if of == number and count:
                counts = rows.setdefault((unit_id, *key), [0] * len(kind.counts))
                counts[index] += count
    return sorted(rows.items(), key=lambda row: row[0])


def _make_missing(kind: Kind, keys: Sequence[tuple[Any, ...]]) -> None:
    if not keys:
        return
    names = ("season_unit_id", *kind.keys)
    columns = ", ".join(_quoted((*names, *kind.counts)))
    marks = ", ".join(["%s"] * len(names) + ["0"] * len(kind.counts))
    table = connection.ops.quote_name(kind.model._meta.db_table)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608  # our own names
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_written(kind, key) for key in keys])


def _change(kind: Kind, rows: Sequence[tuple[tuple[Any, ...], list[int]]]) -> None:
    if not rows:
        return
    adds = ", ".join(f"{name} = {name} + %s" for name in _quoted(kind.counts))
    where = " AND ".join(f"{name} = %s" for name in _quoted(("season_unit_id", *kind.keys)))
    table = connection.ops.quote_name(kind.model._meta.db_table)
    sql = f"UPDATE {table} SET {adds} WHERE {where}"  # noqa: S608  # our own names
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(*counts, *_written(kind, key)) for key, counts in rows])


def _quoted(names: Iterable[str]) -> list[str]:
    return [connection.ops.quote_name(name) for name in names]


def _written(kind: Kind, key: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row's key as the database's driver takes it."""
    fields: list[Any] = [kind.model._meta.get_field(name) for name in kind.keys]
    values = zip(fields, key[1:], strict=True)
    return (key[0], *(field.get_db_prep_value(value, connection) for field, value in values))


# ---- rebuilding


def expected(season: Season) -> dict[int, Tally]:
    """The counters of every unit, added up from the congresses and their steps."""
    rows = SeasonUnit.objects.filter(season=season).values_list("pk", "parent_id", "first", "last")
    parents = {pk: (parent, first < last) for pk, parent, first, last in rows}
    found: dict[int, Tally] = {pk: Counter() for pk, (_, inner) in parents.items() if inner}
    for congress, steps in with_steps(season):
        tally = tally_of(congress, steps, procedure_of(congress))
        unit_id: int | None = congress.season_unit_id
        while unit_id is not None:
            unit_id, inner, at = (*parents[unit_id], unit_id)
            if inner:
                found[at].update(tally)
    return found


def with_steps(season: Season) -> Iterator[tuple[Congress, list[Step]]]:
    """Every congress of a season with its steps: two queries, both streamed side by side."""
    congresses = Congress.objects.filter(season=season).select_related("season_unit")
    steps = Step.objects.filter(congress__season=season).only("congress_id", "key", "state")
    grouped = groupby(
        steps.order_by("congress_id", "position").iterator(chunk_size=STREAM),
        key=lambda step: step.congress_id,
    )
    waiting = next(grouped, None)
    for congress in congresses.order_by("pk").iterator(chunk_size=STREAM):
        own: list[Step] = []
        if waiting is not None and waiting[0] == congress.pk:
            own = list(waiting[1])
            waiting = next(grouped, None)
        yield congress, own


def stored(season: Season) -> dict[int, Tally]:
    """The counters of every unit as they stand, rows of zeros left out."""
    found: dict[int, Tally] = {}
    for number, kind in enumerate(KINDS):
        manager = kind.model._default_manager  # noqa: SLF001  # Django's documented name
        rows = manager.filter(season_unit__season=season)
        for row in rows.values_list("season_unit_id", *kind.keys, *kind.counts).iterator():
            key, counts = row[1 : 1 + len(kind.keys)], row[1 + len(kind.keys) :]
            tally = found.setdefault(row[0], Counter())
            tally.update({(number, key, i): count for i, count in enumerate(counts) if count})
    return found


def drift(season: Season) -> dict[int, Tally]:
    """What would have to be added to the stored counters so that they equal a rebuild."""
    wanted, there = expected(season), stored(season)
    changes = {
        unit_id: difference(there.get(unit_id, Counter()), wanted.get(unit_id, Counter()))
        for unit_id in wanted.keys() | there.keys()
    }
    return {unit_id: tally for unit_id, tally in changes.items() if tally}


def counters_equal(season: Season) -> bool:
    """Whether the stored counters equal a rebuild."""
    return not drift(season)


def rebuild_counters(season: Season, *, actor: Actor, now: datetime) -> int:
    """Make the counters equal to a rebuild; the number of units whose counters were wrong.

    The common case, nothing to mend, takes no write lock.
    """
    if counters_equal(season):
        return 0
    with recorded(actor, now=now) as record:
        list(Congress.objects.select_for_update().filter(season=season).values_list("pk"))
        changes = drift(season)
        for unit_id in changes:
            _empty_rows(unit_id, changes[unit_id])
        add_to_counters(changes)
        record(
            "season.counters_rebuilt",
            f"season:{season.pk}",
            season=season.pk,
            audience=Audience.STAFF,
            body={"units": sorted(changes)},
        )
    return len(changes)


def _empty_rows(unit_id: int, tally: Tally) -> None:
    """Make the rows that a mending adds to, also where only a later count differs."""
    for number, kind in enumerate(KINDS):
        keys = {(unit_id, *key) for of, key, _ in tally if of == number}
        _make_missing(kind, sorted(keys))
