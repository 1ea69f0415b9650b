"""Own staff by name or number: the persons of a unit and of all below it."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from django.db.models import Q, QuerySet

from muster.season.models import SeasonUnit
from muster.tree.models import Person
from muster.tree.names import search_key

NEAR: Final = 3
MOST: Final = 50


def staff_of(unit: SeasonUnit) -> QuerySet[Person]:
    """Who belongs to *unit* or a unit below it in the season's tree."""
    below = SeasonUnit.objects.filter(
        season=unit.season_id, first__gte=unit.first, first__lte=unit.last, left_on=None
    )
    return Person.objects.filter(unit__in=below.values("unit"), is_active=True)


def staff_named(unit: SeasonUnit, text: str) -> Person | None:
    """The one person whom a name, a number or both name, or nobody."""
    typed = search_key(text.replace("(", " ").replace(")", " "))
    begun = staff_of(unit).filter(Q(number__iexact=text.strip()) | Q(search_key__startswith=typed))
    hits = list(begun[:MOST])
    exact = [one for one in hits if typed in _ways(one)]
    found = exact or hits
    return found[0] if len(found) == 1 else None


def _ways(person: Person) -> tuple[str, ...]:
    """The ways in which a person is written, folded."""
    return (search_key(person.name), search_key(person.number), person.search_key)


def staff_near(unit: SeasonUnit, text: str) -> Sequence[str]:
    """Names that look like what was typed, with their numbers, for the refusal."""
    names = {
        key: f"{name} ({number})"
        for key, name, number in staff_of(unit).values_list("search_key", "name", "number")
    }
    folded = search_key(text)
    holding = [said for key, said in names.items() if folded in key][:NEAR]
    return holding or [names[key] for key in get_close_matches(folded, names, n=NEAR)]
