"""Planning congresses and side events: their days, their steps counted back, their counters."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import chain, repeat
from typing import Final

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.season.bridge import pack_of, procedure_of
from muster.season.errors import AlreadyPlanned, KeyTaken
from muster.season.models import Congress, Event, Season, SeasonUnit
from muster.season.services.counters import Tally, add_to_counters, tally_of
from muster.season.services.drafting import (
    CongressRow,
    Draft,
    draft_congresses,
    read_frame,
)
from muster.season.services.rows import Statement, inserting

SQL_ROWS: Final = 2000


def plan_congress(
    season_unit: SeasonUnit,
    *,
    actor: Actor,
    now: datetime,
    row: CongressRow,
) -> Congress:
    """Plan one unit's congress. Refuses as :func:`plan_congresses` does."""
    plan_congresses(season_unit.season, actor=actor, now=now, rows=[row])
    return Congress.objects.select_related("season_unit").get(season_unit=season_unit)


@retry_on_deadlock
def plan_congresses(
    season: Season, *, actor: Actor, now: datetime, rows: Sequence[CongressRow]
) -> int:
    """Plan many congresses at once; all or none. The number planned.

    Days are counted and judged before the write transaction, which holds inserts only. One entry
    with the digest of each row. Raises NotInSeason, AlreadyPlanned, EndsBeforeStart,
    OutsideSeason, OutOfOrder, RuleUnknown.
    """
    if not rows:
        return 0
    frame = read_frame(season)
    drafts = draft_congresses(frame, rows)
    tallies = [_tally(draft) for draft in drafts]
    changes = roll_up(
        season, zip((d.congress.season_unit_id for d in drafts), tallies, strict=True)
    )
    inserts = _inserts(drafts)
    with recorded(actor, now=now) as record:
        _must_be_free(drafts)
        inserts.run()
        add_to_counters(changes)
        _note(record, season, drafts, rows)
    return len(drafts)


def _tally(draft: Draft) -> Tally:
    return tally_of(draft.congress, draft.steps, procedure_of(draft.congress))


def _must_be_free(drafts: Sequence[Draft]) -> None:
    """Lock the units, in one order, and see that nobody planned one since the rows were read."""
    ids = sorted(draft.congress.season_unit_id for draft in drafts)
    for start in range(0, len(ids), SQL_ROWS):
        part = ids[start : start + SQL_ROWS]
        list(SeasonUnit.objects.select_for_update().filter(pk__in=part).order_by("pk"))
        taken = Congress.objects.filter(season_unit__in=part).select_related("season_unit").first()
        if taken is not None:
            raise AlreadyPlanned(unit=taken.season_unit.name)


@dataclass(frozen=True, slots=True)
class _Inserts:
    """The rows of all drafts, ready to be written; events and steps wait for their congress."""

    drafts: Sequence[Draft]
    events: Statement
    steps: Statement

    def run(self) -> None:
        """Insert congresses, events and steps: three statements but for the database's limits."""
        Congress.objects.bulk_create(draft.congress for draft in self.drafts)
        ids = [draft.congress.pk for draft in self.drafts]
        self.events.set("congress", ids)
        self.events.run()
        lengths = (len(draft.steps) for draft in self.drafts)
        repeated = (repeat(pk, n) for pk, n in zip(ids, lengths, strict=True))
        self.steps.set("congress", list(chain.from_iterable(repeated)))
        self.steps.run()


def _inserts(drafts: Sequence[Draft]) -> _Inserts:
    return _Inserts(
        drafts,
        inserting([draft.event for draft in drafts]),
        inserting([step for draft in drafts for step in draft.steps]),
    )


def roll_up(season: Season, tallies: Iterable[tuple[int, Tally]]) -> dict[int, Tally]:
    """Changes of many congresses, by unit, as changes of the counters of all units above them."""
    rows = SeasonUnit.objects.filter(season=season).values_list("pk", "parent_id", "first", "last")
    parents = {pk: (parent, first < last) for pk, parent, first, last in rows}
    found: dict[int, Tally] = {}
    for unit_id, tally in tallies:
        at: int | None = unit_id
        while at is not None:
            above, counts = parents[at]
            if counts:
                _add(found.setdefault(at, Counter()), tally)
            at = above
    return found


def _add(to: Tally, tally: Tally) -> None:
    for spot, count in tally.items():
        to[spot] += count


def _note(
    record: Record, season: Season, drafts: Sequence[Draft], rows: Sequence[CongressRow]
) -> None:
    if len(drafts) == 1:
        unit = drafts[0].congress.season_unit
        record(
            "congress.planned",
            f"congress:{drafts[0].congress.pk}",
            unit=unit.unit_id,
            season=season.pk,
            audience=Audience.UNIT,
            body=asdict(rows[0]),
        )
        return
    digests = {
        draft.congress.season_unit.code: canonical.digest(asdict(row))
        for draft, row in zip(drafts, rows, strict=True)
    }
    record(
        "congress.planned_many",
        f"season:{season.pk}",
        unit=season.root_id,
        season=season.pk,
        audience=Audience.SEASON,
        body={"count": len(drafts), "rows": digests},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """A side event around the congresses: a celebration, a rehearsal, a send-off."""

    season_unit_id: int
    key: str
    kind: str
    name: str
    starts_at: datetime
    ends_at: datetime
    venue_id: int | None = None
    expected_people: int | None = None
    size: str = ""
    risk: str = ""


@retry_on_deadlock
def plan_events(season: Season, *, actor: Actor, now: datetime, rows: Sequence[EventRow]) -> int:
    """Plan side events, all or none. Raises KeyTaken, RuleUnknown."""
    pack = pack_of(season)
    events = [
        Event(
            season=season,
            season_unit_id=row.season_unit_id,
            key=row.key,
            kind=pack.events[row.kind].key,
            name=row.name,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            venue_id=row.venue_id,
            expected_people=row.expected_people,
            size=row.size or pack.events[row.kind].default_size or "",
            risk=row.risk or pack.events[row.kind].default_risk or "",
        )
        for row in rows
    ]
    with recorded(actor, now=now) as record:
        keys = [row.key for row in rows]
        taken = Event.objects.filter(season=season, key__in=keys).first()
        if taken is not None:
            raise KeyTaken(key=taken.key)
        Event.objects.bulk_create(events)
        record(
            "event.planned",
            f"season:{season.pk}",
            unit=season.root_id,
            season=season.pk,
            audience=Audience.SEASON,
            body={
                "count": len(rows),
                "rows": {row.key: canonical.digest(asdict(row)) for row in rows},
            },
        )
    return len(events)
