"""The next days in one go, the job behind the button, and what publishing tells the season."""

from datetime import date

import pytest
from tests import make_duty as make
from tests import make_season
from tests.duty.test_rosters import Quiet, published, solved

from muster.duty import errors, services
from muster.duty.bridge.errands import Effort
from muster.duty.commands import main
from muster.duty.models import Plan, Roster
from muster.duty.queries.windows import next_window
from muster.duty.services.season import PLAN_SEASON, plan_season
from muster.jobs import services as jobs
from muster.jobs.models import Job
from muster.packs import load
from muster.packs.schema.procedure import Feed

pytestmark = pytest.mark.django_db
QUICK = Effort(iterations=50)


@pytest.fixture(autouse=True)
def _clock(settings: object) -> None:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]


def test_the_first_days_are_planned_once() -> None:
    world = make.world()
    make.officers(world)
    for day in (22, 25):
        make.event(world, day=date(2030, 8, day))
    make.event(world, day=date(2030, 8, 26), at=None)
    about = {"season": world.season, "days": 7, "effort": QUICK, "handle": Quiet()}

    first = plan_season(make.ACTOR, now=make.NOW, **about)  # type: ignore[arg-type]
    again = plan_season(make.ACTOR, now=make.NOW, **about)  # type: ignore[arg-type]

    assert first["done"]
    assert (first["first_on"], first["plans"], first["left_out"]) == ("2030-08-21", 2, 1)
    assert first["open"] == 0
    assert not again["done"]
    assert (Plan.objects.count(), Roster.objects.count()) == (2, 1)


def test_the_next_window_follows_the_roster_in_force() -> None:
    world = make.world()
    make.officers(world)
    make.plan(make.event(world))
    assert next_window(world.season, days=7, today=date(2030, 8, 16)) == (
        date(2030, 8, 21),
        date(2030, 8, 28),
    )
    published(solved(make.draft(world)))

    assert next_window(world.season, days=7, today=date(2030, 8, 16)) == (
        date(2030, 8, 26),
        date(2030, 9, 2),
    )


def test_the_verb_plans_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    world = make.world()
    make.officers(world)
    make.event(world)

    code = main(["plan-season", "--days", "7", "--seconds", "20"])

    assert code == 0
    assert "'open': 0" in capsys.readouterr().out


def test_the_job_plans_under_the_name_of_who_asked() -> None:
    world = make.world()
    make.officers(world)
    make.event(world)
    job = jobs.start(
        PLAN_SEASON,
        actor=make.ACTOR,
        params={"season": world.season.pk, "days": 7, "seconds": 20},
        now=make.NOW,
    )

    ended = jobs.run(job.pk)

    assert ended.state == Job.State.DONE
    assert Roster.objects.get().made_by == make.ACTOR.name


def test_a_draft_under_work_takes_no_hand_and_no_second_search() -> None:
    world = make.world()
    officers = make.officers(world)
    plan = make.plan(make.event(world))
    roster = make.draft(world)
    services.start_solving(make.ACTOR, roster=roster, effort=QUICK, now=make.NOW)

    with pytest.raises(errors.RosterBusy):
        services.start_solving(make.ACTOR, roster=roster, effort=QUICK, now=make.NOW)
    with pytest.raises(errors.RosterBusy):
        services.assign(
            make.ACTOR,
            roster_id=roster.pk,
            version=roster.version,
            shift_id=plan.posts.get(key="main_gate").shifts.get().pk,
            officer_id=officers[0].pk,
            now=make.NOW,
        )


@pytest.mark.parametrize(("people", "state"), [(10, "accepted"), (1, "open")])
def test_a_congress_guarded_in_full_has_its_step_done(people: int, state: str) -> None:
    other = make_season.world()
    pack = load(other.season.pack, other.season.pack_version)
    world = make.World(
        season=other.season,
        root=other.top,
        east=other.east,
        west=other.west,
        commune=other.communes[0],
        pack=pack,
    )
    congress = make_season.congress(
        other.communes[0], venue_id=make.venue(world).pk, size="small", risk="normal"
    )
    make.officers(world, names=make.NAMES[:people])
    make.plan(congress.event)

    published(solved(make.draft(world)))

    procedure = pack.procedures[congress.procedure]
    rule = procedure.fed_by(Feed.ROSTER_PUBLISHED)
    assert rule is not None
    assert make_season.step(congress, rule.key).state == state
