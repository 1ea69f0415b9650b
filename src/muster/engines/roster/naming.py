"""Names that a unit returns for its quotas, each held against every rule by the judge.

A refusal is data: the code, the numbers behind it, and a plain sentence. Teams with a leader
come whole or not at all: if one of a team is refused, so is the team.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from muster.engines.roster.problem import Pair, Person, Post, Problem
from muster.engines.roster.quotas import Owed, Split, owed
from muster.engines.roster.rules import Breach, Judge, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People who go together under a leader; ``members`` without the leader."""

    id: str
    unit: str
    leader: str
    members: tuple[str, ...]

    @property
    def everybody(self) -> tuple[str, ...]:
        """The leader first."""
        return (self.leader, *self.members)


@dataclass(frozen=True, slots=True)
class Name:
    """A unit names one person for one post, alone or as one of a team."""

    post: str
    person: str
    team: str | None = None


class Refused(StrEnum):
    """Why a name is not taken."""

    UNKNOWN_POST = "unknown_post"
    UNKNOWN_PERSON = "unknown_person"
    OTHER_UNIT = "other_unit"
    NOT_ASKED = "not_asked"
    QUOTA_FULL = "quota_full"
    NAMED_TWICE = "named_twice"
    POST_FULL = "post_full"
    LACKS_SKILL = "lacks_skill"
    RANK_TOO_LOW = "rank_too_low"
    UNIT_NOT_ASKED = "unit_not_asked"
    TOO_FAR = "too_far"
    UNAVAILABLE = "unavailable"
    TRAVEL_TOO_SHORT = "travel_too_short"
    NO_REST = "no_rest"
    SPAN_TOO_LONG = "span_too_long"
    TOTAL_HOURS = "total_hours"
    WEEK_HOURS = "week_hours"
    DAYS_IN_A_ROW = "days_in_a_row"
    TEAM_UNKNOWN = "team_unknown"
    TEAM_INCOMPLETE = "team_incomplete"
    TEAM_WITHOUT_LEADER = "team_without_leader"
    TEAM_MEMBER_REFUSED = "team_member_refused"


