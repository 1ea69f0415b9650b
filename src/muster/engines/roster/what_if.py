"""What a change would bring, before anybody applies it: the roster mended, and the difference.

The roster in force is mended once under the changed problem and once as it is, with the same
effort; what both reach is no merit of the change.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from muster.engines.roster.changes import Change, applied
from muster.engines.roster.problem import Pair, Problem
from muster.engines.roster.reasons.obstacles import held_posts, minutes
from muster.engines.roster.rules import Judge, Score
from muster.engines.roster.solving import repair


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a roster stands. score: the second level of the objective, without changed pairs."""

    uncovered: float
    score: float
    km: float
    over_fair_h: float
    open_posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a change would bring.

    problem, pairs: the changed problem, in which the present roster is published, and the roster
    mended under it.  before, after: how the two stand.  without: how the present roster would
    stand if it were mended with the same effort and no change.
    added, dropped: pairs.  opened, filled: posts with more, and with fewer, empty places.
    hours: whose minutes of duty change, (person, before, after), the greatest change first.
    """

    problem: Problem
    pairs: tuple[Pair, ...]
    before: Standing
    without: Standing
    after: Standing
    added: tuple[Pair, ...]
    dropped: tuple[Pair, ...]
    opened: tuple[str, ...]
    filled: tuple[str, ...]
    hours: tuple[tuple[str, int, int], ...]


def what_if(
    problem: Problem,
    pairs: Iterable[Pair],
    changes: Sequence[Change],
    *,
    seconds: float | None = 5.0,
    iterations: int | None = None,
    seed: int = 0,
    should_stop: Callable[[], bool] | None = None,
) -> Difference:
    """What *changes* would bring to the roster *pairs*, within *seconds* or by *iterations*.

    Raises ProblemError naming a change that cannot be made, ValueError as ``solve`` does.
    """
    present = replace(problem, published=tuple(pairs))
    changed = applied(present, changes)
    half_s = None if seconds is None else seconds / 2
    mended, anyway = (
        repair(
            case, seconds=half_s, iterations=iterations, seed=seed, should_stop=should_stop
        ).assignments
        for case in (changed, present)
    )
    return _difference(present, changed, mended, anyway)


def _difference(
    present: Problem, changed: Problem, mended: tuple[Pair, ...], anyway: tuple[Pair, ...]
) -> Difference:
    old = present.published or ()
    judge, new_judge = _plain(present), _plain(changed)
    before, after = judge.score(old), new_judge.score(mended)
    posts = dict.fromkeys((*before.missing, *after.missing))
    more = {j: after.missing.get(j, 0) - before.missing.get(j, 0) for j in posts}
    return Difference(
        problem=changed,
        pairs=mended,
        before=_standing(before),
        without=_standing(judge.score(anyway)),
        after=_standing(after),
        added=tuple(sorted(set(mended) - set(old))),
        dropped=tuple(sorted(set(old) - set(mended))),
        opened=tuple(j for j in posts if more[j] > 0),
        filled=tuple(j for j in posts if more[j] < 0),
        hours=_hours(judge, old, new_judge, mended),
    )


def _plain(problem: Problem) -> Judge:
    """A judge for whom differing from the published roster costs nothing."""
    return Judge(replace(problem, published=None))


def _standing(score: Score) -> Standing:
    return Standing(
        uncovered=score.value.uncovered,
        score=score.value.cost,
        km=score.km,
        over_fair_h=score.overload_h,
        open_posts=len(score.missing),
    )


def _hours(
    judge: Judge, old: Iterable[Pair], new_judge: Judge, new: Iterable[Pair]
) -> tuple[tuple[str, int, int], ...]:
    before = {i: minutes(mine) for i, mine in held_posts(judge, old).items()}
    after = {i: minutes(mine) for i, mine in held_posts(new_judge, new).items()}
    rows = [(i, before.get(i, 0), after.get(i, 0)) for i in {**before, **after}]
    moved = [row for row in rows if row[1] != row[2]]
    return tuple(sorted(moved, key=lambda row: (-abs(row[2] - row[1]), row[0])))
