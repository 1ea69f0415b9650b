"""Reads: each through scope."""

from muster.office.queries import scopes
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
    season_in_focus,
)

__all__ = [
    "WORDS",
    "Figures",
    "Line",
    "choose",
    "days_late",
    "figures",
    "find_symbol",
    "happened",
    "known",
    "own_unit",
    "papers_of",
    "register_lines",
    "registers_of",
    "scopes",
    "season_in_focus",
]
