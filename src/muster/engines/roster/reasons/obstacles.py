"""What keeps one person from one post, rule by rule, and how far each rule would have to give.

Plain Python on top of the judge: quick for one pair and for one post, and cheap to import.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from muster.engines.roster.problem import DAY_MIN, WEEK_MIN, Pair, Person, Post, Rules
from muster.engines.roster.rules import Judge, Rule

FIRM = frozenset({Rule.SKILL, Rule.OVERLAP, Rule.TRAVEL})
"""No decision of a planner lets these give: skills, and being in two places at once."""

OWN_RULE = {
    Rule.REST: "min_rest_min",
    Rule.SPAN: "max_span_min",
    Rule.TOTAL_HOURS: "max_total_min",
    Rule.WEEK_HOURS: "max_week_min",
    Rule.DAYS_IN_A_ROW: "max_days_in_a_row",
}
"""The field of ``OwnRules`` that a rule stands for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One rule that one person would break on one post.

    limit: what the rule says now.  needed: what it would have to say to let him through (for
    AVAILABLE the minute at which the leave would have to end, or to begin).
    post: his other post that it is about; None where it is not about one, or about the duty
    before minute 0.  until_min: when what is in the way ends.  skills: those he lacks.
    unit: his own, where that is the question.
    """

    rule: Rule
    limit: float = 0
    needed: float = 0
    post: str | None = None
    until_min: int | None = None
    skills: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands next to a post in somebody's duty; ``post`` None: before minute 0."""

    post: str | None
    place: str
    at_min: int


def held_posts(judge: Judge, pairs: Iterable[Pair]) -> dict[str, list[Post]]:
    """The posts of each person in the order of time; pairs of unknown ids are left out."""
    held: dict[str, list[Post]] = defaultdict(list)
    for j, i in pairs:
        if j in judge.posts and i in judge.people:
            held[i].append(judge.posts[j])
    for mine in held.values():
        mine.sort(key=in_time)
    return held


def in_time(post: Post) -> tuple[int, int]:
    """Sorts posts by time."""
    return post.start_min, post.end_min


def obstacles(
    judge: Judge, person: Person, held: Sequence[Post], post: Post
) -> tuple[Obstacle, ...]:
    """Every rule that *person*, who holds *held*, would break by holding *post* as well.

    Empty: he may be put there now. A rest that is too short on both sides is one obstacle.
    """
    mine = sorted(held, key=in_time)
    return (*standing_obstacles(judge, person, post), *duty_obstacles(judge, person, mine, post))


def standing_obstacles(judge: Judge, person: Person, post: Post) -> Iterator[Obstacle]:
    """What keeps *person* from *post* whatever else he holds."""
    lacking = tuple(s for s in post.skills if s not in person.skills)
    if lacking:
        yield Obstacle(rule=Rule.SKILL, needed=len(lacking), skills=lacking)
    if person.rank < post.min_rank:
        yield Obstacle(rule=Rule.RANK, limit=post.min_rank, needed=person.rank)
    if post.units is not None and person.unit not in post.units:
        yield Obstacle(rule=Rule.UNIT, unit=person.unit)
    if not judge.in_range(person, post):
        km = judge.ground.km(person.home, post.place)
        yield Obstacle(rule=Rule.RANGE, limit=post.max_km or 0.0, needed=km)
    for begin, end in person.unavailable_min:
        if begin < post.end_min and post.start_min < end:
            yield _leave(begin, end, post)


def _leave(begin: int, end: int, post: Post) -> Obstacle:
    """The leave gives way at the end that loses less."""
    if end - post.start_min <= post.end_min - begin:
        return Obstacle(rule=Rule.AVAILABLE, limit=end, needed=post.start_min, until_min=end)
    return Obstacle(rule=Rule.AVAILABLE, limit=begin, needed=post.end_min, until_min=end)


def duty_obstacles(
    judge: Judge, person: Person, mine: Sequence[Post], post: Post
) -> Iterator[Obstacle]:
    """What keeps *person* from *post* because of *mine*, his posts in the order of time."""
    rules = judge.problem.rules_of(person)
    meets = [p for p in mine if p.start_min < post.end_min and post.start_min < p.end_min]
    for other in meets:
        yield Obstacle(rule=Rule.OVERLAP, post=other.id, until_min=other.end_min)
    before, after = _beside(person, mine, post)
    yield from _gaps(judge, rules, post, before, after)
    if not meets:
        yield from _span(person, mine, post, rules)
    yield from _hours(person, mine, post, rules)
    yield from _days(person, mine, post, rules)


