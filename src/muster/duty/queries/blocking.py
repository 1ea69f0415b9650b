"""Rules that keep people off a post, as parts of a sentence in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.duty.models import Shift
from muster.duty.queries.account import Bar, Near, Way
from muster.duty.queries.naming import day_name
from muster.engines.roster.rules import Rule
from muster.packs import Pack
from muster.shell.formats import clock, figure

HOUR_MIN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the sentences are made with: the pack, names and units of officers, other shifts."""

    pack: Pack
    names: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    shifts: Mapping[int, str] = field(default_factory=dict)

    def who(self, one: Near | Way) -> str:
        """The short name of somebody, or what stands for a vehicle."""
        if one.vehicle_id is not None:
            return _("a vehicle")
        return self.names.get(one.officer_id or 0, _("an officer"))

    def rank(self, level: float) -> str:
        """The rank of a level."""
        return next(
            (str(rank.label) for rank in self.pack.ranks.values() if rank.level == int(level)), "?"
        )


def count_part(rule: Rule, people: int, *, shift: Shift, words: Words) -> str:
    """How many fall away at one rule: "7 on duty elsewhere"."""
    duty = words.pack.duty
    figures = {
        "people": figure(people),
        "rest_h": hours(duty.min_rest_min),
        "week_h": hours(duty.max_minutes_week),
        "total_h": hours(duty.max_minutes),
        "span_h": hours(duty.max_span_min),
        "days": duty.max_consecutive_days,
        "km": figure(shift.max_km),
    }
    return _counted(rule, people) % figures


def _counted(rule: Rule, n: int) -> str:
    parts: dict[Rule, Callable[[], str]] = {
        Rule.SKILL: lambda: ngettext("%(people)s lacks a skill", "%(people)s lack a skill", n),
        Rule.RANK: lambda: ngettext(
            "%(people)s has too low a rank", "%(people)s have too low a rank", n
        ),
        Rule.UNIT: lambda: ngettext(
            "%(people)s is of a unit that is not asked",
            "%(people)s are of units that are not asked",
            n,
        ),
        Rule.RANGE: lambda: ngettext(
            "%(people)s lives more than %(km)s km away",
            "%(people)s live more than %(km)s km away",
            n,
        ),
        Rule.AVAILABLE: lambda: ngettext("%(people)s is absent", "%(people)s are absent", n),
        Rule.OVERLAP: lambda: ngettext(
            "%(people)s is on duty elsewhere then", "%(people)s are on duty elsewhere then", n
        ),
        Rule.TRAVEL: lambda: ngettext(
            "%(people)s could not get there in time", "%(people)s could not get there in time", n
        ),
        Rule.REST: lambda: ngettext(
            "%(people)s would not get %(rest_h)s h of rest",
            "%(people)s would not get %(rest_h)s h of rest",
            n,
        ),
        Rule.SPAN: lambda: ngettext(
            "%(people)s would be on duty for more than %(span_h)s h",
            "%(people)s would be on duty for more than %(span_h)s h",
            n,
        ),
        Rule.TOTAL_HOURS: lambda: ngettext(
            "%(people)s would pass %(total_h)s h in all",
            "%(people)s would pass %(total_h)s h in all",
            n,
        ),
        Rule.WEEK_HOURS: lambda: ngettext(
            "%(people)s would pass %(week_h)s h a week",
            "%(people)s would pass %(week_h)s h a week",
            n,
        ),
        Rule.DAYS_IN_A_ROW: lambda: ngettext(
            "%(people)s would be on duty more than %(days)s days in a row",
            "%(people)s would be on duty more than %(days)s days in a row",
            n,
        ),
    }
    return parts[rule]()


def near_part(near: Near, *, begins_at: datetime, words: Words) -> str:
    """What keeps one person: "Vy is absent until T7 25/8 07:00". Needs ``near.bar``."""
    bar = near.bar or Bar(rule=Rule.AVAILABLE)
    figures = {"who": words.who(near), **bar_figures(bar, words)}
    if bar.until_min is not None and bar.rule in UNTIL:
        figures["until"] = moment(begins_at + timedelta(minutes=bar.until_min))
        return _until(bar.rule) % figures
    return _alone(bar.rule) % figures


