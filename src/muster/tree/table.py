"""The permission table: who may do what, in lines a lawyer can read.

Each capability's ``rules.py`` fills it with :func:`grant` when the applications are ready.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

Condition = Callable[[Any, Any], bool]


class Role(StrEnum):
    """What an account can be on a unit; a grant joins the three."""

    ADMINISTRATOR = "administrator"
    HEAD = "head"
    OFFICE = "office"
    SECRETARY = "secretary"
    CLERK = "clerk"
    APPRAISER = "appraiser"
    PERSONNEL = "personnel"
    PLANNER = "planner"
    DISPATCHER = "dispatcher"
    COMMANDER = "commander"
    OFFICER = "officer"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return str(_NAMES[self])

    @property
    def about(self) -> str:
        """What it is for, in one sentence."""
        return str(_ABOUT[self])


_NAMES: Final = {
    Role.ADMINISTRATOR: _("administrator"),
    Role.HEAD: _("head of the season"),
    Role.OFFICE: _("congress office"),
    Role.SECRETARY: _("secretary of a unit"),
    Role.CLERK: _("clerk"),
    Role.APPRAISER: _("appraiser"),
    Role.PERSONNEL: _("personnel desk"),
    Role.PLANNER: _("safety planner"),
    Role.DISPATCHER: _("dispatcher"),
    Role.COMMANDER: _("commander"),
    Role.OFFICER: _("officer on duty"),
    Role.AUDITOR: _("auditor"),
}
_ABOUT: Final = {
    Role.ADMINISTRATOR: _("Keeps accounts, grants and the register; sees what the others see."),
    Role.HEAD: _("Leads the season on the unit and below; decides what nobody below may."),
    Role.OFFICE: _("Runs the season's paper: deadlines, acceptance, reports, units and venues."),
    Role.SECRETARY: _("Answers for the steps of the unit's own congress."),
    Role.CLERK: _("Enters what units report on paper."),
    Role.APPRAISER: _("Checks what units hand in and returns it with reasons."),
    Role.PERSONNEL: _("Keeps the register of persons."),
    Role.PLANNER: _("Plans posts, venues and rosters."),
    Role.DISPATCHER: _("Changes who stands where on the day."),
    Role.COMMANDER: _("Approves plans and publishes rosters."),
    Role.OFFICER: _("Stands on posts; sees the own duty."),
    Role.AUDITOR: _("Sees everything on the unit and below and changes nothing."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may do one thing.

    roles: held on the row's unit or above. when: must also hold for the row.
    own: the row is the account's own; then no role is asked, wherever the row stands.
    """

    roles: frozenset[Role]
    when: Condition | None = None
    own: Condition | None = None


_rules: dict[str, Rule] = {}


def grant(
    can: StrEnum, *roles: Role, when: Condition | None = None, own: Condition | None = None
) -> None:
    """Let *roles* do *can*. A second grant of the same is a mistake and raises ValueError.

    when(account, obj): a condition on top of the role; own(account, obj): instead of it.
    """
    if can.value in _rules:
        raise ValueError(f"{can.value} is granted twice")
    _rules[can.value] = Rule(roles=frozenset(roles), when=when, own=own)


def rule_for(can: str) -> Rule:
    """The rule of a permission. Raises KeyError: a typo must mean neither yes nor no."""
    return _rules[str(can)]


def every_rule() -> Mapping[str, Rule]:
    """The whole table, in the order of the permissions' names."""
    return MappingProxyType(dict(sorted(_rules.items())))
