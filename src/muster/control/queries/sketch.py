"""Where the teams stand, as a drawing around the venue: metres, north up, without a map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any, Final
from uuid import UUID

from muster.control.models import ControlRoom
from muster.control.queries.board import TeamLine
from muster.control.queries.placed import Placed
from muster.duty.models import Post

WIDTH: Final = 640
HEIGHT: Final = 560
MARGIN: Final = 60
M_PER_DEGREE: Final = 111_320.0
SCALES_M: Final = (20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
LEAST_SPAN_M: Final = 60.0
LABEL_PX: Final = 14
MOST_POSTS: Final = 120

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A team in the drawing; x, y in its units. to: where it goes, if it is drawn too."""

    line: TeamLine
    x: float
    y: float
    to: tuple[float, float] | None = None

    @property
    def label(self) -> str:
        """Its number; with the name where something goes on."""
        team, is_busy = self.line.team, self.line.tone in ("late", "move")
        return f"{team.number} · {team.name}" if is_busy else str(team.number)

    @property
    def anchor(self) -> str:
        """On which side the label stands: towards the middle."""
        return "end" if self.x > WIDTH * 0.6 else "start"

    @property
    def label_x(self) -> int:
        """How far from the shape the label begins."""
        return -LABEL_PX if self.anchor == "end" else LABEL_PX


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A device in the drawing; x, y in its units."""

    placed: Placed
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """The drawing. scale_m long is scale_px in it; venue: where the hall stands, if known."""

    spots: Sequence[Spot]
    venue: tuple[float, float] | None
    name: str
    scale_m: int
    scale_px: float
    without_place: int
    pins: Sequence[Pin] = ()
    outside: int = 0
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """From degrees to the drawing."""

    lat: float
    lon: float
    px_per_m: float
    scale_m: int

    def __call__(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a place lies in the drawing."""
        east_m = (lon - self.lon) * M_PER_DEGREE * cos(radians(self.lat))
        north_m = (lat - self.lat) * M_PER_DEGREE
        x, y = WIDTH / 2 + east_m * self.px_per_m, HEIGHT / 2 - north_m * self.px_per_m
        return round(x, 1), round(y, 1)


def _view(places: Sequence[Place]) -> View:
    """The view that holds all places, with the longest scale that takes a quarter of it."""
    lats, lons = [lat for lat, _lon in places], [lon for _lat, lon in places]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    high_m = max((max(lats) - min(lats)) * M_PER_DEGREE, LEAST_SPAN_M)
    wide_m = max((max(lons) - min(lons)) * M_PER_DEGREE * cos(radians(lat)), LEAST_SPAN_M)
    px_per_m = min((WIDTH - 2 * MARGIN) / wide_m, (HEIGHT - 2 * MARGIN) / high_m)
    fitting = [scale for scale in SCALES_M if scale * px_per_m <= WIDTH / 4]
    return View(lat=lat, lon=lon, px_per_m=px_per_m, scale_m=fitting[-1] if fitting else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What stands still in the drawing of a room. places: where each post lies in it."""

    view: View
    places: Mapping[int, Place]
    venue: Place | None
    name: str

    @property
    def scale_px(self) -> float:
        """How long the scale is."""
        return round(self.view.scale_m * self.view.px_per_m, 1)


def stage_of(room: ControlRoom, posts: Sequence[int]) -> Stage | None:
    """The drawing that holds these posts and the venue; nothing without places. One query."""
    rows = Post.objects.filter(pk__in=posts).values_list("pk", "lat", "lon")
    known = {pk: (lat, lon) for pk, lat, lon in rows if lat is not None and lon is not None}
    if not known:
        return None
    venue = room.event.venue
    hall = (
        (venue.lat, venue.lon)
        if venue and venue.lat is not None and venue.lon is not None
        else None
    )
    view = _view([*known.values(), *([hall] if hall else [])])
    return Stage(
        view=view,
        places={pk: view(*place) for pk, place in known.items()},
        venue=view(*hall) if hall else None,
        name=venue.name if venue else "",
    )


def sketch_of(
    room: ControlRoom, teams: Sequence[TeamLine], *, placed: Sequence[Placed] = ()
) -> Sketch | None:
    """The teams whose posts have a place, and devices near them; nothing without posts. One query.

    The view is that of the posts: a device outside it is counted and not drawn.
    """
    stage = stage_of(room, [line.team.post for line in teams if line.team.post])
    if stage is None:
        return None
    at = {
        line.team.pk: stage.places[line.team.post]
        for line in teams
        if line.team.post is not None and line.team.post in stage.places
    }
    pins = _pins(placed, stage.view)
    return Sketch(
        spots=[
            Spot(line=line, x=at[line.team.pk][0], y=at[line.team.pk][1], to=_goal(line, at))
            for line in teams
            if line.team.pk in at
        ],
        venue=stage.venue,
        name=stage.name,
        scale_m=stage.view.scale_m,
        scale_px=stage.scale_px,
        without_place=len(teams) - len(at),
        pins=pins,
        outside=len(placed) - len(pins),
    )


def _pins(placed: Sequence[Placed], view: View) -> list[Pin]:
    found = [(one, *view(one.lat, one.lon)) for one in placed]
    return [
        Pin(placed=one, x=x, y=y) for one, x, y in found if 0 <= x <= WIDTH and 0 <= y <= HEIGHT
    ]


def _goal(line: TeamLine, at: Mapping[UUID, Place]) -> Place | None:
    team = line.team
    goals = (team.towards_id, team.incident.team_id if team.incident else None)
    places = (at.get(goal) for goal in goals if goal is not None)
    return next((place for place in places if place not in (None, at[team.pk])), None)


def sketch_around(post: Post) -> dict[str, Any] | None:
    """The posts of one plan around their venue, as plain data for a phone; None without places.

    Says where the posts are, not what goes on there. One query.
    """
    venue = post.plan.event.venue
    rows = Post.objects.filter(plan=post.plan_id, lat__isnull=False, lon__isnull=False)
    placed = [
        (pk, number, name, (lat, lon))
        for pk, number, name, lat, lon in rows.order_by("number").values_list(
            "pk", "number", "name", "lat", "lon"
        )[:MOST_POSTS]
        if lat is not None and lon is not None
    ]
    if not placed:
        return None
    hall = (
        [(venue.lat, venue.lon)]
        if venue and venue.lat is not None and venue.lon is not None
        else []
    )
    view = _view([place for *_post, place in placed] + hall)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "scale_m": view.scale_m,
        "scale_px": round(view.scale_m * view.px_per_m, 1),
        "venue": {"name": venue.name, "at": view(*hall[0])} if venue and hall else None,
        "posts": [
            {"number": number, "name": name, "at": view(*place), "is_mine": pk == post.pk}
            for pk, number, name, place in placed
        ],
    }
