"""Why a place stayed empty: the kind, the people concerned, and a plain sentence."""

from collections import Counter

import numpy as np

from muster.engines.roster.instance import COUNT, END, START, Instance, Tables
from muster.engines.roster.jit import compiled
from muster.engines.roster.problem import Pair, Person, Post, Reason, Why
from muster.engines.roster.routes import (
    NEVER,
    Roster,
    cost_of_putting,
    empty_roster,
    hours_fit,
    put,
)
from muster.engines.roster.rules import Judge, away

MAX_WHO = 25  # people named for one place, nearest home first
NO_NEAR = np.zeros((0, 0), dtype=np.int32)

# what keeps one person from one post
FREE, HOLDS, OVERLAP, HOURS, REST_DUE = range(5)


@compiled
def obstacle(t: Tables, r: Roster, p: int, j: int) -> int:
    """What keeps p, who is eligible, from post j in this roster."""
    for m in range(r.size[p]):
        i = r.route[p, m]
        if i == j:
            return HOLDS
        if t.post[i, START] < t.post[j, END] and t.post[j, START] < t.post[i, END]:
            return OVERLAP
    if cost_of_putting(t, r, p, j) < NEVER:
        return FREE
    return REST_DUE if hours_fit(t, r, p, j) else HOURS


class Explainer:
    """Explains one roster of one instance."""

    def __init__(self, instance: Instance, judge: Judge, pairs: list[Pair]) -> None:
        self.instance = instance
        self.judge = judge
        self.tables = instance.tables(rate=np.zeros(5), near=NO_NEAR)
        self.roster = empty_roster(instance, seed=0)
        numbered = sorted((instance.post_no[j], instance.person_no[i]) for j, i in pairs)
        for j, i in numbered:
            put(self.tables, self.roster, i, j)

    def reasons(self) -> tuple[Reason, ...]:
        """One reason for each post that is short, in the order of the problem."""
        missing = self.instance.post[:, COUNT] - self.roster.filled
        posts = self.instance.problem.posts
        short = [p for p in posts if missing[self.instance.post_no[p.id]] > 0]
        return tuple(self._reason(p, int(missing[self.instance.post_no[p.id]])) for p in short)

    def _reason(self, post: Post, missing: int) -> Reason:
        j = self.instance.post_no[post.id]
        able = self.instance.able[self.instance.able_ptr[j] : self.instance.able_ptr[j + 1]]
        if not len(able):
            return self._nobody(post, missing)
        found: dict[int, list[int]] = {}
        for p in able.tolist():
            found.setdefault(obstacle(self.tables, self.roster, p, j), []).append(p)
        holding = len(found.pop(HOLDS, []))
        free = found.pop(FREE, [])
        if free:
            return self._left_empty(post, missing, free)
        if not found:
            return self._too_few(post, missing, able.tolist())
        kind = max(found, key=lambda k: (len(found[k]), -k))
        parts = [
            _PARTS[k].format(n=len(found[k])) for k in sorted(found, key=lambda k: -len(found[k]))
        ]
        could = f"{len(able)} may hold it"
        here = [f"{holding} hold it already"] if holding else []
        text = f"{could}: {_listed(here + parts)}."
        return self._make(post, missing, _KINDS[kind], found[kind], text)

    def _make(self, post: Post, missing: int, kind: Why, who: list[int], text: str) -> Reason:
        people = [self.instance.people[p] for p in who]
        km = self.judge.ground.km
        near = sorted(people, key=lambda p: (km(p.home, post.place), p.id))[:MAX_WHO]
        return Reason(
            post=post.id, missing=missing, kind=kind, who=tuple(p.id for p in near), text=text
        )

    def _left_empty(self, post: Post, missing: int, free: list[int]) -> Reason:
        """Somebody could come, but it would help nothing, or the search did not get so far."""
        if post.crew is not None:
            text = f"{len(free)} could hold it, but crew {post.crew!r} cannot be completed."
            return self._make(post, missing, Why.CREW_INCOMPLETE, free, text)
        text = f"{len(free)} could hold it; it was left empty because it weighs too little."
        return self._make(post, missing, Why.BUSY_ON_HEAVIER_POSTS, free, text)

    def _too_few(self, post: Post, missing: int, able: list[int]) -> Reason:
        text = f"All {len(able)} who may hold it hold it already; {missing} more are wanted."
        return self._make(post, missing, Why.NO_ONE_QUALIFIED, able, text)

    def _nobody(self, post: Post, missing: int) -> Reason:
        """Nobody may hold the post at all: say at which question the last ones fell away."""
        everyone = list(enumerate(self.instance.people))
        skilled = [p for p, man in everyone if _qualified(man, post)]
        if not skilled:
            text = "Nobody has the skills, the rank and the unit that it asks for."
            return Reason(
                post=post.id, missing=missing, kind=Why.NO_ONE_QUALIFIED, who=(), text=text
            )
        near = [p for p in skilled if self.judge.in_range(self.instance.people[p], post)]
        if not near:
            text = f"{len(skilled)} are qualified; all live further away than {post.max_km:g} km."
            return self._make(post, missing, Why.OUT_OF_RANGE, skilled, text)
        here = [p for p in near if not away(self.instance.people[p], post)]
        if not here:
            text = f"{len(near)} are qualified and near enough; all are unavailable then."
            return self._make(post, missing, Why.ALL_UNAVAILABLE, near, text)
        text = f"{len(here)} could come, but the post alone is longer than their hours allow."
        return self._make(post, missing, Why.HOURS_USED_UP, here, text)


_KINDS = {
    OVERLAP: Why.BUSY_ON_HEAVIER_POSTS,
    HOURS: Why.HOURS_USED_UP,
    REST_DUE: Why.RESTING,
}
_PARTS = {
    OVERLAP: "{n} are on another post at that time",
    HOURS: "{n} have used up their hours",
    REST_DUE: "{n} must rest or cannot get there in time",
}


def _qualified(person: Person, post: Post) -> bool:
    skilled = set(post.skills) <= set(person.skills) and person.rank >= post.min_rank
    return skilled and (post.units is None or person.unit in post.units)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def tally(reasons: tuple[Reason, ...]) -> Counter[Why]:
    """How many places stayed empty for each kind of reason."""
    out: Counter[Why] = Counter()
    for reason in reasons:
        out[reason.kind] += reason.missing
    return out
