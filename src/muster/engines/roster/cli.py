"""``muster roster``: solve, repair or check a problem file, and ask about a roster in force.

Exit codes: 0 solved (or answered, or nothing found by ``check``), 2 the input cannot be used,
3 ``check`` found something.
"""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from muster.engines.roster import cli_asking
from muster.engines.roster.cli_large import add_verbs
from muster.engines.roster.files.reading import read_json, read_problem
from muster.engines.roster.files.writing import solution_from_json, solution_to_json
from muster.engines.roster.formats import FORMATS, NATIVE, Order, serve
from muster.engines.roster.problem import UNBOUNDED, Problem, ProblemError, Solution

if TYPE_CHECKING:
    from muster.engines.roster.solving import Progress

SOLVED, BAD_INPUT, FINDINGS = 0, 2, 3


def main(argv: Sequence[str]) -> int:
    """Run one verb and return its exit code."""
    args = _parser().parse_args(argv)
    verb: Callable[[argparse.Namespace], int] = args.verb if args.format == NATIVE else _foreign
    try:
        return verb(args)
    except ProblemError as err:
        _say(*err.faults)
    except OSError as err:
        _say(f"{err.filename}: {err.strerror}")
    except MemoryError:
        _say("$: the problem does not fit into the memory of this machine")
    return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muster roster", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for name, verb, text in (
        ("solve", _solve, "put people and vehicles onto posts"),
        ("repair", _repair, "mend the published roster with the fewest changes"),
    ):
        sub = verbs.add_parser(name, help=text)
        sub.add_argument("problem", type=Path)
        sub.add_argument("-o", "--output", type=Path, required=True, metavar="SOLUTION")
        limit = sub.add_mutually_exclusive_group(required=True)
        limit.add_argument("--seconds", type=_above_zero)
        limit.add_argument("--iterations", type=_positive)
        sub.add_argument("--workers", type=_positive, default=1)
        sub.add_argument("--seed", type=int, default=0)
        sub.add_argument("--format", choices=FORMATS, default=NATIVE)
        sub.set_defaults(verb=verb, name=name)
    sub = verbs.add_parser("check", help="hold a solution against every rule")
    sub.add_argument("problem", type=Path)
    sub.add_argument("output", type=Path, metavar="solution")
    sub.add_argument("--format", choices=FORMATS, default=NATIVE)
    sub.set_defaults(verb=_check, name="check", seconds=None, iterations=None, workers=1, seed=0)
    cli_asking.add_verbs(verbs.add_parser, whole=_positive, seconds=_above_zero)
    for name in ("explain", "substitutes", "what-if"):
        verbs.choices[name].set_defaults(verb=_answer, format=NATIVE)
    add_verbs(verbs.add_parser, whole=_positive, seconds=_above_zero)
    for name in ("season", "nation"):
        verbs.choices[name].set_defaults(verb=_large, format=NATIVE)
    return parser


def _above_zero(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and below 10,000,000")
    return value


def _positive(text: str) -> int:
    value = int(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def _foreign(args: argparse.Namespace) -> int:
    """Do the verb for a file of another format, with the module that reads it."""
    _refuse_missing_folder(args.output)
    with _interruptible() as interrupted:
        order = Order(
            problem=args.problem,
            solution=args.output,
            seconds=args.seconds,
            iterations=args.iterations,
            workers=args.workers,
            seed=args.seed,
            say=_say,
            should_stop=interrupted,
        )
        return serve(args.format, args.name, order)


def _solve(args: argparse.Namespace) -> int:
    # numba and numpy load in half a second, which a refused file need not pay
    problem = _problem(args)
    from muster.engines.roster.solving import solve

    return _run(solve, problem, args)


def _repair(args: argparse.Namespace) -> int:
    problem = _problem(args)
    if problem.published is None:
        raise ProblemError(["published: is null, the roster to repair is wanted"])
    from muster.engines.roster.solving import repair  # see _solve

    return _run(repair, problem, args)


def _problem(args: argparse.Namespace) -> Problem:
    _refuse_missing_folder(args.output)
    return read_problem(args.problem)


def _answer(args: argparse.Namespace) -> int:
    with _interruptible() as interrupted:
        print(json.dumps(args.asking(args, _say, interrupted), ensure_ascii=False))
    return SOLVED


def _refuse_missing_folder(output: Path) -> None:
    folder = output.absolute().parent
    if not folder.is_dir():
        raise ProblemError([f"{output}: there is no folder {folder}"])


def _large(args: argparse.Namespace) -> int:
    _refuse_missing_folder(args.output)
    with _interruptible() as interrupted:
        args.large(args, _say, interrupted)
    return SOLVED


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Within, Ctrl-C ends nothing but is told by the function given."""
    interrupted: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        interrupted.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(interrupted)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run(how: Callable[..., Solution], problem: Problem, args: argparse.Namespace) -> int:
    """Solve until the budget is used or somebody interrupts, and write the best roster."""
    with _interruptible() as interrupted:
        solution = how(
            problem,
            seconds=args.seconds,
            iterations=args.iterations,
            workers=args.workers,
            seed=args.seed,
            progress=_tell,
            should_stop=interrupted,
        )
    text = json.dumps(solution_to_json(solution), ensure_ascii=False)
    args.output.write_text(text + "\n", encoding="utf-8")
    _summarise(solution)
    return SOLVED


def _tell(now: "Progress") -> None:
    _say(
        f"t={now.seconds:.1f}s uncovered={now.value.uncovered:g} bound={now.bound.uncovered:g} "
        f"cost={now.value.cost:.0f} bound={now.bound.cost:.0f}"
    )


def _summarise(solution: Solution) -> None:
    value, bound, gap = solution.value, solution.bound, solution.gap
    for level in ("uncovered", "cost"):
        proven = (
            f", at best {getattr(bound, level):g} "
            f"(gap {getattr(gap, level):.2%}, by: {solution.bound_method[level]})"
        )
        sought = solution.bound_method[level] != UNBOUNDED
        _say(f"{level}: {getattr(value, level):g}{proven if sought else ''}")
    _say(f"open posts: {len(solution.reasons)}, changed pairs: {solution.changes}")


def _check(args: argparse.Namespace) -> int:
    problem = read_problem(args.problem)
    solution = solution_from_json(read_json(args.output))
    from muster.engines.roster.rules import Judge  # see _solve

    score = Judge(problem).score(solution.assignments)
    found = list(score.broken)
    for level in ("uncovered", "cost"):
        claimed, is_value = getattr(solution.value, level), getattr(score.value, level)
        if abs(claimed - is_value) > 1e-3 * max(1.0, abs(is_value)):
            found.append(f"{level}: claims {claimed:g}, is {is_value:g}")
    print(
        json.dumps(
            {
                "uncovered": score.value.uncovered,
                "cost": round(score.value.cost, 3),
                "km": round(score.km, 1),
                "overload_hours": round(score.overload_h, 2),
                "changes": score.changes,
                "open_posts": len(score.missing),
                "findings": found,
            },
            ensure_ascii=False,
        )
    )
    return FINDINGS if found else SOLVED


def _say(*lines: str) -> None:
    for line in lines:
        print(line, file=sys.stderr, flush=True)
