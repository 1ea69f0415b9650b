"""A small made-up problem that walks every kernel, so that all of them are compiled."""

from muster.engines.roster.problem import (
    DAY_MIN,
    Costs,
    History,
    Person,
    Place,
    Post,
    Problem,
    Rules,
    Travel,
)


def sample(*, people: int = 6, posts: int = 24) -> Problem:
    """A few people, more posts than they can hold, a crew, a history, a published roster."""
    past = History(
        period_start_min=-900, last_end_min=-600, last_place="A", week_min=300, run_days=1
    )
    return Problem(
        name="sample",
        start="2025-01-01T00:00:00+00:00",
        days=4,
        travel=Travel(speed_kmh=40.0, detour=1.3),
        rules=Rules(
            min_rest_min=660,
            max_break_min=120,
            max_span_min=700,
            max_total_min=1500,
            max_week_min=1400,
            max_days_in_a_row=3,
        ),
        costs=Costs(per_km=1.0, per_overload_h=3.0, per_change=5.0),
        places=(
            Place(id="A", lat_deg=10.0, lon_deg=106.0),
            Place(id="B", lat_deg=10.1, lon_deg=106.1),
        ),
        people=tuple(_person(k, past) for k in range(people)),
        posts=tuple(_post(k) for k in range(posts)),
        published=(("J0", "P0"),),
        fixed=(("J1", "P1"),),
    )


def _person(k: int, past: History) -> Person:
    return Person(
        id=f"P{k}",
        unit="u",
        home="AB"[k % 2],
        skills=("guard",),
        rank=1,
        fair_min=600,
        history=past if k == 0 else None,
    )


def _post(k: int) -> Post:
    start = DAY_MIN * (k % 4) + 360 + 180 * (k // 4 % 3)
    return Post(
        id=f"J{k}",
        place="AB"[k // 2 % 2],
        start_min=start,
        end_min=start + 150,
        count=1 + k % 2,
        weight=1.0 + k % 3,
        skills=("guard",),
        min_rank=1,
        crew="c" if k in (4, 5) else None,
    )
