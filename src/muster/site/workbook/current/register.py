"""What is there now, sheet by sheet, as plain values by natural key: for preview and export."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Final

from muster.exchange.book import Current
from muster.exchange.sheets import SheetSpec, Values
from muster.packs import Pack
from muster.season.models import Season, SeasonUnit
from muster.site.workbook.current import force, season, tree
from muster.site.workbook.current.ground import Ground

READERS: Final[Mapping[str, Callable[[Ground], Iterator[Values]]]] = {
    "settings": tree.settings,
    "units": tree.units,
    "persons": tree.persons,
    "accounts": tree.accounts,
    "venues": force.venues,
    "congresses": season.congresses,
    "progress": season.progress,
    "vehicles": force.vehicles,
    "force": force.force,
    "absences": force.absences,
    "side_events": season.side_events,
}


class Register(Ground):
    """Reads each sheet once, when it is first asked for."""

    def __init__(self, pack: Pack, season: Season | None) -> None:
        super().__init__(pack, season)
        self._read: dict[str, Current] = {}

    def current(self, spec: SheetSpec) -> Current:
        """The rows of a sheet as they are now."""
        if spec.key not in self._read:
            rows = READERS[spec.key](self)
            self._read[spec.key] = {spec.key_of(row): row for row in rows}
        return self._read[spec.key]

    @cached_property
    def held(self) -> dict[str, date]:
        """The day on which a congress was held, by its unit's code; only those that were."""
        if self.season is None:
            return {}
        rows = season.planned(self.season).filter(held_on__isnull=False)
        return {row.season_unit.code: row.held_on for row in rows if row.held_on}

    @cached_property
    def season_units(self) -> dict[str, SeasonUnit]:
        """The units of the season that have not left it, by code."""
        rows = SeasonUnit.objects.filter(season=self.season, left_on=None)
        return {row.code: row for row in rows} if self.season else {}
