from datetime import date

import pytest

from muster.engines.schedule import Count, plan
from muster.packs import Milestone, Pack, load
from muster.packs.timing import anchor_days, calendar_of, engine_steps, milestone_days

PACK = load("vn-party-2025")
CALENDAR = calendar_of(PACK, first=date(2025, 1, 1), last=date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 1, 29), False),  # Tet
        (date(2025, 4, 26), True),  # a Saturday worked in exchange
        (date(2025, 4, 30), False),
        (date(2025, 5, 1), False),
        (date(2025, 5, 2), False),  # the day exchanged for it
        (date(2025, 5, 5), True),
        (date(2025, 9, 1), False),
        (date(2025, 9, 2), False),
        (date(2025, 9, 3), True),
        (date(2026, 4, 27), False),  # Hung Kings' day moved from a Sunday
        (date(2028, 1, 3), False),  # 1 January 2028 is a Saturday
        (date(2027, 5, 3), False),  # 1 May 2027 is a Saturday
    ],
)
def test_public_holidays(day: date, *, worked: bool) -> None:
    assert CALENDAR.is_working(day) is worked


def test_two_moved_holidays_do_not_fall_on_one_day() -> None:
    """30 April and 1 May 2033 are a Saturday and a Sunday: Monday and Tuesday are free."""
    far = calendar_of(PACK, first=date(2033, 1, 1), last=date(2033, 12, 31))

    assert not far.is_working(date(2033, 5, 2))
    assert not far.is_working(date(2033, 5, 3))
    assert far.is_working(date(2033, 5, 4))


def test_working_days_over_the_spring_holidays() -> None:
    """From Tuesday 29 April 2025 the third working day is Wednesday 7 May: 30/4 to 2/5 are free."""
    assert CALENDAR.shift(date(2025, 4, 29), 3, count=Count.WORKING) == date(2025, 5, 7)


def test_deadlines_of_a_tier_follow_each_other() -> None:
    """30 June 2025 is a Monday; 7 working days on: 9 July; 15 more: 30 July."""
    days = milestone_days(PACK, "grassroots", calendar=CALENDAR)

    assert days == {
        Milestone.HELD: date(2025, 6, 30),
        Milestone.REPORTED: date(2025, 7, 9),
        Milestone.RATIFIED: date(2025, 7, 30),
    }


@pytest.mark.parametrize("pack", [PACK, load("agm")], ids=lambda pack: pack.key)
@pytest.mark.parametrize("days", [1, 2, 4])
def test_every_procedure_can_be_counted_back(pack: Pack, days: int) -> None:
    calendar = calendar_of(pack, first=date(2024, 1, 1), last=date(2026, 12, 31))
    opens, closes = date(2025, 6, 12), date(2025, 6, 11 + days)
    for procedure in pack.procedures.values():
        steps = engine_steps(procedure.steps_for(contents=pack.default_agenda.contents), days=days)
        found = plan(
            steps,
            anchors=anchor_days(opens_on=opens, closes_on=closes),
            calendar=calendar,
        )
        held = found[procedure.at(Milestone.HELD).key]
        assert (held.start_on, held.due_on) == (opens, closes)
        assert all(step.slack_days >= 0 for step in found.steps.values())


def test_grassroots_offsets_leave_each_step_its_time() -> None:
    """No due day of the pack has to be pulled forward for the steps that wait for it."""
    steps = engine_steps(PACK.procedures["grassroots"].steps_for(contents=PACK.contents), days=2)
    anchors = anchor_days(opens_on=date(2025, 6, 12), closes_on=date(2025, 6, 13))

    found = plan(steps, anchors=anchors, calendar=CALENDAR)

    pulled = [step.key for step in found.steps.values() if step.due_on != step.wanted_on]
    assert pulled == []
    assert found["revision"].due_on == date(2025, 6, 5)
    assert found.critical_path == ("appraisal", "revision", "printing", "rehearsal", "congress")


def test_a_step_that_does_not_apply_is_not_waited_for() -> None:
    procedure = PACK.procedures["grassroots"]
    steps = engine_steps(procedure.steps_for(contents=PACK.agendas["two"].contents))

    dossier = next(step for step in steps if step.key == "dossier")

    assert dossier.depends_on == ("drafts", "comments")
