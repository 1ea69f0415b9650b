"""Standing rosters: the rules of a post held all season, its search, what it may not break."""

import gzip
from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from tests import make_duty as make
from tests import make_standing as stand
from tests.duty.test_rosters import Quiet
from tests.duty.test_rosters import published as in_force
from tests.duty.test_rosters import solved as rostered

from muster.duty import services
from muster.duty.bridge.errands import Aim, Effort
from muster.duty.bridge.problem import problem_of
from muster.duty.bridge.standing import breaches_of, problem_to_solve, standing_of
from muster.duty.bridge.standing_answer import text_of
from muster.duty.bridge.standing_requests import Asked, read_requests
from muster.duty.errors import RosterBroken
from muster.duty.errors import standing as errors
from muster.duty.models import Absence, Officer, Roster, StandingDuty, StandingRoster
from muster.duty.queries.standing_words import rule_words
from muster.duty.services.publish import put_into_force
from muster.duty.services.standing import live_standing_job
from muster.engines.roster.standing import Employee
from muster.engines.roster.standing.reading import problem_from_text
from muster.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(settings: object) -> object:
    settings.MUSTER_NOW = make.NOW  # type: ignore[attr-defined]
    with translation.override("vi"):
        yield


def away(officer: Officer, roster: StandingRoster, first: int, last: int) -> None:
    """Absent from the midnight of one day of the roster to that of another."""
    zone = datetime(2030, 8, 1, tzinfo=UTC).tzinfo
    start = datetime.combine(roster.starts_on, time(), tzinfo=zone) - timedelta(hours=7)
    Absence.objects.create(
        officer=officer,
        kind="leave",
        starts_at=start + timedelta(days=first),
        ends_at=start + timedelta(days=last),
    )


def held(roster: StandingRoster, officer: Officer) -> dict[int, str]:
    rows = roster.duties.filter(officer=officer).values_list("day", "shift")
    return {(day - roster.starts_on).days: shift for day, shift in rows}


def row_of(roster: StandingRoster, officer: Officer) -> Employee:
    return next(e for e in standing_of(roster).problem.staff if e.id == f"o{officer.pk}")


def asks(
    roster: StandingRoster, officer: Officer, n: int, shift: str, *, wanted: bool, weight: int = 5
) -> StandingRoster:
    row = stand.fresh(roster)
    asked = Asked(
        officer_id=officer.pk,
        day=row.starts_on + timedelta(days=n),
        shift=shift,
        is_wanted=wanted,
        weight=weight,
    )
    services.enter_requests(
        make.ACTOR, roster_id=row.pk, version=row.version, rows=[asked], now=make.NOW
    )
    return stand.fresh(roster)


def test_a_new_post_begins_on_a_monday_with_the_unit_and_the_cover_of_the_pack() -> None:
    world = make.world()
    officers = make.officers(world, names=make.NAMES[:4])

    roster = stand.standing(world, weeks=3, starts_on=stand.MONDAY + timedelta(days=2), names=())

    assert (roster.starts_on, roster.days) == (stand.MONDAY, 21)
    assert set(roster.members.values_list("officer", "group")) == {
        (officer.pk, stand.FULL) for officer in officers
    }
    needs = Counter(roster.needs.values_list("shift", "need"))
    assert needs == {(key, 2): 21 for key in (stand.MORNING, stand.AFTERNOON, stand.NIGHT)}


def test_the_next_roster_of_a_post_takes_over_staff_and_cover() -> None:
    world = make.world()
    first = stand.standing(world, weeks=2)
    day = first.starts_on
    services.set_cover(
        make.ACTOR,
        roster_id=first.pk,
        version=first.version,
        needs=[
            services.Need(day=day, shift=stand.NIGHT, need=3, weight_under=70, weight_over=2),
        ],
        now=make.NOW,
    )

    second = stand.standing(world, starts_on=first.ends_on, names=())

    assert (second.post_id, second.number) == (first.post_id, 2)
    assert second.members.count() == first.members.count()
    mondays = second.needs.filter(shift=stand.NIGHT, day__week_day=2)
    assert set(mondays.values_list("need", "weight_under")) == {(3, 70)}
    others = second.needs.filter(shift=stand.NIGHT).exclude(day__week_day=2)
    assert set(others.values_list("need", flat=True)) == {2}


