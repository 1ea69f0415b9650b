"""An event of Cursor on Target, version 2.0, as plain values."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Node:
    """One element below ``<detail>``: known or not, it is kept as it came.

    attributes: sorted by name. name and names of attributes: ``{namespace}name`` or ``name``.
    tail: text behind the element; blanks between elements are not kept.
    """

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    text: str = ""
    children: tuple["Node", ...] = ()
    tail: str = ""

    def get(self, name: str, default: str = "") -> str:
        """The value of an attribute."""
        return next((value for key, value in self.attributes if key == name), default)

    def child(self, name: str) -> "Node | None":
        """The first child of that name."""
        return next((node for node in self.children if node.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on WGS-84. None: the sender does not know.

    lat, lon: degrees. hae_m: metres above the ellipsoid, not the sea. ce_m, le_m: radius and
    height of the error.
    """

    lat: float
    lon: float
    hae_m: float | None = None
    ce_m: float | None = None
    le_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is where, from when until when. A newer event of the same ``uid`` replaces it.

    made_at, starts_at, stale_at: aware, in UTC, whole milliseconds.
    extra: access, qos, opex, caveat, releaseableTo and whatever else stood on the event, sorted.
    """

    uid: str
    type: str
    how: str
    made_at: datetime
    starts_at: datetime
    stale_at: datetime
    point: Point
    detail: tuple[Node, ...] = ()
    extra: tuple[tuple[str, str], ...] = field(default=())

    def part(self, name: str) -> Node | None:
        """The first element of that name below ``<detail>``."""
        return next((node for node in self.detail if node.name == name), None)