def _beside(
    person: Person, mine: Sequence[Post], post: Post
) -> tuple[_Beside | None, _Beside | None]:
    before = [p for p in mine if p.end_min <= post.start_min]
    after = [p for p in mine if p.start_min >= post.end_min]
    past = person.history
    first = None if past is None else _Beside(None, past.last_place, past.last_end_min)
    if before:
        first = _Beside(before[-1].id, before[-1].place, before[-1].end_min)
    last = _Beside(after[0].id, after[0].place, after[0].start_min) if after else None
    return first, last


def _gaps(
    judge: Judge, rules: Rules, post: Post, before: _Beside | None, after: _Beside | None
) -> Iterator[Obstacle]:
    """Too little time to get there, and the shorter of two rests that are too short."""
    rests: list[tuple[int, str | None, int | None]] = []
    gaps: list[tuple[_Beside, int, int | None]] = []
    if before is not None:
        gaps.append((before, post.start_min - before.at_min, before.at_min + rules.min_rest_min))
    if after is not None:
        gaps.append((after, after.at_min - post.end_min, None))
    for side, gap_min, until_min in gaps:
        way_min = judge.ground.minutes(side.place, post.place)
        if gap_min < way_min:
            yield Obstacle(rule=Rule.TRAVEL, limit=way_min, needed=gap_min, post=side.post)
        if rules.max_break_min < gap_min < rules.min_rest_min:
            rests.append((gap_min, side.post, until_min))
    if rests:
        gap_min, other, until_min = min(rests, key=lambda r: r[0])
        yield Obstacle(
            rule=Rule.REST,
            limit=rules.min_rest_min,
            needed=gap_min,
            post=other,
            until_min=until_min,
        )


def _span(person: Person, mine: Sequence[Post], post: Post, rules: Rules) -> Iterator[Obstacle]:
    begin, end, other = duty_period(person, mine, post, rules)
    if end - begin > rules.max_span_min:
        yield Obstacle(rule=Rule.SPAN, limit=rules.max_span_min, needed=end - begin, post=other)


def duty_period(
    person: Person, mine: Sequence[Post], post: Post, rules: Rules
) -> tuple[int, int, str | None]:
    """From when to when the duty period around *post* goes, and the post farthest from it."""
    begin, end, other = post.start_min, post.end_min, None
    for p in reversed(mine):
        if p.end_min <= begin and begin - p.end_min <= rules.max_break_min:
            begin, other = p.start_min, p.id
    for p in mine:
        if p.start_min >= end and p.start_min - end <= rules.max_break_min:
            end, other = p.end_min, p.id
    past = person.history
    first = not any(p.start_min < begin for p in mine)
    if past is not None and first and begin - past.last_end_min <= rules.max_break_min:
        begin = past.period_start_min
    return begin, end, other


def _hours(person: Person, mine: Sequence[Post], post: Post, rules: Rules) -> Iterator[Obstacle]:
    length_min = post.end_min - post.start_min
    total_min = length_min + minutes(mine)
    if total_min > rules.max_total_min:
        yield Obstacle(rule=Rule.TOTAL_HOURS, limit=rules.max_total_min, needed=total_min)
    week_min = length_min + minutes_in_week(person, mine, post.start_min // WEEK_MIN)
    if week_min > rules.max_week_min:
        yield Obstacle(rule=Rule.WEEK_HOURS, limit=rules.max_week_min, needed=week_min)


def minutes(mine: Iterable[Post]) -> int:
    """How long these posts are in all."""
    return sum(p.end_min - p.start_min for p in mine)


def minutes_in_week(person: Person, mine: Iterable[Post], week: int) -> int:
    """Minutes of duty in this week of the horizon, those before minute 0 included."""
    past = person.history.week_min if person.history is not None and week == 0 else 0
    return past + minutes(p for p in mine if p.start_min // WEEK_MIN == week)


def _days(person: Person, mine: Sequence[Post], post: Post, rules: Rules) -> Iterator[Obstacle]:
    run = days_in_a_row(person, mine, post)
    if run > rules.max_days_in_a_row:
        yield Obstacle(rule=Rule.DAYS_IN_A_ROW, limit=rules.max_days_in_a_row, needed=run)


def days_in_a_row(person: Person, mine: Iterable[Post], post: Post) -> int:
    """How many days of duty in a row there are around *post*, those before minute 0 included."""
    days = {p.start_min // DAY_MIN for p in mine}
    first = last = post.start_min // DAY_MIN
    while first - 1 in days:
        first -= 1
    while last + 1 in days:
        last += 1
    past = person.history.run_days if person.history is not None and first == 0 else 0
    return past + last - first + 1
