"""The exchange format ``muster-roster/1``: JSON to dataclasses and back.

Reading names every fault by its path (``posts[3].end: ...``) and collects all of them
before it refuses; nothing is guessed and nothing is dropped silently.
"""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from muster.engines.roster.faults import contradictions
from muster.engines.roster.files.nodes import (
    MAX_DAYS,
    MAX_FAULTS,
    MAX_MIN,
    Node,
    pairs_of,
    show,
    texts_of,
)
from muster.engines.roster.files.writing import PROBLEM_FORMAT, RULE_KEYS, problem_to_json
from muster.engines.roster.problem import (
    Costs,
    History,
    Kind,
    OwnRules,
    Person,
    Place,
    Post,
    Problem,
    ProblemError,
    Rules,
    Travel,
)

__all__ = ["MAX_POSTS", "problem_from_json", "problem_to_json", "read_json", "read_problem"]

MAX_FILE_MB = 256
MAX_PLACES = 4_000
MAX_PEOPLE = 50_000
MAX_POSTS = 100_000
MAX_COUNT = 10_000


def read_problem(path: Path) -> Problem:
    """Read a problem file. Raises ProblemError with every fault, OSError if it cannot be opened."""
    return problem_from_json(read_json(path))


def read_json(path: Path) -> Any:
    """The value in a JSON file of bounded size; ProblemError if it is not one."""
    if path.stat().st_size > MAX_FILE_MB * 2**20:
        raise ProblemError([f"$: the file is over {MAX_FILE_MB} MB, the limit"])
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_no_key_twice)
    except UnicodeDecodeError as err:
        raise ProblemError([f"$: byte {err.start} is not UTF-8"]) from err
    except json.JSONDecodeError as err:
        raise ProblemError([f"$: not JSON: {err.msg} (line {err.lineno})"]) from err
    except RecursionError as err:
        raise ProblemError(["$: nested too deeply"]) from err
    except ProblemError:
        raise
    except ValueError as err:  # a number of thousands of digits
        raise ProblemError([f"$: {err}"]) from err


def problem_from_json(data: Any) -> Problem:
    """The problem that *data* (parsed JSON) describes. Raises ProblemError with every fault."""
    faults: list[str] = []
    problem = _problem(Node(data, "", faults))
    if not faults:
        faults += contradictions(problem)
    if faults:
        raise ProblemError(faults[:MAX_FAULTS])
    return problem


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        key = next(k for k, n in Counter(k for k, _ in pairs).items() if n > 1)
        raise ProblemError([f"$: the key {key!r} stands twice in one object"])
    return out


def _problem(node: Node) -> Problem:
    if isinstance(node.value, dict) and node.value.get("format") != PROBLEM_FORMAT:
        it = show(node.value.get("format"))
        node.get("format").fault(f"is {it}, {PROBLEM_FORMAT!r} is wanted")
    node.only(
        *("format", "name", "start", "days", "travel", "rules", "costs"),
        *("places", "people", "posts", "published", "fixed"),
    )
    published = node.maybe("published")
    fixed = node.maybe("fixed")
    return Problem(
        name=node.get("name").text(empty=True),
        start=_moment(node.get("start")),
        days=node.get("days").whole(1, MAX_DAYS),
        travel=_travel(node.get("travel")),
        rules=_rules(node.get("rules")),
        costs=_costs(node.get("costs")),
        places=tuple(_place(x) for x in node.get("places").items(MAX_PLACES)),
        people=tuple(_person(x) for x in node.get("people").items(MAX_PEOPLE)),
        posts=tuple(post_of(x) for x in node.get("posts").items(MAX_POSTS)),
        published=None if published is None or published.value is None else pairs_of(published),
        fixed=() if fixed is None else pairs_of(fixed),
    )


def _moment(node: Node) -> str:
    text = node.text()
    try:
        datetime.fromisoformat(text)
    except ValueError:
        node.fault(f"is {show(node.value)}, an ISO date and time is wanted")
    return text


def _travel(node: Node) -> Travel:
    node.only("speed_kmh", "detour")
    return Travel(
        speed_kmh=node.get("speed_kmh").number(0.1, 2000) or 1.0,
        detour=node.get("detour").number(0.0, 100),
    )