@pytest.mark.parametrize("weeks", [0, 13])
def test_weeks_have_a_limit(weeks: int) -> None:
    with pytest.raises(errors.StandingSpan):
        stand.standing(make.world(), weeks=weeks)


def test_the_search_keeps_every_rule_and_says_how_good_it_is() -> None:
    world = make.world()
    roster = stand.solved(stand.standing(world))

    assert breaches_of(roster) == []
    assert roster.penalty is not None
    assert roster.bound is not None
    assert roster.bound <= roster.penalty
    cover = Counter(roster.duties.values_list("day", "shift"))
    assert min(cover.values()) == 2
    night = roster.duties.filter(shift=stand.NIGHT).earliest("day")
    assert night.starts_at == datetime(2030, 8, 19, 15, tzinfo=UTC)
    assert night.ends_at - night.starts_at == timedelta(hours=8)


def test_a_run_holds_its_input_as_a_file_that_the_command_line_reads() -> None:
    world = make.world()
    roster = stand.standing(world)
    ada = stand.staff_of(roster)[0]
    away(ada, roster, 3, 5)
    roster = asks(roster, ada, 8, stand.NIGHT, wanted=False)
    roster = stand.solved(roster)

    run = roster.runs.get()
    text = gzip.decompress(run.problem_gz).decode()
    again = problem_from_text(text, name=f"{roster.post.name} {roster.number}")

    assert again == problem_to_solve(roster, near=None)
    assert text_of(again) == text
    assert (run.seed, run.by_count, run.aim) == (1, True, "solve")
    assert (run.penalty, run.bound) == (roster.penalty, roster.bound)


def test_leave_is_kept_and_asks_for_fewer_hours() -> None:
    world = make.world()
    roster = stand.standing(world)
    ada = stand.staff_of(roster)[0]
    away(ada, roster, 0, 7)

    employee = row_of(roster, ada)
    roster = stand.solved(roster)

    assert employee.days_off == frozenset(range(7))
    assert employee.min_total_min == 1440
    assert min(held(roster, ada)) >= 7


def test_an_absence_of_some_hours_bars_only_what_it_meets() -> None:
    world = make.world()
    roster = stand.standing(world)
    ada = stand.staff_of(roster)[0]
    start = datetime(2030, 8, 20, 1, tzinfo=UTC)  # 08:00 to 12:00 in the morning watch
    Absence.objects.create(
        officer=ada, kind="leave", starts_at=start, ends_at=start + timedelta(hours=4)
    )

    placed = stand.placed(roster, ada, {1: stand.MORNING, 2: stand.MORNING})
    (breach,) = [one for one in breaches_of(placed) if one.why]
    said = rule_words(breach.words, starts_on=roster.starts_on, pack=world.pack, why=breach.why)
    roster = stand.placed(placed, ada, {1: "", 2: ""})
    roster = asks(roster, ada, 1, stand.MORNING, wanted=True, weight=1)

    assert row_of(roster, ada).days_off == frozenset()
    assert "20/8" in said
    assert "vắng mặt" in said
    assert held(stand.solved(roster), ada).get(1) != stand.MORNING


def test_requests_are_met_where_nothing_heavier_stands_against_them() -> None:
    world = make.world()
    roster = stand.standing(world)
    ada, ben = stand.staff_of(roster)[:2]
    roster = asks(roster, ada, 2, stand.NIGHT, wanted=True)
    roster = asks(roster, ben, 4, "", wanted=False)

    roster = stand.solved(roster, effort=Effort(iterations=1_000_000, seed=1))

    assert held(roster, ada).get(2) == stand.NIGHT
    assert 4 not in held(roster, ben)


def test_a_place_decided_by_hand_is_kept_by_the_search() -> None:
    world = make.world()
    roster = stand.standing(world)
    ada = stand.staff_of(roster)[0]
    roster = stand.placed(roster, ada, {3: stand.NIGHT})

    roster = stand.solved(roster)

    assert held(roster, ada)[3] == stand.NIGHT
    assert list(roster.duties.filter(is_locked=True).values_list("officer", "shift")) == [
        (ada.pk, stand.NIGHT)
    ]


