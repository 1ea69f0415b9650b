"""Who could stand on a shift of a draft, nearest first, and why the others cannot."""

from collections import defaultdict
from dataclasses import dataclass

from muster.duty.bridge.breach import refuse_breach
from muster.duty.bridge.problem import (
    branch_of_units,
    officer_key,
    pairs_of,
    problem_of,
    resource_pk,
    shift_id,
)
from muster.duty.models import Officer, Roster, Shift
from muster.duty.queries.naming import full_name
from muster.engines.roster import Person, Post
from muster.engines.roster.rules import Judge
from muster.errors import DomainError
from muster.packs import Pack, load

HOUR_MIN = 60
JUDGED_MAX = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One who qualifies. why_not empty: every rule says yes. week_h: hours held that week."""

    officer_id: int
    unit_id: int
    name: str
    km: float
    hours_h: float
    why_not: str


def candidates(roster: Roster, shift: Shift, *, limit: int = JUDGED_MAX) -> list[Candidate]:
    """Those whose skills, rank and branch fit: the free ones first, then by the way to the post.

    Only the nearest *limit* are judged, which keeps the page quick in a large force.
    """
    pack = load(roster.season.pack, roster.season.pack_version)
    near = _nearest(roster, shift, limit)
    problem = problem_of(roster, only=near)
    judge = Judge(problem)
    post = judge.posts.get(shift_id(shift))
    if post is None:
        return []
    held: dict[str, list[Post]] = defaultdict(list)
    for post_id, who in pairs_of(roster, ids=set(near)):
        if post_id in judge.posts:
            held[who].append(judge.posts[post_id])
    rows = Officer.objects.select_related("person").in_bulk([resource_pk(who)[0] for who in near])
    found = [
        _candidate(judge, person, held[person.id], post, shift, rows, pack=pack)
        for person in problem.people
        if post not in held[person.id]
    ]
    return sorted(found, key=lambda one: (bool(one.why_not), one.km, one.name))


def _candidate(
    judge: Judge,
    person: Person,
    mine: list[Post],
    post: Post,
    shift: Shift,
    rows: dict[int, Officer],
    *,
    pack: Pack,
) -> Candidate:
    officer = rows[resource_pk(person.id)[0] or 0]
    name = full_name(officer.person, pack=pack)
    why_not = ""
    try:
        refuse_breach(judge, person, mine, post, shift=shift, name=name)
    except DomainError as refusal:
        why_not = str(refusal)
    return Candidate(
        officer_id=officer.pk,
        unit_id=officer.unit_id,
        name=name,
        km=judge.ground.km(person.home, post.place),
        hours_h=sum(p.end_min - p.start_min for p in mine) / HOUR_MIN,
        why_not=why_not,
    )


def _nearest(roster: Roster, shift: Shift, limit: int) -> list[str]:
    """Ids of the officers that fit at all, by the crow's way from home."""
    wanted = set(shift.skills)
    venue = shift.post.plan.event.venue
    lat = shift.post.lat if venue is None or venue.lat is None else venue.lat
    lon = shift.post.lon if venue is None or venue.lon is None else venue.lon
    branches = branch_of_units(roster)
    fitting = [
        officer
        for officer in Officer.objects.filter(
            is_available=True,
            person__is_active=True,
            person__rank_level__gte=shift.min_rank,
        )
        if wanted <= set(officer.skills)
        and (
            not shift.own_units or branches.get(officer.unit_id, officer.unit_id) in shift.own_units
        )
    ]
    fitting.sort(key=lambda o: (o.home_lat - (lat or 0)) ** 2 + (o.home_lon - (lon or 0)) ** 2)
    return [officer_key(officer.pk) for officer in fitting[:limit]]
