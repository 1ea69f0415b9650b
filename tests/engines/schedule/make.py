"""Builders for schedules."""

from datetime import date

from hypothesis import strategies as st

from muster.engines.schedule import Calendar, Count, Step

PLAIN = Calendar(weekend=frozenset())
WEEK = Calendar()
TET = Calendar(holidays=frozenset(date(2025, 1, day) for day in range(27, 32)))
DAY = date(2025, 6, 12)  # a Thursday


@st.composite
def step_lists(draw: st.DrawFn) -> list[Step]:
    """Up to seven steps before a day, each waiting for some of those drawn before it."""
    size = draw(st.integers(1, 7))
    steps = []
    for n in range(size):
        waits = draw(st.sets(st.integers(0, n - 1), max_size=3)) if n else set[int]()
        days = draw(st.integers(0, 12))
        steps.append(
            Step(
                key=f"s{n}",
                anchor="day",
                offset_days=-draw(st.integers(0, 40)),
                duration_days=days,
                least_days=draw(st.integers(0, days)),
                count=draw(st.sampled_from(list(Count))),
                depends_on=tuple(f"s{m}" for m in sorted(waits)),
            )
        )
    return steps
