"""Where the teams stand, as a drawing around the venue: metres, north up, without a map."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import astuple, dataclass
from typing import Any, Final
from uuid import UUID

from muster.control.drawing import FOOT, HEIGHT, WIDTH, Place, View, put, view_of
from muster.control.lettering import Box, Letter, Word, lettered, name_place
from muster.control.models import ControlRoom
from muster.control.queries.board import TeamLine
from muster.control.queries.placed import Placed
from muster.duty.models import Post
from muster.venues.models import Venue

MOST_POSTS: Final = 120
MOST_NAME: Final = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A team in the drawing; x, y in its units. to: where it goes, if it is drawn too."""

    line: TeamLine
    x: float
    y: float
    label: str
    letter: Letter
    to: tuple[float, float] | None = None


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
    name_dy: int
    scale_m: int
    scale_px: float
    without_place: int
    pins: Sequence[Pin] = ()
    outside: int = 0
    width: int = WIDTH
    height: int = HEIGHT + FOOT


def _short(name: str) -> str:
    return name if len(name) <= MOST_NAME else f"{name[:MOST_NAME].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What stands still in the drawing of a room. places: where each post lies in it.

    away: how far from the middle a post is that stands on the edge because it lies outside.
    name_place: how far under the hall its name stands, and the box that it fills.
    """

    view: View
    places: Mapping[int, Place]
    away: Mapping[int, str]
    venue: Place | None
    name: str
    name_place: tuple[int, Box] | None

    @property
    def scale_px(self) -> float:
        """How long the scale is."""
        return round(self.view.scale_m * self.view.px_per_m, 1)

    @property
    def hall(self) -> dict[str, Any] | None:
        """The hall, as plain data for a script."""
        if self.name_place is None:
            return None
        return {"name": self.name, "at": self.venue, "name_dy": self.name_place[0]}

    def labels(
        self, texts: Mapping[int, str], *, first: AbstractSet[int] = frozenset()
    ) -> dict[int, Word]:
        """What is written beside each of these posts, with its distance if it is outside."""
        return {
            post: Word(
                x=self.places[post][0],
                y=self.places[post][1],
                text=" · ".join((text, *([self.away[post]] if post in self.away else []))),
                is_first=post in first,
            )
            for post, text in texts.items()
            if post in self.places
        }

    def letters(self, labels: Mapping[int, Word]) -> dict[int, Letter]:
        """Where each of them is written."""
        hall = [self.name_place[1]] if self.name_place else []
        placed = lettered([*labels.values()], width=WIDTH, height=HEIGHT, taken=hall)
        return dict(zip(labels, placed, strict=True))


def _stage(places: Mapping[int, Place], *, hall: Place | None, name: str) -> Stage:
    view = view_of([*places.values()], hall)
    at, away = put(places, view)
    venue, said = view(*hall) if hall else None, _short(name)
    return Stage(
        view=view,
        places=at,
        away=away,
        venue=venue,
        name=said,
        name_place=name_place(venue, said, [*at.values()]) if venue else None,
    )


def _hall_of(venue: Venue | None) -> Place | None:
    if venue is None or venue.lat is None or venue.lon is None:
        return None
    return venue.lat, venue.lon


def stage_of(room: ControlRoom, posts: Sequence[int]) -> Stage | None:
    """The drawing that holds these posts and the venue; nothing without places. One query."""
    rows = Post.objects.filter(pk__in=posts).order_by("number").values_list("pk", "lat", "lon")
    known = {pk: (lat, lon) for pk, lat, lon in rows if lat is not None and lon is not None}
    if not known:
        return None
    venue = room.event.venue
    return _stage(known, hall=_hall_of(venue), name=venue.name if venue else "")


def sketch_of(
    room: ControlRoom, teams: Sequence[TeamLine], *, placed: Sequence[Placed] = ()
) -> Sketch | None:
    """The teams whose posts have a place, and devices near them; nothing without posts. One query.

    The view is that of the posts: a device outside it is counted and not drawn.
    """
    stage = stage_of(room, [line.team.post for line in teams if line.team.post])
    if stage is None:
        return None
    drawn = {line.team.post: line for line in teams if line.team.post in stage.places}
    at = {line.team.pk: stage.places[post] for post, line in drawn.items() if post is not None}
    busy = {post for post, line in drawn.items() if post and line.tone in ("late", "move")}
    texts = {post: _text(line, post in busy) for post, line in drawn.items() if post is not None}
    labels = stage.labels(texts, first=busy)
    letters = stage.letters(labels)
    pins = _pins(placed, stage.view)
    return Sketch(
        spots=[
            Spot(
                line=drawn[post],
                x=word.x,
                y=word.y,
                label=word.text,
                letter=letters[post],
                to=_goal(drawn[post], at),
            )
            for post, word in labels.items()
        ],
        venue=stage.venue,
        name=stage.name,
        name_dy=stage.name_place[0] if stage.name_place else 0,
        scale_m=stage.view.scale_m,
        scale_px=stage.scale_px,
        without_place=len(teams) - len(at),
        pins=pins,
        outside=len(placed) - len(pins),
    )


def _text(line: TeamLine, is_busy: bool) -> str:
    """Its number; with the name where something goes on."""
    return f"{line.team.number} · {line.team.name}" if is_busy else str(line.team.number)


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
    placed = {
        pk: (number, name, (lat, lon))
        for pk, number, name, lat, lon in rows.order_by("number").values_list(
            "pk", "number", "name", "lat", "lon"
        )[:MOST_POSTS]
        if lat is not None and lon is not None
    }
    if not placed:
        return None
    stage = _stage(
        {pk: place for pk, (_number, _name, place) in placed.items()},
        hall=_hall_of(venue),
        name=venue.name if venue else "",
    )
    texts = {
        pk: f"{number} · {name}" if pk == post.pk else str(number)
        for pk, (number, name, _place) in placed.items()
    }
    labels = stage.labels(texts, first={post.pk})
    letters = stage.letters(labels)
    return {
        "width": WIDTH,
        "height": HEIGHT + FOOT,
        "scale_m": stage.view.scale_m,
        "scale_px": stage.scale_px,
        "venue": stage.hall,
        "posts": [
            {
                "number": number,
                "name": name,
                "at": stage.places[pk],
                "is_mine": pk == post.pk,
                "label": labels[pk].text,
                "letter": astuple(letters[pk]),
            }
            for pk, (number, name, _place) in placed.items()
        ],
    }