@pytest.mark.parametrize(
    ("shifts", "rule"),
    [
        ({0: "N", 1: "M"}, "quá ít thời gian nghỉ"),
        (dict.fromkeys(range(6), "M"), "trực 6 ngày liền từ 19/8; tối đa 5 ngày"),
        ({3: "M", 6: "M", 7: "M"}, "trực 1 ngày liền từ 22/8; ít nhất 2 ngày"),
        ({0: "M", 1: "M", 3: "M", 4: "M"}, "nghỉ 1 ngày liền từ 21/8; ít nhất 2 ngày"),
        ({0: "M", 1: "M"}, "tổng 16 giờ; phải từ 48 đến 96 giờ"),
        (dict.fromkeys((0, 1, 4, 5, 8, 9), "N"), "6 lần Ca đêm; tối đa 4 lần"),
    ],
)
def test_each_rule_is_said_in_plain_words(shifts: dict[int, str], rule: str) -> None:
    world = make.world()
    roster = stand.standing(world, names=make.NAMES[:1])
    letters = {"M": stand.MORNING, "N": stand.NIGHT}
    ada = stand.staff_of(roster)[0]

    roster = stand.placed(roster, ada, {n: letters[k] for n, k in shifts.items()})

    said = [
        rule_words(one.words, starts_on=roster.starts_on, pack=world.pack, why=one.why)
        for one in breaches_of(roster)
    ]
    assert any(rule in words for words in said), said


def test_rules_that_clash_are_named_with_the_officer() -> None:
    world = make.world()
    roster = stand.standing(world, weeks=1, names=make.NAMES[:3])
    ada = stand.staff_of(roster)[0]
    for day in (0, 2, 4, 6):
        away(ada, roster, day, day + 1)

    roster = stand.solved(roster)

    ((who, rules),) = roster.clashes
    assert who == f"o{ada.pk}"
    said = [rule_words(words, starts_on=roster.starts_on, pack=world.pack) for words in rules]
    assert said
    assert not any(word in " ".join(said) for word in ("at least", "at most", "days off"))
    assert roster.runs.get().penalty is None
    assert not roster.duties.exists()


def test_publishing_names_who_is_affected_and_is_recorded_once() -> None:
    world = make.world()
    roster = stand.solved(stand.standing(world))

    made = stand.published(roster)

    assert set(made.affected.values_list("officer", "change")) == {
        (officer.pk, "added") for officer in stand.staff_of(made)
    }
    entry = Entry.objects.get(kind="standing.published")
    assert entry.subject == f"standing:{made.pk}"


def test_what_breaks_a_rule_is_not_published() -> None:
    world = make.world()
    roster = stand.standing(world, names=make.NAMES[:1])
    ada = stand.staff_of(roster)[0]
    roster = stand.placed(roster, ada, {0: stand.NIGHT, 1: stand.MORNING})

    with pytest.raises(errors.StandingBroken) as refused:
        stand.published(roster)

    assert ada.person.name in str(refused.value)
    with pytest.raises(errors.StandingEmpty):
        stand.published(stand.standing(world, name="Khác", names=()))


def test_a_mended_roster_changes_few_days_and_supersedes() -> None:
    world = make.world()
    first = stand.published(stand.solved(stand.standing(world)))
    ada = stand.staff_of(first)[0]
    day = min(held(first, ada))
    away(ada, first, day, day + 3)

    draft = services.copy_standing(make.ACTOR, roster=first, now=make.NOW)
    draft = stand.solved(draft, near=first, effort=Effort(aim=Aim.MEND, iterations=400_000))

    new = set(draft.duties.values_list("officer", "day", "shift"))
    old = set(first.duties.values_list("officer", "day", "shift"))
    lost = sum(day <= n < day + 3 for n in held(first, ada))
    assert not any(day <= n < day + 3 for n in held(draft, ada))
    assert len(old - new) <= 4 * lost
    second = stand.published(draft)
    first.refresh_from_db()
    assert first.state == Roster.State.SUPERSEDED
    assert second.supersedes_id == first.pk
    assert second.affected.count() < len(stand.staff_of(second))


def test_only_a_roster_in_force_is_mended() -> None:
    roster = stand.solved(stand.standing(make.world()))

    with pytest.raises(errors.StandingNotPublished):
        services.mend_standing(make.ACTOR, roster=roster, effort=stand.QUICK, now=make.NOW)


def test_two_in_force_over_a_day_are_refused_by_service_and_database() -> None:
    world = make.world()
    first = stand.published(stand.solved(stand.standing(world, weeks=2)))
    second = stand.standing(world, weeks=1, starts_on=first.starts_on + timedelta(days=7), names=())
    second = stand.solved(second)

    with pytest.raises(errors.StandingOverlaps):
        stand.published(second)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingRoster.objects.filter(pk=second.pk).update(state=Roster.State.PUBLISHED)


