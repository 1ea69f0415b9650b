"""Bars: how many people carry how many hours, and how near a figure is to its bound."""

from collections.abc import Sequence
from dataclasses import dataclass

from muster.shell.charts.drawing import Drawing, Path, Rect, Shape, Text, nice_steps, scale
from muster.shell.formats import whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One bar: what it counts, how many, and its state (done, doing, soon, late)."""

    label: str
    count: int
    kind: str = "doing"


def histogram(
    bins: Sequence[Bin],
    *,
    label: str,
    limit_after: int | None = None,
    limit_label: str = "",
    width: int = 860,
    height: int = 150,
) -> Drawing:
    """Bars side by side, the count above each, an upright line behind bar *limit_after*.

    limit_after: number of bars that stand before the limit, None for no limit.
    """
    left, floor = 40.0, height - 30.0
    marks = nice_steps(max((b.count for b in bins), default=0) or 1)
    y = scale(0, marks[-1], floor, 24)
    slot = (width - 12 - left) / max(1, len(bins))
    shapes: list[Shape] = []
    for mark in marks:
        shapes.append(Path(d=f"M{left:g},{y(mark)}H{width - 12}", css="gr"))
        shapes.append(Text(x=left - 6, y=y(mark) + 4, words=whole(mark), anchor="end"))
    for at, one in enumerate(bins):
        middle = round(left + slot * (at + 0.5), 1)
        if one.count:
            shapes.append(_bar(one, left + slot * at + 8, slot - 16, y(one.count), floor))
        above = Text(
            x=middle, y=y(one.count) - 6, words=whole(one.count), css="tx2 tx-b", anchor="middle"
        )
        shapes += [above, Text(x=middle, y=floor + 16, words=one.label, anchor="middle")]
    if limit_after is not None:
        x = round(left + slot * limit_after, 1)
        shapes.append(Path(d=f"M{x:g},6V{floor:g}", css="k-ink", line=1.5))
        shapes.append(Text(x=x + 6, y=14, words=limit_label, css="tx2"))
    return Drawing(width=width, height=height, label=label, shapes=tuple(shapes), least_px=560)


def _bar(one: Bin, x: float, width: float, top: float, floor: float) -> Rect:
    return Rect(
        x=round(x, 1),
        y=top,
        width=round(width, 1),
        height=round(floor - top, 1),
        css=f"f-{one.kind}",
        radius=2,
        opacity=0.85,
        title=f"{one.label}: {whole(one.count)}",
    )


def gap_line(
    *, value: float, bound: float, label: str, value_label: str, bound_label: str, width: int = 332
) -> Drawing:
    """A figure to be made small and the proven bound below it, on one line.

    The stretch between them is all that a better answer could gain.
    """
    low, high = min(value, bound), max(value, bound)
    reach = (high - low) or max(abs(high), 1) * 0.01
    x = scale(low - 2.2 * reach, high + 1.2 * reach, 0, width)
    at, best = x(value), x(bound)
    shapes: tuple[Shape, ...] = (
        Path(d=f"M0,34H{width}", css="ax"),
        Rect(x=0, y=28, width=best, height=12, css="f-sunken"),
        Rect(
            x=best, y=28, width=max(0.0, round(at - best, 1)), height=12, css="f-doing", opacity=0.3
        ),
        Path(d=f"M{best:g},22v24", css="k-ink", line=2),
        Path(d=f"M{at - 5.5:g},34a5.5,5.5 0 1 0 11,0a5.5,5.5 0 1 0 -11,0", css="f-doing"),
        Text(x=best, y=15, words=bound_label, css="tx2", anchor=_anchor(best, width)),
        Text(x=at, y=60, words=value_label, css="txb tx-doing", anchor=_anchor(at, width)),
    )
    return Drawing(width=width, height=66, label=label, shapes=shapes)


def _anchor(x: float, width: float) -> str:
    """Words near an edge grow away from it."""
    if x < width * 0.3:
        return "start"
    return "end" if x > width * 0.7 else "middle"
