"""``muster roster season`` and ``nation``: what is larger than one problem.

``nation`` reads every ``NAME.json`` of a folder as a province and writes into another folder
``NAME.json`` (its roster), ``NAME.problem.json`` (its problem, where somebody came or went),
and ``nation.json`` (both levels, the bound with its proof, who was lent).
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muster.engines.roster.files.reading import problem_to_json, read_problem
from muster.engines.roster.files.writing import solution_to_json
from muster.engines.roster.large.carrying import Hours, Rolling
from muster.engines.roster.problem import Problem, ProblemError, Solution

if TYPE_CHECKING:
    from muster.engines.roster.large.nation import Nation, NationProgress
    from muster.engines.roster.large.windows import SeasonPlan, SeasonProgress

NATION_FORMAT = "muster-roster-nation/1"

Say = Callable[[str], None]
Ask = Callable[[], bool]
Verb = Callable[[argparse.Namespace, Say, Ask], None]


def add_verbs(
    add: Callable[..., argparse.ArgumentParser],
    *,
    whole: Callable[[str], int],
    seconds: Callable[[str], float],
) -> None:
    """Add both verbs; each leaves its function in ``args.large``."""
    season = add("season", help="plan a long season in rolling windows")
    season.add_argument("problem", type=Path)
    season.add_argument("--window-days", type=whole, default=14)
    season.add_argument("--look-ahead-days", type=int, default=7)
    season.add_argument("--hours", choices=tuple(Hours), default=Hours.SEASON)
    season.add_argument("--mend", action="store_true", help="repair what is published")
    season.set_defaults(large=_season)
    nation = add("nation", help="solve a folder of provinces, and lend between them")
    nation.add_argument("problem", type=Path, metavar="FOLDER", help="a NAME.json each province")
    nation.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="of a Dask scheduler, as tcp://HOST:8786; local processes if left out "
        "(make setup-cluster installs Dask)",
    )
    nation.add_argument("--no-lending", action="store_true", help="each province by itself")
    nation.set_defaults(large=_nation)
    for verb in (season, nation):
        verb.add_argument(
            "-o", "--output", type=Path, required=True, help="where the result is written"
        )
        limit = verb.add_mutually_exclusive_group(required=True)
        limit.add_argument("--seconds", type=seconds, help="for each window or province")
        limit.add_argument("--iterations", type=whole, help="for each window or province")
        verb.add_argument("--workers", type=whole, default=1, help="processes of this machine")
        verb.add_argument("--seed", type=int, default=0, help="another one, another search")


def _season(args: argparse.Namespace, say: Say, stop: Ask) -> None:
    problem = read_problem(args.problem)
    try:
        rolling = Rolling(
            window_days=args.window_days,
            look_ahead_days=args.look_ahead_days,
            hours=Hours(args.hours),
        )
    except ValueError as err:
        raise ProblemError([f"--window-days, --look-ahead-days: {err}"]) from err
    if args.mend and problem.published is None:
        raise ProblemError(["published: is null, the roster to repair is wanted"])
    # numba and numpy load in half a second, which a refused file need not pay
    from muster.engines.roster.large.windows import plan_season

    def tell(now: "SeasonProgress") -> None:
        days = f"days {now.window.first_day + 1}-{now.window.end_day}"
        say(f"{days}: t={now.within.seconds:.1f}s uncovered={now.within.value.uncovered:g}")

    plan = plan_season(
        problem,
        rolling=rolling,
        seconds=args.seconds,
        iterations=args.iterations,
        workers=args.workers,
        seed=args.seed,
        mend=args.mend,
        progress=tell,
        should_stop=stop,
    )
    _write(args.output, solution_to_json(_as_solution(plan, args)))
    say(f"uncovered: {plan.value.uncovered:g}, at best {plan.bound.uncovered:g}")
    say(f"cost: {plan.value.cost:g}")


def _as_solution(plan: "SeasonPlan", args: argparse.Namespace) -> Solution:
    timed = args.seconds is not None
    return Solution(
        assignments=plan.assignments,
        value=plan.value,
        bound=plan.bound,
        changes=plan.changes,
        certificates={"uncovered": plan.certificate},
        reasons=plan.reasons,
        seconds=sum(w.seconds for w in plan.windows) if timed else 0.0,
        seed=args.seed,
        workers=args.workers,
        iterations=args.iterations or 0,
        peak_mb=0.0,
    )


def _nation(args: argparse.Namespace, say: Say, stop: Ask) -> None:
    problems = _provinces(args.problem)
    if args.output.resolve() == args.problem.resolve():
        raise ProblemError([f"{args.output}: is the folder of the problems, another is wanted"])
    args.output.mkdir(exist_ok=True)
    # see _season
    from muster.engines.roster.large.lending import Lending
    from muster.engines.roster.large.nation import WorkersLost, solve_nation
    from muster.engines.roster.large.pools import cluster, local

    def tell(now: "NationProgress") -> None:
        value = now.solution.value
        say(
            f"{now.done}/{now.of} {now.province}: uncovered={value.uncovered:g} "
            f"cost={value.cost:.0f}"
        )

    try:
        nation = solve_nation(
            problems,
            executor=cluster(args.cluster) if args.cluster else local(args.workers),
            seconds=args.seconds,
            iterations=args.iterations,
            seed=args.seed,
            lending=None if args.no_lending else Lending(),
            progress=tell,
            should_stop=stop,
        )
    except WorkersLost as err:
        raise ProblemError([f"{args.problem}: {err}"]) from err
    for name, roster in nation.rosters.items():
        _write(args.output / f"{name}.json", solution_to_json(roster))
        if nation.problems[name] is not problems[name]:
            case = problem_to_json(nation.problems[name])
            _write(args.output / f"{name}.problem.json", case)
    _write(args.output / "nation.json", nation_to_json(nation))
    say(f"uncovered: {nation.value.uncovered:g}, at best {nation.bound.uncovered:g}")
    say(f"cost: {nation.value.cost:.0f}, lent: {len(nation.loans)} people (by: {nation.method})")


def _provinces(folder: Path) -> dict[str, Problem]:
    """Every province of a folder, in the order of their names."""
    files = sorted(p for p in folder.glob("*.json") if p.is_file())
    if not files:
        raise ProblemError([f"{folder}: there is no problem file (*.json) in it"])
    problems: dict[str, Problem] = {}
    faults: list[str] = []
    for file in files:
        try:
            problems[file.stem] = read_problem(file)
        except ProblemError as err:
            faults += [f"{file.name}: {fault}" for fault in err.faults]
    if faults:
        raise ProblemError(faults)
    return problems


def nation_to_json(nation: "Nation") -> dict[str, Any]:
    """What a nation comes to: levels, bound and proof, and who was lent."""
    return {
        "format": NATION_FORMAT,
        "uncovered": nation.value.uncovered,
        "cost": nation.value.cost,
        "bound": {"uncovered": nation.bound.uncovered, "cost": nation.bound.cost},
        "method": nation.method,
        "provinces": {
            name: {"uncovered": roster.value.uncovered, "cost": roster.value.cost}
            for name, roster in nation.rosters.items()
        },
        "not_begun": [name for name in nation.problems if name not in nation.rosters],
        "loans": [
            {
                "person": loan.person,
                "lender": loan.lender,
                "borrower": loan.borrower,
                "unit": loan.unit,
                "place": loan.place,
                "km": round(loan.km, 1),
                "first_day": loan.first_day,
                "end_day": loan.end_day,
            }
            for loan in nation.loans
        ],
        "worths": None
        if nation.worths is None
        else {name: dict(worths) for name, worths in nation.worths.by_province.items()},
    }


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")
