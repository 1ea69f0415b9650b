"""Who is in an audience: whether the feed may name an entry to a reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from muster.ledger.models import Audience
from muster.tree.places import Place
from muster.tree.reach import Reach
from muster.tree.table import Role

# The keepers and the auditors see what each of the two offices sees, and so does the head.
ABOVE_BOTH: Final = frozenset({Role.ADMINISTRATOR, Role.HEAD, Role.AUDITOR})
SAFETY: Final = ABOVE_BOTH | {Role.PLANNER, Role.DISPATCHER, Role.COMMANDER}
OFFICE: Final = ABOVE_BOTH | {Role.OFFICE, Role.CLERK, Role.APPRAISER, Role.PERSONNEL}
MEMBERS: Final[Mapping[str, frozenset[Role]]] = {
    Audience.UNIT: frozenset(Role),
    Audience.SEASON: frozenset(Role),
    Audience.FORCE: SAFETY | {Role.OFFICER},
    Audience.SAFETY: SAFETY,
    Audience.OFFICE: OFFICE,
    Audience.STAFF: frozenset({Role.ADMINISTRATOR}),
}

# Audience, unit and season of an entry: all that decides who may hear of it.
Aim = tuple[str, int | None, int | None]
# The number of a unit in a season's frozen tree, or None if it is not in it.
FirstOf = Callable[[int, int], int | None]


@dataclass(slots=True, kw_only=True)
class Reader:
    """An account as it may read now. A changed grant makes a new one.

    is_staff: keeps the installation, not only a unit's accounts.
    """

    account_id: int
    is_staff: bool
    reach: Reach
    _decided: dict[Aim, bool] = field(default_factory=dict)

    def hears(self, aim: Aim, *, first_of: FirstOf) -> bool:
        """Whether an entry with this aim may be named to the reader; remembered."""
        found = self._decided.get(aim)
        if found is None:
            found = self._decided[aim] = is_in_audience(self, aim, first_of=first_of)
        return found


def is_in_audience(reader: Reader, aim: Aim, *, first_of: FirstOf) -> bool:
    """Whether *reader* belongs to those whom an entry is for.

    An entry with a unit is for those whose role reaches that unit, in the entry's season if it
    has one; one for a whole season for those who reach any of its tree. Named lists and audiences
    that another node invented have nobody in them here.
    """
    audience, unit, season = aim
    if audience == Audience.ALL:
        return True
    if audience not in MEMBERS:
        return False
    held = reader.reach.as_any(MEMBERS[audience])
    if held.is_empty:
        return False
    if audience == Audience.STAFF and unit is None:
        return reader.is_staff
    if unit is None or audience == Audience.SEASON:
        return season is not None and _reaches_season(held, season)
    first = None if season is None else first_of(season, unit)
    return Place(unit_id=unit, season_id=season, first=first).is_in(held)


def _reaches_season(held: Reach, season: int) -> bool:
    return held.everywhere or any(span.season_id == season for span in held.spans)
