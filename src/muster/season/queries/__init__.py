"""Reads: each takes a unit or an account that was found through scope."""

from muster.season.queries import known, readiness
from muster.season.queries.ahead import (
    Changes,
    Lines,
    UpcomingDay,
    changes,
    progress_lines,
    upcoming,
)
from muster.season.queries.cells import Matrix, MatrixCell, MatrixRow, MatrixSection, matrix
from muster.season.queries.columns import StepColumn
from muster.season.queries.completion import SeasonForecast, forecast
from muster.season.queries.congresses import (
    CongressPage,
    StepGroup,
    StepLine,
    Wanted,
    congress_page,
    open_findings,
    step_lines,
)
from muster.season.queries.danger import Danger, Missing, MissingRow, danger_of, missing
from muster.season.queries.desks import Desk, DeskLine, desk
from muster.season.queries.figures import GroupLine, Passed
from muster.season.queries.history import HistoryLine, history
from muster.season.queries.known import sums_below
from muster.season.queries.summary import (
    Board,
    CauseLine,
    Causes,
    Change,
    MilestoneFigure,
    board,
)
from muster.season.queries.units import (
    Contact,
    DenominatorChange,
    ancestors,
    congresses_of,
    contacts_of,
    denominator,
    season_in_focus,
    top_unit,
    visible_congresses,
    visible_units,
    within,
)

__all__ = [
    "Board",
    "CauseLine",
    "Causes",
    "Change",
    "Changes",
    "CongressPage",
    "Contact",
    "Danger",
    "DenominatorChange",
    "Desk",
    "DeskLine",
    "GroupLine",
    "HistoryLine",
    "Lines",
    "Matrix",
    "MatrixCell",
    "MatrixRow",
    "MatrixSection",
    "MilestoneFigure",
    "Missing",
    "MissingRow",
    "Passed",
    "SeasonForecast",
    "StepColumn",
    "StepGroup",
    "StepLine",
    "UpcomingDay",
    "Wanted",
    "ancestors",
    "board",
    "changes",
    "congress_page",
    "congresses_of",
    "contacts_of",
    "danger_of",
    "denominator",
    "desk",
    "forecast",
    "history",
    "known",
    "matrix",
    "missing",
    "open_findings",
    "progress_lines",
    "readiness",
    "season_in_focus",
    "step_lines",
    "sums_below",
    "top_unit",
    "upcoming",
    "visible_congresses",
    "visible_units",
    "within",
]
