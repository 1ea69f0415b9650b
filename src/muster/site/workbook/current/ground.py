"""What every reader of a sheet stands on: the rules, the season, the units' codes."""

from datetime import date
from functools import cached_property

from muster.packs import Pack
from muster.season.models import Season
from muster.tree.models import UnitVersion


class Ground:
    """The installation as one season sees it; season is None before it is opened."""

    def __init__(self, pack: Pack, season: Season | None) -> None:
        self.pack = pack
        self.season = season

    @cached_property
    def versions(self) -> dict[str, UnitVersion]:
        """The open version of each living unit, by code."""
        return {row.code: row for row in UnitVersion.objects.filter(valid_to=None)}

    @cached_property
    def codes(self) -> dict[int, str]:
        """Unit id to code."""
        return {row.unit_id: code for code, row in self.versions.items()}


def iso(value: date | None) -> str | None:
    """A day as plain text."""
    return value.isoformat() if value else None
