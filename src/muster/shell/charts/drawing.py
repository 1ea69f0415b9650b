"""The four shapes that every drawing consists of, in pixels of its own view box."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A filled or framed box. dash and line are attributes of its frame."""

    name: ClassVar[str] = "rect"
    x: float
    y: float
    width: float
    height: float
    css: str
    radius: float = 0
    opacity: float | None = None
    line: float | None = None
    dash: str = ""
    title: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A line or an area."""

    name: ClassVar[str] = "path"
    d: str
    css: str
    line: float | None = None
    dash: str = ""
    opacity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of words; anchor is start, middle or end."""

    name: ClassVar[str] = "text"
    x: float
    y: float
    words: str
    css: str = "tx"
    anchor: str = "start"
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """A filled circle, or a ring if *line* is given."""

    name: ClassVar[str] = "dot"
    x: float
    y: float
    radius: float
    css: str
    line: float | None = None
    title: str = ""
    href: str = ""


Shape = Rect | Path | Text | Dot


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Shapes on a sheet of width x height; label says what it shows to those who do not see it."""

    width: float
    height: float
    label: str
    shapes: tuple[Shape, ...]
    least_px: int = 0  # below this width the drawing scrolls instead of shrinking

    @property
    def has_links(self) -> bool:
        """Whether something in it can be followed."""
        return any(getattr(shape, "href", "") for shape in self.shapes)


def scale(first: float, last: float, left: float, right: float) -> Callable[[float], float]:
    """The linear map that takes first to left and last to right; one point maps to left."""
    reach = last - first
    factor = (right - left) / reach if reach else 0.0
    return lambda value: round(left + (value - first) * factor, 1)


def days(first: date, last: date, left: float, right: float) -> Callable[[date], float]:
    """The same for days."""
    place = scale(first.toordinal(), last.toordinal(), left, right)
    return lambda day: place(day.toordinal())


def polyline(points: Sequence[tuple[float, float]]) -> str:
    """The path through *points*; nothing for none."""
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in points) if points else ""


def nice_steps(highest: float, wanted: int = 3) -> list[int]:
    """Round marks from 0 up to at least *highest*, about *wanted* of them.

    Steps are 1, 2, 5 or their tens, so a reader can halve them in the head.
    """
    step = 1
    while highest > step * wanted:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    top = max(step, -(-int(-(-highest // 1)) // step) * step)
    return list(range(0, top + 1, step))
