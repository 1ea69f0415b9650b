"""A standing problem small enough to read: three employees, two weeks."""

from muster.engines.roster.standing.problem import (
    Cover,
    Employee,
    Request,
    ShiftKind,
    StandingProblem,
)


def sample() -> StandingProblem:
    """Early and late shifts, one of each a day, and a wish."""
    kinds = (
        ShiftKind(id="early", length_min=480),
        ShiftKind(id="late", length_min=480, not_before=frozenset({"early"})),
    )
    staff = tuple(
        Employee(
            id=name,
            min_total_min=6 * 480,
            max_total_min=10 * 480,
            min_shifts_in_a_row=2,
            max_shifts_in_a_row=5,
            min_days_off_in_a_row=2,
            max_weekends=2,
            max_of_kind={"late": 6},
        )
        for name in ("Ada", "Ben", "Cleo")
    )
    return StandingProblem(
        name="sample",
        days=14,
        kinds=kinds,
        staff=staff,
        requests=(Request(employee="Ada", day=2, kind="late", weight=3, wanted=True),),
        cover=tuple(
            Cover(day=day, kind=kind.id, need=1, weight_under=100, weight_over=1)
            for day in range(14)
            for kind in kinds
        ),
    )
