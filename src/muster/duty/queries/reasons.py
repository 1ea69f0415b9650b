"""Why a place is open, in words that name people, and what would help."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.duty.models import OpenPlace
from muster.duty.queries.naming import day_and_hours, post_name
from muster.engines.roster import Why
from muster.packs import Pack

NAMED_MAX = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """One open place as the page and the workbook show it."""

    place: OpenPlace
    event: str
    post: str
    when: str
    needs: str
    why: str
    help_text: str


def open_lines(
    places: QuerySet[OpenPlace],
    *,
    pack: Pack,
    names: Mapping[int, str],
    limit: int | None = None,
) -> list[OpenLine]:
    """Open places of a roster, those that matter most first. names: of officers by id."""
    rows = places.select_related("shift__post__plan__event").order_by(
        "-shift__weight", "shift__starts_at", "shift__post__number"
    )
    return [
        OpenLine(
            place=place,
            event=place.shift.post.plan.event.name,
            post=post_name(place.shift.post),
            when=day_and_hours(place.shift.starts_at, place.shift.ends_at),
            needs=needs(place, pack=pack),
            why=sentence(place, pack=pack, names=names),
            help_text=advice(place, pack=pack),
        )
        for place in (rows if limit is None else rows[:limit])
    ]


def needs(place: OpenPlace, *, pack: Pack) -> str:
    """What is missing, in a few words: "2 medical"."""
    return f"{place.missing} {skill_names(place.shift.skills, pack=pack)}".strip()


def skill_names(skills: list[str], *, pack: Pack) -> str:
    """The short names of skills, in the pack's words; a key the pack no longer has stays itself."""
    return ", ".join(str(pack.skills[s].label) if s in pack.skills else s for s in skills)


def sentence(place: OpenPlace, *, pack: Pack, names: Mapping[int, str]) -> str:
    """Why nobody stands there."""
    people = len(place.officers)
    figures = {
        "people": people,
        "who": _named(place.officers, names),
        "skills": skill_names(place.shift.skills, pack=pack),
        "rest_h": f"{pack.duty.min_rest_min / 60:g}",
        "week_h": f"{pack.duty.max_minutes_week / 60:g}",
        "km": f"{place.shift.max_km:g}" if place.shift.max_km is not None else "",
    }
    return _template(place.kind, people) % figures


def _template(kind: str, people: int) -> str:
    if kind == Why.NO_ONE_QUALIFIED:
        return _("Nobody in the units asked for can do this: %(skills)s.")
    if kind == Why.ALL_UNAVAILABLE:
        return ngettext(
            "%(people)s person qualifies and is absent then: %(who)s.",
            "%(people)s people qualify, all are absent then: %(who)s.",
            people,
        )
    if kind == Why.OUT_OF_RANGE:
        return ngettext(
            "%(people)s person qualifies but lives more than %(km)s km away: %(who)s.",
            "%(people)s people qualify, all live more than %(km)s km away: %(who)s.",
            people,
        )
    if kind == Why.RESTING:
        return ngettext(
            "%(people)s person qualifies but would not get %(rest_h)s h of rest: %(who)s.",
            "%(people)s people qualify, none would get %(rest_h)s h of rest: %(who)s.",
            people,
        )
    if kind == Why.HOURS_USED_UP:
        return ngettext(
            "%(people)s person qualifies but would pass %(week_h)s h a week: %(who)s.",
            "%(people)s people qualify, all would pass %(week_h)s h a week: %(who)s.",
            people,
        )
    return _rest_of_templates(kind, people)


def _rest_of_templates(kind: str, people: int) -> str:
    if kind == Why.BUSY_ON_HEAVIER_POSTS:
        return ngettext(
            "%(people)s person qualifies and stands on a more important post: %(who)s.",
            "%(people)s people qualify, all stand on more important posts: %(who)s.",
            people,
        )
    if kind == Why.CREW_INCOMPLETE:
        return _("The crew cannot be made whole, so neither vehicle nor people are sent.")
    return _("Left open by hand, or wanted by the plan since the roster was worked out.")


def advice(place: OpenPlace, *, pack: Pack) -> str:
    """The least disturbing way to fill it."""
    skills = skill_names(place.shift.skills, pack=pack)
    if place.kind in (Why.NO_ONE_QUALIFIED, Why.ALL_UNAVAILABLE, Why.OUT_OF_RANGE):
        return _("Ask another unit for: %(skills)s.") % {"skills": skills}
    if place.kind == Why.HOURS_USED_UP:
        return _("Split the shift in two, or lower the number asked for.")
    if place.kind in (Why.RESTING, Why.BUSY_ON_HEAVIER_POSTS):
        return _("Move the hours, or lower the number asked for.")
    if place.kind == Why.CREW_INCOMPLETE:
        return _("Find the missing vehicle or people, or take the post out of the plan.")
    return _("Work it out again, or put somebody there by hand.")


def _named(officers: list[int], names: Mapping[int, str]) -> str:
    known = [names[pk] for pk in officers if pk in names]
    shown = ", ".join(known[:NAMED_MAX])
    more = len(officers) - min(len(known), NAMED_MAX)
    if more > 0 and shown:
        return _("%(who)s and %(more)s more") % {"who": shown, "more": more}
    return shown
