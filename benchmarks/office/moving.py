"""Moving all congresses of one district in a season of 700: one act beside one after the other.

usage: python benchmarks/office/moving.py [--units 700] [--districts 16]

On SQLite in a temporary directory, or on the PostgreSQL of MUSTER_DATABASE_URL. Every congress of
the district has steps, the tasks of its task set, a venue, a plan with posts and shifts. The act is
previewed, applied and undone; dumps of every touched table, counters too, must be equal before and
after. Then the same congresses are moved one after the other through the services that a page
would call, and every day must be what the act gave.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from run import create_database, set_up

DAYS = 2
FIRST = date(2030, 8, 5)


def build(units: int, districts: int) -> Any:
    """A province whose districts hold equally many communes; the first one is prepared fully."""
    from tests import make_duty, make_office, make_venues
    from tests import make_season as make

    from muster.duty import services as duty
    from muster.office import services as office
    from muster.season import services
    from muster.season.models import Congress, Event, SeasonUnit
    from muster.season.services import CongressRow

    top = make.found("Tỉnh", tier="province")
    each = (units - districts) // districts
    for n in range(districts):
        middle = make.found(f"Huyện {n:02}", tier="above_grassroots", parent=top)
        for m in range(each):
            make.found(f"Xã {n:02}-{m:02}", tier="grassroots", parent=middle)
    season = services.open_season(
        actor=make.ACTOR,
        now=make.NOW,
        key="storm",
        name="Bão",
        pack=make.PACK,
        root=top,
        tree_on=make.TREE_ON,
        starts_on=date(2030, 1, 1),
        ends_on=date(2030, 12, 31),
    )
    frozen = list(SeasonUnit.objects.filter(season=season).select_related("season"))
    district = next(row for row in frozen if row.depth == 1)
    halls = {
        row.pk: make_venues.venue(unit=row.unit, at=make_duty.HALL).pk
        for row in frozen
        if row.group_id == district.pk
    }
    rows = [
        CongressRow(
            season_unit_id=row.pk,
            starts_on=FIRST + timedelta(days=row.first % 20 if row.depth == 2 else 30),
            delegates=120,
            venue_id=halls.get(row.pk),
        )
        for row in frozen
        if row.depth
    ]
    services.plan_congresses(season, actor=make.ACTOR, now=make.NOW, rows=rows)
    make_office.register(frozen[0])
    mine = Congress.objects.filter(season_unit__in=halls).select_related("season_unit__season")
    for congress in mine:
        chosen = office.sets_for(congress)[0]
        office.plan_tasks(congress, actor=make.ACTOR, now=make.NOW, chosen=chosen, owners={})
    events = Event.objects.filter(congress__in=mine)
    duty.make_plans(make.ACTOR, events=events.select_related("season", "venue"), now=make.NOW)
    duty.draft_roster(make.ACTOR, season=season, first_on=FIRST, days=20, now=make.NOW)
    return district


def measured(act: Callable[[], Any]) -> tuple[Any, float, int]:
    """What *act* gave, its seconds and its statements."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    started = time.perf_counter()
    with CaptureQueriesContext(connection) as statements:
        found = act()
    return found, time.perf_counter() - started, len(statements)


def one_after_the_other(district: Any) -> None:
    """As a clerk would: the district first, because it goes later, then each commune."""
    from tests import make_moving
    from tests import make_season as make

    from muster.duty import services as duty
    from muster.office import services as office
    from muster.season import services

    rows = make_moving.moves(district, days=DAYS).rows
    for row in sorted(rows, key=lambda one: one.congress.season_unit.depth):
        services.move_congress(
            row.congress,
            actor=make.ACTOR,
            now=make.NOW,
            starts_on=row.starts_on,
            reason="bão số 5",
        )
        congress = type(row.congress).objects.get(pk=row.congress.pk)
        office.follow_day(congress, actor=make.ACTOR, now=make.NOW)
        if hasattr(congress.event, "plan"):
            duty.make_plan(make.ACTOR, event=congress.event, now=make.NOW)


def days() -> dict[str, Any]:
    """Every day and hour that a move decides, however it was made."""
    from muster.duty.models import Shift
    from muster.office.models import Task
    from muster.season.models import Congress, Event, Step

    shifts = Shift.objects.filter(withdrawn_at=None)
    return {
        "congresses": sorted(Congress.objects.values_list("pk", "starts_on", "next_due_on")),
        "steps": sorted(Step.objects.values_list("pk", "start_on", "due_on")),
        "events": sorted(Event.objects.values_list("pk", "starts_at", "ends_at")),
        "tasks": sorted(Task.objects.values_list("pk", "due_on")),
        "shifts": sorted(shifts.values_list("post", "starts_at", "ends_at", "head_count")),
    }


def run(units: int, districts: int) -> list[tuple[str, float, int]]:
    from django.core.management import call_command
    from tests import make_moving

    from muster.season import services

    create_database()
    call_command("migrate", verbosity=0)
    district = build(units, districts)
    before = make_moving.dump()
    moves = make_moving.moves(district, days=DAYS)
    preview, *previewed = measured(lambda: services.preview_moving(moves))
    moving, *applied = measured(lambda: make_moving.apply(moves))
    wanted = days()
    _moving, *undone = measured(lambda: make_moving.undo(moving))
    assert make_moving.dump() == before, "undoing left something behind"
    _nothing, *singly = measured(lambda: one_after_the_other(district))
    assert days() == wanted, "the act and the single moves disagree"
    lines = sum(len(part.lines) for part in preview.parts)
    print(f"{len(moves.rows)} congresses of {units}, {lines} lines in the preview\n")
    return [
        ("preview of everything", *previewed),
        ("one act", *applied),
        ("undone", *undone),
        ("one after the other, without papers and calls", *singly),
    ]


def table(rows: list[tuple[str, float, int]]) -> str:
    _name, act_s, act_queries = rows[1]
    lines = [
        f"| {name} | {queries:,} | {queries / act_queries:.2f} | {spent_s:.2f} |"
        f" {spent_s / act_s:.2f} |"
        for name, spent_s, queries in rows
    ]
    return "\n".join(
        ["| what | statements | to the act | s | to the act |", "|---|---:|---:|---:|---:|", *lines]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=700)
    parser.add_argument("--districts", type=int, default=16)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        set_up(data)
        print(table(run(said.units, said.districts)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
