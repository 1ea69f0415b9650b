"""Standing duty rosters: recurring shifts, a staff with contracts, wishes and cover.

Importing this package loads dataclasses only. The solver is in
:mod:`muster.engines.roster.standing.solving`, which loads numpy and numba.
"""

from muster.engines.roster.standing.problem import (
    Cover,
    Employee,
    Request,
    Row,
    ShiftKind,
    StandingProblem,
    StandingRoster,
)

__all__ = [
    "Cover",
    "Employee",
    "Request",
    "Row",
    "ShiftKind",
    "StandingProblem",
    "StandingRoster",
]
