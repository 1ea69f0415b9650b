"""Shifts of standing posts: which a post has, when they begin and end on a day."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from muster.duty.models import Roster, StandingPost, StandingRoster
from muster.packs import Pack, load
from muster.packs.schema import StandingKind, StandingShift
from muster.season.models import SeasonUnit
from muster.shell import formats

WEEK = timedelta(days=7)


def pack_of(roster: StandingRoster) -> Pack:
    """The rules of the roster's season."""
    season = roster.post.season
    return load(season.pack, season.pack_version)


def kind_of(post: StandingPost, *, pack: Pack) -> StandingKind:
    """What the pack says of posts of this kind."""
    return pack.standing_posts[post.kind]


def shifts_of_kind(kind: StandingKind, *, pack: Pack) -> list[StandingShift]:
    """The shifts of a kind of post in the pack's order, each once."""
    return [pack.standing_shifts[key] for key in dict.fromkeys(one.shift for one in kind.cover)]


def shifts_of_post(roster: StandingRoster, *, pack: Pack) -> list[StandingShift]:
    """The shifts of the roster's post."""
    return shifts_of_kind(kind_of(roster.post, pack=pack), pack=pack)


def span_of(shift: StandingShift, day: date) -> tuple[datetime, datetime]:
    """From when to when the shift lasts that begins on *day*."""
    begins = timezone.make_aware(datetime.combine(day, shift.starts))
    return begins, begins + timedelta(minutes=shift.length_min)


def date_name(day: date) -> str:
    """Weekday and day in the reader's language, as other pages write the day of a moment."""
    return f"{formats.weekday(day)}{formats.NBSP}{formats.day(day)}"


def longest(shifts: Iterable[StandingShift]) -> timedelta:
    """How long the longest of them lasts."""
    return timedelta(minutes=max((one.length_min for one in shifts), default=0))


def units_below(roster: StandingRoster) -> list[int]:
    """The post's unit and all of the season's units below it."""
    post = roster.post
    here = SeasonUnit.objects.filter(season=post.season_id, unit=post.unit_id).first()
    if here is None:
        return [post.unit_id]
    below = SeasonUnit.objects.filter(
        season=post.season_id, first__gte=here.first, first__lte=here.last
    )
    return [post.unit_id, *below.values_list("unit_id", flat=True)]


def in_force_over(roster: StandingRoster) -> StandingRoster | None:
    """The published roster of the post over exactly these days, other than *roster*."""
    return (
        StandingRoster.objects.filter(
            post_id=roster.post_id,
            state=Roster.State.PUBLISHED,
            starts_on=roster.starts_on,
            ends_on=roster.ends_on,
        )
        .exclude(pk=roster.pk)
        .first()
    )


def overlapping_standing(roster: StandingRoster) -> QuerySet[StandingRoster]:
    """Published rosters of the post that cover a day of this one."""
    return StandingRoster.objects.filter(
        post_id=roster.post_id,
        state=Roster.State.PUBLISHED,
        starts_on__lt=roster.ends_on,
        ends_on__gt=roster.starts_on,
    ).exclude(pk=roster.pk)


def next_monday(post: StandingPost, *, today: date) -> date:
    """The first Monday that no roster in force covers: from today on, or after the last one."""
    last = post.rosters.filter(state=Roster.State.PUBLISHED).order_by("-ends_on").first()
    first = today if last is None else max(today, last.ends_on)
    return first + timedelta(days=-first.weekday() % 7)
