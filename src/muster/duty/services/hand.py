"""Hand changes in a draft: every rule is asked, and the refusal says which one said no."""

from datetime import datetime

from django.utils.translation import gettext as _

from muster.duty.bridge.problem import (
    officer_key,
    pairs_of,
    problem_of,
    resource_pk,
    shift_id,
    shift_pk,
    vehicle_key,
)
from muster.duty.errors import (
    DaysUsedUp,
    DutyTooLong,
    HoursUsedUp,
    NotAtHand,
    NotQualified,
    PersonBusy,
    RestTooShort,
    RosterBusy,
    RuleBroken,
    ShiftElsewhere,
    ShiftFull,
    TooFarAway,
)
from muster.duty.models import Assignment, Officer, Roster, Shift, Vehicle
from muster.duty.queries.naming import day_and_hours, full_name, post_name, vehicle_name
from muster.duty.services.drafts import live_job, taken
from muster.duty.services.settle import settle
from muster.engines.roster import Person, Post, Problem, Rules
from muster.engines.roster.rules import Judge, away
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded
from muster.packs import load

HOUR_MIN = 60
DAY_MIN = 1440


def assign(
    actor: Actor, *, roster_id: int, version: int, shift_id: int, officer_id: int, now: datetime
) -> Assignment:
    """Put an officer on a shift of a draft.

    Takes the roster by its version, so two planners can neither overfill a post nor book one
    person twice. Raises RosterStale, RosterNotDraft, RosterBusy, ShiftElsewhere, ShiftFull and
    the refusals of :func:`refuse_breach`.
    """
    return _assign(actor, roster_id, version, shift_id, officer_key(officer_id), now)


def assign_vehicle(
    actor: Actor, *, roster_id: int, version: int, shift_id: int, vehicle_id: int, now: datetime
) -> Assignment:
    """Put a vehicle on a vehicle's shift of a draft; refuses as :func:`assign` does."""
    return _assign(actor, roster_id, version, shift_id, vehicle_key(vehicle_id), now)


def unassign(actor: Actor, *, assignment_id: int, version: int, now: datetime) -> Roster:
    """Take somebody off a shift of a draft; the place is open then."""
    with recorded(actor, now=now) as record:
        row = Assignment.objects.select_related("roster").get(pk=assignment_id)
        roster = _free(taken(row.roster_id, version))
        row.delete()
        _changed(record, roster, "roster.unassigned", row)
    return roster


def lock(
    actor: Actor, *, assignment_id: int, version: int, is_locked: bool, now: datetime
) -> Assignment:
    """Say whether a search must keep this assignment."""
    with recorded(actor, now=now) as record:
        row = Assignment.objects.select_related("roster").get(pk=assignment_id)
        roster = _free(taken(row.roster_id, version))
        row.is_locked = is_locked
        row.save(update_fields=("is_locked",))
        kind = "roster.locked" if is_locked else "roster.unlocked"
        record(
            kind=kind,
            subject=f"roster:{roster.pk}",
            season=roster.season_id,
            audience=Audience.SAFETY,
            body=_body(row),
        )
    return row


def _assign(
    actor: Actor, roster_id: int, version: int, shift_pk: int, who: str, now: datetime
) -> Assignment:
    with recorded(actor, now=now) as record:
        roster = _free(taken(roster_id, version))
        shift = Shift.objects.select_related("post__plan__event__venue").get(pk=shift_pk)
        held = Assignment.objects.filter(roster=roster, shift=shift).count()
        if held >= shift.head_count:
            raise ShiftFull(
                post=post_name(shift.post),
                hours=day_and_hours(shift.starts_at, shift.ends_at),
                count=shift.head_count,
            )
        refuse_breach(roster, shift=shift, who=who)
        officer_id, vehicle_id = resource_pk(who)
        row = Assignment.objects.create(
            roster=roster,
            shift=shift,
            officer_id=officer_id,
            vehicle_id=vehicle_id,
            is_locked=True,  # a search would undo what a hand decided
        )
        _changed(record, roster, "roster.assigned", row)
    return row


def refuse_breach(roster: Roster, *, shift: Shift, who: str) -> None:
    """Ask every hard rule about *who* on *shift* beside what they hold already.

    Raises NotQualified, TooFarAway, NotAtHand, PersonBusy, RestTooShort, DutyTooLong,
    HoursUsedUp, DaysUsedUp, or RuleBroken where the engine's judge alone says no.
    """
    problem = problem_of(roster, only=[who])
    judge = Judge(problem)
    post = judge.posts.get(shift_id(shift))
    name = _name(who, roster)
    if post is None:
        raise ShiftElsewhere(number=roster.number)
    if not problem.people:
        raise NotAtHand(who=name)
    person = problem.people[0]
    mine = [judge.posts[p] for p, i in pairs_of(roster) if i == who and p in judge.posts]
    _refuse_unfit(judge, person, post, shift=shift, name=name)
    _refuse_gaps(judge, person, mine, post, name=name)
    _refuse_hours(problem, person, [*mine, post], name=name)
    for rule in judge.broken_by(person, [*mine, post]):
        raise RuleBroken(who=name, rule=rule)


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


def _free(roster: Roster) -> Roster:
    if live_job(roster) is not None:
        raise RosterBusy(number=roster.number)
    return roster


def _name(who: str, roster: Roster) -> str:
    officer_id, vehicle_id = resource_pk(who)
    if officer_id is None:
        return vehicle_name(Vehicle.objects.get(pk=vehicle_id or 0))
    officer = Officer.objects.select_related("person").get(pk=officer_id)
    pack = load(roster.season.pack, roster.season.pack_version)
    return full_name(officer.person, pack=pack)


def _changed(record: Record, roster: Roster, kind: str, row: Assignment) -> None:
    """What every hand change ends with: open places, and scores that no longer hold."""
    settle(roster)
    Roster.objects.filter(pk=roster.pk).update(
        uncovered=None, uncovered_bound=None, score=None, score_bound=None
    )
    record(
        kind=kind,
        subject=f"roster:{roster.pk}",
        season=roster.season_id,
        audience=Audience.SAFETY,
        body=_body(row),
    )


def _body(row: Assignment) -> dict[str, int | None]:
    return {"shift": row.shift_id, "officer": row.officer_id, "vehicle": row.vehicle_id}
