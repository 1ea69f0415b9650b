"""The law of the counters: whatever happens in whatever order, they equal a rebuild."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisCase
from tests import make_season as make

from muster.errors import DomainError
from muster.season import services
from muster.season.models import (
    Congress,
    DayCounter,
    DueCounter,
    SeasonUnit,
    Step,
    StepCounter,
    StepState,
)

Act = Callable[[Step, Any], object]


def finish(step: Step, _extra: int) -> object:
    return make.finish(step)


def hand_in(step: Step, _extra: int) -> object:
    return make.hand_in(step, reason="trễ")


def send_back(step: Step, _extra: int) -> object:
    return services.return_step(
        step, actor=make.OTHER, now=make.NOW, version=step.version, reason="thiếu"
    )


def waive(step: Step, _extra: int) -> object:
    return services.waive(
        step, actor=make.OTHER, now=make.NOW, version=step.version, reason="hợp nhất"
    )


def reopen(step: Step, _extra: int) -> object:
    return services.reopen(
        step,
        actor=make.OTHER,
        now=make.NOW,
        version=step.version,
        until=date(2030, 12, 1),
        reason="nhầm",
    )


def amend(step: Step, extra: int) -> object:
    return services.amend_deadline(
        step,
        actor=make.OTHER,
        now=make.NOW,
        version=step.version,
        due_on=step.due_on + timedelta(days=extra - 20),
        reason="công văn",
    )


def move(step: Step, extra: int) -> object:
    return services.move_congress(
        step.congress,
        actor=make.OTHER,
        now=make.NOW,
        starts_on=date(2030, 7, 1) + timedelta(days=extra),
        ends_on=date(2030, 7, 2) + timedelta(days=extra),
        reason="trùng lịch",
    )


def leave(step: Step, _extra: int) -> object:
    return services.leave(
        step.congress.season_unit,
        actor=make.OTHER,
        now=make.NOW,
        on=date(2030, 6, 3),
        reason="giải thể",
    )


def add_below(step: Step, extra: int) -> object:
    parent = step.congress.season_unit
    unit = make.found(f"Chi bộ {extra}", tier="cell")
    row = services.add_unit(
        parent.season, actor=make.OTHER, now=make.NOW, unit=unit, parent=parent, reason="mới lập"
    )
    return make.congress(row, date(2030, 6, 20) + timedelta(days=extra))


ACTS: tuple[Act, ...] = (
    finish,
    finish,
    hand_in,
    send_back,
    waive,
    reopen,
    amend,
    move,
    leave,
    add_below,
)
STORY = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(0, 16), st.integers(0, 60)),
    min_size=1,
    max_size=14,
)


class TestCountersEqualARebuild(HypothesisCase):
    @given(story=STORY)
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_after_any_story(self, story: list[tuple[Act, int, int, int]]) -> None:
        world = make.world()
        units = [world.top, world.east, *world.communes]
        days = [date(2030, 11, 20), date(2030, 10, 10), *[date(2030, 8, 22)] * 5]
        for unit, day in zip(units, days, strict=True):
            make.congress(unit, day)

        for act, which, place, extra in story:
            run(act, units[which], place, extra)

        assert services.counters_equal(world.season)
        assert_the_board_says_so(world)


def run(act: Act, unit: SeasonUnit, place: int, extra: int) -> None:
    """One act on one step; what is refused leaves everything as it was."""
    steps = list(Step.objects.filter(congress__season_unit=unit).select_related("congress"))
    with suppress(DomainError):
        act(steps[place % len(steps)], extra)


def assert_the_board_says_so(world: make.World) -> None:
    """The sums of the root, counted the slow way."""
    rows = Congress.objects.filter(season=world.season, cancelled_at=None)
    root = StepCounter.objects.filter(season_unit=world.top, key="")
    assert sum(row.total for row in root) == rows.count()
    assert sum(row.accepted for row in root) == rows.filter(is_finished=True).count()
    for day in (date(2030, 7, 1), date(2030, 9, 1)):
        late = DueCounter.objects.filter(season_unit=world.top, next_due_on__lt=day)
        slow = rows.filter(is_finished=False, next_due_on__lt=day)
        assert sum(row.unfinished for row in late) == slow.count()
    days = DayCounter.objects.filter(season_unit=world.top)
    assert sum(row.total for row in days) == rows.count()
    accepted = Step.objects.filter(
        congress__in=rows, key="plan", state__in=(StepState.ACCEPTED, StepState.WAIVED)
    )
    plan = StepCounter.objects.filter(season_unit=world.top, key="plan")
    assert sum(row.accepted for row in plan) == accepted.count()


@pytest.mark.django_db
def test_a_wrong_counter_is_found_and_mended() -> None:
    world = make.world()
    make.congress(world.communes[0])
    StepCounter.objects.filter(season_unit=world.east, key="plan").update(accepted=1)
    DueCounter.objects.filter(season_unit=world.top).delete()

    before = services.counters_equal(world.season)
    mended = services.rebuild_counters(world.season, actor=make.ACTOR, now=make.NOW)

    assert (before, mended) == (False, 2)
    assert services.counters_equal(world.season)
    assert services.rebuild_counters(world.season, actor=make.ACTOR, now=make.NOW) == 0


@pytest.mark.django_db
def test_a_leaf_keeps_no_counters() -> None:
    world = make.world()
    make.congress(world.communes[0])

    holders = set(StepCounter.objects.values_list("season_unit__name", flat=True))

    assert holders == {"Tỉnh Sông Tiền", "Huyện Đông"}
