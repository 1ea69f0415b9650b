"""People and vehicles onto posts: model, search, proven bounds, reasons, repair.

Importing this package loads dataclasses only. The solver is in
:mod:`muster.engines.roster.solving`, which loads numpy and numba.
"""

from muster.engines.roster.problem import (
    Certificate,
    Costs,
    History,
    Kind,
    Levels,
    OwnRules,
    Pair,
    Person,
    Place,
    Post,
    Problem,
    ProblemError,
    Reason,
    Rules,
    Solution,
    Travel,
    Why,
)

__all__ = [
    "Certificate",
    "Costs",
    "History",
    "Kind",
    "Levels",
    "OwnRules",
    "Pair",
    "Person",
    "Place",
    "Post",
    "Problem",
    "ProblemError",
    "Reason",
    "Rules",
    "Solution",
    "Travel",
    "Why",
]
