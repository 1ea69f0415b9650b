"""Timefold's Python edition on the same problem; it runs in an environment of its own.

usage: PYTHON timefold_solver.py TABLES.json SECONDS  (needs the package ``timefold`` and Java 17)

Reads the tables that ``timefold_tables.py`` writes and prints the pairs found as JSON. One entity
for each place of a post, its value range the people who may hold it; hard: clashes and hours;
medium: weight left uncovered; soft: round trips from home and minutes above the fair share.
"""

import json
import sys
from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardMediumSoftScore,
    Joiners,
    constraint_provider,
)


@dataclass
class Person:
    id: Annotated[int, PlanningId]
    fair: int
    cap: int
    week_cap: int


@planning_entity
@dataclass
class Seat:
    id: Annotated[int, PlanningId]
    post: int
    week: int
    minutes: int
    weight: int
    clashing: set[int]
    trip: dict[int, int]
    able: Annotated[list[Person], ValueRangeProvider(id="able")] = field(default_factory=list)
    person: Annotated[
        Person | None, PlanningVariable(value_range_provider_refs=["able"], allows_unassigned=True)
    ] = None


@planning_solution
@dataclass
class Roster:
    people: Annotated[list[Person], ProblemFactCollectionProperty]
    seats: Annotated[list[Seat], PlanningEntityCollectionProperty]
    score: Annotated[HardMediumSoftScore | None, PlanningScore] = None


@constraint_provider
def rules(factory: ConstraintFactory) -> list[Constraint]:
    return [
        factory.for_each_unique_pair(Seat, Joiners.equal(lambda seat: seat.person.id))
        .filter(lambda a, b: b.post in a.clashing)
        .penalize(HardMediumSoftScore.ONE_HARD)
        .as_constraint("clash"),
        factory.for_each(Seat)
        .group_by(
            lambda seat: seat.person,
            lambda seat: seat.week,
            ConstraintCollectors.sum(lambda seat: seat.minutes),
        )
        .filter(lambda person, _, minutes: minutes > person.week_cap)
        .penalize(HardMediumSoftScore.ONE_HARD)
        .as_constraint("hours of a week"),
        factory.for_each(Seat)
        .group_by(lambda seat: seat.person, ConstraintCollectors.sum(lambda seat: seat.minutes))
        .filter(lambda person, minutes: minutes > person.cap)
        .penalize(HardMediumSoftScore.ONE_HARD)
        .as_constraint("hours in all"),
        factory.for_each_including_unassigned(Seat)
        .filter(lambda seat: seat.person is None)
        .penalize(HardMediumSoftScore.ONE_MEDIUM, lambda seat: seat.weight)
        .as_constraint("uncovered"),
        factory.for_each(Seat)
        .penalize(HardMediumSoftScore.ONE_SOFT, lambda seat: seat.trip[seat.person.id])
        .as_constraint("round trips"),
        factory.for_each(Seat)
        .group_by(lambda seat: seat.person, ConstraintCollectors.sum(lambda seat: seat.minutes))
        .filter(lambda person, minutes: minutes > person.fair)
        .penalize(HardMediumSoftScore.ONE_SOFT, lambda person, minutes: minutes - person.fair)
        .as_constraint("above the fair share"),
    ]


def main() -> None:
    tables = json.loads(open(sys.argv[1], encoding="utf-8").read())  # noqa: PTH123, SIM115
    people = [Person(*row) for row in tables["people"]]
    seats = []
    for row in tables["seats"]:
        trip = {int(p): cost for p, cost in row["trip"].items()}
        seat = Seat(
            row["id"], row["post"], row["week"], row["minutes"], row["weight"],
            set(row["clashing"]), trip, [people[p] for p in trip],
        )  # fmt: skip
        seats.append(seat)
    config = SolverConfig(
        solution_class=Roster,
        entity_class_list=[Seat],
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=rules
        ),
        termination_config=TerminationConfig(spent_limit=Duration(seconds=int(sys.argv[2]))),
        random_seed=1,
    )
    found = SolverFactory.create(config).build_solver().solve(Roster(people, seats))
    pairs = [[seat.post, seat.person.id] for seat in found.seats if seat.person is not None]
    json.dump({"score": str(found.score), "pairs": pairs}, sys.stdout)


if __name__ == "__main__":
    main()
