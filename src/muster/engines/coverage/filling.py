"""What stands empty when units go, and who comes instead."""

from collections.abc import Collection, Sequence

from muster.engines.coverage.model import Gap, Status, Unit
from muster.engines.coverage.travel import Start, Travel


def gaps_of(
    going: Sequence[Unit], units: Sequence[Unit], *, held: Collection[str], travel: Travel
) -> tuple[Gap, ...]:
    """The posts that *going* leave, the weightiest first, each with the best who can fill it.

    Who fills must be free, able to do what the post asks for, no vehicle's crew and not held for
    a need. The reserve goes first, then who is nearest; a post is never emptied for one that
    weighs no more. Nobody fills two.
    """
    left = sorted(
        (unit for unit in going if unit.holds > 0.0), key=lambda unit: (-unit.holds, unit.number)
    )
    away = {unit.key for unit in going} | set(held)
    gaps = []
    for unit in left:
        able = [one for one in units if one.key not in away and _can_fill(one, unit)]
        chosen, minutes = _nearest(able, unit, travel)
        if chosen is not None:
            away.add(chosen.key)
        gaps.append(
            Gap(
                unit=unit.key,
                weight=unit.holds,
                filler=chosen.key if chosen else None,
                minutes=minutes,
            )
        )
    return tuple(gaps)


def _can_fill(one: Unit, post: Unit) -> bool:
    return (
        one.status is Status.FREE
        and not one.is_crew
        and not post.is_crew
        and post.post_skills <= one.skills
        and (one.is_reserve or one.holds < post.holds)
    )


def _nearest(able: Sequence[Unit], post: Unit, travel: Travel) -> tuple[Unit | None, float | None]:
    """The reserve first, then the least minutes, then the lightest post, then the number."""
    ways: dict[str, float | None] = {}
    if post.place is not None:
        placed = [(one.key, one.place, one.mode) for one in able if one.place]
        starts = [Start(place=place, mode=mode) for _key, place, mode in placed]
        took = travel.minutes(starts, post.place)
        ways = {key: way for (key, _p, _m), way in zip(placed, took, strict=True)}
    reachable = [one for one in able if ways.get(one.key, 0.0) is not None]
    best = min(
        reachable,
        key=lambda one: (not one.is_reserve, ways.get(one.key) or 0.0, one.holds, one.number),
        default=None,
    )
    return best, ways.get(best.key) if best else None
