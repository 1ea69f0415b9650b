"""Tasks of fixed times, people who may hold some of them, and an answer; no numpy.

Times are whole minutes, intervals half-open ``[start, end)``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from muster.engines.roster.problem import ProblemError

MILLE = 1000
MAX_TASKS = 50_000
MAX_PEOPLE = 20_000
MAX_CELLS = 60_000_000


class BoundMethod(StrEnum):
    """The relaxation that a lower bound came from."""

    NOTHING = "no task"
    PEAK = "tasks that overlap at one minute"
    PRICES = "Lagrangian with a schedule of greatest worth per person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that one person holds from ``start_min`` to ``end_min`` without a break."""

    id: str
    start_min: int
    end_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, and the ids of the tasks that he or she may hold."""

    id: str
    may_hold: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """All tasks are to be held, no person's tasks overlap, and few people are wanted."""

    name: str
    tasks: tuple[Task, ...]
    people: tuple[Person, ...]

    def __post_init__(self) -> None:
        faults = _beyond_limits(len(self.tasks), len(self.people))
        if faults:
            raise ProblemError(faults)


def _beyond_limits(tasks: int, people: int) -> list[str]:
    faults = []
    if tasks > MAX_TASKS:
        faults.append(f"tasks: are {tasks:,}, over the limit of {MAX_TASKS:,}")
    if people > MAX_PEOPLE:
        faults.append(f"people: are {people:,}, over the limit of {MAX_PEOPLE:,}")
    if tasks * people > MAX_CELLS:
        faults.append(f"tasks times people: {tasks * people:,}, over the limit of {MAX_CELLS:,}")
    return faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What proves a bound: prices of tasks in thousandths of a person; what is absent is 0.

    No roster needs fewer people than the sum of all prices, less, for each person, what the
    schedule of greatest worth that he or she alone could hold is worth above 1000.
    """

    mille: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Who holds which task (task id to person id), and how few people could do at all.

    unheld: tasks that nobody was found for; ``people`` counts only if there are none.
    bound: no roster that holds all tasks does with fewer people.
    best_at_s: when this roster was found.
    """

    holder: Mapping[str, str]
    unheld: tuple[str, ...]
    people: int
    bound: int
    bound_method: BoundMethod
    certificate: Certificate
    seconds: float
    best_at_s: float
    seed: int
    workers: int
    iterations: int

    @property
    def is_proven(self) -> bool:
        """Whether no roster can do with fewer people."""
        return not self.unheld and self.people <= self.bound
