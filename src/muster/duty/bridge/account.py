"""The engine's account of an open place, as it is stored beside the place: in our keys."""

from typing import Any

from muster.duty.bridge.problem import resource_pk, shift_pk
from muster.engines.roster.change_forms import change_to_json
from muster.engines.roster.reasons.obstacles import Obstacle
from muster.engines.roster.reasons.openings import Opening, Remedy

NEAR_MAX = 4  # people told one by one; of more, the counts are told


def account_to_json(opening: Opening) -> dict[str, Any]:
    """What is kept of an opening; rules that ask nothing of it are left out."""
    return {
        "qualified": opening.qualified,
        "held_by": opening.held_by,
        "free": opening.free,
        "counts": {rule.value: count for rule, count in opening.counts.items() if count},
        "near": [
            _who(one.person) | {"bar": _bar_to_json(one.by[0]) if one.by else None}
            for one in opening.blocked[:NEAR_MAX]
        ],
        "ways": [_way_to_json(remedy) for remedy in opening.remedies],
    }


def people_of(opening: Opening) -> list[int]:
    """Keys of the officers that an account may name, those concerned first, each once."""
    named = (*(one.person for one in opening.blocked), *(way.person for way in opening.remedies))
    found = (resource_pk(who)[0] for who in named if who[:1] == "o")
    return list(dict.fromkeys(pk for pk in found if pk))


def _bar_to_json(bar: Obstacle) -> list[Any]:
    shift = None if bar.post is None or bar.post[:1] == "+" else shift_pk(bar.post)
    return [bar.rule.value, bar.limit, bar.needed, shift, bar.until_min]


def _way_to_json(remedy: Remedy) -> dict[str, Any]:
    return _who(remedy.person) | {
        "relax": [_bar_to_json(bar) for bar in remedy.relax],
        "give_up": [shift_pk(post) for post in remedy.give_up],
        "weight_lost": remedy.weight_lost,
        "changes": [change_to_json(change) for change in remedy.changes()],
    }


def _who(person: str) -> dict[str, Any]:
    officer_id, vehicle_id = resource_pk(person)
    return {"officer": officer_id, "vehicle": vehicle_id}
