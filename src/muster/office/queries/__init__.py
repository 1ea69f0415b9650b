"""Reads: each through scope."""

from muster.office.queries import scopes
from muster.office.queries.orders import (
    desk_tasks,
    instructions_of,
    leaders,
    sheet_lines,
    sheet_of,
)
from muster.office.queries.papers import (
    WORDS,
    Figures,
    Line,
    choose,
    days_late,
    figures,
    find_symbol,
    happened,
    known,
    own_unit,
    papers_of,
    register_lines,
    registers_of,
)
from muster.office.queries.tasks import (
    WORDS as TASK_WORDS,
)
from muster.office.queries.tasks import (
    Asked,
    board_of,
    days_past,
    month_of,
    subcommittee_name,
    task_figures,
    tasks_of,
)

__all__ = [
    "TASK_WORDS",
    "WORDS",
    "Asked",
    "Figures",
    "Line",
    "board_of",
    "choose",
    "days_late",
    "days_past",
    "desk_tasks",
    "figures",
    "find_symbol",
    "happened",
    "instructions_of",
    "known",
    "leaders",
    "month_of",
    "own_unit",
    "papers_of",
    "register_lines",
    "registers_of",
    "scopes",
    "sheet_lines",
    "sheet_of",
    "subcommittee_name",
    "task_figures",
    "tasks_of",
]
