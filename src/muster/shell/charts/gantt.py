"""The procedure as a picture: steps counted back from the congress day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from muster.shell.charts.drawing import Drawing, Path, Rect, Shape, Text, days
from muster.shell.formats import MINUS, day

ROW = 22
HEAD = 44
NAMES = 236
# How a bar looks by the state of its step: (ground, frame, width of the frame).
LOOKS = {
    "done": ("f-done", "", None),
    "doing": ("f-surf", "k-doing", 1.5),
    "wait": ("f-surf", "k-doing", 1.5),
    "soon": ("f-surf", "k-soon", 1.5),
    "late": ("f-late", "", None),
    "back": ("f-surf", "k-soon", 1.5),
    "todo": ("f-surf", "k-3", 1.0),
    "na": ("f-none", "k-line2", 1.0),
}
HALF_FILLED = {"doing": "f-doing"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step: ``[start_on, end_on]`` in days, both counted.

    is_critical: it may not slip; drawn with a dark bar before its name.
    due_on: its deadline, if that is not the end of the bar.
    """

    key: str
    label: str
    start_on: date
    end_on: date
    state: str
    due_on: date | None = None
    is_critical: bool = False
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Steps under one head; an empty label leaves the head out."""

    label: str
    rows: Sequence[Row]


@dataclass(slots=True, kw_only=True)
class _Plan:
    """Where days and rows lie on the sheet."""

    first: date
    last: date
    width: int
    places: dict[str, float] = field(default_factory=dict)

    def x(self, on: date) -> float:
        return days(self.first, self.last, NAMES, self.width - 40)(on)

    def after(self, on: date) -> float:
        """The right edge of a day."""
        return self.x(on + timedelta(days=1))


def gantt(
    groups: Sequence[Group],
    *,
    day_n: date,
    today: date,
    label: str,
    today_label: str,
    last_day: date | None = None,
    links: Iterable[tuple[str, str]] = (),
    width: int = 960,
) -> Drawing:
    """Bars of all steps, a line for today, a band for the congress and the links between steps.

    day_n, last_day: the congress. Marks above are counted in weeks from day_n.
    links: pairs (step, step that waits for it); drawn where the second may not slip.
    """
    rows = [row for group in groups for row in group.rows]
    first = min([row.start_on for row in rows] + [today, day_n])
    last = max([row.due_on or row.end_on for row in rows] + [today, last_day or day_n])
    plan = _Plan(first=first, last=last + timedelta(days=1), width=width)
    height = _place(plan, groups)
    shapes: list[Shape] = [
        *_weeks(plan, day_n, today, height),
        *_congress(plan, day_n, last_day or day_n, height),
        *_links(plan, rows, links),
    ]
    y = float(HEAD)
    for group in groups:
        if group.label:
            shapes.append(Text(x=0, y=y + 14, words=group.label, css="txb"))
            shapes.append(Path(d=f"M0,{y + ROW - 1:g}H{width}", css="gr"))
            y += ROW
        for row in group.rows:
            shapes += _row(plan, row, y)
            y += ROW
    shapes += _today(plan, today, day_n, today_label)
    shapes.append(Path(d=f"M{plan.x(today):g},34V{height:g}", css="k-doing", line=1.5))
    return Drawing(width=width, height=height, label=label, shapes=tuple(shapes), least_px=760)


def _place(plan: _Plan, groups: Sequence[Group]) -> float:
    y = float(HEAD)
    for group in groups:
        y += ROW if group.label else 0
        for row in group.rows:
            plan.places[row.key] = y + ROW / 2
            y += ROW
    return y + 4


def _weeks(plan: _Plan, day_n: date, today: date, height: float) -> Iterator[Shape]:
    step = timedelta(days=7 * max(1, -(-(plan.last - plan.first).days // 70)))
    on = day_n - step * ((day_n - plan.first) // step)
    while on <= plan.last:
        offset = (on - day_n).days
        x = plan.x(on)
        yield Path(d=f"M{x:g},36V{height:g}", css="gr")
        if offset == 0 or abs(x - plan.x(day_n)) > 30:
            yield from _week_words(x, offset, on, is_hidden=abs(x - plan.x(today)) < 60)
        on += step


def _week_words(x: float, offset: int, on: date, *, is_hidden: bool) -> Iterator[Shape]:
    if is_hidden and offset:
        return
    sign = MINUS if offset < 0 else "+"
    words = f"N{sign}{abs(offset)}" if offset else "N"
    yield Text(x=x, y=14, words=words, css="tx2" if offset else "txb", anchor="middle")
    css = "tx" if offset else "tx2 tx-b"
    yield Text(x=x, y=28, words=day(on), css=css, anchor="middle")


def _congress(plan: _Plan, day_n: date, last_day: date, height: float) -> Iterator[Shape]:
    x = plan.x(day_n)
    width = max(3.0, round(plan.after(last_day) - x, 1))
    yield Rect(x=x, y=36, width=width, height=height - 36, css="f-line2", opacity=0.45)


def _today(plan: _Plan, today: date, day_n: date, words: str) -> Iterator[Shape]:
    """The words for today, which make way for those of the congress day."""
    x, apart = plan.x(today), plan.x(day_n) - plan.x(today)
    anchor = "middle"
    if 0 < abs(apart) < 40:
        anchor = "end" if apart > 0 else "start"
    yield Text(x=x, y=14, words=words, css="tx2 tx-doing tx-b", anchor=anchor)
    yield Text(x=x, y=28, words=day(today), css="tx tx-doing", anchor=anchor)


def _links(plan: _Plan, rows: Sequence[Row], links: Iterable[tuple[str, str]]) -> Iterator[Shape]:
    known = {row.key: row for row in rows}
    for before, after in links:
        one, other = known.get(before), known.get(after)
        if one is None or other is None or not other.is_critical:
            continue
        x, y, down = plan.after(one.end_on), plan.places[one.key], plan.places[other.key]
        into = plan.x(other.start_on)
        yield Path(d=f"M{x:g},{y:g}V{down - 7:g}H{max(x, into):g}V{down - 5:g}", css="ax k-3")


def _row(plan: _Plan, row: Row, y: float) -> Iterator[Shape]:
    x, end = plan.x(row.start_on), plan.after(row.end_on)
    width = max(4.0, round(end - x, 1))
    if row.is_critical:
        yield Path(d=f"M2,{y + 4:g}v{ROW - 8}", css="k-ink", line=3)
    yield Text(x=12, y=y + 15, words=_short(row.label), css="tx2", href=row.href)
    yield _bar(row, x, y, width)
    if row.state in HALF_FILLED:
        yield Rect(x=x, y=y + 11, width=width, height=6, css=HALF_FILLED[row.state], radius=1)
    if row.due_on is not None and row.due_on != row.end_on:
        due = plan.after(row.due_on)
        yield Path(d=f"M{due:g},{y + 3:g}v{ROW - 6}", css="k-late", line=1.5)
    if row.note:
        yield _note(plan, row, x, x + width, y)


def _bar(row: Row, x: float, y: float, width: float) -> Rect:
    ground, frame, line = LOOKS[row.state]
    return Rect(
        x=x,
        y=y + 5,
        width=width,
        height=12,
        css=f"{ground} {frame}".strip(),
        radius=1.5,
        line=line,
        dash="3 2" if row.state == "na" else "",
        opacity=0.6 if row.state == "done" and not row.is_critical else None,
        title=f"{row.label}: {day(row.start_on)} - {day(row.end_on)}",
        href=row.href,
    )


def _note(plan: _Plan, row: Row, x: float, end: float, y: float) -> Text:
    """Behind the bar if there is room, else before it."""
    has_room = end + 6 + 6 * len(row.note) < plan.width
    css = "tx tx-late" if row.state == "late" else "tx"
    if has_room:
        return Text(x=end + 6, y=y + 15, words=row.note, css=css)
    return Text(x=x - 6, y=y + 15, words=row.note, css=css, anchor="end")


def _short(label: str, most: int = 36) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
