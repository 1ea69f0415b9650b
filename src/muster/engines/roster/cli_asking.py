"""``muster roster explain``, ``substitutes`` and ``what-if``: questions about a roster in force.

Each reads a problem and a solution file and answers with one JSON object; nothing is changed.
"""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.engines.roster.change_forms import change_from_text, change_to_json
from muster.engines.roster.changes import Change
from muster.engines.roster.files.nodes import MAX_FAULTS
from muster.engines.roster.files.reading import read_json, read_problem
from muster.engines.roster.files.writing import solution_from_json
from muster.engines.roster.problem import Pair, Problem, ProblemError
from muster.engines.roster.reasons.substitutes import substitutes
from muster.engines.roster.reasons.telling import opening_to_json, said
from muster.engines.roster.rules import Judge

if TYPE_CHECKING:
    from muster.engines.roster.what_if import Difference

Say = Callable[[str], None]
Ask = Callable[[], bool]


def add_verbs(
    add: Callable[..., argparse.ArgumentParser],
    *,
    whole: Callable[[str], int],
    seconds: Callable[[str], float],
) -> None:
    """Add the verbs; each leaves its function in ``args.asking``."""
    explain = add("explain", help="why each open place is open, and what would fill it")
    explain.add_argument("--post", action="append", help="only this post (repeatable)")
    explain.set_defaults(asking=_explain)
    instead = add("substitutes", help="who could stand in for somebody")
    instead.add_argument("--person", required=True)
    instead.add_argument("--post", action="append", help="instead of all he holds (repeatable)")
    instead.add_argument("--at-most", type=whole, default=5)
    instead.set_defaults(asking=_substitutes)
    trial = add("what-if", help="what changes to the problem would bring")
    trial.add_argument(
        "--change",
        action="append",
        required=True,
        metavar="TEXT",
        help="as 'set_rule rule=min_rest_min value=600', or JSON (repeatable)",
    )
    limit = trial.add_mutually_exclusive_group()
    limit.add_argument("--seconds", type=seconds, default=None)
    limit.add_argument("--iterations", type=whole, default=None)
    trial.add_argument("--seed", type=int, default=0)
    trial.set_defaults(asking=_what_if)
    for verb in (explain, instead, trial):
        verb.add_argument("problem", type=Path)
        verb.add_argument("roster", type=Path, help="a solution file")


def _read(args: argparse.Namespace) -> tuple[Problem, tuple[Pair, ...]]:
    """The problem and the pairs of the roster, which must be of that problem."""
    problem = read_problem(args.problem)
    pairs = solution_from_json(read_json(args.roster)).assignments
    posts, people = {p.id for p in problem.posts}, {p.id for p in problem.people}
    faults = [
        f"assignments[{k}]: {i if j in posts else j!r} is unknown to the problem"
        for k, (j, i) in enumerate(pairs)
        if j not in posts or i not in people
    ]
    if faults:
        raise ProblemError(faults[:MAX_FAULTS])
    return problem, pairs


def _explain(args: argparse.Namespace, say: Say, _: Ask) -> dict[str, Any]:
    problem, pairs = _read(args)
    _refuse_unknown(args.post or (), problem)
    # numba and numpy load in half a second, which a refused file need not pay
    from muster.engines.roster.reasons.explaining import explain_all

    wanted = set(args.post) if args.post else None
    found = [o for o in explain_all(problem, pairs) if wanted is None or o.post in wanted]
    for opening in found:
        say(f"{opening.post}: {opening.missing} open. {said(opening)}")
    return {"openings": [opening_to_json(o) for o in found]}


def _substitutes(args: argparse.Namespace, say: Say, _: Ask) -> dict[str, Any]:
    problem, pairs = _read(args)
    if args.person not in {p.id for p in problem.people}:
        raise ProblemError([f"--person: {args.person!r} is unknown"])
    _refuse_unknown(args.post or (), problem)
    found = substitutes(
        Judge(problem),
        pairs,
        person=args.person,
        posts=args.post,
        at_most=args.at_most,
        leave_open=True,
    )
    for one in found:
        names = ", ".join(s.person for s in one.found) or "nobody"
        say(f"{one.post}: {names}")
    return {"substitutes": [asdict(one) for one in found]}


def _what_if(args: argparse.Namespace, say: Say, stop: Ask) -> dict[str, Any]:
    changes = [change_from_text(text) for text in args.change]
    problem, pairs = _read(args)
    from muster.engines.roster.what_if import what_if  # see _explain

    seconds = 5.0 if args.seconds is None and args.iterations is None else args.seconds
    found = what_if(
        problem,
        pairs,
        changes,
        seconds=seconds,
        iterations=args.iterations,
        seed=args.seed,
        should_stop=stop,
    )
    for name in ("before", "without", "after"):
        one = getattr(found, name)
        say(f"{name}: uncovered={one.uncovered:g} open={one.open_posts} score={one.score:.0f}")
    say(f"pairs: {len(found.added)} added, {len(found.dropped)} dropped")
    return _told(found, changes)


def _told(found: "Difference", changes: list[Change]) -> dict[str, Any]:
    names = ("added", "dropped", "opened", "filled", "hours")
    return {
        "changes": [change_to_json(c) for c in changes],
        **{name: asdict(getattr(found, name)) for name in ("before", "without", "after")},
        **{name: list(getattr(found, name)) for name in names},
    }


def _refuse_unknown(posts: list[str] | tuple[()], problem: Problem) -> None:
    known = {p.id for p in problem.posts}
    faults = [f"--post: {j!r} is unknown" for j in posts if j not in known]
    if faults:
        raise ProblemError(faults)
