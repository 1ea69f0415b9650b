"""HiGHS' branch and cut on the full model, with two threads."""

import highspy
import numpy as np

from peers.full_model import FullModel

Row = tuple[float, list[int], list[float]]  # upper end, columns, coefficients


def solved(model: FullModel, seconds: float) -> list[tuple[int, int]] | None:
    """The pairs of the best roster found in *seconds*; None if none was found."""
    pairs = list(model.gain)
    number = {pair: k for k, pair in enumerate(pairs)}
    people = list(model.hours)
    n, m = len(pairs), len(people)
    over = {p: n + k for k, p in enumerate(people)}
    day = {
        (p, d): n + m + k * model.days + d for k, p in enumerate(people) for d in range(model.days)
    }
    rows = [(1.0, [number[a], number[b]], [1.0, 1.0]) for a, b in model.clashes]
    for j, held in model.by_post.items():
        rows.append((float(model.count[j]), [number[pair] for pair in held], [1.0] * len(held)))
    for p in people:
        rows += _hours(model, p, number, over[p], day)
    columns = n + m + m * model.days
    cost = np.zeros(columns)
    cost[:n] = [-gain for gain in model.gain.values()]
    cost[n : n + m] = model.per_overload_min
    upper = np.ones(columns)
    upper[n : n + m] = highspy.kHighsInf
    whole = np.ones(columns, dtype=bool)
    whole[n : n + m] = False
    values = _run(rows, cost, upper, whole, seconds)
    if values is None:
        return None
    return [pair for k, pair in enumerate(pairs) if values[k] > 0.5]


def _hours(
    model: FullModel,
    p: int,
    number: dict[tuple[int, int], int],
    over: int,
    day: dict[tuple[int, int], int],
) -> list[Row]:
    hours = model.hours[p]

    def worked(posts: list[int]) -> tuple[list[int], list[float]]:
        return [number[j, p] for j in posts], [float(hours.minutes[j]) for j in posts]

    columns, minutes = worked(list(hours.minutes))
    rows: list[Row] = [(float(hours.cap), columns, minutes)]
    rows.append((float(hours.fair), [*columns, over], [*minutes, -1.0]))
    rows += [(float(cap), *worked(posts)) for posts, cap in hours.weeks]
    for d, posts in hours.days.items():
        rows += [(0.0, [number[j, p], day[p, d]], [1.0, -1.0]) for j in posts]
    for d in range(model.days - hours.run_cap):
        window = [day[p, x] for x in range(d, d + hours.run_cap + 1)]
        rows.append((float(hours.run_cap), window, [1.0] * len(window)))
    return rows


def _run(
    rows: list[Row], cost: np.ndarray, upper: np.ndarray, whole: np.ndarray, seconds: float
) -> list[float] | None:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(len(cost)), upper
    lp.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    lp.row_upper_ = np.array([row[0] for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row[1]) for row in rows)])
    lp.a_matrix_.index_ = [column for row in rows for column in row[1]]
    lp.a_matrix_.value_ = [value for row in rows for value in row[2]]
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(x)] for x in whole]
    highs = highspy.Highs()
    highs.silent()
    highs.setOptionValue("threads", 2)
    highs.setOptionValue("time_limit", seconds)
    highs.passModel(lp)
    highs.run()
    if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return list(highs.getSolution().col_value)
