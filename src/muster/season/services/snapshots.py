"""The board as it stood at the end of a day: taken once, never changed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, Sum

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import recorded, retry_on_deadlock
from muster.packs import Milestone
from muster.season.bridge import pack_of
from muster.season.errors import SnapshotTaken
from muster.season.models import DueCounter, Season, SeasonUnit, Snapshot, StepCounter
from muster.season.services.counters import MILESTONE_MARK
from muster.season.services.rows import inserting
from muster.tree.clock import day_of

FIGURES = ("total", "finished", "held", "reported", "ratified", "late")


@retry_on_deadlock
def take_snapshot(season: Season, *, actor: Actor, now: datetime) -> int:
    """Keep the figures of every unit that has units below it, for the local day of *now*.

    Raises SnapshotTaken if the day has one already; the database refuses to change it.
    """
    day = day_of(now)
    with recorded(actor, now=now) as record:
        if Snapshot.objects.filter(season_unit__season=season, taken_on=day).exists():
            raise SnapshotTaken(on=day.isoformat())
        rows = list(_snapshots(season, day, now))
        inserting(rows).run()
        digests = [canonical.digest([getattr(row, name) for name in FIGURES]) for row in rows]
        record(
            "season.snapshot_taken",
            f"season:{season.pk}",
            unit=season.root_id,
            season=season.pk,
            audience=Audience.SEASON,
            body={"on": day, "units": len(rows), "digest": canonical.digest(digests)},
        )
    return len(rows)


def _snapshots(season: Season, day: date, now: datetime) -> Iterable[Snapshot]:
    inner = SeasonUnit.objects.filter(season=season).order_by("first")
    figures = _figures(season)
    late = _late(season, day)
    for unit in inner:
        if not unit.is_leaf:
            yield Snapshot(
                season_unit=unit,
                taken_on=day,
                taken_at=now,
                late=late.get(unit.pk, 0),
                **figures.get(unit.pk, dict.fromkeys(FIGURES[:-1], 0)),
            )


def _figures(season: Season) -> dict[int, dict[str, int]]:
    """Total, finished and the three milestones by unit, each in the state its tier counts."""
    pack = pack_of(season)
    names = {"": "finished"} | {MILESTONE_MARK + one.value: one.value for one in Milestone}
    rows = StepCounter.objects.filter(season_unit__season=season, key__in=names.keys())
    found: dict[int, dict[str, int]] = {}
    for row in rows.iterator():
        own = found.setdefault(row.season_unit_id, dict.fromkeys(FIGURES[:-1], 0))
        if row.key:
            counted: int = getattr(row, pack.procedure_for(row.tier).board_counts.value)
            own[names[row.key]] += counted
        else:
            own["total"] += row.total
            own["finished"] += row.accepted
    return found


def _late(season: Season, day: date) -> dict[int, int]:
    rows = DueCounter.objects.filter(Q(season_unit__season=season), next_due_on__lt=day)
    sums = rows.values_list("season_unit").order_by("season_unit").annotate(n=Sum("unfinished"))
    return dict(sums)
