"""What the engine says of standing rosters, in the words of those who keep the sheet."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from muster.packs import Pack
from muster.shell.formats import day as day_text
from muster.shell.formats import figure

HOUR_MIN = 60
Said = Callable[[], str]

WHY: dict[str, Said] = {
    "absent": lambda: _("is absent"),
    "at_event": lambda: _("stands on a post of an event, or rests from it"),
    "at_other_post": lambda: _("serves at another standing post, or rests from it"),
    "after_yesterday": lambda: _("would follow too soon on the shift of the day before"),
}
# Kind of shift, number of a day, minutes and plain counts by the name of the group.
RULES: tuple[tuple[str, Said], ...] = (
    (
        r"(?P<n>\d+) shifts of kind (?P<kind>\w+), at most (?P<most>\d+)",
        lambda: _("%(n)s times %(kind)s; at most %(most)s are allowed"),
    ),
    (
        r"(?P<total_min>\d+) minutes, not (?P<least_min>\d+) to (?P<most_min>\d+)",
        lambda: _("%(total_min)s h in all; from %(least_min)s to %(most_min)s h are due"),
    ),
    (
        r"(?P<n>\d+) weekends, at most (?P<most>\d+)",
        lambda: _("%(n)s weekends; at most %(most)s are allowed"),
    ),
    (r"works on day off (?P<day>\d+)", lambda: _("serves on %(day)s, but %(why)s")),
    (
        r"(?P<kind>\w+) on day (?P<day>\d+) is followed by (?P<after_kind>\w+)",
        lambda: _("after %(kind)s on %(day)s follows %(after_kind)s: too little rest"),
    ),
    (
        r"(?P<n>\d+) shifts in a row from day (?P<day>-?\d+), at most (?P<most>\d+)",
        lambda: _("%(n)s days on duty in a row from %(day)s; at most %(most)s are allowed"),
    ),
    (
        r"(?P<n>\d+) shifts in a row from day (?P<day>\d+), at least (?P<least>\d+)",
        lambda: _("%(n)s days on duty in a row from %(day)s; at least %(least)s are due"),
    ),
    (
        r"(?P<n>\d+) days off in a row from day (?P<day>\d+), at least (?P<least>\d+)",
        lambda: _("%(n)s days off in a row from %(day)s; at least %(least)s are due"),
    ),
    (r"days off: (?P<n>\d+)", lambda: _("%(n)s days on which duty is not possible")),
    (
        r"at most (?P<most>\d+) shifts of kind (?P<kind>\w+)",
        lambda: _("at most %(most)s times %(kind)s"),
    ),
    (r"at most (?P<most>\d+) weekends", lambda: _("at most %(most)s weekends")),
    (r"at most (?P<most>\d+) shifts in a row", lambda: _("at most %(most)s days on in a row")),
    (r"at least (?P<least>\d+) shifts in a row", lambda: _("at least %(least)s days on in a row")),
    (
        r"at least (?P<least>\d+) days off in a row",
        lambda: _("at least %(least)s days off in a row"),
    ),
    (r"at most (?P<most_min>\d+) minutes", lambda: _("at most %(most_min)s h")),
    (r"at least (?P<least_min>\d+) minutes", lambda: _("at least %(least_min)s h")),
)


def rule_words(words: str, *, starts_on: date, pack: Pack, why: str = "") -> str:
    """A rule as the engine words it, in ours; what it words anew stays as it is."""
    for pattern, said in RULES:
        match = re.fullmatch(pattern, words)
        if match is not None:
            parts = {
                name: _written(name, value, starts_on=starts_on, pack=pack)
                for name, value in match.groupdict().items()
            }
            return said() % {**parts, "why": WHY[why]() if why in WHY else _("is not to be had")}
    return words


def _written(name: str, value: str, *, starts_on: date, pack: Pack) -> str:
    if name.endswith("kind") and value in pack.standing_shifts:
        return str(pack.standing_shifts[value].name)
    if name.endswith("_min"):
        return figure(int(value) / HOUR_MIN)
    if name == "day":
        return day_text(starts_on + timedelta(days=int(value)))
    return value
