"""How many officers does a day need at least? The posts of a roster problem as tasks."""

from muster.engines.roster.fewest.problem import Person, Problem, Task
from muster.engines.roster.instance import Instance
from muster.engines.roster.problem import Kind
from muster.engines.roster.problem import Problem as RosterProblem


def officers_needed(problem: RosterProblem, *, from_min: int, until_min: int) -> Problem:
    """One task ``post/number`` for each place of the posts that start in the given time.

    Skill, rank, unit, range and availability say who may hold what. Rest, travel and hours are
    left out, so the bound holds with them too, while the roster found may need more people.
    Vehicles, and the posts that one may hold, are left out. Raises ProblemError beyond a limit.
    """
    instance = Instance(problem)
    ours = [k for k, p in enumerate(instance.people) if p.kind is not Kind.VEHICLE]
    driven = {
        int(j)
        for k in set(range(len(instance.people))) - set(ours)
        for j in instance.held[instance.held_ptr[k] : instance.held_ptr[k + 1]]
    }
    places = {
        j: [f"{post.id}/{n}" for n in range(post.count)]
        for j, post in enumerate(instance.posts)
        if from_min <= post.start_min < until_min and j not in driven
    }
    tasks = [
        Task(id=name, start_min=instance.posts[j].start_min, end_min=instance.posts[j].end_min)
        for j, names in places.items()
        for name in names
    ]
    people = [
        Person(
            id=instance.people[k].id,
            may_hold=frozenset(
                name
                for j in instance.held[instance.held_ptr[k] : instance.held_ptr[k + 1]].tolist()
                for name in places.get(j, ())
            ),
        )
        for k in ours
    ]
    return Problem(name=problem.name, tasks=tuple(tasks), people=tuple(people))
