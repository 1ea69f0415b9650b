"""Congresses: a unit of the season, days inside it, children before their parents."""

from datetime import date

from muster.engines.schedule import Gathering, out_of_order
from muster.exchange.rows import ReadRow
from muster.exchange.sheets import Values
from muster.site.workbook.review.sight import Sight


def review_congresses(sight: Sight) -> None:
    """Check each row alone, then their order over the tree."""
    for row in sight.of("congresses"):
        if sight.settle_unit(row):
            _in_season(sight, row)
        _days(sight, row)
        _held(sight, row)
        _venue(sight, row)
        for name in ("tier", "parent"):
            row.values.pop(name, None)
    _order(sight)


def _in_season(sight: Sight, row: ReadRow) -> None:
    """Of an open season only its own units; new units of this file will join it."""
    code = row.values["unit"]
    joining = {unit.key for unit in sight.of("units")}
    register = sight.register
    if register.season and code not in register.season_units and code not in joining:
        row.blame("congress.not_in_season", column="unit", code=code)


def _days(sight: Sight, row: ReadRow) -> None:
    first, last = row.values.get("starts_on"), row.values.get("ends_on")
    if first and last and last < first:
        row.blame("congress.backwards", column="ends_on")
    if last == first:
        row.values["ends_on"] = None
    if not (first and sight.days):
        return
    season = sight.days
    if not season[0] <= date.fromisoformat(first) <= date.fromisoformat(last or first) <= season[1]:
        row.blame(
            "congress.outside",
            column="starts_on",
            day=_local(date.fromisoformat(first)),
            first=_local(season[0]),
            last=_local(season[1]),
        )


def _held(sight: Sight, row: ReadRow) -> None:
    """What has taken place does not move."""
    held_on = sight.register.held.get(row.key)
    there = sight.register.current(sight.specs["congresses"]).get(row.key, {})
    if held_on and row.values.get("starts_on") != there.get("starts_on"):
        row.blame("congress.held", column="starts_on", day=_local(held_on))


def _venue(sight: Sight, row: ReadRow) -> None:
    code = row.values.get("venue")
    if not code:
        return
    venue = sight.venues.get(code)
    if venue is None:
        row.blame("venue.unknown", column="venue", code=code)
        return
    people, capacity = row.values.get("delegates"), venue.get("capacity")
    if people and capacity and people > capacity:
        row.blame(
            "congress.too_small",
            column="delegates",
            is_error=False,
            people=people,
            capacity=capacity,
        )


def _order(sight: Sight) -> None:
    """Each congress is over before the next one above it in the tree opens."""
    planned = sight.congresses
    rows = {row.key: row for row in sight.of("congresses")}
    for fault in out_of_order([_gathering(sight, code, row) for code, row in planned.items()]):
        row = rows.get(fault.child) or rows.get(fault.parent)
        if row is None:
            continue
        row.blame(
            "congress.order",
            column="starts_on",
            child=_name(sight, fault.child),
            child_day=_local(fault.child_closes_on),
            parent=_name(sight, fault.parent),
            parent_day=_local(fault.parent_opens_on),
        )


def _gathering(sight: Sight, code: str, values: Values) -> Gathering:
    first = date.fromisoformat(values["starts_on"])
    last = date.fromisoformat(values.get("ends_on") or values["starts_on"])
    above = next((each for each in sight.above(code) if each in sight.congresses), None)
    return Gathering(unit=code, opens_on=first, closes_on=last, parent=above)


def _name(sight: Sight, code: str) -> str:
    return str(sight.units.get(code, {}).get("name") or code)


def _local(day: date) -> str:
    return f"{day:%d/%m/%Y}"
