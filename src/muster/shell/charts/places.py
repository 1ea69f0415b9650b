"""Places on a plain ground: what a map shows where there is no map."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from muster.shell.charts.drawing import Dot, Drawing, Shape, Text, scale


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """One place in degrees (WGS 84); kind is done, doing, soon, late or ink3."""

    lon: float
    lat: float
    label: str
    kind: str = "doing"
    text: str = ""
    href: str = ""


def scatter(
    points: Sequence[MapPoint], *, label: str, width: int = 860, height: int = 420
) -> Drawing:
    """The points in their true relation to each other, north up, as large as the sheet allows.

    Names stand beside the points while there are at most 30.
    """
    if not points:
        return Drawing(width=width, height=height, label=label, shapes=())
    lons, lats = [p.lon for p in points], [p.lat for p in points]
    # A degree of longitude is shorter by the cosine of the latitude.
    squeeze = math.cos(math.radians((min(lats) + max(lats)) / 2))
    span = max(
        (max(lons) - min(lons)) * squeeze / (width - 120), (max(lats) - min(lats)) / (height - 60)
    )
    per_px = span or 0.001
    mid_lon, mid_lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    x = scale(mid_lon, mid_lon + per_px / squeeze, width / 2, width / 2 + 1)
    y = scale(mid_lat, mid_lat + per_px, height / 2, height / 2 - 1)
    shapes: list[Shape] = []
    for point in points:
        title = f"{point.label}. {point.text}" if point.text else point.label
        at = x(point.lon), y(point.lat)
        shapes.append(
            Dot(x=at[0], y=at[1], radius=5, css=f"f-{point.kind}", title=title, href=point.href)
        )
        if len(points) <= 30:
            shapes.append(Text(x=at[0] + 9, y=at[1] + 4, words=point.label, css="tx2"))
    return Drawing(width=width, height=height, label=label, shapes=tuple(shapes))
