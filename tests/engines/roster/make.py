"""Builders of small roster problems: what a test does not name has a harmless value."""

import math
import random
from typing import Any

from muster.engines.roster import (
    Costs,
    Person,
    Place,
    Post,
    Problem,
    Rules,
    Travel,
)

HOUR = 60
DAY = 24 * HOUR
KM_PER_DEGREE = 6371.0088 * math.pi / 180 * (1 + 1e-9)  # never a hair above the round number


def place(name: str = "A", *, km_east: float = 0.0) -> Place:
    """A place on the equator, *km_east* of the first one."""
    return Place(id=name, lat_deg=0.0, lon_deg=km_east / KM_PER_DEGREE)


def rules(**over: int) -> Rules:
    base = {
        "min_rest_min": 11 * HOUR,
        "max_break_min": 2 * HOUR,
        "max_span_min": 13 * HOUR,
        "max_total_min": 88 * HOUR,
        "max_week_min": 48 * HOUR,
        "max_days_in_a_row": 6,
    }
    return Rules(**{**base, **over})


def person(name: str, **over: Any) -> Person:
    base: dict[str, Any] = {
        "id": name,
        "unit": "u",
        "home": "A",
        "skills": ("guard",),
        "rank": 1,
        "fair_min": 100 * HOUR,
    }
    return Person(**{**base, **over})


def post(name: str, start_h: float, end_h: float, **over: Any) -> Post:
    base: dict[str, Any] = {
        "id": name,
        "place": "A",
        "start_min": round(start_h * HOUR),
        "end_min": round(end_h * HOUR),
        "count": 1,
        "weight": 1.0,
        "skills": ("guard",),
        "min_rank": 1,
    }
    return Post(**{**base, **over})


def problem(people: list[Person], posts: list[Post], **over: Any) -> Problem:
    base: dict[str, Any] = {
        "name": "test",
        "start": "2025-05-26T00:00:00+07:00",
        "days": 14,
        "travel": Travel(speed_kmh=60.0, detour=1.0),
        "rules": rules(),
        "costs": Costs(per_km=1.0, per_overload_h=3.0, per_change=5.0),
        "places": (place("A"), place("B", km_east=10), place("C", km_east=40)),
        "people": tuple(people),
        "posts": tuple(posts),
    }
    return Problem(**{**base, **over})


def drawn(seed: int, *, people: int, posts: int, days: int = 3, published: bool = False) -> Problem:
    """A random small problem in which every rule bites now and then."""
    rng = random.Random(seed)
    who = [
        person(
            f"P{k}",
            home=rng.choice("ABC"),
            unit=rng.choice("uv"),
            skills=tuple(sorted(rng.sample(("guard", "fire", "driver"), rng.randint(1, 3)))),
            rank=rng.randint(1, 3),
            fair_min=rng.choice((6, 10, 20)) * HOUR,
            unavailable_min=((0, DAY),) if rng.random() < 0.2 else (),
        )
        for k in range(people)
    ]
    what = []
    for k in range(posts):
        start_h = 24 * rng.randrange(days) + rng.choice((6, 8, 10, 13, 18))
        what.append(
            post(
                f"J{k}",
                start_h,
                start_h + rng.choice((2, 3, 4, 8)),
                place=rng.choice("ABC"),
                count=rng.choice((1, 1, 2)),
                weight=float(rng.choice((1, 2, 5))),
                skills=(rng.choice(("guard", "fire", "driver")),),
                min_rank=rng.choice((1, 1, 2)),
                units=rng.choice((None, None, ("u",))),
                max_km=rng.choice((None, None, 30.0)),
            )
        )
    pairs = tuple(
        (f"J{j}", f"P{i}") for j in range(posts) for i in range(people) if rng.random() < 0.2
    )
    return problem(
        who,
        what,
        days=days,
        rules=rules(max_total_min=16 * HOUR, max_week_min=14 * HOUR, max_days_in_a_row=2),
        published=pairs if published else None,
    )
