"""Who may import what: the right to open a season, and to change what the sheets change."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from muster.exchange.models import Import, ImportRow
from muster.season.models import Season
from muster.season.rules import Can as SeasonCan
from muster.tree.models import Account, ParentEdge, UnitVersion
from muster.tree.permissions import require
from muster.tree.rules import Can as TreeCan

OF_SHEET: Final[Mapping[str, StrEnum]] = {
    "units": TreeCan.CHANGE_UNITS,
    "persons": TreeCan.CHANGE_PERSONS,
    "accounts": TreeCan.CHANGE_ACCOUNTS,
}


def must_reach(account: Account, season_id: int | None) -> None:
    """Refuse whoever may not open that season, or any on the top of the tree. NotAllowed."""
    season = Season.objects.filter(pk=season_id or 0).select_related("root").first()
    if season is not None:
        require(account, SeasonCan.OPEN, season)
        return
    below = ParentEdge.objects.filter(valid_to=None).values("child")
    tops = UnitVersion.objects.filter(valid_to=None).exclude(unit__in=below)
    for version in tops.select_related("unit"):
        require(account, SeasonCan.OPEN, version.unit)


def must_apply(account: Account, staged: Import) -> None:
    """Refuse whoever may not change what the import changes. NotAllowed."""
    must_reach(account, staged.season_id)
    for can in _asked(staged):
        require(account, can, _top_of(staged))


def _asked(staged: Import) -> Iterable[StrEnum]:
    moving = (ImportRow.Verdict.NEW, ImportRow.Verdict.CHANGED)
    sheets = set(staged.rows.filter(verdict__in=moving).values_list("sheet", flat=True))
    return [can for sheet, can in OF_SHEET.items() if sheet in sheets]


def _top_of(staged: Import) -> Season | None:
    return Season.objects.filter(pk=staged.season_id or 0).first()
