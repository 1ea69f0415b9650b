"""Drawings of pages, made on the server: pure functions from numbers to shapes.

Everything is an SVG attribute or a class of ``muster.css``; nothing needs a script.
"""

from muster.shell.charts.bars import Bin, gap_line, histogram
from muster.shell.charts.drawing import Dot, Drawing, Path, Rect, Text
from muster.shell.charts.explored import Curve, explored
from muster.shell.charts.gantt import Group, Row, gantt
from muster.shell.charts.places import MapPoint, scatter
from muster.shell.charts.season import Forecast, SeasonWords, season_lines

__all__ = [
    "Bin",
    "Curve",
    "Dot",
    "Drawing",
    "Forecast",
    "Group",
    "MapPoint",
    "Path",
    "Rect",
    "Row",
    "SeasonWords",
    "Text",
    "explored",
    "gantt",
    "gap_line",
    "histogram",
    "scatter",
    "season_lines",
]