def _rules(node: Node) -> Rules:
    node.only(*RULE_KEYS)
    return Rules(**{name: node.get(key).whole(0) for key, name in RULE_KEYS.items()})


def _own_rules(node: Node) -> OwnRules:
    node.only(*RULE_KEYS)
    given = {name: node.maybe(key) for key, name in RULE_KEYS.items()}
    return OwnRules(**{name: x.whole(0) for name, x in given.items() if x is not None})


def _costs(node: Node) -> Costs:
    node.only("km", "overload_hour", "change")
    return Costs(
        per_km=node.get("km").number(0),
        per_overload_h=node.get("overload_hour").number(0),
        per_change=node.get("change").number(0),
    )


def _place(node: Node) -> Place:
    node.only("id", "lat", "lon")
    return Place(
        id=node.get("id").text(),
        lat_deg=node.get("lat").number(-90, 90),
        lon_deg=node.get("lon").number(-180, 180),
    )


def _person(node: Node) -> Person:
    node.only(
        *("id", "unit", "home", "skills", "rank", "fair_minutes", "unavailable"),
        *("kind", "rules", "history"),
    )
    kind, own, history = node.maybe("kind"), node.maybe("rules"), node.maybe("history")
    return Person(
        id=node.get("id").text(),
        unit=node.get("unit").text(),
        home=node.get("home").text(),
        skills=texts_of(node.get("skills")),
        rank=node.get("rank").whole(),
        fair_min=node.get("fair_minutes").whole(0),
        unavailable_min=intervals_of(node.get("unavailable")),
        kind=None if kind is None else kind_of(kind),
        own_rules=None if own is None else _own_rules(own),
        history=None if history is None else _history(history),
    )


def kind_of(node: Node) -> Kind:
    """The kind of a resource."""
    if node.value not in [*Kind]:
        node.fault(f"is {show(node.value)}, 'person' or 'vehicle' is wanted")
        return Kind.PERSON
    return Kind(node.value)


def intervals_of(node: Node) -> tuple[tuple[int, int], ...]:
    """A list of times ``[start, end]``."""
    return tuple(_interval(x) for x in node.items())


def _interval(node: Node) -> tuple[int, int]:
    ends = [x.whole() for x in node.items(2)]
    if len(ends) != 2:
        node.fault("[start, end] is wanted")
        return 0, 1
    if ends[1] <= ends[0]:
        node.fault(f"ends at {ends[1]}, not after its start {ends[0]}")
    return ends[0], ends[1]


def _history(node: Node) -> History:
    node.only("period_start", "last_end", "last_place", "week_minutes", "run_days")
    history = History(
        period_start_min=node.get("period_start").whole(-MAX_MIN, 0),
        last_end_min=node.get("last_end").whole(-MAX_MIN, 0),
        last_place=node.get("last_place").text(),
        week_min=node.get("week_minutes").whole(0),
        run_days=node.get("run_days").whole(0),
    )
    if history.period_start_min > history.last_end_min:
        node.fault("the duty period starts after its last end")
    return history


def post_of(node: Node) -> Post:
    """One post."""
    node.only(
        *("id", "place", "start", "end", "count", "weight", "skills", "min_rank"),
        *("units", "max_km", "crew"),
    )
    start, end = node.get("start"), node.get("end")
    units, max_km, crew = node.get("units"), node.get("max_km"), node.maybe("crew")
    post = Post(
        id=node.get("id").text(),
        place=node.get("place").text(),
        start_min=start.whole(0),
        end_min=end.whole(),
        count=node.get("count").whole(1, MAX_COUNT),
        weight=node.get("weight").number(0),
        skills=texts_of(node.get("skills")),
        min_rank=node.get("min_rank").whole(),
        units=None if units.value is None else texts_of(units),
        max_km=None if max_km.value is None else max_km.number(0),
        crew=None if crew is None else crew.text(),
    )
    if post.end_min <= post.start_min:
        end.fault(f"is {post.end_min}, not after the start {post.start_min}")
    return post
