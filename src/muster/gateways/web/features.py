"""Places as OGC API - Features, part 1: what may be asked, and GeoJSON (RFC 7946) as the answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from muster.gateways.models import FeedKey
from muster.gateways.queries.feeds import positions_of, posts_of, venues_of

MOST: Final = 1_000
USUAL: Final = 100
CONFORMS: Final = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "geojson")
)
Rows = list[dict[str, Any]]
Box = tuple[float, float, float, float]


class BadQuestion(ValueError):
    """A parameter that is none; the answer is 400."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One kind of place. rows: with pk, lat, lon and what else is told; found: how many."""

    title: Any
    opens: FeedKey.Opens
    rows: Callable[[FeedKey, datetime, Box | None, int, int], tuple[int, Rows]]


def _of_table(
    query: Callable[[FeedKey], QuerySet[Any]], told: Sequence[str]
) -> Callable[[FeedKey, datetime, Box | None, int, int], tuple[int, Rows]]:
    def rows(
        key: FeedKey, now: datetime, box: Box | None, offset: int, limit: int
    ) -> tuple[int, Rows]:
        found = query(key).exclude(lat=None).exclude(lon=None)
        if box is not None:
            west, south, east, north = box
            found = found.filter(lat__range=(south, north), lon__range=(west, east))
        page = found[offset : offset + limit].values("pk", "lat", "lon", *told)
        return found.count(), list(page)

    return rows


def _devices(
    key: FeedKey, now: datetime, box: Box | None, offset: int, limit: int
) -> tuple[int, Rows]:
    found = [one for one in positions_of(key, now=now) if box is None or _is_in(one, box)]
    return len(found), found[offset : offset + limit]


def _is_in(one: Mapping[str, Any], box: Box) -> bool:
    west, south, east, north = box
    lat, lon = float(one["lat"]), float(one["lon"])
    return south <= lat <= north and west <= lon <= east


COLLECTIONS: Final[Mapping[str, Collection]] = {
    "venues": Collection(
        title=_("Venues"),
        opens=FeedKey.Opens.PLACES,
        rows=_of_table(venues_of, ("code", "name", "address")),
    ),
    "posts": Collection(
        title=_("Posts"),
        opens=FeedKey.Opens.PLACES,
        rows=_of_table(posts_of, ("number", "name", "ring")),
    ),
    "positions": Collection(
        title=_("Devices on duty"), opens=FeedKey.Opens.POSITIONS, rows=_devices
    ),
}


def features(
    collection: Collection, key: FeedKey, asked: QueryDict, *, now: datetime
) -> dict[str, Any]:
    """A page of a collection. Raises BadQuestion."""
    limit = min(_whole(asked.get("limit", str(USUAL)), least=1), MOST)
    offset = _whole(asked.get("offset", "0"), least=0)
    matched, rows = collection.rows(key, now, _box(asked.get("bbox")), offset, limit)
    return {
        "type": "FeatureCollection",
        "timeStamp": now.isoformat(timespec="seconds"),
        "numberMatched": matched,
        "numberReturned": len(rows),
        "features": [feature(row) for row in rows],
    }


def feature(row: Mapping[str, Any]) -> dict[str, Any]:
    """One place: longitude first."""
    told = {name: value for name, value in row.items() if name not in ("pk", "lat", "lon")}
    return {
        "type": "Feature",
        "id": row["pk"],
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": told,
    }


def _whole(text: str, *, least: int) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) < least:
        raise BadQuestion(text)
    return int(text)


def _box(text: str | None) -> Box | None:
    """West, south, east, north. None: the whole earth."""
    if text is None:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise BadQuestion(text) from None
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadQuestion(text)
    return west, south, east, north
