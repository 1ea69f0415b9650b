"""Openings in English and as JSON."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from muster.engines.roster.problem import DAY_MIN, ProblemError, Reason, Why
from muster.engines.roster.reasons.obstacles import Obstacle
from muster.engines.roster.reasons.openings import Blocked, Opening, Remedy
from muster.engines.roster.rules import Rule

_COUNTED: Final = {
    Rule.RANK: "are of too low a rank",
    Rule.UNIT: "are of other units",
    Rule.RANGE: "live too far away",
    Rule.AVAILABLE: "are unavailable then",
    Rule.OVERLAP: "are on another post at that time",
    Rule.TRAVEL: "cannot get there in time",
    Rule.REST: "must rest",
    Rule.SPAN: "would be on duty too long",
    Rule.TOTAL_HOURS: "have used up their hours",
    Rule.WEEK_HOURS: "have used up their hours of the week",
    Rule.DAYS_IN_A_ROW: "have been on duty too many days in a row",
}


def said(opening: Opening) -> str:
    """Why the places are open, in English."""
    parts = [_counted(opening.held_by, "hold it already")] if opening.held_by else []
    if opening.free:
        parts.append(f"{opening.free} could hold it")
        return f"{_listed(parts)}, but {_left_empty(opening)}."
    if not opening.counts:
        if not opening.held_by:
            return "Nobody has the skills that it asks for."
        return f"Whoever may hold it holds it already ({opening.held_by})."
    counts = sorted(opening.counts.items(), key=lambda x: (-x[1], x[0]))
    parts += [_counted(n, _COUNTED[rule]) for rule, n in counts if rule in _COUNTED]
    text = f"Of those with the skills {_listed(parts)}."
    if not opening.remedies:
        return text
    return f"{text} It would be filled by {_either([_remedy(r) for r in opening.remedies])}."


def _counted(number: int, what: str) -> str:
    verb, rest = what.split(" ", 1)
    return f"{number} {_OF_ONE.get(verb, verb) if number == 1 else verb} {rest}"


_OF_ONE: Final = {"are": "is", "have": "has", "live": "lives", "hold": "holds"}


def _left_empty(opening: Opening) -> str:
    if opening.kind is Why.CREW_INCOMPLETE:
        return "its crew cannot be completed"
    return "it was left empty because it weighs too little"


def _remedy(remedy: Remedy) -> str:
    parts = [_eased(o, remedy) for o in remedy.relax]
    parts += [f"{remedy.person!r} leaving {j!r} open" for j in remedy.give_up]
    return " with ".join(parts)


def _eased(obstacle: Obstacle, remedy: Remedy) -> str:
    now, then, who = obstacle.limit, obstacle.needed, remedy.person
    texts = {
        Rule.RANK: f"asking for rank {then:g} instead of {now:g} ({who!r})",
        Rule.UNIT: f"lending {who!r} of unit {obstacle.unit!r}",
        Rule.RANGE: f"a range of {then:.1f} km instead of {now:g} ({who!r})",
        Rule.AVAILABLE: f"calling {who!r} for {_hours(abs(now - then))} of an absence",
        Rule.REST: f"a rest of {_hours(then)} instead of {_hours(now)} for {who!r}",
        Rule.SPAN: f"a duty period of {_hours(then)} instead of {_hours(now)} for {who!r}",
        Rule.TOTAL_HOURS: f"{_hours(then)} in all instead of {_hours(now)} for {who!r}",
        Rule.WEEK_HOURS: f"{_hours(then)} in the week instead of {_hours(now)} for {who!r}",
        Rule.DAYS_IN_A_ROW: f"{then:g} days in a row instead of {now:g} for {who!r}",
    }
    return texts[obstacle.rule]


def _hours(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def clock(minute: int) -> str:
    """A minute of the horizon as day and time of day, the first day being 1."""
    day, rest = divmod(minute, DAY_MIN)
    return f"day {day + 1} {rest // 60:02}:{rest % 60:02}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def _either(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " or " + parts[-1]


def reason_of(opening: Opening) -> Reason:
    """The same in the words of the exchange format."""
    return Reason(
        post=opening.post,
        missing=opening.missing,
        kind=opening.kind,
        who=tuple(b.person for b in opening.blocked),
        text=said(opening),
    )


def opening_to_json(opening: Opening) -> dict[str, Any]:
    """The opening as an object that JSON can hold."""
    out = asdict(opening)
    out["kind"] = opening.kind.value
    out["counts"] = {rule.value: n for rule, n in opening.counts.items()}
    return out


def opening_from_json(data: Any) -> Opening:
    """The opening that ``opening_to_json`` wrote. Raises ProblemError if it is none."""
    try:
        return Opening(
            post=str(data["post"]),
            missing=int(data["missing"]),
            kind=Why(data["kind"]),
            qualified=int(data["qualified"]),
            held_by=int(data["held_by"]),
            free=int(data["free"]),
            counts={Rule(rule): int(n) for rule, n in data["counts"].items()},
            blocked=tuple(_blocked_from(b) for b in data["blocked"]),
            remedies=tuple(_remedy_from(r) for r in data["remedies"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise ProblemError([f"opening: {err}"]) from err


def _blocked_from(data: Any) -> Blocked:
    return Blocked(person=str(data["person"]), by=_obstacles_from(data["by"]))


def _remedy_from(data: Any) -> Remedy:
    return Remedy(
        post=str(data["post"]),
        person=str(data["person"]),
        relax=_obstacles_from(data["relax"]),
        give_up=tuple(str(j) for j in data["give_up"]),
        weight_lost=float(data["weight_lost"]),
    )


def _obstacles_from(data: Iterable[Any]) -> tuple[Obstacle, ...]:
    return tuple(
        Obstacle(**{**o, "rule": Rule(o["rule"]), "skills": tuple(o["skills"])}) for o in data
    )
