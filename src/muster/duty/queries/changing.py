"""Changes to a roster's problem as sentences: what is tried, what a roster was allowed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.duty.models import Officer, Roster, Shift
from muster.duty.queries.blocking import hours
from muster.duty.queries.naming import full_name, shift_name
from muster.duty.queries.people import unit_names
from muster.packs import Pack, load
from muster.shell.formats import figure

Change = Mapping[str, Any]

DAYS = "max_days_in_a_row"
RULES = {
    "min_rest_min": gettext_lazy("least rest between two duties"),
    "max_break_min": gettext_lazy("longest break inside one duty"),
    "max_span_min": gettext_lazy("longest duty without rest"),
    "max_week_min": gettext_lazy("most hours a week"),
    "max_total_min": gettext_lazy("most hours in this roster"),
    DAYS: gettext_lazy("most days in a row"),
}


def amount(rule: str, value: float) -> str:
    """The value of a rule with its unit."""
    if rule == DAYS:
        return ngettext("%(days)s day", "%(days)s days", int(value)) % {"days": figure(value)}
    return _("%(hours)s h") % {"hours": hours(value)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    pack: Pack
    shifts: Mapping[int, str]
    officers: Mapping[int, str]
    units: Mapping[int, str]

    def shift(self, post: str) -> str:
        return self.shifts.get(_pk(post), _("a post"))

    def who(self, person: str | None) -> str:
        if person is None:
            return _("everybody")
        if not person.startswith("o"):
            return _("a vehicle")
        return self.officers.get(int(person[1:]), _("an officer"))

    def unit(self, unit: str) -> str:
        return self.units.get(int(unit), unit) if unit.isdigit() else unit

    def skills(self, skills: Iterable[str]) -> str:
        keys = [skill.removeprefix("vehicle:") for skill in skills if skill != "person"]
        return ", ".join(
            str(self.pack.skills[key].label) if key in self.pack.skills else key for key in keys
        )


def change_texts(roster: Roster, changes: Sequence[Change]) -> list[str]:
    """One sentence for each change. At most four queries; what only holds a place says nothing."""
    names = _names(roster, changes)
    return [_SAID[one["change"]](one, names) for one in changes if one["change"] in _SAID]


def _names(roster: Roster, changes: Sequence[Change]) -> _Names:
    pack = load(roster.season.pack, roster.season.pack_version)
    posts = {_pk(_post(one)) for one in changes if one.get("post")}
    people = {
        int(one["person"][1:])
        for one in changes
        if isinstance(one.get("person"), str) and one["person"].startswith("o")
    }
    shifts = Shift.objects.filter(pk__in=posts).select_related("post__plan__event")
    officers = Officer.objects.filter(pk__in=people).select_related("person")
    return _Names(
        pack=pack,
        shifts={s.pk: f"{shift_name(s)}, {s.post.plan.event.name}" for s in shifts},
        officers={o.pk: full_name(o.person, pack=pack) for o in officers},
        units=unit_names(set(_units(changes))),
    )


def _post(one: Change) -> str:
    """The id of the post that a change is about; an added one carries that of its model."""
    post = one["post"]
    return str(post if isinstance(post, str) else post["id"])


def _units(changes: Sequence[Change]) -> Iterable[int]:
    for one in changes:
        named = (one.get("from_unit"), one.get("to_unit"), one.get("unit"), *one.get("units", ()))
        yield from (int(unit) for unit in named if unit and str(unit).isdigit())


def _pk(post: str) -> int:
    tail = post.rpartition(":")[2]
    return int(tail) if tail.isdigit() else 0


def _set_rule(one: Change, names: _Names) -> str:
    return _("%(rule)s: %(value)s, for %(who)s") % {
        "rule": RULES[one["rule"]],
        "value": amount(one["rule"], one["value"]),
        "who": names.who(one.get("person")),
    }


def _ask_less(one: Change, names: _Names) -> str:
    parts = []
    if one.get("count") is not None:
        parts.append(_("%(count)s people") % {"count": one["count"]})
    if one.get("max_km") is not None:
        parts.append(_("up to %(km)s km away") % {"km": figure(one["max_km"])})
    if one.get("min_rank") is not None:
        ranks = {rank.level: str(rank.label) for rank in names.pack.ranks.values()}
        parts.append(_("from %(rank)s") % {"rank": ranks.get(one["min_rank"], "?")})
    if one.get("skills") is not None:
        parts.append(names.skills(one["skills"]))
    return _("%(shift)s: %(asked)s") % {
        "shift": names.shift(one["post"]),
        "asked": ", ".join(parts),
    }


def _open_to(one: Change, names: _Names) -> str:
    return _("%(units)s may serve at %(shift)s") % {
        "units": ", ".join(names.unit(unit) for unit in one["units"]),
        "shift": names.shift(one["post"]),
    }


def _open_all(one: Change, names: _Names) -> str:
    return _("%(lender)s lends its officers to %(borrower)s") % {
        "lender": names.unit(one["from_unit"]),
        "borrower": names.unit(one["to_unit"]),
    }


def _add_people(one: Change, names: _Names) -> str:
    about = {"count": one["number"], "skills": names.skills(one["skills"])}
    if one.get("kind") == "vehicle":
        return (
            ngettext(
                "%(count)s vehicle more: %(skills)s",
                "%(count)s vehicles more: %(skills)s",
                one["number"],
            )
            % about
        )
    return (
        ngettext(
            "%(count)s officer more: %(skills)s",
            "%(count)s officers more: %(skills)s",
            one["number"],
        )
        % about
    )


def _remove_person(one: Change, names: _Names) -> str:
    return _("without %(who)s") % {"who": names.who(one["person"])}


def _free_for(one: Change, names: _Names) -> str:
    return _("%(who)s is called back for %(shift)s") % {
        "who": names.who(one["person"]),
        "shift": names.shift(one["post"]),
    }


def _pin(one: Change, names: _Names) -> str:
    return _("%(who)s stands at %(shift)s") % {
        "who": names.who(one["person"]),
        "shift": names.shift(one["post"]),
    }


def _drop_post(one: Change, names: _Names) -> str:
    return _("without %(shift)s") % {"shift": names.shift(one["post"])}


def _add_post(one: Change, names: _Names) -> str:
    return _("one more like %(shift)s") % {"shift": names.shift(one["post"]["id"])}


_SAID: dict[str, Callable[[Change, _Names], str]] = {
    "set_rule": _set_rule,
    "ask_less": _ask_less,
    "open_to": _open_to,
    "open_all": _open_all,
    "add_people": _add_people,
    "remove_person": _remove_person,
    "free_for": _free_for,
    "pin": _pin,
    "drop_post": _drop_post,
    "add_post": _add_post,
}


def to_do_elsewhere(roster: Roster, changes: Sequence[Change]) -> list[str]:
    """What a draft of the trial cannot carry and somebody has to arrange."""
    names = _names(roster, changes)
    found = []
    for one in changes:
        if one["change"] == "add_people":
            found.append(_("ask for: %(what)s") % {"what": _add_people(one, names)})
        elif one["change"] == "drop_post":
            shift = names.shift(one["post"])
            found.append(_("take out of its plan: %(shift)s") % {"shift": shift})
        elif one["change"] == "add_post":
            found.append(_("add to its plan: %(what)s") % {"what": _add_post(one, names)})
        elif one["change"] == "ask_less" and one.get("count") is not None:
            found.append(_("change in its plan: %(what)s") % {"what": _ask_less(one, names)})
    return found