UNTIL = frozenset({Rule.AVAILABLE, Rule.OVERLAP, Rule.REST})


def _until(rule: Rule) -> str:
    if rule is Rule.AVAILABLE:
        return _("%(who)s is absent until %(until)s")
    if rule is Rule.OVERLAP:
        return _("%(who)s is on duty elsewhere until %(until)s")
    return _("%(who)s must rest until %(until)s")


def _alone(rule: Rule) -> str:
    return {
        Rule.SKILL: _("%(who)s lacks a skill"),
        Rule.RANK: _("%(who)s has too low a rank"),
        Rule.UNIT: _("%(who)s is of a unit that is not asked"),
        Rule.RANGE: _("%(who)s lives %(needed_km)s km away, more than %(limit_km)s km"),
        Rule.AVAILABLE: _("%(who)s is absent"),
        Rule.OVERLAP: _("%(who)s is on duty elsewhere then"),
        Rule.TRAVEL: _("%(who)s could not get there in time"),
        Rule.REST: _("%(who)s would rest only %(needed_h)s h, %(limit_h)s h are due"),
        Rule.SPAN: _("%(who)s would be on duty for %(needed_h)s h, at most %(limit_h)s h"),
        Rule.TOTAL_HOURS: _("%(who)s would reach %(needed_h)s h in all, at most %(limit_h)s h"),
        Rule.WEEK_HOURS: _("%(who)s would reach %(needed_h)s h a week, at most %(limit_h)s h"),
        Rule.DAYS_IN_A_ROW: _(
            "%(who)s would be on duty %(needed)s days in a row, at most %(limit)s"
        ),
    }[rule]


def way_part(way: Way, *, words: Words) -> str:
    """One way to fill a place, as what would have to be decided."""
    who = words.who(way)
    parts = [
        _decided(bar.rule) % {"who": who, "unit": _unit(way, words), **bar_figures(bar, words)}
        for bar in way.relax
    ]
    for shift_id in way.give_up:
        shift = words.shifts.get(shift_id, "")
        parts.append(
            _("take %(who)s from %(shift)s, which stays open instead")
            % {"who": who, "shift": shift}
        )
    return ", ".join(parts)


def _unit(way: Way, words: Words) -> str:
    return words.units.get(way.officer_id or 0, "")


def _decided(rule: Rule) -> str:
    return {
        Rule.RANK: _("accept the rank %(needed_rank)s: %(who)s"),
        Rule.UNIT: _("%(unit)s lends %(who)s"),
        Rule.RANGE: _("accept a way of %(needed_km)s km instead of %(limit_km)s: %(who)s"),
        Rule.AVAILABLE: _("call %(who)s back for this shift"),
        Rule.REST: _("a rest of %(needed_h)s h instead of %(limit_h)s h for %(who)s"),
        Rule.SPAN: _("%(needed_h)s h on end instead of %(limit_h)s h for %(who)s"),
        Rule.TOTAL_HOURS: _("%(needed_h)s h in all instead of %(limit_h)s h for %(who)s"),
        Rule.WEEK_HOURS: _("%(needed_h)s h a week instead of %(limit_h)s h for %(who)s"),
        Rule.DAYS_IN_A_ROW: _("%(needed)s days in a row instead of %(limit)s for %(who)s"),
        Rule.SKILL: _("train %(who)s"),
        Rule.OVERLAP: _("free %(who)s of the other shift"),
        Rule.TRAVEL: _("bring %(who)s there faster"),
    }[rule]


def bar_figures(bar: Bar, words: Words) -> dict[str, object]:
    """The figures of a rule in every unit that a sentence may ask for."""
    return {
        "limit": figure(bar.limit),
        "needed": figure(bar.needed),
        "limit_h": hours(bar.limit),
        "needed_h": hours(bar.needed),
        "limit_km": figure(bar.limit),
        "needed_km": figure(bar.needed),
        "needed_rank": words.rank(bar.needed) if bar.rule is Rule.RANK else "",
    }


def hours(minutes: float) -> str:
    """Minutes as hours, written the local way: "6,5"."""
    return figure(minutes / HOUR_MIN)


def moment(at: datetime) -> str:
    """Weekday, day and hour of a moment."""
    return f"{day_name(at)} {clock(at)}"