def test_what_was_served_on_the_eve_carries_over() -> None:
    world = make.world()
    roster = stand.standing(world, kind=stand.DESK, weeks=1, names=make.NAMES[:4])
    ada, ben, cleo, dan = stand.staff_of(roster)
    for officer, days in ((ada, (0, 3, 6)), (ben, (1, 4)), (cleo, (2, 5))):
        roster = stand.placed(roster, officer, dict.fromkeys(days, stand.ROUND))
    stand.published(roster)
    after = stand.standing(world, kind=stand.DESK, starts_on=roster.ends_on, names=())

    broken = breaches_of(stand.placed(after, ada, {0: stand.ROUND}))
    fine = breaches_of(stand.placed(stand.placed(after, ada, {0: ""}), dan, {0: stand.ROUND}))

    assert "after_yesterday" in [one.why for one in broken]
    assert fine == []


def test_a_run_of_days_over_the_edge_is_counted_whole() -> None:
    world = make.world()
    names = make.NAMES[:1]
    roster = stand.standing(world, weeks=1, names=names)
    ada = stand.staff_of(roster)[0]
    stand.published(stand.placed(roster, ada, dict.fromkeys((3, 4, 5, 6), stand.MORNING)))
    after = stand.standing(world, weeks=1, starts_on=roster.ends_on, names=())

    broken = breaches_of(stand.placed(after, ada, dict.fromkeys((0, 1, 4, 5), stand.MORNING)))
    solve = problem_to_solve(stand.fresh(after), near=None)

    assert [one.words for one in broken] == ["6 shifts in a row from day -4, at most 5"]
    assert 1 in solve.staff[0].days_off


def test_nobody_serves_at_a_post_within_the_rest_of_an_event() -> None:
    world = make.world()
    make.plan(make.event(world))
    officers = make.officers(world)
    events = in_force(rostered(make.draft(world)))
    roster = stand.staffed(
        stand.standing(world, names=()), {officer.pk: stand.FULL for officer in officers}
    )

    roster = stand.solved(roster)

    rest = timedelta(minutes=world.pack.duty.min_rest_min)
    posts = list(events.assignments.filter(officer__isnull=False).select_related("shift"))
    assert posts
    for post in posts:
        near = roster.duties.filter(
            officer=post.officer_id,
            starts_at__lt=post.shift.ends_at + rest,
            ends_at__gt=post.shift.starts_at - rest,
        )
        assert not near.exists()


def test_a_standing_duty_in_force_keeps_its_holder_from_events() -> None:
    world = make.world()
    make.plan(make.event(world))
    roster = stand.published(stand.solved(stand.standing(world)))
    ada = stand.staff_of(roster)[0]

    person = next(p for p in problem_of(make.draft(world)).people if p.id == f"o{ada.pk}")

    spans = person.unavailable_min
    duty = roster.duties.filter(officer=ada).earliest("day")
    midnight = datetime(2030, 8, 18, 17, tzinfo=UTC)
    first = (duty.starts_at - midnight) // timedelta(minutes=1)
    assert any(start <= first < end for start, end in spans)


def test_who_came_to_stand_at_a_post_meanwhile_is_found_under_the_lock() -> None:
    """The rules are asked before the season is locked; a post may be published in between."""
    world = make.world()
    make.plan(make.event(world))
    officers = make.officers(world)
    events = rostered(make.draft(world))
    busy = events.assignments.filter(officer__isnull=False).select_related("shift").earliest("pk")
    staffed = stand.standing(world, names=())
    for officer in officers:
        if officer.pk == busy.officer_id:
            staffed = stand.staffed(staffed, {officer.pk: stand.FULL})
    day = (timezone.localdate(busy.shift.starts_at) - staffed.starts_on).days
    shift = stand.NIGHT if timezone.localtime(busy.shift.starts_at).hour >= 22 else stand.MORNING
    assert busy.officer is not None
    stand.placed(staffed, busy.officer, {day: shift})
    StandingRoster.objects.filter(pk=staffed.pk).update(state=Roster.State.PUBLISHED)

    with pytest.raises(RosterBroken), transaction.atomic():
        put_into_force(events.pk, make.ACTOR, make.NOW)

    assert Roster.objects.get(pk=events.pk).state == Roster.State.DRAFT


