"""Drawings of the capability: how a search closes its gap, how load is spread."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from muster.duty.bridge.course import Point
from muster.duty.queries.verdict import Verdict
from muster.shell.charts import Bin, Drawing, Path, Text, gap_line, histogram
from muster.shell.charts.drawing import Shape, polyline, scale
from muster.shell.formats import decimal, figure, whole

WIDTH, HEIGHT = 520.0, 118.0
LEFT, RIGHT, TOP, FLOOR = 8.0, 8.0, 22.0, 92.0
LABEL_GAP = 13.0


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

    rows: (seconds, value, bound). None with fewer than two.
    """
    if len(rows) < 2:
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
        Path(d=polyline(below), css="k-ink", line=1.5, dash="4 3"),
        Path(d=polyline(above), css="k-doing", line=2),
        Text(
            x=WIDTH - RIGHT, y=value_y, words=figure(last_value), css="txb tx-doing", anchor="end"
        ),
        Text(
            x=WIDTH - RIGHT,
            y=min(bound_y, HEIGHT - 4),
            words=_("no lower than %(bound)s") % {"bound": figure(last_bound)},
            css="tx2",
            anchor="end",
        ),
        Text(x=LEFT, y=HEIGHT - 4, words=_("%(seconds)s s") % {"seconds": figure(seconds[0])}),
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
