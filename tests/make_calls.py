"""Builders of call lists, through the services."""

from collections.abc import Sequence
from typing import Any

from tests import make_season as make

from muster.office import services
from muster.office.bridge import rules_of
from muster.office.models import Call, CallList
from muster.office.services import CallTarget
from muster.packs import Occasion
from muster.season.models import SeasonUnit
from muster.tree.models import Person
from muster.tree.names import search_key, sort_key


def staff(unit: SeasonUnit, position: str, *, name: str = "Lê Văn Tám", phone: str = "") -> Person:
    """Somebody of a unit's own staff with a position and a number."""
    return Person.objects.create(
        number=f"S{Person.objects.count():05}",
        name=name,
        unit=unit.unit,
        position=position,
        phone=phone or f"0901 {Person.objects.count():06}",
        sort_key=sort_key(name),
        search_key=search_key(name),
    )


def purpose(unit: SeasonUnit, occasion: Occasion) -> str:
    """The usual purpose of an occasion."""
    return rules_of(unit).calls_for(occasion)[0].key


def calls(
    unit: SeasonUnit,
    targets: Sequence[SeasonUnit],
    occasion: Occasion = Occasion.LATE,
    **said: Any,
) -> CallList:
    """A list of units to call."""
    return services.open_call_list(
        unit,
        actor=make.ACTOR,
        now=make.NOW,
        purpose=purpose(unit, occasion),
        targets=[CallTarget(season_unit=one) for one in targets],
        **said,
    )


def call_to(unit: SeasonUnit) -> Call:
    """The newest call to a unit."""
    return Call.objects.filter(season_unit=unit).latest("pk")
