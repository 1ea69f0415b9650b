"""In whose name what leaves a room is written and signed."""

from muster.control.models import ControlRoom
from muster.season.models import SeasonUnit


def signing_unit(room: ControlRoom) -> SeasonUnit:
    """The season's root, whose force serves at the event: as with plans and rosters."""
    season = room.season_unit.season
    rows = SeasonUnit.objects.select_related("season", "parent")
    return rows.get(season=season, unit=season.root_id)
