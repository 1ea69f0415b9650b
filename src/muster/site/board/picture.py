"""The board's drawing: what is done against the plan, and when the rest will be."""

from bisect import bisect_right
from datetime import date

from django.utils.translation import gettext as _

from muster.season.queries import Board, Lines, SeasonForecast
from muster.shell.charts import Drawing, Forecast, SeasonWords, season_lines


def lines(
    shown: Lines, board: Board, forecast: SeasonForecast | None, *, today: date
) -> Drawing | None:
    """The season so far against its plan; None before anything has a deadline."""
    if board.due_on is None:
        return None
    return season_lines(
        done=shown.done,
        plan=shown.plan,
        total=board.total,
        today=today,
        deadline=board.due_on,
        label=_("Units done against plan and forecast"),
        words=_words(),
        forecast=Forecast(median_on=forecast.day, low_on=forecast.low_on, high_on=forecast.high_on)
        if forecast
        else None,
    )


def _words() -> SeasonWords:
    return SeasonWords(
        whole=_("whole season"),
        last=_("last stretch"),
        plan=_("plan"),
        done=_("done"),
        forecast=_("forecast"),
        today=_("today"),
        deadline=_("due"),
        cut=_("number of units done; the right axis begins at %(count)s"),
    )


def behind_plan(shown: Lines, *, today: date) -> int:
    """How many more the plan wanted by today than are done; negative when ahead."""
    return _at(shown.plan, today) - _at(shown.done, today)


def _at(series: list[tuple[date, int]], on: date) -> int:
    place = bisect_right([day_ for day_, _count in series], on)
    return series[place - 1][1] if place else 0
