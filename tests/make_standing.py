"""Builders of standing rosters: a command post with its watches, a staff, some weeks."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from tests import make_duty as make

from muster.duty import services
from muster.duty.bridge.errands import Effort
from muster.duty.bridge.standing import problem_to_solve
from muster.duty.bridge.standing_errand import SearchStanding, StandingFound
from muster.duty.models import Officer, Roster, StandingRoster
from muster.duty.services.standing import open_standing

MONDAY: Final = date(2030, 8, 19)
ROOM, DESK = "watch_room", "watch_desk"
MORNING, AFTERNOON, NIGHT = "watch_morning", "watch_afternoon", "watch_night"
ROUND: Final = "watch_round"
FULL, ADDED = "watch_full", "watch_added"
QUICK: Final = Effort(iterations=200_000, seed=1)
MORE_NAMES: Final = ("Cao Văn Mười", "Dương Thị Kim", "Trịnh Hữu Nghĩa", "Mai Xuân Tùng")


def standing(
    world: make.World,
    *,
    kind: str = ROOM,
    weeks: int = 2,
    starts_on: date = MONDAY,
    name: str = "Sở chỉ huy",
    names: tuple[str, ...] = (*make.NAMES, *MORE_NAMES),
) -> StandingRoster:
    """A draft with a staff of fresh officers, none of them anywhere else."""
    staff = make.officers(world, names=names) if names else []
    roster = open_standing(
        make.ACTOR,
        season=world.season,
        unit=world.east.unit,
        name=name,
        kind=kind,
        starts_on=starts_on,
        weeks=weeks,
        now=make.NOW,
    )
    if staff:
        group = world.pack.standing_posts[kind].groups[0]
        roster = staffed(roster, {officer.pk: group for officer in staff})
    return fresh(roster)


def staffed(roster: StandingRoster, groups: Mapping[int, str]) -> StandingRoster:
    """The staff of the roster is these."""
    row = fresh(roster)
    services.set_staff(
        make.ACTOR, roster_id=row.pk, version=row.version, groups=groups, now=make.NOW
    )
    return fresh(roster)


def fresh(roster: StandingRoster) -> StandingRoster:
    """The row as it stands in the database."""
    return StandingRoster.objects.select_related("post__season__root").get(pk=roster.pk)


def staff_of(roster: StandingRoster) -> list[Officer]:
    """Its officers in the order of their keys."""
    rows = Officer.objects.filter(pk__in=roster.members.values("officer"))
    return list(rows.select_related("person").order_by("pk"))


def placed(roster: StandingRoster, officer: Officer, shifts: Mapping[int, str]) -> StandingRoster:
    """Put an officer on shifts by hand, by number of the day."""
    for n, shift in shifts.items():
        row = fresh(roster)
        services.set_duty(
            make.ACTOR,
            roster_id=row.pk,
            version=row.version,
            officer_id=officer.pk,
            day=row.starts_on + timedelta(days=n),
            shift=shift,
            now=make.NOW,
        )
    return fresh(roster)


def solved(
    roster: StandingRoster, *, near: StandingRoster | None = None, effort: Effort = QUICK
) -> StandingRoster:
    """What the search would store, without its process: that takes a second to start."""
    row = fresh(roster)
    problem = problem_to_solve(row, near=near)
    found = SearchStanding(problem=problem, effort=effort).run(lambda _s: None, lambda: False)
    assert isinstance(found, StandingFound)
    services.store_standing(
        make.ACTOR,
        roster=row,
        version=row.version,
        problem=problem,
        found=found,
        effort=effort,
        now=make.NOW,
    )
    return fresh(roster)


def published(roster: StandingRoster) -> StandingRoster:
    """Put it into force."""
    row = fresh(roster)
    made = services.sign_and_publish_standing(
        make.chief(row.post.season), roster_id=row.pk, version=row.version, now=make.NOW
    )
    assert made.state == Roster.State.PUBLISHED
    return fresh(made)
