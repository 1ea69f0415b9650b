"""To whom an instruction goes: a unit by its code or name, or every unit of a tier."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from django.db.models import Q

from muster.office.bridge import rules_of
from muster.season.models import SeasonUnit
from muster.tree.names import search_key

NEAR: Final = 3
SEPARATOR: Final = ";"


def tier_named(unit: SeasonUnit, text: str) -> str:
    """The key of the tier that *text* names in either language, or nothing."""
    wanted = search_key(text)
    for key, tier in rules_of(unit).tiers.items():
        names = (tier.name.vi, tier.name.en, tier.label.vi, tier.label.en)
        if wanted in map(search_key, names):
            return key
    return ""


def units_named(unit: SeasonUnit, text: str) -> list[SeasonUnit]:
    """The units that one cell names, at or below *unit*; none if one of its parts is unknown.

    Nothing written means the unit itself; parts are separated by semicolons.
    """
    if not text.strip():
        return [unit]
    found: dict[int, SeasonUnit] = {}
    for part in text.split(SEPARATOR):
        named = _named(unit, part) if part.strip() else []
        if part.strip() and not named:
            return []
        found.update((one.pk, one) for one in named)
    return list(found.values())


def _named(unit: SeasonUnit, text: str) -> list[SeasonUnit]:
    rows = SeasonUnit.objects.filter(
        season=unit.season_id, first__gte=unit.first, first__lte=unit.last, left_on=None
    ).select_related("season")
    tier = tier_named(unit, text)
    if tier:
        return list(rows.filter(tier=tier).exclude(pk=unit.pk))
    folded = search_key(text)
    exact = rows.filter(Q(code__iexact=text.strip()) | Q(search_key=folded))
    hits = list(exact[:2]) or list(rows.filter(search_key__contains=folded)[:2])
    return hits if len(hits) == 1 else []


def near(unit: SeasonUnit, text: str) -> Sequence[str]:
    """Names that look like what was typed, for the refusal."""
    rows = SeasonUnit.objects.filter(
        season=unit.season_id, first__gte=unit.first, first__lte=unit.last, left_on=None
    )
    names = dict(rows.values_list("search_key", "name"))
    folded = search_key(text)
    holding = [name for key, name in names.items() if folded in key][:NEAR]
    return holding or [names[key] for key in get_close_matches(folded, names, n=NEAR)]
