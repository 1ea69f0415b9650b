"""Drawings of the capability: how a search closes its gap, how load is spread."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from muster.duty.bridge.course import Point
from muster.duty.queries.verdict import Verdict
from muster.shell.charts import Bin, Drawing, Path, Rect, Text, gap_line, histogram
from muster.shell.charts.drawing import Shape, nice_steps, polyline, scale
from muster.shell.formats import decimal, figure, whole

WIDTH, HEIGHT = 520.0, 118.0
LEFT, RIGHT, TOP, FLOOR = 8.0, 8.0, 22.0, 92.0
LABEL_GAP = 13.0
MET = 1e-6


def uncovered_course(points: Sequence[Point]) -> Drawing | None:
    """How the weight of what is open came down to its bound."""
    return closing(
        [(p.seconds, p.uncovered, p.uncovered_bound) for p in points],
        label=_("Weight of what is open, and what no roster can go below, second by second"),
    )


def score_course(points: Sequence[Point]) -> Drawing | None:
    """How the score came down to its bound; from the first moment that a bound was proven."""
    return closing(
        [(p.seconds, p.score, p.score_bound) for p in points if p.score_bound > 0],
        label=_("Score so far and the best possible one, second by second"),
    )


def closing(rows: Sequence[tuple[float, float, float]], *, label: str) -> Drawing | None:
    """Value above, bound below, over the seconds; the ground between is what could be gained.

    rows: (seconds, value, bound). None with fewer than two, or where they met all along.
    """
    if len(rows) < 2 or all(abs(value - bound) < MET for _seconds, value, bound in rows):
        return None
    seconds = [row[0] for row in rows]
    low, high = min(min(v, b) for _s, v, b in rows), max(max(v, b) for _s, v, b in rows)
    x = scale(seconds[0], seconds[-1], LEFT, WIDTH - RIGHT)
    y = scale(low, high if high > low else low + 1, FLOOR, TOP)
    above = [(x(s), y(v)) for s, v, _b in rows]
    below = [(x(s), y(b)) for s, _v, b in rows]
    last_value, last_bound = rows[-1][1], rows[-1][2]
    value_y = above[-1][1] - 5
    bound_y = max(below[-1][1] + LABEL_GAP, value_y + LABEL_GAP)
    shapes: tuple[Shape, ...] = (
        Path(d=f"M{LEFT:g},{FLOOR:g}H{WIDTH - RIGHT:g}", css="ax"),
        Path(d=polyline([*above, *reversed(below)]) + "Z", css="f-doing", opacity=0.14),
        Path(d=polyline(below), css="f-none k-ink", line=1.5, dash="4 3"),
        Path(d=polyline(above), css="f-none k-doing", line=2),
        Text(
            x=WIDTH - RIGHT,
            y=value_y,
            words=figure(last_value, 0),
            css="txb tx-doing",
            anchor="end",
        ),
        Text(
            x=WIDTH - RIGHT,
            y=min(bound_y, HEIGHT - 4),
            words=_("no lower than %(bound)s") % {"bound": figure(last_bound, 0)},
            css="tx2",
            anchor="end",
        ),
        Text(x=LEFT, y=HEIGHT - 4, words=_("%(seconds)s s") % {"seconds": figure(seconds[0], 0)}),
    )
    return Drawing(width=WIDTH, height=HEIGHT, label=label, shapes=shapes)


def gap_chart(verdict: Verdict) -> Drawing | None:
    """The score and the best possible one on a line; none before the first search."""
    if verdict.score is None or verdict.best is None or verdict.gap is None:
        return None
    return gap_line(
        value=verdict.score,
        bound=verdict.best,
        label=_("The stretch between the best possible score and this roster's"),
        value_label=_("%(score)s this roster") % {"score": whole(verdict.score)},
        bound_label=_("%(score)s best possible") % {"score": whole(verdict.best)},
    )


def load_chart(verdict: Verdict, week: int) -> Drawing:
    """How many people serve how many hours in the week."""
    bins = verdict.loads.bins(week)
    limit = decimal(verdict.loads.limit_h, 0)
    kinds = ["doing"] * (len(bins) - 2) + ["soon", "late"]
    return histogram(
        [
            Bin(label=_("%(span)s h") % {"span": span}, count=count, kind=kind)
            for (span, count), kind in zip(bins, kinds, strict=True)
        ],
        label=_("People by hours of duty in the week"),
        limit_after=len(bins) - 1,
        limit_label=_("at most %(hours)s h") % {"hours": limit},
    )


SPREAD_W, SPREAD_H = 860.0, 190.0
SPREAD_LEFT, SPREAD_RIGHT, SPREAD_TOP, SPREAD_FLOOR = 40.0, 12.0, 22.0, 160.0
STEPS_MAX = 200  # a step of the curve; more people than that share one


def spread_chart(hours: Sequence[float], *, fair_h: float) -> Drawing:
    """Hours of everybody, the heaviest to the left, against the fair share.

    hours: descending. What lies above the line is carried for those below it.
    """
    marks = nice_steps(max([*hours, fair_h, 1.0]))
    y = scale(0, marks[-1], SPREAD_FLOOR, SPREAD_TOP)
    x = scale(0, max(1, len(hours)), SPREAD_LEFT, SPREAD_W - SPREAD_RIGHT)
    fair_y = y(fair_h)
    shapes: list[Shape] = []
    for mark in marks:
        shapes.append(Path(d=f"M{SPREAD_LEFT:g},{y(mark)}H{SPREAD_W - SPREAD_RIGHT:g}", css="gr"))
        shapes.append(Text(x=SPREAD_LEFT - 6, y=y(mark) + 4, words=whole(mark), anchor="end"))
    for first, last, height in _steps(hours):
        top, wide = y(height), round(x(last) - x(first), 2)
        shapes.append(_box(x(first), max(top, fair_y), wide, SPREAD_FLOOR, "f-doing"))
        if top < fair_y:
            shapes.append(_box(x(first), top, wide, fair_y, "f-soon"))
    shapes += [
        Path(d=f"M{SPREAD_LEFT:g},{fair_y}H{SPREAD_W - SPREAD_RIGHT:g}", css="k-ink", line=1.5),
        Text(
            x=SPREAD_W - SPREAD_RIGHT,
            y=fair_y - 6,
            words=_("fair share %(hours)s h") % {"hours": figure(fair_h)},
            css="txb",
            anchor="end",
        ),
        Text(x=SPREAD_LEFT, y=SPREAD_FLOOR + 18, words=_("carry most"), css="tx"),
        Text(
            x=SPREAD_W - SPREAD_RIGHT,
            y=SPREAD_FLOOR + 18,
            words=_("carry least"),
            css="tx",
            anchor="end",
        ),
    ]
    label = _("Hours of each officer against the fair share, the heaviest first")
    return Drawing(width=SPREAD_W, height=SPREAD_H, label=label, shapes=tuple(shapes), least_px=560)


def _box(left: float, top: float, wide: float, floor: float, css: str) -> Rect:
    return Rect(
        x=left, y=top, width=wide, height=round(max(0.0, floor - top), 1), css=css, opacity=0.85
    )


def _steps(hours: Sequence[float]) -> list[tuple[int, int, float]]:
    """From whom to whom with how many hours: neighbours with the same hours are one step."""
    size = max(1, -(-len(hours) // STEPS_MAX))
    found: list[tuple[int, int, float]] = []
    for first in range(0, len(hours), size):
        part = hours[first : first + size]
        mean = sum(part) / len(part)
        if found and abs(found[-1][2] - mean) < 1e-9:
            found[-1] = (found[-1][0], first + len(part), mean)
        else:
            found.append((first, first + len(part), mean))
    return [step for step in found if step[2] > 0]
