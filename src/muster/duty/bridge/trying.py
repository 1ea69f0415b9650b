"""A difference of the engine in our keys, and what of a trial's changes a roster can carry."""

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from muster.duty.bridge.answer import packed
from muster.duty.bridge.problem import resource_pk, shift_pk
from muster.duty.models import Trial
from muster.engines.roster import Pair

ADDED = "+"  # begins the id of a person or post that a change added
CARRIED = frozenset({"set_rule", "open_to", "open_all", "free_for"})
ASKED = frozenset({"change", "post", "min_rank", "max_km", "skills"})


class Side(Protocol):
    """The figures of one side of a difference."""

    uncovered: float
    score: float
    km: float
    over_fair_h: float
    open_posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One pair of a difference in our keys; borrowed: by somebody whom a change added."""

    shift_id: int | None
    officer_id: int | None
    vehicle_id: int | None
    borrowed: bool


def result_of(found: Any) -> dict[str, Any]:
    """What a trial keeps of the engine's Difference."""
    return {
        "before": _side(found.before),
        "after": _side(found.after),
        "added": [_pair(pair) for pair in found.added],
        "dropped": [_pair(pair) for pair in found.dropped],
        "filled": [shift_pk(post) for post in found.filled if not post.startswith(ADDED)],
        "opened": [shift_pk(post) for post in found.opened if not post.startswith(ADDED)],
        "hours": [
            [resource_pk(who)[0], before, after]
            for who, before, after in found.hours
            if who.startswith("o") and before != after
        ],
    }


def pairs_packed(pairs: Iterable[Pair]) -> bytes:
    """The roster that a trial found."""
    return packed({"pairs": [list(pair) for pair in pairs]})


def pairs_kept(trial: Trial) -> list[Pair]:
    """Its pairs that a roster can hold: of posts of the plans, by people of the force."""
    if not trial.pairs_gz:
        return []
    rows = json.loads(gzip.decompress(trial.pairs_gz))["pairs"]
    return [
        (post, who) for post, who in rows if not (post.startswith(ADDED) or who.startswith(ADDED))
    ]


def easings_of(changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Of the changes those that a roster carries along: rules and demands that gave way."""
    found = []
    for change in changes:
        if change["change"] in CARRIED:
            found.append(dict(change))
        elif change["change"] == "ask_less":
            eased = {key: value for key, value in change.items() if key in ASKED}
            if len(eased) > 2:
                found.append(eased)
    return found


def _side(side: Side) -> dict[str, Any]:
    return {
        "uncovered": side.uncovered,
        "score": side.score,
        "km": side.km,
        "over_fair_h": side.over_fair_h,
        "open_posts": side.open_posts,
    }


def _pair(pair: Pair) -> list[Any]:
    post, who = pair
    shift = None if post.startswith(ADDED) else shift_pk(post)
    if who.startswith(ADDED):
        return [shift, None, None, True]
    return [shift, *resource_pk(who), False]
