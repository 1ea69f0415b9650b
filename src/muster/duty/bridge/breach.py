"""Which hard rule a hand change would break, as the refusal that says so.

The engine's judge has the last word; what stands here finds the sentence.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from muster.duty.bridge.problem import resource_pk, shift_pk
from muster.duty.errors import (
    DaysUsedUp,
    DutyTooLong,
    HoursUsedUp,
    NotAtHand,
    NotQualified,
    PersonBusy,
    RestTooShort,
    RuleBroken,
    TooFarAway,
)
from muster.duty.models import Officer, Shift, Vehicle
from muster.duty.queries.naming import day_and_hours, full_name, post_name, vehicle_name
from muster.engines.roster import Pair, Person, Post, Problem, Rules
from muster.engines.roster.reasons.obstacles import held_posts
from muster.engines.roster.rules import Judge, away
from muster.errors import DomainError
from muster.packs import Pack

HOUR_MIN = 60
DAY_MIN = 1440


def refuse_breach(
    judge: Judge, person: Person, mine: list[Post], post: Post, *, shift: Shift, name: str
) -> None:
    """Ask every hard rule about *person* on *post* beside what they hold already (*mine*).

    Raises NotQualified, TooFarAway, NotAtHand, PersonBusy, RestTooShort, DutyTooLong,
    HoursUsedUp, DaysUsedUp, or RuleBroken where the judge alone says no.
    """
    _refuse_unfit(judge, person, post, shift=shift, name=name)
    _refuse_gaps(judge, person, mine, post, name=name)
    _refuse_hours(judge.problem, person, [*mine, post], name=name)
    for rule in judge.broken_by(person, [*mine, post]):
        raise RuleBroken(who=name, rule=rule)


def first_breach(judge: Judge, pairs: Iterable[Pair], *, pack: Pack) -> str:
    """The first rule that a whole roster breaks, as its sentence; "" if none has one."""
    pairs = list(pairs)
    for _post, who in pairs:
        if who not in judge.people:
            return str(NotAtHand(who=_called(who, pack=pack)))
    for who, mine in sorted(held_posts(judge, pairs).items()):
        person = judge.people[who]
        if any(judge.broken_by(person, mine)):
            for post in mine:
                said = _said(judge, person, [p for p in mine if p is not post], post, pack=pack)
                if said:
                    return said
    return ""


def _said(judge: Judge, person: Person, others: list[Post], post: Post, *, pack: Pack) -> str:
    shift = Shift.objects.select_related("post").get(pk=shift_pk(post.id))
    name = _called(person.id, pack=pack)
    try:
        refuse_breach(judge, person, others, post, shift=shift, name=name)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _called(who: str, *, pack: Pack) -> str:
    officer_id, vehicle_id = resource_pk(who)
    if officer_id is None:
        return vehicle_name(Vehicle.objects.get(pk=vehicle_id or 0))
    return full_name(Officer.objects.select_related("person").get(pk=officer_id).person, pack=pack)


def _refuse_unfit(judge: Judge, person: Person, post: Post, *, shift: Shift, name: str) -> None:
    lacks = []
    if not set(post.skills) <= set(person.skills):
        lacks.append(_("a skill is missing"))
    if person.rank < post.min_rank:
        lacks.append(_("the rank is too low"))
    if post.units is not None and person.unit not in post.units:
        lacks.append(_("another unit is asked for"))
    if lacks:
        raise NotQualified(who=name, post=post_name(shift.post), lacks=", ".join(lacks))
    if not judge.in_range(person, post):
        km = judge.ground.km(person.home, post.place)
        raise TooFarAway(who=name, post=post_name(shift.post), km=km, max_km=post.max_km)
    if away(person, post):
        raise NotAtHand(who=name)


def _refuse_gaps(judge: Judge, person: Person, mine: list[Post], post: Post, *, name: str) -> None:
    rules = judge.problem.rules_of(person)
    for other in mine:
        first, second = sorted((other, post), key=lambda p: p.start_min)
        gap_min = second.start_min - first.end_min
        if gap_min < judge.ground.minutes(first.place, second.place):
            busy = Shift.objects.select_related("post").get(pk=shift_pk(other.id))
            raise PersonBusy(
                who=name,
                post=post_name(busy.post),
                hours=day_and_hours(busy.starts_at, busy.ends_at),
            )
        _refuse_rest(rules, gap_min, name=name)
    if person.history is not None:
        earliest = min([*mine, post], key=lambda p: p.start_min)
        _refuse_rest(rules, earliest.start_min - person.history.last_end_min, name=name)


def _refuse_rest(rules: Rules, gap_min: int, *, name: str) -> None:
    if rules.max_break_min < gap_min < rules.min_rest_min:
        raise RestTooShort(
            who=name, rest_h=gap_min / HOUR_MIN, need_h=rules.min_rest_min / HOUR_MIN
        )


def _refuse_hours(problem: Problem, person: Person, mine: list[Post], *, name: str) -> None:
    rules, history = problem.rules_of(person), person.history
    weeks: dict[int, int] = {0: history.week_min if history else 0}
    for post in mine:
        week = post.start_min // (7 * DAY_MIN)
        weeks[week] = weeks.get(week, 0) + post.end_min - post.start_min
    longest = longest_period_min(mine, rules)
    if longest > rules.max_span_min:
        raise DutyTooLong(who=name, span_h=longest / HOUR_MIN, max_h=rules.max_span_min / HOUR_MIN)
    total = sum(post.end_min - post.start_min for post in mine)
    for minutes, most in ((max(weeks.values()), rules.max_week_min), (total, rules.max_total_min)):
        if minutes > most:
            raise HoursUsedUp(who=name, hours_h=minutes / HOUR_MIN, max_h=most / HOUR_MIN)
    run = longest_run_days(mine, before=history.run_days if history else 0)
    if run > rules.max_days_in_a_row:
        raise DaysUsedUp(who=name, days=run, max_days=rules.max_days_in_a_row)


def longest_period_min(posts: list[Post], rules: Rules) -> int:
    """The longest duty period among *posts*: first start to last end without a rest between."""
    longest = began = last_end = 0
    for n, post in enumerate(sorted(posts, key=lambda p: p.start_min)):
        if n == 0 or post.start_min - last_end > rules.max_break_min:
            began = post.start_min
        last_end = post.end_min
        longest = max(longest, last_end - began)
    return longest


def longest_run_days(posts: list[Post], *, before: int) -> int:
    """Most days in a row with a post starting in them; *before*: the run up to day 0."""
    longest = run = before
    last = -1 if before else None
    for day in sorted({post.start_min // DAY_MIN for post in posts}):
        run = run + 1 if last is not None and day == last + 1 else 1
        last, longest = day, max(longest, run)
    return longest
