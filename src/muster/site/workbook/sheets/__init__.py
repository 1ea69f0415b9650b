"""The sheets of the season workbook, those first that others refer to."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from muster.exchange.sheets import SheetSpec
from muster.packs import Pack
from muster.site.workbook.sheets.around import side_events, venues
from muster.site.workbook.sheets.force import absences, force, vehicles
from muster.site.workbook.sheets.season import congresses, progress
from muster.site.workbook.sheets.settings import settings_sheet
from muster.site.workbook.sheets.tree import accounts, persons, units

__all__ = ["all_sheets", "settings_sheet"]


def all_sheets(pack: Pack) -> Sequence[SheetSpec]:
    """Every sheet, with the words of *pack*."""
    zone = ZoneInfo(pack.time_zone)
    return (
        settings_sheet(pack),
        units(pack),
        persons(pack),
        accounts(),
        venues(),
        congresses(pack),
        progress(pack),
        vehicles(pack),
        force(pack),
        absences(pack, zone),
        side_events(pack, zone),
    )
