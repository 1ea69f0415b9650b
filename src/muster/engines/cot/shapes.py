"""Places as other programs draw them: a point with a name, an area, a line along points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from muster.engines.cot.kinds import NOWHERE, REMOVE, contact
from muster.engines.cot.model import Event, Node, Point

SPOT, AREA, ROUTE, WAYPOINT, GROUND_UNIT = "b-m-p-s-m", "u-d-f", "b-m-r", "b-m-p-w", "a-f-G-U-C"
WHITE: Final = "-1"
THROUGH: Final = "16777215"
"""White that lets everything through: an area covers nothing that is drawn below it."""
Place = tuple[float, float]
"""Latitude, longitude [degrees]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a shape bears. made_at, stale_at: aware; stale_at: when others let go of it."""

    uid: str
    name: str
    remarks: str
    made_at: datetime
    stale_at: datetime


def spot(label: Label, place: Place) -> Event:
    """A coloured dot with a name."""
    return _shape(label, SPOT, place, (Node("color", (("argb", WHITE),)), contact(label.name)))


def unit(label: Label, place: Place) -> Event:
    """A contact that can be written to: a ground unit of our own that stays where it is."""
    told = (contact(label.name, endpoint="*:-1:stcp"),)
    group = Node("__group", (("name", "White"), ("role", "HQ")))
    return _shape(label, GROUND_UNIT, place, (*told, group))


def area(label: Label, corners: Sequence[Place]) -> Event:
    """A closed line around the corners, in their order. Raises ValueError below three."""
    if len(corners) < 3:
        raise ValueError("an area has three corners")
    ring = [*corners, corners[0]] if corners[0] != corners[-1] else list(corners)
    links = (Node("link", (("point", _pair(one)),)) for one in ring)
    drawn = (
        Node("strokeColor", (("value", WHITE),)),
        Node("strokeWeight", (("value", "3.0"),)),
        Node("fillColor", (("value", THROUGH),)),
        Node("labels_on", (("value", "true"),)),
    )
    return _shape(label, AREA, _middle(ring[:-1]), (*links, *drawn, contact(label.name)))


def route(label: Label, points: Sequence[tuple[str, Place]]) -> Event:
    """A line along named points. Raises ValueError below two."""
    if len(points) < 2:
        raise ValueError("a route has two points")
    links = (
        Node(
            "link",
            (
                ("callsign", name),
                ("point", _pair(place)),
                ("relation", "c"),
                ("type", WAYPOINT),
                ("uid", f"{label.uid}.{number}"),
            ),
        )
        for number, (name, place) in enumerate(points)
    )
    how = {
        "color": WHITE,
        "direction": "Infil",
        "method": "Walking",
        "order": "Ascending Check Points",
        "planningmethod": "Infil",
        "prefix": "CP",
        "routetype": "Primary",
        "stroke": "3",
        "type": "On Foot",
    }
    drawn = (Node("link_attr", tuple(how.items())), contact(label.name))
    return _shape(label, ROUTE, points[0][1], (*links, *drawn))


def removal(uid: str, *, by: str, at: datetime, until: datetime) -> Event:
    """The word that a shape is gone. by: the uid of who says so."""
    link = Node("link", (("relation", "none"), ("type", "none"), ("uid", uid)))
    return Event(
        uid=f"{by}.removed.{uid}",
        type=REMOVE,
        how="m-g",
        made_at=at,
        starts_at=at,
        stale_at=until,
        point=NOWHERE,
        detail=(link, Node("__forcedelete")),
    )


def hull(places: Iterable[Place]) -> list[Place]:
    """The corners of the smallest area around the places, anticlockwise; fewer than three: none.

    Andrew's monotone chain, on degrees: right for areas of a few kilometres.
    """
    lower, upper = list[Place](), list[Place]()
    found = sorted({(lon, lat) for lat, lon in places})
    for chain, order in ((lower, found), (upper, found[::-1])):
        for one in order:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], one) <= 0:
                chain.pop()
            chain.append(one)
    corners = [(lat, lon) for lon, lat in (*lower[:-1], *upper[:-1])]
    return corners if len(corners) > 2 else []


def _turn(a: Place, b: Place, c: Place) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _shape(label: Label, type_: str, place: Place, drawn: tuple[Node, ...]) -> Event:
    return Event(
        uid=label.uid,
        type=type_,
        how="h-e",
        made_at=label.made_at,
        starts_at=label.made_at,
        stale_at=label.stale_at,
        point=Point(lat=place[0], lon=place[1]),
        detail=(*drawn, Node("remarks", text=label.remarks)),
    )


def _pair(place: Place) -> str:
    return f"{place[0]!r},{place[1]!r}"


def _middle(corners: Sequence[Place]) -> Place:
    lats, lons = [lat for lat, _lon in corners], [lon for _lat, lon in corners]
    return sum(lats) / len(lats), sum(lons) / len(lons)
