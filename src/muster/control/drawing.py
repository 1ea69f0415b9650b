"""From places on the earth to a drawing of them: metres, north up, without a map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from statistics import median
from typing import Final

from muster.shell.formats import decimal

WIDTH: Final = 640
HEIGHT: Final = 560
FOOT: Final = 28  # under the drawing, for its scale
MARGIN: Final = 60
M_PER_DEGREE: Final = 111_320.0
SCALES_M: Final = (20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
LEAST_SPAN_M: Final = 60.0
# A place more than so many times as far from the hall as half of them stands on the edge.
FAR_TIMES: Final = 3
EDGE: Final = 24
APART: Final = 26

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """From degrees to the drawing. middle: the hall, or the middle of the posts."""

    lat: float
    lon: float
    px_per_m: float
    scale_m: int
    middle: Place

    def __call__(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place lies in the drawing, which may be outside it."""
        east_m = (lon - self.lon) * M_PER_DEGREE * cos(radians(self.lat))
        north_m = (lat - self.lat) * M_PER_DEGREE
        x, y = WIDTH / 2 + east_m * self.px_per_m, HEIGHT / 2 - north_m * self.px_per_m
        return round(x, 1), round(y, 1)


def _distance_m(one: Place, other: Place) -> float:
    north = (one[0] - other[0]) * M_PER_DEGREE
    east = (one[1] - other[1]) * M_PER_DEGREE * cos(radians(other[0]))
    return hypot(north, east)


def view_of(places: Sequence[Place], hall: Place | None) -> View:
    """The view that holds the hall and what is near it, with a scale of up to a quarter of it.

    One post far away would make one dot of all others: it stands on the edge, with its distance.
    """
    middle = hall or (median(lat for lat, _ in places), median(lon for _, lon in places))
    far = {place: _distance_m(place, middle) for place in places}
    reach_m = max(FAR_TIMES * median(far.values()), LEAST_SPAN_M)
    near = [middle, *(place for place in places if far[place] <= reach_m)]
    lats, lons = [lat for lat, _lon in near], [lon for _lat, lon in near]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    high_m = max((max(lats) - min(lats)) * M_PER_DEGREE, LEAST_SPAN_M)
    wide_m = max((max(lons) - min(lons)) * M_PER_DEGREE * cos(radians(lat)), LEAST_SPAN_M)
    px_per_m = min((WIDTH - 2 * MARGIN) / wide_m, (HEIGHT - 2 * MARGIN) / high_m)
    fitting = [scale for scale in SCALES_M if scale * px_per_m <= WIDTH / 4]
    scale_m = fitting[-1] if fitting else 1
    return View(lat=lat, lon=lon, px_per_m=px_per_m, scale_m=scale_m, middle=middle)


def put(places: Mapping[int, Place], view: View) -> tuple[dict[int, Place], dict[int, str]]:
    """By post where it stands in the drawing, and how far off what stands on the edge is."""
    at: dict[int, Place] = {}
    away: dict[int, str] = {}
    for key, place in places.items():
        x, y = view(*place)
        if EDGE <= x <= WIDTH - EDGE and EDGE <= y <= HEIGHT - EDGE:
            at[key] = x, y
            continue
        away[key] = _said_m(_distance_m(place, view.middle))
        at[key] = _on_edge(x, y, [at[other] for other in away if other in at])
    return at, away


def _on_edge(x: float, y: float, others: Sequence[Place]) -> Place:
    """Where the way from the middle to x, y leaves the drawing, beside those who leave there."""
    east, south = x - WIDTH / 2, y - HEIGHT / 2
    part = min(
        (WIDTH / 2 - EDGE) / abs(east) if east else 1.0,
        (HEIGHT / 2 - EDGE) / abs(south) if south else 1.0,
    )
    x, y = WIDTH / 2 + east * part, HEIGHT / 2 + south * part
    up_or_down = (y + sign * APART * n for n in range(len(others) + 1) for sign in (1, -1))
    free = (
        one
        for one in up_or_down
        if EDGE <= one <= HEIGHT - EDGE
        and all(hypot(x - other[0], one - other[1]) >= APART for other in others)
    )
    return round(x, 1), round(next(free, y), 1)


def _said_m(distance_m: float) -> str:
    if distance_m < 950:
        return f"{round(distance_m, -1):.0f} m"
    return f"{decimal(distance_m / 1000)} km"
