"""From the plain values of a row to what a service takes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from muster.duty import services as duty
from muster.exchange.sheets import Values
from muster.packs import Pack
from muster.season import services as seasons
from muster.site.workbook.step_cells import EXPLAINED, StepCell
from muster.tree import services as tree
from muster.tree.permissions import Role
from muster.venues import services as venues


def unit_row(values: Values, pack: Pack) -> tree.UnitRow:
    """A unit under its parents of each kind."""
    parents = {pack.season_edge.key: values["parent"]} if values["parent"] else {}
    for said in values["other_parents"] or ():
        kind, _mark, code = said.partition(":")
        parents[kind] = code
    return tree.UnitRow(
        code=values["code"],
        name=values["name"],
        tier=values["tier"],
        kind=values["kind"] or "",
        parents=parents,
        **_texts(values, "short_name", "phone", "address"),
    )


def person_row(values: Values, pack: Pack) -> tree.PersonRow:
    """A person with the order of the rank."""
    return tree.PersonRow(
        number=values["number"],
        name=values["name"],
        unit_code=values["unit"],
        rank=values["rank"] or "",
        rank_level=pack.ranks[values["rank"]].level if values["rank"] else 0,
        is_active=values["is_active"] is not False,
        **_texts(values, "position", "phone", "email"),
    )


def account_row(values: Values) -> tree.AccountRow:
    """A grant of an account."""
    return tree.AccountRow(
        username=values["username"],
        role=Role(values["role"]),
        unit_code=values["unit"],
        person_number=values["person"] or "",
        until=day_or_none(values["until"]),
    )


def venue_row(values: Values) -> venues.VenueRow:
    """A venue with its room and contact."""
    return venues.VenueRow(
        code=values["code"],
        name=values["name"],
        unit_code=values["unit"],
        lat=values["lat"],
        lon=values["lon"],
        capacity_people=values["capacity"],
        capacity_stated_by=values["stated_by"] or "",
        **_texts(values, "kind", "address", "room", "contact", "phone"),
    )


def congress_row(
    values: Values, *, unit_ids: Mapping[str, int], venue_ids: Mapping[str, int]
) -> seasons.CongressRow:
    """A congress. The ids are those of the season's units and of venues, by code."""
    return seasons.CongressRow(
        season_unit_id=unit_ids[values["unit"]],
        starts_on=date.fromisoformat(values["starts_on"]),
        ends_on=day_or_none(values["ends_on"]),
        delegates=values["delegates"],
        venue_id=venue_ids.get(values["venue"] or ""),
        **_texts(values, "content", "size", "risk"),
    )


def event_row(
    values: Values, *, unit_ids: Mapping[str, int], venue_ids: Mapping[str, int]
) -> seasons.EventRow:
    """A side event."""
    return seasons.EventRow(
        season_unit_id=unit_ids[values["unit"]],
        key=values["key"],
        kind=values["kind"],
        name=values["name"],
        starts_at=datetime.fromisoformat(values["starts_at"]),
        ends_at=datetime.fromisoformat(values["ends_at"]),
        venue_id=venue_ids.get(values["venue"] or ""),
        expected_people=values["people"],
        **_texts(values, "size", "risk"),
    )


def step_row(congress_id: int, key: str, cell: StepCell) -> seasons.ProgressRow:
    """The state of a step; the remark of a return or a waiver is its reason and no note."""
    return seasons.ProgressRow(
        congress_id=congress_id,
        step=key,
        state=cell.state,
        done_on=day_or_none(cell.done_on),
        note="" if cell.state in EXPLAINED else cell.note,
        reason=cell.note,
        promised_on=day_or_none(cell.promised_on),
    )


def vehicle_row(values: Values) -> duty.VehicleRow:
    """A vehicle."""
    return duty.VehicleRow(
        code=values["code"],
        name=values["name"],
        unit_code=values["unit"],
        types=tuple(values["types"]),
        **_home(values),
    )


def officer_row(values: Values) -> duty.OfficerRow:
    """An officer."""
    return duty.OfficerRow(
        person_number=values["number"],
        unit_code=values["unit"] or "",
        skills=tuple(values["skills"] or ()),
        **_home(values),
    )


def absence_row(values: Values, *, of_vehicle: bool) -> duty.AbsenceRow:
    """An absence of a vehicle, or of an officer."""
    who = values["who"]
    return duty.AbsenceRow(
        person_number="" if of_vehicle else who,
        vehicle_code=who if of_vehicle else "",
        kind=values["kind"],
        starts_at=datetime.fromisoformat(values["starts_at"]),
        ends_at=datetime.fromisoformat(values["ends_at"]),
    )


def day_or_none(value: str | None) -> date | None:
    """A day from its plain text."""
    return date.fromisoformat(value) if value else None


def _texts(values: Values, *names: str) -> dict[str, Any]:
    return {name: values[name] or "" for name in names}


def _home(values: Values) -> dict[str, Any]:
    return {
        "home_name": values["home_name"] or "",
        "home_lat": values["lat"],
        "home_lon": values["lon"],
        "is_available": values["is_available"] is not False,
    }
