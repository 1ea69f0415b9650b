"""A roster problem's day as tasks: who counts, which posts, which hours."""

from tests.engines.roster import make

from muster.engines.roster import Kind
from muster.engines.roster.fewest.posts import officers_needed
from muster.engines.roster.fewest.solving import solve

DAY_MIN = 1440


def test_a_post_for_three_needs_three() -> None:
    people = [make.person(f"P{k}") for k in range(5)]
    problem = make.problem(people, [make.post("gate", 8, 12, count=3), make.post("car", 12, 14)])

    day = officers_needed(problem, from_min=0, until_min=DAY_MIN)

    assert [t.id for t in day.tasks] == ["gate/0", "gate/1", "gate/2", "car/0"]
    assert solve(day, iterations=100).people == 3


def test_skills_and_absences_decide_who_may_hold_what() -> None:
    people = [
        make.person("guard"),
        make.person("medic", skills=("guard", "first aid")),
        make.person("away", skills=("guard", "first aid"), unavailable_min=((0, DAY_MIN),)),
    ]
    posts = [make.post("gate", 8, 12), make.post("tent", 13, 15, skills=("first aid",))]

    day = officers_needed(make.problem(people, posts), from_min=0, until_min=DAY_MIN)

    assert [sorted(p.may_hold) for p in day.people] == [["gate/0"], ["gate/0", "tent/0"], []]
    assert solve(day, iterations=100).holder == {"gate/0": "medic", "tent/0": "medic"}


def test_only_posts_that_start_within_the_hours_count() -> None:
    posts = [make.post("before", -2, 3), make.post("first", 0, 1), make.post("after", 24, 25)]
    problem = make.problem([make.person("P")], posts)

    day = officers_needed(problem, from_min=0, until_min=DAY_MIN)

    assert [t.id for t in day.tasks] == ["first/0"]


def test_vehicles_and_their_posts_are_left_out() -> None:
    people = [make.person("P"), make.person("van", kind=Kind.VEHICLE, skills=("van",))]
    posts = [make.post("gate", 8, 12), make.post("transport", 8, 12, skills=("van",))]

    day = officers_needed(make.problem(people, posts), from_min=0, until_min=DAY_MIN)

    assert [t.id for t in day.tasks] == ["gate/0"]
    assert [p.id for p in day.people] == ["P"]
