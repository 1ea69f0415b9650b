"""Quotas and returned names in the engine's words and back in ours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from muster.duty.bridge.problem import (
    OF_PERSON,
    officer_key,
    problem_of,
    resource_pk,
    shift_id,
    shift_pk,
)
from muster.duty.models import Naming, Quota, Split
from muster.engines.roster import Pair, Problem
from muster.engines.roster.naming import Name, Team, check_names
from muster.engines.roster.quotas import Per, split_of
from muster.engines.roster.quotas import Split as Shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One name that a unit returned. team: as the unit calls it, empty for a single one."""

    shift_id: int
    officer_id: int | None
    written: str
    team: str = ""
    is_leader: bool = False


UNKNOWN_PERSON, UNKNOWN_POST = "unknown_person", "unknown_post"


def people_only(problem: Problem) -> Problem:
    """The problem without vehicles: they are not asked of anybody, the centre sends them."""
    return replace(
        problem,
        posts=tuple(post for post in problem.posts if OF_PERSON in post.skills),
        people=tuple(person for person in problem.people if OF_PERSON in person.skills),
        fixed=tuple(pair for pair in problem.fixed if pair[1].startswith("o")),
        published=None
        if problem.published is None
        else tuple(pair for pair in problem.published if pair[1].startswith("o")),
    )


def quota_rows(split: Split, shares: Shares) -> list[Quota]:
    """Rows, not yet saved, for what each unit gives."""
    return [
        Quota(split=split, unit_id=int(unit), shift_id=shift_pk(post), head_count=count)
        for unit, mine in shares.shares.items()
        for post, count in mine.items()
        if count > 0
    ]


def shares_of(split: Split) -> tuple[Problem, Shares]:
    """The problem without vehicles, and the quotas as the engine knows them."""
    problem = people_only(problem_of(split.roster))
    known = {post.id for post in problem.posts}
    shares: dict[str, dict[str, int]] = defaultdict(dict)
    for quota in split.quotas.select_related("shift"):
        post = shift_id(quota.shift)
        if post in known:
            shares[str(quota.unit_id)][post] = quota.head_count
    return problem, split_of(problem, shares, per=Per(split.per))


def accepted_pairs(split: Split) -> list[Pair]:
    """Names accepted so far, of all units."""
    rows = Naming.objects.filter(split=split, code="", officer__isnull=False)
    return [
        (shift_id(row.shift), officer_key(row.officer_id or 0))
        for row in rows.select_related("shift")
        if row.shift is not None
    ]


def plain(data: dict[str, Any]) -> dict[str, Any]:
    """The figures of a refusal with our keys for people and posts."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        if isinstance(value, str) and key in ("person", "leader") and value[:1] == "o":
            found[key] = resource_pk(value)[0]
        elif isinstance(value, str) and key in ("post", "other") and ":" in value:
            found[key] = shift_pk(value)
        else:
            found[key] = value
    return found


def checked(
    split: Split, unit_id: int, names: list[Returned]
) -> list[tuple[Returned, str, dict[str, Any]]]:
    """Each name with the code of its refusal ("" for accepted) and its figures.

    A name of nobody known is refused before the engine is asked.
    """
    problem, shares = shares_of(split)
    posts = {shift_pk(post.id): post.id for post in problem.posts}
    asked = [one for one in names if one.officer_id and one.shift_id in posts]
    before = accepted_pairs(split)
    reply = check_names(
        problem,
        shares,
        str(unit_id),
        [_name(one, posts) for one in asked],
        teams=_teams(asked, unit_id),
        accepted=before,
    )
    taken = set(reply.accepted) - set(before)
    refused = {(r.name.post, r.name.person): r for r in reply.refused}
    found: list[tuple[Returned, str, dict[str, Any]]] = []
    for one in names:
        if one.officer_id is None or one.shift_id not in posts:
            found.append((one, UNKNOWN_PERSON if one.officer_id is None else UNKNOWN_POST, {}))
            continue
        pair = (posts[one.shift_id], officer_key(one.officer_id))
        if pair in taken:
            taken.remove(pair)  # named a second time it is refused
            found.append((one, "", {}))
            continue
        refusal = refused[pair]
        found.append((one, str(refusal.code), plain(dict(refusal.data))))
    return found


def _name(one: Returned, posts: Mapping[int, str]) -> Name:
    return Name(
        post=posts[one.shift_id], person=officer_key(one.officer_id or 0), team=one.team or None
    )


def _teams(names: Sequence[Returned], unit_id: int) -> list[Team]:
    """Teams as they were named; the leader is the one marked, else the first."""
    found: dict[str, list[Returned]] = defaultdict(list)
    for one in names:
        if one.team:
            found[one.team].append(one)
    teams = []
    for name, rows in found.items():
        leader = next((row for row in rows if row.is_leader), rows[0])
        others = dict.fromkeys(
            officer_key(row.officer_id or 0) for row in rows if row.officer_id != leader.officer_id
        )
        teams.append(
            Team(
                id=name,
                unit=str(unit_id),
                leader=officer_key(leader.officer_id or 0),
                members=tuple(others),
            )
        )
    return teams
