"""Will the season finish? The whole small, the last stretch large, the forecast as a band."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from muster.shell.charts.drawing import Dot, Drawing, Path, Rect, Shape, Text, days, polyline, scale
from muster.shell.formats import day, whole

Series = Sequence[tuple[date, float]]
TOP, FLOOR = 34.0, 196.0
SMALL = (34.0, 140.0)
LARGE = (190.0, 456.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When everything will be done: the middle guess and the days that hold four of five cases."""

    median_on: date
    low_on: date
    high_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonWords:
    """The words on the drawing, in the reader's language."""

    whole: str
    last: str
    plan: str
    done: str
    forecast: str
    today: str
    deadline: str
    cut: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    first: date
    last: date
    low: float
    high: float
    left: float
    right: float

    def at(self, on: date, count: float) -> tuple[float, float]:
        x = days(self.first, self.last, self.left, self.right)(on)
        return x, scale(self.low, self.high, FLOOR, TOP)(count)

    def line(self, series: Series) -> str:
        return polyline(
            [self.at(on, count) for on, count in _within(series, self.first, self.last)]
        )


def season_lines(
    *,
    done: Series,
    plan: Series,
    total: int,
    today: date,
    deadline: date,
    label: str,
    words: SeasonWords,
    forecast: Forecast | None = None,
) -> Drawing:
    """Units that are done against the plan, and when the rest will be.

    done, plan: (day, count so far), by day. The large part begins four weeks before today
    and its axis where the smaller of both lines then stood; *words.cut* says so below.
    """
    start = min([on for on, _ in (*done, *plan)] + [today])
    end = max(deadline, today, forecast.high_on if forecast else deadline)
    from_on = max(start, today - timedelta(days=28))
    low = _round_down(min(_value(done, from_on), _value(plan, from_on)), total)
    small = _Sheet(first=start, last=end, low=0, high=total, left=SMALL[0], right=SMALL[1])
    large = _Sheet(first=from_on, last=end, low=low, high=total, left=LARGE[0], right=LARGE[1])
    shapes: list[Shape] = [
        *_axes(small, words.whole, 2),
        *_axes(large, words.last, 4),
        *_deadline(large, deadline, words),
        *_lines(small, done, plan),
        *_lines(large, done, plan),
    ]
    x, y = small.at(from_on, total)
    shapes.append(
        Rect(
            x=x,
            y=y - 3,
            width=max(4.0, round(SMALL[1] - x, 1)),
            height=round(small.at(from_on, low)[1] - y + 6, 1),
            css="f-none k-3",
            line=1,
        )
    )
    shapes += _names(large, done, plan, words)
    shapes += _now(large, done, today, words)
    if forecast is not None and done:
        shapes += _forecast(large, done[-1], forecast, words, total)
    if low > 0:
        cut = words.cut % {"count": whole(low)}
        shapes.append(Text(x=0, y=230, words=cut))
    return Drawing(width=468, height=236, label=label, shapes=tuple(shapes))


def _axes(sheet: _Sheet, words: str, parts: int) -> Iterator[Shape]:
    yield Text(x=sheet.left, y=14, words=words)
    for step in range(parts + 1):
        count = sheet.low + (sheet.high - sheet.low) * step / parts
        y = sheet.at(sheet.first, count)[1]
        yield Path(d=f"M{sheet.left:g},{y:g}H{sheet.right:g}", css="gr")
        yield Text(x=sheet.left - 5, y=y + 4, words=whole(count), anchor="end")
    for on in (sheet.first, sheet.last):
        anchor = "start" if on == sheet.first else "end"
        yield Text(x=sheet.at(on, 0)[0], y=FLOOR + 16, words=day(on), anchor=anchor)


def _lines(sheet: _Sheet, done: Series, plan: Series) -> Iterator[Shape]:
    yield Path(d=sheet.line(plan), css="f-none k-3", line=1.2, dash="4 3")
    yield Path(d=sheet.line(done), css="f-none k-done", line=2)


def _names(sheet: _Sheet, done: Series, plan: Series, words: SeasonWords) -> Iterator[Shape]:
    """Each line's name beside it, where the other one is not: no box of colours to look up."""
    span = sheet.last - sheet.first
    for series, name, share, css in (
        (plan, words.plan, 0.3, "tx"),
        (done, words.done, 0.22, "tx2"),
    ):
        on = sheet.first + span * share
        if not series or on < series[0][0]:
            continue  # a line that begins later has no place there
        x, y = sheet.at(on, _value(series, on))
        is_above = _value(series, on) >= _value(done if series is plan else plan, on)
        anchor, shift = ("end", -6) if is_above else ("start", 14)
        yield Text(x=x, y=y + shift, words=name, css=css, anchor=anchor)


def _deadline(sheet: _Sheet, deadline: date, words: SeasonWords) -> Iterator[Shape]:
    x = sheet.at(deadline, 0)[0]
    yield Path(d=f"M{x:g},{TOP:g}V{FLOOR:g}", css="k-ink", line=1.2)
    said = f"{words.deadline} {day(deadline)}"
    yield Text(x=x - 5, y=FLOOR - 8, words=said, css="tx2", anchor="end")


def _now(sheet: _Sheet, done: Series, today: date, words: SeasonWords) -> Iterator[Shape]:
    if not done:
        return
    x, y = sheet.at(today, done[-1][1])
    yield Dot(x=x, y=y, radius=3.5, css="f-done")
    yield Text(x=x + 7, y=y + 14, words=whole(done[-1][1]), css="txb")
    yield Text(x=x, y=FLOOR + 16, words=words.today, css="tx2 tx-b", anchor="middle")


def _forecast(
    sheet: _Sheet, last: tuple[date, float], forecast: Forecast, words: SeasonWords, total: int
) -> Iterator[Shape]:
    here = sheet.at(*last)
    low, mid, high = (
        sheet.at(on, total) for on in (forecast.low_on, forecast.median_on, forecast.high_on)
    )
    yield Path(d=polyline([here, low, high]) + "Z", css="f-doing", opacity=0.16)
    yield Path(d=polyline([here, mid]), css="f-none k-doing", line=2, dash="1 3")
    yield Dot(x=mid[0], y=mid[1], radius=4, css="f-surf k-doing", line=2)
    yield Path(d=f"M{low[0]:g},24v-3H{high[0]:g}v3", css="f-none k-doing", line=1)
    said = f"{words.forecast} {day(forecast.low_on)} \N{EN DASH} {day(forecast.high_on)}"
    yield Text(x=sheet.right, y=14, words=said, css="tx2 tx-doing", anchor="end")


def _within(series: Series, first: date, last: date) -> list[tuple[date, float]]:
    """The part of *series* in [first, last], begun with the value that held on *first*."""
    inside = [(on, count) for on, count in series if first <= on <= last]
    if inside and inside[0][0] == first:
        return inside
    before = [count for on, count in series if on < first]
    return [(first, before[-1]), *inside] if before else inside


def _value(series: Series, on: date) -> float:
    return next((count for at, count in reversed(series) if at <= on), 0)


def _round_down(value: float, total: int) -> int:
    """A round start for the cut axis, so that its marks are whole numbers."""
    step = 10 ** max(0, len(str(total)) - 2) * 4
    return int(value // step * step)