def test_two_who_change_at_once_do_not_overwrite_each_other() -> None:
    roster = stand.standing(make.world())
    ada = stand.staff_of(roster)[0]
    stand.placed(roster, ada, {0: stand.MORNING})

    with pytest.raises(errors.StandingStale):
        services.set_duty(
            make.ACTOR,
            roster_id=roster.pk,
            version=roster.version,
            officer_id=ada.pk,
            day=roster.starts_on,
            shift="",
            now=make.NOW,
        )
    assert roster.duties.count() == 1


def test_strangers_and_days_outside_are_refused() -> None:
    world = make.world()
    roster = stand.standing(world)
    stranger = make.officers(world, names=["Người Lạ"])[0]

    with pytest.raises(errors.NotOnStaff, match="Người Lạ"):
        asks(roster, stranger, 0, stand.NIGHT, wanted=True)
    with pytest.raises(errors.DayOutside):
        asks(roster, stand.staff_of(roster)[0], 14, stand.NIGHT, wanted=True)
    with pytest.raises(errors.ShiftUnknown):
        asks(roster, stand.staff_of(roster)[0], 0, stand.ROUND, wanted=True)


def test_requests_are_read_as_clerks_write_them() -> None:
    world = make.world()
    roster = stand.standing(world, names=("Nguyễn Văn Lộc", "Lê Lộc", "Lê Lộc"))
    loc = stand.staff_of(roster)[0]

    read = read_requests(
        roster,
        [
            ["nguyen van loc", "20/8", "Đ", ""],
            [loc.person.number, "21/8/2030", "-đ", "9"],
            [loc.person.number, datetime(2030, 8, 22, tzinfo=UTC), None, 3.0],
            ["", "", ""],
            ["Lê Lộc", "20/8", "S"],
            ["Ai Đó", "20/8", "S"],
            [loc.person.number, "20/9", "S"],
            [loc.person.number, "20/8", "X"],
            [loc.person.number, "20/8", "S", "nhiều"],
        ],
    )

    assert [(row.day.day, row.shift, row.is_wanted, row.weight) for row in read.rows] == [
        (20, stand.NIGHT, True, 5),
        (21, stand.NIGHT, False, 9),
        (22, "", False, 3),
    ]
    assert [fault.partition(":")[0] for fault in read.faults] == [
        f"Dòng {n}" for n in (5, 6, 7, 8, 9)
    ]


def test_the_job_solves_in_a_process_of_its_own() -> None:
    world = make.world()
    roster = stand.standing(world, weeks=1)
    handle = Quiet()

    services.solve_standing(
        make.ACTOR, roster_id=roster.pk, effort=stand.QUICK, handle=handle, now=make.NOW
    )

    roster = stand.fresh(roster)
    assert handle.told
    assert roster.penalty is not None
    assert breaches_of(roster) == []


def test_a_shorter_search_does_not_undo_a_longer_one() -> None:
    roster = stand.solved(stand.standing(make.world()))
    before = set(roster.duties.values_list("officer", "day", "shift"))

    again = stand.solved(roster, effort=Effort(iterations=1, seed=7))

    assert again.penalty is not None
    assert roster.penalty is not None
    assert again.penalty <= roster.penalty
    if again.penalty == roster.penalty:
        return
    assert set(again.duties.values_list("officer", "day", "shift")) == before


def test_while_it_is_worked_out_nothing_is_changed_by_hand() -> None:
    world = make.world()
    roster = stand.standing(world)
    account = make.account(on=world.root)
    actor = make.ACTOR.__class__(name="A", via="web", account_id=account.pk)
    services.start_standing(actor, roster=roster, effort=stand.QUICK, now=make.NOW)
    assert live_standing_job(roster) is not None

    with pytest.raises(errors.StandingBusy):
        stand.placed(roster, stand.staff_of(roster)[0], {0: stand.MORNING})
    with pytest.raises(errors.StandingBusy):
        services.start_standing(actor, roster=roster, effort=stand.QUICK, now=make.NOW)


def test_the_database_holds_one_duty_a_day() -> None:
    roster = stand.standing(make.world())
    ada = stand.staff_of(roster)[0]
    stand.placed(roster, ada, {0: stand.MORNING})
    row = roster.duties.get()
    row.pk, row.shift = None, stand.NIGHT

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    assert StandingDuty.objects.count() == 1
