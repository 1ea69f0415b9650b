"""Venues, the force, absences and side events."""

from collections.abc import Mapping
from typing import Any

from muster.exchange.preview import differing
from muster.exchange.rows import ReadRow
from muster.site.workbook.review.sight import Sight


def review_venues(sight: Sight) -> None:
    """A unit each; coordinates in pairs; a capacity has a room and somebody who stated it."""
    there = sight.register.current(sight.specs["venues"])
    for row in sight.of("venues"):
        sight.settle_unit(row)
        if (row.values.get("lat") is None) != (row.values.get("lon") is None):
            row.blame("venue.half_a_place", column="lat")
        if row.values.get("capacity") is not None:
            _stated(row, there.get(row.key, {}), said_in=sight.file_name)


def _stated(row: ReadRow, there: Mapping[str, Any], *, said_in: str) -> None:
    """Where the file is silent: the room that is there, or the venue's own name; the file."""
    if not row.values.get("room"):
        row.values["room"] = there.get("room") or row.values.get("name")
    if not row.values.get("stated_by"):
        is_known = there.get("capacity") == row.values["capacity"]
        row.values["stated_by"] = (is_known and there.get("stated_by")) or said_in[:120]


def review_force(sight: Sight) -> None:
    """Officers are persons of the register; absences are of somebody, and end."""
    for row in sight.of("vehicles"):
        sight.settle_unit(row)
    for row in sight.of("force"):
        number = row.values.get("number")
        if number and number not in sight.persons:
            row.blame("person.unknown", column="number", number=number)
        sight.settle_unit(row, may_be_empty=True)
    officers = sight.merged("force")
    for row in sight.of("absences"):
        who = row.values.get("who")
        if who and who not in officers and who not in sight.vehicles:
            row.blame("vehicle.unknown", column="who", code=who)
        _ends(row)


def review_events(sight: Sight) -> None:
    """A unit each, a known venue, an end after the beginning; what is planned stays."""
    there = sight.register.current(sight.specs["side_events"])
    for row in sight.of("side_events"):
        sight.settle_unit(row)
        venue = row.values.get("venue")
        if venue and venue not in sight.venues:
            row.blame("venue.unknown", column="venue", code=venue)
        _ends(row)
        if row.key in there and differing(row.values, there[row.key]):
            row.blame("event.fixed")


def _ends(row: ReadRow) -> None:
    begins, ends = row.values.get("starts_at"), row.values.get("ends_at")
    if begins and ends and ends <= begins:
        row.blame("time.backwards", column="ends_at")
