"""The fewest people who can hold all given tasks of fixed times, with a proven lower bound.

Known as shift minimisation personnel task scheduling (SMPTSP). In a staff office's words: how
many officers does this day need at least? Importing this package loads dataclasses only; the
solver is in :mod:`muster.engines.roster.fewest.solving`, which loads numpy and numba.
"""

from muster.engines.roster.fewest.problem import (
    BoundMethod,
    Certificate,
    Person,
    Problem,
    Solution,
    Task,
)

__all__ = ["BoundMethod", "Certificate", "Person", "Problem", "Solution", "Task"]
