"""Why a place is open, in words that name people, and what would fill it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.duty.models import OpenPlace, Shift
from muster.duty.queries.account import Account, account_of, shifts_named
from muster.duty.queries.blocking import Words, count_part, near_part, way_part
from muster.duty.queries.naming import day_and_hours, post_name, shift_name
from muster.engines.roster import Why
from muster.packs import Pack

FEW = 4  # so many qualified people are told one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class WayLine:
    """One way to fill a place; number: its place among the ways of the open place."""

    number: int
    text: str
    loses: bool


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
    ways: Sequence[WayLine] = ()


def open_lines(
    places: QuerySet[OpenPlace],
    *,
    pack: Pack,
    names: Mapping[int, str],
    units: Mapping[int, str] | None = None,
    limit: int | None = None,
) -> list[OpenLine]:
    """Open places of a roster, those that matter most first.

    names: of officers by id; units: the names of their units by officer id.
    """
    rows = places.select_related("roster", "shift__post__plan__event").order_by(
        "-shift__weight", "shift__starts_at", "shift__post__number"
    )
    shown = list(rows if limit is None else rows[:limit])
    accounts = [account_of(place.opening) for place in shown]
    words = Words(
        pack=pack, names=names, units=units or {}, shifts=_shift_names(set(shifts_named(accounts)))
    )
    return [_line(place, account, words) for place, account in zip(shown, accounts, strict=True)]


def _line(place: OpenPlace, account: Account | None, words: Words) -> OpenLine:
    ways = _ways(account, words)
    return OpenLine(
        place=place,
        event=place.shift.post.plan.event.name,
        post=post_name(place.shift.post),
        when=day_and_hours(place.shift.starts_at, place.shift.ends_at),
        needs=needs(place, pack=words.pack),
        why=_why(place, account, words),
        help_text="; ".join(way.text for way in ways) or advice(place, pack=words.pack),
        ways=ways,
    )


def needs(place: OpenPlace, *, pack: Pack) -> str:
    """What is missing, in a few words: "2 medical"."""
    return f"{place.missing} {skill_names(place.shift.skills, pack=pack)}".strip()


def skill_names(skills: list[str], *, pack: Pack) -> str:
    """The short names of skills, in the pack's words; a key the pack no longer has stays itself."""
    return ", ".join(str(pack.skills[s].label) if s in pack.skills else s for s in skills)


def _why(place: OpenPlace, account: Account | None, words: Words) -> str:
    if not place.kind:
        return _("Left open by hand, or wanted by the plan since the roster was worked out.")
    if account is None or not (account.counts or account.free or account.held_by):
        skills = skill_names(place.shift.skills, pack=words.pack)
        return _("Nobody in the units asked for can do this: %(skills)s.") % {"skills": skills}
    parts = [_qualified(account), *_parts(place, account, words)]
    return "; ".join(part for part in parts if part) + "."


def _qualified(account: Account) -> str:
    if not account.qualified:
        return _("nobody has skills, rank and unit together").capitalize()
    return ngettext(
        "%(people)s person qualifies", "%(people)s people qualify", account.qualified
    ) % {"people": account.qualified}


def _parts(place: OpenPlace, account: Account, words: Words) -> list[str]:
    begins_at = place.roster.starts_at
    told = [near for near in account.near if near.bar is not None]
    held = []
    if account.held_by:
        held = [
            ngettext(
                "%(people)s stands there already",
                "%(people)s stand there already",
                account.held_by,
            )
            % {"people": account.held_by}
        ]
    if account.free:
        return [*held, _free(place, account)]
    if told and sum(account.counts.values()) <= FEW and len(told) == sum(account.counts.values()):
        return [*held, *(near_part(near, begins_at=begins_at, words=words) for near in told)]
    order = sorted(account.counts, key=lambda rule: -account.counts[rule])
    return [
        *held,
        *(count_part(rule, account.counts[rule], shift=place.shift, words=words) for rule in order),
    ]


def _free(place: OpenPlace, account: Account) -> str:
    if place.kind == Why.CREW_INCOMPLETE:
        text = _("%(people)s could come, but the crew cannot be made whole, so nobody is sent")
    else:
        text = _("%(people)s could come; the search left it open for posts that weigh more")
    return text % {"people": account.free}


def _ways(account: Account | None, words: Words) -> list[WayLine]:
    if account is None:
        return []
    return [
        WayLine(number=n, text=way_part(way, words=words), loses=bool(way.give_up))
        for n, way in enumerate(account.ways)
    ]


def advice(place: OpenPlace, *, pack: Pack) -> str:
    """What to do where no single decision would fill it."""
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


def _shift_names(ids: set[int]) -> dict[int, str]:
    rows = Shift.objects.filter(pk__in=ids).select_related("post") if ids else ()
    return {shift.pk: shift_name(shift) for shift in rows}
