from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.shell.charts import (
    Bin,
    Dot,
    Drawing,
    Forecast,
    Group,
    MapPoint,
    Path,
    Rect,
    Row,
    SeasonWords,
    Text,
    gantt,
    gap_line,
    histogram,
    scatter,
    season_lines,
)
from muster.shell.charts.drawing import nice_steps, polyline, scale

N = date(2030, 8, 22)
TODAY = date(2030, 8, 16)
FORECAST = Forecast(median_on=date(2030, 8, 30), low_on=date(2030, 8, 29), high_on=date(2030, 9, 5))
WORDS = SeasonWords(
    whole="whole", last="last", plan="plan", done="done", forecast="80 %", today="today",
    deadline="due", cut="from %(count)s",
)  # fmt: skip


def words_of(drawing: Drawing) -> list[str]:
    return [shape.words for shape in drawing.shapes if isinstance(shape, Text)]


def boxes(drawing: Drawing) -> list[Rect]:
    return [shape for shape in drawing.shapes if isinstance(shape, Rect)]


def row(key: str, start: date, end: date, state: str = "todo", **more: object) -> Row:
    return Row(key=key, label=key, start_on=start, end_on=end, state=state, **more)  # type: ignore[arg-type]


def test_scale_by_hand() -> None:
    place = scale(0, 10, 100, 200)
    assert [place(0), place(5), place(10)] == [100, 150, 200]
    assert scale(3, 3, 7, 9)(3) == 7


@pytest.mark.parametrize(
    ("highest", "marks"), [(1, [0, 1]), (3, [0, 1, 2, 3]), (46, [0, 20, 40, 60]), (0, [0, 1])]
)
def test_marks_are_round(highest: float, marks: list[int]) -> None:
    assert nice_steps(highest) == marks


@given(st.integers(1, 10**7))
def test_marks_reach_the_highest_bar_and_are_few(highest: int) -> None:
    marks = nice_steps(highest)
    assert marks[-1] >= highest
    assert 2 <= len(marks) <= 4


def test_polyline() -> None:
    assert polyline([(1, 2), (3.5, 4)]) == "M1,2L3.5,4"
    assert polyline([]) == ""


def test_histogram_draws_a_bar_for_each_count_and_none_for_zero() -> None:
    drawing = histogram([Bin(label="0–8", count=9), Bin(label="8–16", count=0)], label="hours")
    assert [box.title for box in boxes(drawing)] == ["0–8: 9"]
    assert "8–16" in words_of(drawing)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=20))
def test_histogram_bars_stay_on_the_sheet_and_keep_their_order_of_height(counts: list[int]) -> None:
    drawing = histogram([Bin(label=str(n), count=n) for n in counts], label="x")
    drawn = boxes(drawing)
    assert all(box.y >= 0 and box.y + box.height <= drawing.height for box in drawn)
    heights = {int(box.title.split(": ")[1].replace("\xa0", "")): box.height for box in drawn}
    assert sorted(heights, key=lambda count: (heights[count], count)) == sorted(heights)


def test_gap_line_shows_bound_before_value() -> None:
    drawing = gap_line(value=20514, bound=20102, label="x", value_label="v", bound_label="b")
    places = {s.words: s.x for s in drawing.shapes if isinstance(s, Text)}
    assert 0 < places["b"] < places["v"] < drawing.width


def test_gap_line_of_a_proven_best_answer_has_no_gap() -> None:
    drawing = gap_line(value=7, bound=7, label="x", value_label="v", bound_label="b")
    assert boxes(drawing)[1].width == 0


def test_gantt_places_bars_by_their_days() -> None:
    rows = [row("a", TODAY, TODAY, "doing"), row("b", N, N + timedelta(days=1))]
    drawing = gantt(
        [Group(label="g", rows=rows)], day_n=N, today=TODAY, label="x", today_label="now"
    )
    titled = {box.title.split(":")[0]: box for box in boxes(drawing) if box.title}
    # Eight days lie between 236 and 920 px: 85.5 px a day.
    assert titled["a"].x == 236
    assert titled["a"].width == pytest.approx(85.5, abs=0.2)
    assert titled["b"].x == pytest.approx(236 + 6 * 85.5, abs=0.2)
    assert titled["b"].width == pytest.approx(171, abs=0.2)


def test_gantt_joins_only_steps_that_may_not_slip() -> None:
    rows = [
        row("a", TODAY, TODAY),
        row("b", TODAY + timedelta(days=1), N, is_critical=True),
        row("c", TODAY + timedelta(days=1), N),
    ]
    links = [("a", "b"), ("a", "c"), ("a", "gone")]
    drawing = gantt(
        [Group(label="", rows=rows)], day_n=N, today=TODAY, label="x", today_label="t", links=links
    )
    joined = [s for s in drawing.shapes if isinstance(s, Path) and "H" in s.d and s.css == "ax k-3"]
    assert len(joined) == 1


def test_gantt_without_steps_still_shows_today_and_the_congress() -> None:
    drawing = gantt([], day_n=N, today=TODAY, label="x", today_label="now")
    assert "now" in words_of(drawing)
    assert "N" in words_of(drawing)


def test_gantt_refuses_a_state_that_it_cannot_draw() -> None:
    with pytest.raises(KeyError):
        gantt(
            [Group(label="", rows=[row("a", N, N, "lost")])],
            day_n=N,
            today=N,
            label="x",
            today_label="t",
        )


def test_season_lines_say_where_the_cut_axis_begins() -> None:
    start = date(2030, 5, 1)
    plan = [(start + timedelta(days=n), min(640, n * 6)) for n in range(120)]
    drawing = season_lines(
        done=plan[:100], plan=plan, total=640, today=start + timedelta(days=99),
        deadline=date(2030, 8, 31), label="x", words=WORDS,
        forecast=FORECAST,
    )  # fmt: skip
    assert any(word.startswith("from ") for word in words_of(drawing))
    assert "80 % 29/8 – 5/9" in words_of(drawing)


def test_season_lines_on_the_first_day_with_nothing_done() -> None:
    drawing = season_lines(
        done=[], plan=[], total=40, today=TODAY, deadline=TODAY, label="x", words=WORDS
    )
    assert "due 16/8" in words_of(drawing)
    assert not any(word.startswith("from ") for word in words_of(drawing))


def test_scatter_keeps_true_directions() -> None:
    south_west = MapPoint(lon=106.0, lat=10.0, label="a")
    north_east = MapPoint(lon=107.0, lat=11.0, label="b", href="/b")
    drawing = scatter([south_west, north_east], label="x")
    one, other = (s for s in drawing.shapes if isinstance(s, Dot))
    assert one.x < other.x
    assert one.y > other.y
    assert drawing.has_links


@given(st.lists(st.tuples(st.floats(-179, 179), st.floats(-80, 80)), max_size=40))
def test_scatter_keeps_all_places_on_the_sheet(places: list[tuple[float, float]]) -> None:
    drawing = scatter([MapPoint(lon=lon, lat=lat, label="x") for lon, lat in places], label="x")
    dots = [shape for shape in drawing.shapes if isinstance(shape, Dot)]
    assert len(dots) == len(places)
    assert all(0 <= dot.x <= drawing.width and 0 <= dot.y <= drawing.height for dot in dots)