BY_RULE: Mapping[Rule, Refused] = {
    Rule.SKILL: Refused.LACKS_SKILL,
    Rule.RANK: Refused.RANK_TOO_LOW,
    Rule.UNIT: Refused.UNIT_NOT_ASKED,
    Rule.RANGE: Refused.TOO_FAR,
    Rule.AVAILABLE: Refused.UNAVAILABLE,
    Rule.OVERLAP: Refused.TRAVEL_TOO_SHORT,
    Rule.TRAVEL: Refused.TRAVEL_TOO_SHORT,
    Rule.REST: Refused.NO_REST,
    Rule.SPAN: Refused.SPAN_TOO_LONG,
    Rule.TOTAL_HOURS: Refused.TOTAL_HOURS,
    Rule.WEEK_HOURS: Refused.WEEK_HOURS,
    Rule.DAYS_IN_A_ROW: Refused.DAYS_IN_A_ROW,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A name that was not taken: why as a code, the numbers and ids behind it, in words."""

    name: Name
    code: Refused
    data: Mapping[str, str | int]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a unit's names come to; ``accepted`` holds the earlier ones too."""

    accepted: tuple[Pair, ...]
    refused: tuple[Refusal, ...]
    owed: tuple[Owed, ...]


def check_names(
    problem: Problem,
    split: Split,
    unit: str,
    names: Sequence[Name],
    *,
    teams: Sequence[Team] = (),
    accepted: Iterable[Pair] = (),
) -> Reply:
    """Take every name of *unit* that breaks no rule, and refuse the others with a reason each.

    accepted: pairs that stand, of all units. Names are tried by the time of their posts, so
    their order does not matter, but for quotas that are already full.
    """
    desk = _Desk(problem, split, unit, {t.id: t for t in teams}, set(accepted))
    groups = desk.groups(names)
    for group in groups:
        desk.take(group)
    desk.mend()
    order = {name: k for k, name in reversed(list(enumerate(names)))}
    taken = tuple(sorted(desk.accepted))
    return Reply(
        accepted=taken,
        refused=tuple(sorted(desk.refused, key=lambda r: order[r.name])),
        owed=owed(problem, split, taken, unit=unit),
    )


def place_teams(
    problem: Problem,
    split: Split,
    unit: str,
    teams: Sequence[Team],
    *,
    accepted: Iterable[Pair] = (),
) -> tuple[Name, ...]:
    """Whole teams proposed for what *unit* owes: the heaviest posts with room for one first."""
    posts = {p.id: p for p in problem.posts}
    names: list[Name] = []
    taken = tuple(accepted)
    due = owed(problem, split, taken, unit=unit)
    for want in sorted(due, key=lambda w: (-posts[w.post].weight, w.start_min, w.post)):
        left = want.missing
        for team in teams:
            if len(team.everybody) > left:
                continue
            tried = [Name(want.post, i, team.id) for i in team.everybody]
            reply = check_names(problem, split, unit, tried, teams=teams, accepted=taken)
            if not reply.refused:
                names += tried
                taken = reply.accepted
                left -= len(tried)
    return tuple(names)


@dataclass(slots=True)
class _Desk:
    """Where one unit's names are checked one by one."""

    problem: Problem
    split: Split
    unit: str
    teams: Mapping[str, Team]
    accepted: set[Pair]
    refused: list[Refusal] = field(default_factory=list)
    judge: Judge = field(init=False)
    new: dict[Pair, Name] = field(init=False, default_factory=dict)
    held: dict[str, list[Post]] = field(init=False)
    on_post: Counter[str] = field(init=False)
    of_unit: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        self.judge = Judge(self.problem)
        self.held = defaultdict(list)
        self.on_post, self.of_unit = Counter(), Counter()
        known = {
            (j, i) for j, i in self.accepted if j in self.judge.posts and i in self.judge.people
        }
        self.accepted = known
        for pair in known:
            self._hold(pair)

    def _hold(self, pair: Pair) -> None:
        j, i = pair
        self.held[i].append(self.judge.posts[j])
        self.on_post[j] += 1
        self.of_unit[j] += self.judge.people[i].unit == self.unit

    def _release(self, pair: Pair) -> None:
        j, i = pair
        self.held[i].remove(self.judge.posts[j])
        self.on_post[j] -= 1
        self.of_unit[j] -= self.judge.people[i].unit == self.unit

    def refuse(self, name: Name, code: Refused, text: str, **data: str | int) -> None:
        """Note a refusal."""
        self.refused.append(Refusal(name=name, code=code, data=data, text=text))

    def groups(self, names: Sequence[Name]) -> list[list[Name]]:
        """Single names and whole teams that are worth judging, by the time of their posts."""
        seen: set[Pair] = set()
        by_group: dict[tuple[str, str, str], list[Name]] = defaultdict(list)
        for name in names:
            if self._is_asked(name, seen):
                seen.add((name.post, name.person))
                alone = name.person if name.team is None else ""
                by_group[name.post, name.team or "", alone].append(name)
        groups = [g for key, g in by_group.items() if self._is_whole(key[1], g)]
        posts = self.judge.posts
        return sorted(groups, key=lambda g: (posts[g[0].post].start_min, g[0].team is None))

    def _is_asked(self, name: Name, seen: set[Pair]) -> bool:
        """Whether the name is one of this unit for a post that it was asked to fill."""
        person = self.judge.people.get(name.person)
        pair = (name.post, name.person)
        if name.post not in self.judge.posts:
            self.refuse(name, Refused.UNKNOWN_POST, "There is no such post.", post=name.post)
        elif person is None:
            text = "There is no such person."
            self.refuse(name, Refused.UNKNOWN_PERSON, text, person=name.person)
        elif person.unit != self.unit:
            text = f"Belongs to {person.unit}."
            self.refuse(name, Refused.OTHER_UNIT, text, unit=person.unit)
        elif not self.split.shares.get(self.unit, {}).get(name.post):
            text = "Nobody of this unit was asked for this post."
            self.refuse(name, Refused.NOT_ASKED, text, post=name.post)
        elif pair in seen or pair in self.accepted:
            self.refuse(name, Refused.NAMED_TWICE, "Named for this post before.", post=name.post)
        else:
            return True
        return False

    def _is_whole(self, team_id: str, group: list[Name]) -> bool:
        if not team_id:
            return True
        team = self.teams.get(team_id)
        named = {n.person for n in group}
        code, text, who = None, "", ""
        if team is None or not named <= set(team.everybody):
            strangers = named if team is None else named - set(team.everybody)
            code, who = Refused.TEAM_UNKNOWN, ", ".join(sorted(strangers))
            text = f"There is no team {team_id} with {who}."
        elif team.leader not in named:
            code, who = Refused.TEAM_WITHOUT_LEADER, team.leader
            text = f"The team's leader {who} is not named with it."
        elif named != set(team.everybody):
            code, who = Refused.TEAM_INCOMPLETE, ", ".join(sorted(set(team.everybody) - named))
            text = f"The team comes whole or not at all; missing: {who}."
        if code is None:
            return True
        for name in group:
            self.refuse(name, code, text, team=team_id, who=who)
        return False

    def take(self, group: list[Name]) -> None:
        """Accept a name, or a whole team, or refuse it."""
        post = self.judge.posts[group[0].post]
        full = self._full(post, len(group))
        if full is not None:
            code, text, data = full
            for name in group:
                self.refuse(name, code, text, **data)
            return
        found = {n: self._breach(self.judge.people[n.person], post) for n in group}
        if any(found.values()):
            self._refuse_broken(found)
            return
        for name in group:
            pair = (name.post, name.person)
            self.accepted.add(pair)
            self.new[pair] = name
            self._hold(pair)

    def _full(self, post: Post, size: int) -> tuple[Refused, str, dict[str, str | int]] | None:
        share = self.split.shares[self.unit][post.id]
        left = share - self.of_unit[post.id]
        if size > left:
            data: dict[str, str | int] = {"asked": share, "left": max(0, left)}
            return Refused.QUOTA_FULL, f"{share} were asked for; room for {max(0, left)}.", data
        if self.on_post[post.id] + size > post.count:
            text = f"All {post.count} places of the post are taken."
            return Refused.POST_FULL, text, {"count": post.count}
        return None

    def _breach(self, person: Person, post: Post) -> Breach | None:
        return next(self.judge.breaches(person, [*self.held[person.id], post]), None)

    def _refuse_broken(self, found: Mapping[Name, Breach | None]) -> None:
        because = next(n.person for n, breach in found.items() if breach is not None)
        for name, breach in found.items():
            if breach is not None:
                self._refuse_rule(name, breach)
            else:
                text = f"The team comes whole or not at all, and {because} cannot."
                code = Refused.TEAM_MEMBER_REFUSED
                self.refuse(name, code, text, team=name.team or "", who=because)

    def _refuse_rule(self, name: Name, breach: Breach) -> None:
        data: dict[str, str | int] = {"found": breach.found, "limit": breach.limit}
        if breach.post is not None:
            data["post"] = breach.post
        self.refuse(name, BY_RULE[breach.rule], f"{breach}.", **data)

    def mend(self) -> None:
        """Refuse whatever new names the earlier ones turn out to need another name for.

        Two posts may be one duty period only through a third; if that one was refused later,
        the last of them goes too.
        """
        for i in sorted({i for _, i in self.new}):
            person = self.judge.people[i]
            while breach := next(self.judge.breaches(person, self.held[i]), None):
                mine = [n for (_, who), n in self.new.items() if who == i]
                if not mine:
                    break
                last = max(mine, key=lambda n: self.judge.posts[n.post].start_min)
                self._drop(last, breach)

    def _drop(self, name: Name, breach: Breach) -> None:
        group = [
            n
            for n in self.new.values()
            if n == name or (name.team is not None and (n.post, n.team) == (name.post, name.team))
        ]
        for one in group:
            pair = (one.post, one.person)
            del self.new[pair]
            self.accepted.discard(pair)
            self._release(pair)
        self._refuse_broken({one: breach if one == name else None for one in group})
