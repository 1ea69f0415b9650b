"""The exchange format ``muster-roster/1``: JSON to dataclasses and back.

Reading names every fault by its path (``posts[3].end: ...``) and collects all of them
before it refuses; nothing is guessed and nothing is dropped silently.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from muster.engines.roster.problem import (
    DAY_MIN,
    Costs,
    History,
    Kind,
    OwnRules,
    Pair,
    Person,
    Place,
    Post,
    Problem,
    ProblemError,
    Rules,
    Travel,
)
from muster.engines.roster.rules import Judge

FORMAT = "muster-roster/1"
MAX_FILE_MB = 512
MAX_PLACES = 4_000
MAX_PEOPLE = 50_000
MAX_POSTS = 100_000
MAX_COUNT = 10_000
MAX_DAYS = 400
MAX_FAULTS = 200
MAX_MIN = 2 * MAX_DAYS * DAY_MIN
MAX_NUMBER = 1e9

RULE_KEYS = {
    "min_rest": "min_rest_min",
    "max_break": "max_break_min",
    "max_span": "max_span_min",
    "max_minutes": "max_total_min",
    "max_minutes_week": "max_week_min",
    "max_consecutive_days": "max_days_in_a_row",
}


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
    problem = _problem(_Node(data, "", faults))
    if not faults:
        faults += _contradictions(problem)
    if not faults:
        faults += _broken_fixed(problem)
    if faults:
        raise ProblemError(faults[:MAX_FAULTS])
    return problem


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """The problem as the exchange format writes it."""
    return {
        "format": FORMAT,
        "name": problem.name,
        "start": problem.start,
        "days": problem.days,
        "travel": {"speed_kmh": problem.travel.speed_kmh, "detour": problem.travel.detour},
        "rules": _rules_to_json(problem.rules),
        "costs": {
            "km": problem.costs.per_km,
            "overload_hour": problem.costs.per_overload_h,
            "change": problem.costs.per_change,
        },
        "places": [{"id": p.id, "lat": p.lat_deg, "lon": p.lon_deg} for p in problem.places],
        "people": [_person_to_json(p) for p in problem.people],
        "posts": [_post_to_json(p) for p in problem.posts],
        "published": None if problem.published is None else [list(p) for p in problem.published],
        "fixed": [list(p) for p in problem.fixed],
    }


def _rules_to_json(rules: Rules | OwnRules) -> dict[str, int]:
    pairs = ((key, getattr(rules, name)) for key, name in RULE_KEYS.items())
    return {key: value for key, value in pairs if value is not None}


def _person_to_json(person: Person) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": person.id,
        "unit": person.unit,
        "home": person.home,
        "skills": list(person.skills),
        "rank": person.rank,
        "unavailable": [list(x) for x in person.unavailable_min],
        "fair_minutes": person.fair_min,
    }
    if person.kind is not None:
        out["kind"] = person.kind.value
    if person.own_rules is not None:
        out["rules"] = _rules_to_json(person.own_rules)
    if person.history is not None:
        out["history"] = {
            "period_start": person.history.period_start_min,
            "last_end": person.history.last_end_min,
            "last_place": person.history.last_place,
            "week_minutes": person.history.week_min,
            "run_days": person.history.run_days,
        }
    return out


def _post_to_json(post: Post) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": post.id,
        "place": post.place,
        "start": post.start_min,
        "end": post.end_min,
        "count": post.count,
        "weight": post.weight,
        "skills": list(post.skills),
        "min_rank": post.min_rank,
        "units": None if post.units is None else list(post.units),
        "max_km": post.max_km,
    }
    if post.crew is not None:
        out["crew"] = post.crew
    return out


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        key = next(k for k, n in Counter(k for k, _ in pairs).items() if n > 1)
        raise ProblemError([f"$: the key {key!r} stands twice in one object"])
    return out


@dataclass(slots=True)
class _Node:
    """One JSON value with its path; wrong values are noted and replaced by a harmless one."""

    value: Any
    path: str
    faults: list[str]
    _asked: set[str] = field(default_factory=set)

    def fault(self, what: str) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(f"{self.path or '$'}: {what}")

    def get(self, key: str) -> "_Node":
        """The member *key*; a fault if the value is no object or lacks it."""
        self._asked.add(key)
        child = _Node(None, f"{self.path}.{key}" if self.path else key, self.faults)
        if isinstance(self.value, dict):
            if key in self.value:
                child.value = self.value[key]
            else:
                child.fault("is missing")
                child.faults = []
        else:
            child.faults = []
        return child

    def maybe(self, key: str) -> "_Node | None":
        """The member *key* or None if it is absent."""
        self._asked.add(key)
        if not isinstance(self.value, dict) or key not in self.value:
            return None
        return self.get(key)

    def only(self, *keys: str) -> None:
        """Note whatever is no object, or has keys that the format does not know."""
        if not isinstance(self.value, dict):
            self.fault(f"is {_show(self.value)}, an object is wanted")
            return
        for key in self.value:
            if key not in keys:
                near = get_close_matches(str(key), keys, n=1)
                hint = f", did you mean {near[0]!r}?" if near else ""
                self.fault(f"has an unknown key {key!r}{hint}")

    def items(self, limit: int = 10**7) -> "Iterator[_Node]":
        """The elements of a list that has at most *limit* of them."""
        if not isinstance(self.value, list):
            self.fault(f"is {_show(self.value)}, a list is wanted")
            return
        if len(self.value) > limit:
            self.fault(f"has {len(self.value):,} entries, the limit is {limit:,}")
            return
        for k, value in enumerate(self.value):
            yield _Node(value, f"{self.path}[{k}]", self.faults)

    def text(self, *, empty: bool = False) -> str:
        if isinstance(self.value, str) and (empty or self.value):
            return self.value
        self.fault(f"is {_show(self.value)}, a text is wanted")
        return ""

    def number(self, low: float = -MAX_NUMBER, high: float = MAX_NUMBER) -> float:
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(f"is {_show(value)}, a number is wanted")
        elif isinstance(value, float) and not math.isfinite(value):
            self.fault(f"is {value}, a finite number is wanted")
        elif not low <= value <= high:
            self.fault(f"is {value}, {_range(low, high)} is wanted")
        else:
            return value
        return max(low, 0.0)

    def whole(self, low: int = -MAX_MIN, high: int = MAX_MIN) -> int:
        value = self.number(low, high)
        if value != int(value):
            self.fault(f"is {value}, a whole number is wanted")
        return int(value)


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:37] + "..."


def _range(low: float, high: float) -> str:
    return f"at least {low:g}" if high >= MAX_MIN else f"{low:g} to {high:g}"


def _problem(node: _Node) -> Problem:
    if isinstance(node.value, dict) and node.value.get("format") != FORMAT:
        node.get("format").fault(f"is {_show(node.value.get('format'))}, {FORMAT!r} is wanted")
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
        posts=tuple(_post(x) for x in node.get("posts").items(MAX_POSTS)),
        published=None if published is None or published.value is None else _pairs(published),
        fixed=() if fixed is None else _pairs(fixed),
    )


def _moment(node: _Node) -> str:
    text = node.text()
    try:
        datetime.fromisoformat(text)
    except ValueError:
        node.fault(f"is {_show(node.value)}, an ISO date and time is wanted")
    return text


def _travel(node: _Node) -> Travel:
    node.only("speed_kmh", "detour")
    return Travel(
        speed_kmh=node.get("speed_kmh").number(0.1, 2000) or 1.0,
        detour=node.get("detour").number(0.0, 100),
    )


def _rules(node: _Node) -> Rules:
    node.only(*RULE_KEYS)
    return Rules(**{name: node.get(key).whole(0) for key, name in RULE_KEYS.items()})


def _own_rules(node: _Node) -> OwnRules:
    node.only(*RULE_KEYS)
    given = {name: node.maybe(key) for key, name in RULE_KEYS.items()}
    return OwnRules(**{name: x.whole(0) for name, x in given.items() if x is not None})


def _costs(node: _Node) -> Costs:
    node.only("km", "overload_hour", "change")
    return Costs(
        per_km=node.get("km").number(0),
        per_overload_h=node.get("overload_hour").number(0),
        per_change=node.get("change").number(0),
    )


def _place(node: _Node) -> Place:
    node.only("id", "lat", "lon")
    return Place(
        id=node.get("id").text(),
        lat_deg=node.get("lat").number(-90, 90),
        lon_deg=node.get("lon").number(-180, 180),
    )


def _person(node: _Node) -> Person:
    node.only(
        *("id", "unit", "home", "skills", "rank", "fair_minutes", "unavailable"),
        *("kind", "rules", "history"),
    )
    kind, own, history = node.maybe("kind"), node.maybe("rules"), node.maybe("history")
    return Person(
        id=node.get("id").text(),
        unit=node.get("unit").text(),
        home=node.get("home").text(),
        skills=_texts(node.get("skills")),
        rank=node.get("rank").whole(),
        fair_min=node.get("fair_minutes").whole(0),
        unavailable_min=tuple(_interval(x) for x in node.get("unavailable").items()),
        kind=None if kind is None else _kind(kind),
        own_rules=None if own is None else _own_rules(own),
        history=None if history is None else _history(history),
    )


def _kind(node: _Node) -> Kind:
    if node.value not in set(Kind):
        node.fault(f"is {_show(node.value)}, 'person' or 'vehicle' is wanted")
        return Kind.PERSON
    return Kind(node.value)


def _interval(node: _Node) -> tuple[int, int]:
    ends = [x.whole() for x in node.items(2)]
    if len(ends) != 2:
        node.fault("[start, end] is wanted")
        return 0, 1
    if ends[1] <= ends[0]:
        node.fault(f"ends at {ends[1]}, not after its start {ends[0]}")
    return ends[0], ends[1]


def _history(node: _Node) -> History:
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


def _post(node: _Node) -> Post:
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
        skills=_texts(node.get("skills")),
        min_rank=node.get("min_rank").whole(),
        units=None if units.value is None else _texts(units),
        max_km=None if max_km.value is None else max_km.number(0),
        crew=None if crew is None else crew.text(),
    )
    if post.end_min <= post.start_min:
        end.fault(f"is {post.end_min}, not after the start {post.start_min}")
    return post


def _texts(node: _Node) -> tuple[str, ...]:
    return tuple(x.text() for x in node.items(1_000))


def _pairs(node: _Node) -> tuple[Pair, ...]:
    out = []
    for item in node.items():
        pair = [x.text() for x in item.items(2)]
        if len(pair) == 2:
            out.append((pair[0], pair[1]))
        else:
            item.fault("[post id, person id] is wanted")
    return tuple(out)


def _contradictions(problem: Problem) -> Iterator[str]:
    """Faults between parts that are well formed each for itself."""
    yield from _twice("places", [p.id for p in problem.places])
    yield from _twice("people", [p.id for p in problem.people])
    yield from _twice("posts", [p.id for p in problem.posts])
    yield from _clashing_rules("rules", problem.rules)
    places = {p.id for p in problem.places}
    for k, person in enumerate(problem.people):
        yield from _person_faults(f"people[{k}]", person, problem, places)
    for k, post in enumerate(problem.posts):
        if post.place not in places:
            yield f"posts[{k}].place: {post.place!r} is no place of this problem"
        if post.start_min >= problem.days * DAY_MIN:
            end_min = problem.days * DAY_MIN
            yield f"posts[{k}].start: is {post.start_min}, the horizon ends at {end_min}"


def _twice(path: str, ids: list[str]) -> Iterator[str]:
    first: dict[str, int] = {}
    for k, name in enumerate(ids):
        if first.setdefault(name, k) != k:
            yield f"{path}[{k}].id: {name!r} is already the id of {path}[{first[name]}]"


def _clashing_rules(path: str, rules: Rules) -> Iterator[str]:
    if rules.max_break_min >= rules.min_rest_min:
        yield (
            f"{path}.max_break: is {rules.max_break_min}, "
            f"less than min_rest ({rules.min_rest_min}) is wanted"
        )


def _person_faults(path: str, person: Person, problem: Problem, places: set[str]) -> Iterator[str]:
    if person.home not in places:
        yield f"{path}.home: {person.home!r} is no place of this problem"
    past = person.history
    if past is not None and past.last_place not in places:
        yield f"{path}.history.last_place: {past.last_place!r} is no place of this problem"
    if person.own_rules is not None:
        yield from _clashing_rules(f"{path}.rules", problem.rules_of(person))


def _broken_fixed(problem: Problem) -> Iterator[str]:
    """Fixed pairs must be a legal roster by themselves, or no roster could keep them."""
    judge = Judge(problem)
    mine: dict[str, list[int]] = defaultdict(list)
    filled: Counter[str] = Counter()
    seen: set[Pair] = set()
    for k, (j, i) in enumerate(problem.fixed):
        if j not in judge.posts or i not in judge.people:
            yield f"fixed[{k}]: {j if j not in judge.posts else i!r} is unknown"
        elif (j, i) in seen:
            yield f"fixed[{k}]: the pair stands twice"
        else:
            seen.add((j, i))
            filled[j] += 1
            mine[i].append(k)
            if filled[j] == judge.posts[j].count + 1:
                yield f"fixed[{k}]: more people than the {judge.posts[j].count} that {j!r} asks for"
    for i, rows in mine.items():
        held = [judge.posts[problem.fixed[k][0]] for k in rows]
        for what in judge.broken_by(judge.people[i], held):
            where = next((k for k in rows if what.startswith(f"{problem.fixed[k][0]}:")), rows[0])
            yield f"fixed[{where}]: {i!r} breaks a rule: {what}"
